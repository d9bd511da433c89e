#!/usr/bin/env python3
"""Makes the small models of the tests and their manifests: depths in three number formats, depths that
say how far they are to be believed, and a field.

    pip install onnx==1.23.2 numpy==2.4.6
    python3 make_models.py

The model knows no objects: it blurs coverage with windows of several sizes, which gives about the
distance d to the outline, takes the greatest distance R near by, and lets the surface be a circle's
arc, sqrt(d (2 R - d)). Brightness moves the front by a few percent. So its answer is plausible, and
closed, for any outline. Input [N,4,S,S] red, green, blue, coverage in 0..1, any N and S; output
[N,2,S,S] front and back, z in object units; or [N,3,S,S] with the brightness of each pixel as what
is to be believed; or [N,S,S,S], how far each point lies before the front or behind the back.
"""
import hashlib
import json
import pathlib

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HERE = pathlib.Path(__file__).resolve().parent
SIDE = 64
FILL = 0.85
WINDOWS = [3, 7, 15, 31, 55]
NEAR = 31
# Square windows reach over round corners, which makes a disc look flatter than it is.
ROUND = 1.35


class Graph:
    """Collects nodes and weights of one number format."""

    def __init__(self, precision):
        self.precision = precision
        self.kind = TensorProto.FLOAT16 if precision == "fp16" else TensorProto.FLOAT
        self.real = np.float16 if precision == "fp16" else np.float32
        self.nodes, self.weights = [], []

    def op(self, kind, *inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values):
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def number(self, value):
        return self.constant(np.asarray(value, self.real))

    def kernel(self, values):
        if self.precision != "int8":
            return self.constant(values.astype(self.real))
        scale = np.float32(values.max() / 127)
        small = self.constant(np.round(values / scale).astype(np.int8))
        return self.op("DequantizeLinear", small, self.constant(scale))


def window(size):
    """A flat window whose ends fall off."""
    values = np.ones(size, np.float64)
    values[0] = values[-1] = 0.6
    return (values / values.sum()).astype(np.float32)


def build(precision, kind="depth2"):
    g = Graph(precision)
    picture = "picture"
    if precision == "fp16":
        picture = g.op("Cast", picture, to=TensorProto.FLOAT16)
    ends = [g.constant(np.array(v, np.int64)) for v in ([0], [3], [4], [1])]
    color = g.op("Slice", picture, ends[0], ends[1], ends[3])
    coverage = g.op("Slice", picture, ends[1], ends[2], ends[3])
    depths = []
    for size in WINDOWS:
        half = size // 2
        wide = g.kernel(window(size).reshape(1, 1, 1, size))
        tall = g.kernel(window(size).reshape(1, 1, size, 1))
        blurred = g.op("Conv", coverage, wide, pads=[0, half, 0, half])
        blurred = g.op("Conv", blurred, tall, pads=[half, 0, half, 0])
        over = g.op("Relu", g.op("Sub", g.op("Mul", blurred, g.number(2)), g.number(1)))
        depths.append(g.op("Mul", over, g.number(size / 2)))
    distance = g.op("Max", *depths)
    radius = g.op("MaxPool", distance, kernel_shape=[NEAR, NEAR], pads=[NEAR // 2] * 4)
    square = g.op("Mul", distance, g.op("Sub", g.op("Mul", radius, g.number(2)), distance))
    shape = g.op("Shape", "picture")
    side = g.op("Cast", g.op("Gather", shape, g.constant(np.array(3, np.int64))), to=g.kind)
    height = g.op("Div", g.op("Sqrt", square), g.op("Mul", side, g.number(FILL / ROUND)))
    gray = g.op("ReduceMean", color, axes=[1], keepdims=1)
    bump = g.op("Add", g.op("Mul", gray, g.number(0.1)), g.number(0.95))
    front = g.op("Mul", height, bump)
    back = g.op("Mul", height, g.number(-0.9))
    if kind == "field":
        answer, name, channels = field(g, front, back), "field", "s"
    elif kind == "believed":
        answer, name, channels = g.op("Concat", front, back, gray, axis=1), "depths", 3
    else:
        answer, name, channels = g.op("Concat", front, back, axis=1), "depths", 2
    g.nodes.append(helper.make_node("Cast", [answer], [name], to=TensorProto.FLOAT))
    io = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", channels, "s", "s"])
        for name, channels in (("picture", 4), (name, channels))
    ]
    graph = helper.make_graph(g.nodes, kind, io[:1], io[1:], g.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    return model


def field(g, front, back):
    """Rows run upward in a field, and downward in a picture."""
    last, far, step, axis = (g.constant(np.array([v], np.int64)) for v in (-1, -(1 << 31), -1, 2))
    front, back = (g.op("Slice", plane, last, far, axis, step) for plane in (front, back))
    side = g.op("Gather", g.op("Shape", "picture"), g.constant(np.array(3, np.int64)))
    zero, one = (g.constant(np.array(v, np.int64)) for v in (0, 1))
    layer = g.op("Cast", g.op("Range", zero, side, one), to=g.kind)
    ends = g.op("Cast", g.op("Sub", side, one), to=g.kind)
    depth = g.op("Div", g.op("Sub", g.op("Div", layer, ends), g.number(0.5)), g.number(FILL))
    depth = g.op("Reshape", depth, g.constant(np.array([1, -1, 1, 1], np.int64)))
    return g.op("Max", g.op("Sub", depth, front), g.op("Sub", back, depth))


def write(kind, precisions, output):
    variants = {}
    for precision in precisions:
        path = HERE / f"{kind}-{precision}.onnx"
        save(build(precision, kind), path)
        variants[precision] = {
            "file": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
    manifest = {
        "name": "onnx" if kind == "depth2" else kind,
        "kind": "field" if kind == "field" else "depth2",
        "license": "Apache-2.0",
        "camera": "orthographic",
        "input": {"name": "picture", "channels": "rgba", "side": SIDE, "min_side": 32},
        "output": {"name": output},
        "sample_bytes": 8 << 20,
        "variants": variants,
    }
    (HERE / f"{kind}.json").write_text(json.dumps(manifest, indent=2) + "\n")


def main():
    write("depth2", ("fp32", "fp16", "int8"), "depths")
    write("believed", ("fp32",), "depths")
    write("field", ("fp32",), "field")


main()
