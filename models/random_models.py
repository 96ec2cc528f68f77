#!/usr/bin/env python3
"""Files in the formats in which people's weights come, with random numbers in them, and what the network then gives: what the
conversion is tested with, and what the engine's speed is measured with.

    python3 random_models.py DIR --width 8 --size 64
"""

import argparse
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))
import convert  # noqa: E402
import swap_net  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=8, help="channels of the first layer; 128 is the true architecture")
    parser.add_argument("--size", type=int, default=64, help="of the pictures that go with it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["earlier", "later", "inswapper", "embedding", "network"], action="append")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.set_grad_enabled(False)
    weights = swap_net.random_weights(options.width, options.seed)
    only = options.only or ["earlier", "later", "inswapper", "embedding"]
    numpy.save(options.folder / "emap.npy", weights[2].numpy())
    if "network" in only:  # converted, and nothing else: what is timed
        module = swap_net.build(*weights[:2], True, 1e-8, weights[2])
        torch.jit.save(torch.jit.script(module), str(options.folder / "network.pt"))
        return
    target, source = inputs(options.size, options.seed)
    for name, names in (("earlier", convert.EARLIER), ("later", convert.LATER)):
        if name in only:
            torch.save(state(weights, names), str(options.folder / f"{name}.pth"))
            expect(options.folder, name, weights, names[2], names[3], target, source)
    if "inswapper" in only:
        onnx_file(options.folder / "inswapper.onnx", weights, options.size)
        expect(options.folder, "inswapper", weights, True, 1e-8, target, source)
    if "embedding" in only:
        embedding_file(options.folder, options.seed)


def inputs(size, seed):
    made = torch.Generator().manual_seed(seed + 100)
    target = torch.nn.functional.interpolate(torch.rand(2, 3, 9, 9, generator=made), size=[size, size], mode="bilinear")
    return target, torch.nn.functional.normalize(torch.randn(2, 512, generator=made), dim=1)


def expect(folder, name, weights, reflect, eps, target, source):
    """What the module gives in Python, as raw little-endian floats, with what it was given."""
    module = swap_net.build(*weights[:2], reflect, eps, weights[2])
    for what, value in (
        ("target", target), ("source", source), ("drawn", module(target, source)), ("latent", module.latent(source))
    ):  # fmt: skip
        value.numpy().astype("<f4").tofile(str(folder / f"{name}.{what}.f32"))


def state(weights, names):
    outside, inside, _, _ = names
    out = {}
    for name, (weight, bias) in zip(outside, weights[0]):
        out[f"{name}.weight"], out[f"{name}.bias"] = weight, bias
    for i, block in enumerate(weights[1]):
        for name, (weight, bias) in zip(inside, block):
            out[f"style_blocks.{i}.{name}.weight"], out[f"style_blocks.{i}.{name}.bias"] = weight, bias
    return out


def onnx_file(file, weights, size):
    """As a tracing exporter writes it: each style's linear layer, slices and arithmetic one by one; the emap last."""
    from onnx import TensorProto, helper, numpy_helper, save

    nodes, constants = [], []

    def constant(value):
        name = f"c{len(constants)}"
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(kind, *inputs, **attributes):
        name = f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def numbers(*values):
        return constant(numpy.array(values, dtype=numpy.int64))

    def conv(x, pair, stride, pad, reflect):
        if reflect:
            x = node("Pad", x, numbers(0, 0, pad, pad, 0, 0, pad, pad), mode="reflect")
            pad = 0
        return node(
            "Conv", x, constant(pair[0].numpy()), constant(pair[1].numpy()), strides=[stride, stride], pads=[pad] * 4
        )

    def style(x, pair):
        channels = pair[0].shape[0] // 2
        both = node("Gemm", "source", constant(pair[0].numpy()), constant(pair[1].numpy()), transB=1)
        both = node("Unsqueeze", node("Unsqueeze", both, axes=[2]), axes=[3])
        gamma = node("Slice", both, numbers(0), numbers(channels), numbers(1))
        beta = node("Slice", both, numbers(channels), numbers(2 * channels), numbers(1))
        centred = node("Sub", x, node("ReduceMean", x, axes=[2, 3], keepdims=1))
        square = node("ReduceMean", node("Mul", centred, centred), axes=[2, 3], keepdims=1)
        root = node("Sqrt", node("Add", square, constant(numpy.array(1e-8, dtype=numpy.float32))))
        x = node("Mul", centred, node("Div", constant(numpy.array(1, dtype=numpy.float32)), root))
        return node("Add", node("Mul", x, gamma), beta)

    def larger(x):
        scales = constant(numpy.array([1, 1, 2, 2], dtype=numpy.float32))
        no_region = constant(numpy.array([], dtype=numpy.float32))  # of opset 11's Resize; it can't be left out yet
        return node("Resize", x, no_region, scales, mode="linear", coordinate_transformation_mode="pytorch_half_pixel")

    x = "target"
    convs = list(zip(weights[0], swap_net.shapes(weights[0][0][0].shape[0])))
    for pair, (_, _, kernel, stride) in convs[:4]:
        x = node("LeakyRelu", conv(x, pair, stride, kernel // 2, kernel == 7), alpha=0.2)
    for first, first_style, second, second_style in weights[1]:
        y = node("Relu", style(conv(x, first, 1, 1, True), first_style))
        x = node("Add", x, style(conv(y, second, 1, 1, True), second_style))
    x = node("LeakyRelu", conv(larger(x), convs[4][0], 1, 1, False), alpha=0.2)
    x = node("LeakyRelu", conv(larger(x), convs[5][0], 1, 1, False), alpha=0.2)
    x = node("LeakyRelu", conv(x, convs[6][0], 1, 1, False), alpha=0.2)
    x = node("Tanh", conv(x, convs[7][0], 1, 3, True))
    x = node("Add", x, constant(numpy.array(1, dtype=numpy.float32)))
    nodes.append(helper.make_node("Div", [x, constant(numpy.array(2, dtype=numpy.float32))], ["output"]))
    constants.append(numpy_helper.from_array(weights[2].numpy(), "buff2fs"))
    graph = helper.make_graph(
        nodes,
        "random",
        [
            helper.make_tensor_value_info("target", TensorProto.FLOAT, [1, 3, size, size]),
            helper.make_tensor_value_info("source", TensorProto.FLOAT, [1, 512]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3, size, size])],
        constants,
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)]), str(file))


def embedding_file(folder, seed):
    """112 x 112 RGB to 512 numbers, by a mean over cells and one linear layer: the interface of an ArcFace network."""
    from onnx import TensorProto, helper, numpy_helper, save

    made = torch.Generator().manual_seed(seed)
    weight = torch.randn(512, 3 * 7 * 7, generator=made)
    nodes = [
        helper.make_node("AveragePool", ["input.1"], ["cells"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Flatten", ["cells"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w", "b"], ["683"], transB=1),
    ]
    constants = [
        numpy_helper.from_array(weight.numpy(), "w"),
        numpy_helper.from_array(numpy.zeros(512, dtype=numpy.float32), "b"),
    ]
    graph = helper.make_graph(
        nodes,
        "embedding",
        [helper.make_tensor_value_info("input.1", TensorProto.FLOAT, ["None", 3, 112, 112])],
        [helper.make_tensor_value_info("683", TensorProto.FLOAT, ["None", 512])],
        constants,
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6), str(folder / "embedding.onnx"))
    picture = torch.rand(1, 3, 112, 112, generator=made) * 2 - 1
    cells = torch.nn.functional.avg_pool2d(picture, 16).reshape(1, -1)
    picture.numpy().astype("<f4").tofile(str(folder / "embedding.picture.f32"))
    (cells @ weight.t()).numpy().astype("<f4").tofile(str(folder / "embedding.vector.f32"))


if __name__ == "__main__":
    main()
