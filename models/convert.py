#!/usr/bin/env python3
"""Makes TorchScript of a swap network's weights: inswapper's ONNX, or ReSwapper's .pth. `facewire models import` runs it with
the Python of whoever imports; a worker never does, and never reads a pickle.

    python3 convert.py inswapper_128.onnx --output inswapper_128.pt
    python3 convert.py reswapper_256-1567500.pth --emap inswapper_128.onnx --output reswapper_256.pt

Needs torch, and onnx where an ONNX file is read. Prints one line of JSON on what it found.
"""

import argparse
import json
import re
import sys
import zipfile
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))
import swap_net  # noqa: E402


class Unusable(Exception):
    """Said to the user as it is."""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="an .onnx or a .pth")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--emap", type=Path, help="the 512 x 512 map as .npy, or an inswapper .onnx to take it from")
    options = parser.parse_args()
    try:
        module, about = convert(options.file, options.emap)
    except Unusable as e:
        sys.exit(f"{options.file.name}: {e}")
    torch.jit.save(torch.jit.script(module), str(options.output))
    print(json.dumps(about))


def convert(file, emap):
    """(module, what was found) of a file."""
    if file.suffix.lower() == ".onnx":
        graph = read_onnx(file)
        convs, blocks, reflect = of_graph(graph)
        kept = graph.emap() if emap is None else read_emap(emap)
        kind, eps = "inswapper", 1e-8
    else:
        convs, blocks, reflect, eps = of_state(read_state(file))
        if emap is None:
            raise Unusable("ReSwapper's weights come without the emap; give --emap emap.npy, or an inswapper .onnx")
        kept = read_emap(emap)
        kind = "reswapper"
    try:
        module = swap_net.build(convs, blocks, reflect, eps, kept)
    except ValueError as e:
        raise Unusable(str(e)) from None
    width = module.down0.weight.shape[0]
    return module, {"kind": kind, "width": width, "reflect": reflect, "gmac_128": swap_net.multiplications(width, 128) / 1e9}


# --- ReSwapper ----------------------------------------------------------------------------------

# Names of the same weights in the files of two times, outside the blocks and inside. The later code pads the blocks'
# convolutions with zeros and has another epsilon.
EARLIER = (
    [f"target_encoder.{i}" for i in (0, 2, 4, 6)] + ["decoder.0", "decoderPart1.0", "decoderPart1.2", "decoderPart2.0"],
    ["conv1", "style1", "conv2", "style2"],
    True,
    1e-8,
)
LATER = (
    [f"down.{i}" for i in (0, 2, 4, 6)] + [f"up.{i}" for i in (1, 4, 6, 8)],
    ["conv1.conv", "conv1.adain.style", "conv2.conv", "conv2.adain.style"],
    False,
    1e-6,
)


# What torch.save() writes since 1.6, and nothing beside it: a pickle of what refers to tensors, and their numbers.
RECORD = re.compile(r"[^/]+/(data\.pkl|version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id|data/\d+)")


def check_form(file):
    """Whether torch.load() will come as far as weights_only: for other forms older versions of it (1.13 is Debian's) load
    TorchScript, which may run code of its own, or take a tar apart, wherever in the file system that says, and only then
    look at what they were told."""
    refused = "and nothing else of a pickle is run"
    try:
        with open(file, "rb") as opened:
            begin = opened.read(4)
        # torch looks at the first bytes, zipfile at the last: a file may be a zip to the one and a pickle to the other
        names = zipfile.ZipFile(file).namelist() if begin == b"PK\x03\x04" else None
    except (OSError, zipfile.BadZipFile):
        raise Unusable(f"can't be read as weights alone, {refused}: it may be a part of a file only") from None
    if names is None:
        raise Unusable(f"is no zip of tensors as torch.save writes it, {refused}")
    if any(name.lower().endswith("constants.pkl") for name in names):
        raise Unusable("is TorchScript and no file of weights; it is not loaded here. Where it has a network's methods, call it .pt")
    other = [name for name in names if not RECORD.fullmatch(name)]
    if other or len(set(map(str.lower, names))) < len(names) or len({name.split("/")[0] for name in names}) != 1:
        raise Unusable(f"holds more than weights ({(other or ['one record twice'])[0]}), {refused}")


def read_state(file):
    """The weights of a .pth. weights_only: nothing but tensors and dictionaries is made of the pickle."""
    check_form(file)
    try:
        state = torch.load(str(file), map_location="cpu", weights_only=True)
    except Exception as e:
        why = "it holds more than weights" if "weights" in str(e).lower() else "it may be a part of a file only"
        raise Unusable(f"can't be read as weights alone, and nothing else of a pickle is run: {why}") from None
    for key in ("state_dict", "model", "model_state_dict"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    if not isinstance(state, dict):
        raise Unusable("holds no weights by name")
    return {name.removeprefix("module."): value for name, value in state.items() if torch.is_tensor(value)}


def of_state(state):
    for outside, inside, reflect, eps in (EARLIER, LATER):
        if f"{outside[0]}.weight" in state:
            break
    else:
        raise Unusable("has none of the names of a network of this family (target_encoder.0.weight or down.0.weight)")

    def pair(name):
        try:
            return state[f"{name}.weight"], state[f"{name}.bias"]
        except KeyError as missing:
            raise Unusable(f"lacks {missing.args[0]}") from None

    convs = [pair(name) for name in outside]
    blocks = [[pair(f"style_blocks.{i}.{name}") for name in inside] for i in range(swap_net.BLOCKS)]
    return convs, blocks, reflect, eps


# --- inswapper ----------------------------------------------------------------------------------


class Graph:
    """An ONNX graph by names: initialisers in order, who makes a value, and who takes it."""

    def __init__(self, model, to_array):
        self.initialisers = list(model.graph.initializer)
        self.by_name = {one.name: one for one in self.initialisers}
        self.nodes = list(model.graph.node)
        self.to_array = to_array
        self.maker = {name: node for node in self.nodes for name in node.output}
        self.takers = {}
        for node in self.nodes:
            for name in node.input:
                self.takers.setdefault(name, []).append(node)

    def array(self, name):
        """A constant, or None."""
        if name in self.by_name:
            return torch.from_numpy(self.to_array(self.by_name[name]).copy())
        node = self.maker.get(name)
        if node is not None and node.op_type == "Constant":
            return torch.from_numpy(self.to_array(node.attribute[0].t).copy())
        if node is not None and node.op_type == "Identity":
            return self.array(node.input[0])
        return None

    def emap(self):
        if not self.initialisers:
            raise Unusable("has no weights in it")
        last = torch.from_numpy(self.to_array(self.initialisers[-1]).copy())
        if tuple(last.shape) != (swap_net.LATENT, swap_net.LATENT):
            raise Unusable(f"its last initialiser has shape {tuple(last.shape)}; inswapper's emap is the last, 512 x 512")
        return last


def read_onnx(file):
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError:
        raise Unusable("reading ONNX needs the package onnx (Debian: python3-onnx)") from None
    try:
        model = onnx.load(str(file))
    except Exception as e:
        raise Unusable(f"is no ONNX file, or only a part of one ({type(e).__name__})") from None
    return Graph(model, numpy_helper.to_array)


def attribute(node, name, default):
    for one in node.attribute:
        if one.name == name:
            return one.i if one.type == 2 else one.s if one.type == 3 else list(one.ints)
    return default


def of_graph(graph):
    made = [node for node in graph.nodes if node.op_type == "Conv"]
    if len(made) != 8 + 2 * swap_net.BLOCKS:
        raise Unusable(f"has {len(made)} convolutions; a network of this family has {8 + 2 * swap_net.BLOCKS}")
    body = made[4:-4]
    convs = [of_conv(graph, node) for node in made[:4] + made[-4:]]
    layers = [[of_conv(graph, node), style_of(graph, node)] for node in body]
    blocks = [layers[i] + layers[i + 1] for i in range(0, len(layers), 2)]
    before = graph.maker.get(body[0].input[0])
    reflect = before is not None and before.op_type == "Pad" and attribute(before, "mode", b"constant") == b"reflect"
    return convs, blocks, reflect


def of_conv(graph, node):
    weight = graph.array(node.input[1])
    if weight is None:
        raise Unusable("a convolution's weights are computed, not stored")
    bias = graph.array(node.input[2]) if len(node.input) > 2 else torch.zeros(weight.shape[0])
    return weight, bias


def style_of(graph, conv):
    """The linear layer that scales what a convolution gives: searched from the convolution on, step by step."""
    waiting, seen = list(conv.output), set()
    while waiting:
        name = waiting.pop(0)
        for node in graph.takers.get(name, []):
            if node.op_type == "Conv" or node.output[0] in seen:
                continue
            seen.add(node.output[0])
            if node.op_type in ("Mul", "Add"):
                for other in node.input:
                    found = linear_behind(graph, other, 0) if other != name else None
                    if found is not None:
                        return found
            waiting.extend(node.output)
    raise Unusable("a convolution of the blocks is followed by no style")


def linear_behind(graph, name, depth):
    node = graph.maker.get(name)
    if node is None or depth > 12 or node.op_type == "Conv":
        return None
    if node.op_type == "Gemm":
        weight, bias = graph.array(node.input[1]), graph.array(node.input[2])
        if weight is not None and swap_net.LATENT in weight.shape:
            return (weight if attribute(node, "transB", 0) else weight.t()), bias
    if node.op_type == "Add" and depth < 12:
        for product, bias in ((node.input[0], node.input[1]), (node.input[1], node.input[0])):
            before = graph.maker.get(product)
            if before is not None and before.op_type == "MatMul" and graph.array(bias) is not None:
                weight = graph.array(before.input[1])
                if weight is not None and weight.shape[0] == swap_net.LATENT:
                    return weight.t(), graph.array(bias)
    for one in node.input:
        found = linear_behind(graph, one, depth + 1)
        if found is not None:
            return found
    return None


def read_emap(file):
    if file.suffix.lower() == ".onnx":
        return read_onnx(file).emap()
    import numpy

    try:
        return torch.from_numpy(numpy.load(str(file), allow_pickle=False).astype("float32"))
    except (OSError, ValueError) as e:
        raise Unusable(f"the emap {file.name} can't be read: {e}") from None


if __name__ == "__main__":
    main()
