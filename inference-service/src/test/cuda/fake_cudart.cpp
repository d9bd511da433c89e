// A libcudart.so.13 that only is there: the bindings name it, Orfeas calls nothing in it.
