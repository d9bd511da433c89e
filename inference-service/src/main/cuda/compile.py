#!/usr/bin/env python3
"""Compiles orfeas.cu to PTX with NVRTC, which needs no GPU and no CUDA toolkit.

    pip install nvidia-cuda-nvrtc==13.0.88
    python3 compile.py [--check]

Writes ../resources/io/orfeas/inference/gpu/cuda/orfeas.ptx; with --check, fails where the file is
not what the source compiles to. PTX for compute_75 (Turing, the oldest that CUDA 13 knows) is made
into machine code by the driver of whatever newer GPU there is. Fused multiply-add is off, because
results must agree with Java's bit by bit.
"""
import ctypes
import glob
import pathlib
import sys
import sysconfig

HERE = pathlib.Path(__file__).resolve().parent
PTX = HERE.parent / "resources/io/orfeas/inference/gpu/cuda/orfeas.ptx"
OPTIONS = [b"--gpu-architecture=compute_75", b"--fmad=false", b"--std=c++17"]


def library():
    found = glob.glob(sysconfig.get_path("purelib") + "/nvidia/**/libnvrtc.so.13", recursive=True)
    for helper in glob.glob(found[0].replace("libnvrtc.so.13", "libnvrtc-builtins.so.*")) if found else []:
        # Loaded first: NVRTC looks for it by name, and not beside itself.
        ctypes.CDLL(helper, mode=ctypes.RTLD_GLOBAL)
    return ctypes.CDLL(found[0] if found else "libnvrtc.so.13")


def compile_ptx(nvrtc, source):
    program = ctypes.c_void_p()
    check(nvrtc, nvrtc.nvrtcCreateProgram(ctypes.byref(program), source, b"orfeas.cu", 0, None, None))
    options = (ctypes.c_char_p * len(OPTIONS))(*OPTIONS)
    status = nvrtc.nvrtcCompileProgram(program, len(OPTIONS), options)
    log = text(nvrtc, program, "ProgramLog")
    if log.strip(b"\0\n"):
        sys.stderr.write(log.decode())
    check(nvrtc, status)
    return text(nvrtc, program, "PTX").rstrip(b"\0")


def text(nvrtc, program, what):
    size = ctypes.c_size_t()
    check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size)))
    out = ctypes.create_string_buffer(size.value)
    check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}")(program, out))
    return out.raw


def version(nvrtc):
    major, minor = ctypes.c_int(), ctypes.c_int()
    check(nvrtc, nvrtc.nvrtcVersion(ctypes.byref(major), ctypes.byref(minor)))
    return f"NVRTC {major.value}.{minor.value}"


def check(nvrtc, status):
    if status:
        nvrtc.nvrtcGetErrorString.restype = ctypes.c_char_p
        sys.exit(f"nvrtc: {nvrtc.nvrtcGetErrorString(status).decode()} (expected: success)")


def main():
    nvrtc = library()
    ptx = compile_ptx(nvrtc, (HERE / "orfeas.cu").read_bytes())
    if "--check" in sys.argv:
        if not PTX.exists() or PTX.read_bytes() != ptx:
            sys.exit(f"{PTX.name}: not what orfeas.cu compiles to (expected: run compile.py)")
        print(f"{PTX.name}: {len(ptx)} bytes, as compiled by {version(nvrtc)}")
    else:
        PTX.parent.mkdir(parents=True, exist_ok=True)
        PTX.write_bytes(ptx)
        print(f"{PTX.name}: {len(ptx)} bytes")


main()
