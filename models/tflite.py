"""Reads a TensorFlow Lite file and runs its graph as a PyTorch module, so that it can be traced to TorchScript and exported to ONNX.

Knows the operators of MediaPipe's face detector and attention mesh, and no others. Tensors are NCHW here and NHWC in the
file; the first dimension is the batch, of any size. The file is a FlatBuffer; the handful of table reads that are needed
stand below (field numbers: TensorFlow's schema.fbs, version 3).
"""

import math
import struct
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from flatbuffers import flexbuffers

ADD, CONCATENATION, CONV, DEPTHWISE, DEQUANTIZE = 0, 2, 3, 4, 6
LOGISTIC, MAX_POOL, MUL, RELU, RESHAPE, PAD, STRIDED_SLICE, PRELU = 14, 17, 18, 19, 22, 34, 45, 54
CUSTOM = 32
SAME = 0
ACTIVATIONS = {0: lambda x: x, 1: F.relu, 3: F.relu6}
TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 4: np.int64}


class Buffer:
    """The reads of a FlatBuffer: positions are absolute, 0 stands for a field that is absent."""

    def __init__(self, data):
        self.data = data

    def u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def follow(self, at):
        return at + self.u32(at)

    def field(self, table, number):
        vtable = table - struct.unpack_from("<i", self.data, table)[0]
        slot = 4 + 2 * number
        if slot >= struct.unpack_from("<H", self.data, vtable)[0]:
            return 0
        offset = struct.unpack_from("<H", self.data, vtable + slot)[0]
        return table + offset if offset else 0

    def table(self, table, number):
        at = self.field(table, number)
        return self.follow(at) if at else 0

    def tables(self, table, number):
        at = self.table(table, number)
        return [self.follow(at + 4 + 4 * i) for i in range(self.u32(at))] if at else []

    def ints(self, table, number):
        at = self.table(table, number)
        return list(struct.unpack_from(f"<{self.u32(at)}i", self.data, at + 4)) if at else []

    def bytes(self, table, number):
        at = self.table(table, number)
        return self.data[at + 4 : at + 4 + self.u32(at)] if at else b""

    def scalar(self, table, number, form, default=0):
        at = self.field(table, number)
        return struct.unpack_from(form, self.data, at)[0] if at else default


@dataclass
class Operator:
    code: int
    inputs: list
    outputs: list
    padding: int = 1
    stride: tuple = (1, 1)
    window: tuple = (1, 1)
    activation: int = 0
    custom: str = ""
    options: dict = field(default_factory=dict)


class Graph(torch.nn.Module):
    """The first subgraph of a TFLite file. Input: 1 x 3 x H x W; output: a tuple of its outputs."""

    def __init__(self, data):
        super().__init__()
        buffer = Buffer(data)
        model = buffer.follow(0)
        codes = [
            (max(buffer.scalar(c, 3, "<i"), buffer.scalar(c, 0, "<b")), buffer.bytes(c, 1).decode())
            for c in buffer.tables(model, 1)
        ]
        graph = buffer.tables(model, 2)[0]
        self.shapes, self.whole = [], {}
        self._read_constants(buffer, model, graph)
        self.graph_inputs, self.graph_outputs = buffer.ints(graph, 1), buffer.ints(graph, 2)
        self.operators = [self._operator(buffer, codes, o) for o in buffer.tables(graph, 3)]

    def _read_constants(self, buffer, model, graph):
        blobs = buffer.tables(model, 4)
        for index, tensor in enumerate(buffer.tables(graph, 0)):
            shape = buffer.ints(tensor, 0)
            self.shapes.append(shape)
            raw = buffer.bytes(blobs[buffer.scalar(tensor, 2, "<i")], 0)
            if not raw:
                continue
            values = np.frombuffer(raw, TYPES[buffer.scalar(tensor, 1, "<b")]).reshape(shape)
            if values.dtype.kind == "f":
                self.register_buffer(f"c{index}", torch.from_numpy(values.astype(np.float32)))
            else:
                self.whole[index] = values.tolist()

    @staticmethod
    def _operator(buffer, codes, table):
        code, custom = codes[buffer.scalar(table, 0, "<I")]
        operator = Operator(code, buffer.ints(table, 1), buffer.ints(table, 2), custom=custom)
        if code == CUSTOM:
            raw = bytes(buffer.bytes(table, 5))
            operator.options = flexbuffers.Loads(raw) if len(raw) > 3 else {}
            return operator
        options = buffer.table(table, 4)
        if not options:
            return operator
        if code in (CONV, DEPTHWISE, MAX_POOL):
            operator.padding = buffer.scalar(options, 0, "<b")
            operator.stride = (buffer.scalar(options, 2, "<i"), buffer.scalar(options, 1, "<i"))
        if code == CONV:
            operator.activation = buffer.scalar(options, 3, "<b")
        elif code == DEPTHWISE:
            operator.activation = buffer.scalar(options, 4, "<b")
        elif code == MAX_POOL:
            operator.window = (buffer.scalar(options, 4, "<i"), buffer.scalar(options, 3, "<i"))
        elif code == ADD:
            operator.activation = buffer.scalar(options, 0, "<b")
        return operator

    def forward(self, picture):
        values = {self.graph_inputs[0]: picture}

        def get(index):
            return values[index] if index in values else getattr(self, f"c{index}")

        for operator in self.operators:
            values[operator.outputs[0]] = self._run(operator, get)
        return tuple(values[index] for index in self.graph_outputs)

    def _run(self, o, get):
        x = get(o.inputs[0])
        if o.code == CUSTOM:
            return CUSTOMS[o.custom](x, *(get(i) for i in o.inputs[1:]), o.options)
        if o.code in (DEQUANTIZE, STRIDED_SLICE):  # the only slice there is takes the whole
            return x
        if o.code == CONV:
            weight = get(o.inputs[1]).permute(0, 3, 1, 2)
            bias = get(o.inputs[2]) if len(o.inputs) > 2 and o.inputs[2] >= 0 else None
            padded, rim = pad(x, o, weight.shape[2:])
            return ACTIVATIONS[o.activation](F.conv2d(padded, weight, bias, o.stride, rim))
        if o.code == DEPTHWISE:
            weight = get(o.inputs[1]).permute(3, 0, 1, 2)
            padded, rim = pad(x, o, weight.shape[2:])
            y = F.conv2d(padded, weight, get(o.inputs[2]), o.stride, rim, groups=weight.shape[0])
            return ACTIVATIONS[o.activation](y)
        if o.code == MAX_POOL:
            padded, rim = pad(x, o, o.window, -3e38)
            return F.max_pool2d(padded, o.window, o.stride, rim)
        if o.code == ADD:
            return ACTIVATIONS[o.activation](x + get(o.inputs[1]))
        if o.code == MUL:
            return x * get(o.inputs[1])
        if o.code == PRELU:
            return F.prelu(x, get(o.inputs[1]).reshape(-1))
        if o.code == RELU:
            return F.relu(x)
        if o.code == LOGISTIC:
            return torch.sigmoid(x)
        if o.code == PAD:
            _, rows, columns, channels = self.whole[o.inputs[1]]
            return F.pad(x, (*columns, *rows, *channels))
        if o.code == CONCATENATION:
            return torch.cat([get(i) for i in o.inputs], 1)
        if o.code == RESHAPE:
            return self._reshape(x, self.shapes[o.outputs[0]])
        raise ValueError(f"operator {o.code} is not known here")

    @staticmethod
    def _reshape(x, shape):
        flat = x.permute(0, 2, 3, 1) if x.dim() == 4 else x
        y = flat.reshape([-1] + shape[1:])
        return y.permute(0, 3, 1, 2) if y.dim() == 4 else y


def pad(x, operator, window, value=0.0):
    """TensorFlow's SAME padding: what is left over goes to the right and bottom. Returns the picture and the rim that is
    left to the operator itself, which costs no copy, where it is the same on both sides."""
    if operator.padding != SAME:
        return x, (0, 0)
    need = []
    for size, extent, stride in zip(x.shape[2:], window, operator.stride):
        total = max((-(-int(size) // stride) - 1) * stride + extent - int(size), 0)
        need.append((total // 2, total - total // 2))
    (top, bottom), (left, right) = need
    if top == bottom and left == right:
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom), value=value), (0, 0)


def to_matrix(points, options):
    """Landmarks2TransformMatrix: the turned box around some landmarks, as the way from an output's pixels to the input's.

    points N x 468 x 3; returns N x 4 x 4, which the graph then scales element by element.
    """
    left, right = points[:, options["left_rotation_idx"]], points[:, options["right_rotation_idx"]]
    across = right[:, :2] - left[:, :2]
    across = across / (across * across).sum(1, keepdim=True).sqrt()
    # cosine and sine of the wanted angle less that of `across`, without the angle: ONNX has no atan2
    cos, sin = math.cos(options["target_rotation_radians"]), math.sin(options["target_rotation_radians"])
    c, s = cos * across[:, 0] + sin * across[:, 1], sin * across[:, 0] - cos * across[:, 1]
    some = points[:, torch.tensor(options["subset_idxs"]).reshape(-1), :2]
    rotation = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
    upright = some @ rotation.transpose(1, 2)
    least, most = upright.amin(1), upright.amax(1)
    middle = (((least + most) / 2)[:, None] @ rotation)[:, 0]
    width, height = options["output_width"], options["output_height"]
    sx = options["scale_x"] * (most - least)[:, 0] / width
    sy = options["scale_y"] * (most - least)[:, 1] / height
    linear = torch.stack([torch.stack([c * sx, s * sy], 1), torch.stack([-s * sx, c * sy], 1)], 1)
    shift = middle - linear @ torch.tensor([width / 2.0, height / 2.0])
    zero = c - c  # zeros_like would be traced with the device of this machine
    one = zero + 1
    first = torch.stack([linear[:, 0, 0], linear[:, 0, 1], zero, shift[:, 0]], 1)
    second = torch.stack([linear[:, 1, 0], linear[:, 1, 1], zero, shift[:, 1]], 1)
    third = torch.stack([zero, zero, one, zero], 1)
    fourth = torch.stack([zero, zero, zero, one], 1)
    return torch.stack([first, second, third, fourth], 1)


def transform_picture(x, matrix, options):
    """TransformTensorBilinear: a turned box of the features, zeros beyond them."""
    height, width = options["output_height"], options["output_width"]
    rows, columns = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    rows, columns = rows[None], columns[None]
    m = matrix[:, :, :, None, None]
    px = m[:, 0, 0] * columns + m[:, 0, 1] * rows + m[:, 0, 3]
    py = m[:, 1, 0] * columns + m[:, 1, 1] * rows + m[:, 1, 3]
    size = (int(x.shape[3]), int(x.shape[2]))
    grid = torch.stack([px * 2 / size[0] - 1, py * 2 / size[1] - 1], -1)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def transform_points(points, matrix, options):
    """TransformLandmarks: N x P x 2."""
    return points @ matrix[:, :2, :2].transpose(1, 2) + matrix[:, None, :2, 3]


CUSTOMS = {
    "Landmarks2TransformMatrix": to_matrix,
    "TransformTensorBilinear": transform_picture,
    "TransformLandmarks": transform_points,
}
