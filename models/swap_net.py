"""The network of inswapper and ReSwapper, as TorchScript: a residual U with a style put on by adaptive normalisation.

Written from what is public of the two: the graph of inswapper_128.onnx and the shapes in ReSwapper's weights. With
width w = 128:

    7x7, w - 3x3, 2w - 3x3 / 2, 4w - 3x3 / 2, 8w            leaky ReLU (.2) after each
    6 x [3x3, style, ReLU, 3x3, style, + what came in]      8w; style: (x - mean) / deviation * gamma + beta
    x2, 3x3, 4w - x2, 3x3, 2w - 3x3, w - 7x7, 3             leaky ReLU, at the end tanh

gamma and beta come linearly from the source vector. The 7x7 convolutions repeat the picture mirrored at its edge; so do
those of the blocks, or they go on with zeros (reflect). 128 pixels cost 175 G multiplications and additions.

Weights are buffers, so that fast() can rearrange them where the network will run: a worker loads fp32 and makes what its
device is best at.
"""

from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor

LATENT = 512
BLOCKS = 6


class Conv(torch.nn.Module):
    stride: torch.jit.Final[int]
    pad: torch.jit.Final[int]
    reflect: torch.jit.Final[bool]

    def __init__(self, weight: Tensor, bias: Tensor, stride: int, pad: int, reflect: bool):
        super().__init__()
        self.stride = stride
        self.pad = pad
        self.reflect = reflect
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        if self.reflect:
            x = F.pad(x, [self.pad, self.pad, self.pad, self.pad], mode="reflect")
            return F.conv2d(x, self.weight, self.bias, self.stride)
        return F.conv2d(x, self.weight, self.bias, self.stride, self.pad)

    def bare(self, x: Tensor) -> Tensor:
        """Of a picture that has its edge already; without the bias, which a normalisation would take away again."""
        return F.conv2d(x, self.weight, None, self.stride)

    def fast(self, half: bool, inputs: int, outputs: int):
        """Channels last, which tensor cores want, and counts of channels that they can divide: zeros fill up."""
        weight = self.weight
        more_in = max(0, inputs - weight.size(1))
        more_out = max(0, outputs - weight.size(0))
        weight = F.pad(weight, [0, 0, 0, 0, 0, more_in, 0, more_out])
        bias = F.pad(self.bias, [0, more_out])
        if half:
            weight = weight.half()
            bias = bias.half()
        self.weight = weight.contiguous(memory_format=torch.channels_last)
        self.bias = bias


class Style(torch.nn.Module):
    """gamma, then beta, of one normalisation: [2C, 512] and [2C]."""

    def __init__(self, weight: Tensor, bias: Tensor):
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)

    def forward(self, x: Tensor, source: Tensor, eps: float) -> Tensor:
        style = F.linear(source, self.weight, self.bias)[:, :, None, None]
        channels = x.size(1)
        x = x - x.mean([2, 3], keepdim=True)
        x = x * torch.rsqrt((x * x).mean([2, 3], keepdim=True) + eps)
        return x * style[:, :channels] + style[:, channels:]

    def put(self, x: Tensor, source: Tensor, eps: float, before: Tensor, into: Tensor, relu: bool):
        """The same in few passes: sums in fp32 whatever x is, one scale and one shift, written where the next
        convolution reads it."""
        style = F.linear(source, self.weight, self.bias)
        channels = x.size(1)
        area = float(x.size(2) * x.size(3))
        mean = x.mean([2, 3], dtype=torch.float32)
        norm = torch.linalg.vector_norm(x, 2.0, [2, 3], dtype=torch.float32)
        scale = style[:, :channels].float() * torch.rsqrt((norm * norm / area - mean * mean).clamp_min(0.0) + eps)
        shift = style[:, channels:].float() - mean * scale
        scale = scale.to(x.dtype)[:, :, None, None]
        shift = shift.to(x.dtype)[:, :, None, None]
        torch.addcmul(shift, x, scale, out=into)
        if relu:
            into.relu_()
        else:
            into.add_(before)

    def fast(self, half: bool):
        if half:
            self.weight = self.weight.half()
            self.bias = self.bias.half()


class Block(torch.nn.Module):
    def __init__(self, first: Conv, first_style: Style, second: Conv, second_style: Style):
        super().__init__()
        self.first = first
        self.first_style = first_style
        self.second = second
        self.second_style = second_style

    def forward(self, x: Tensor, source: Tensor, eps: float) -> Tensor:
        y = self.first_style(self.first(x), source, eps).relu()
        return x + self.second_style(self.second(y), source, eps)

    def fast(self, half: bool):
        self.first.fast(half, 0, 0)
        self.first_style.fast(half)
        self.second.fast(half, 0, 0)
        self.second_style.fast(half)


def framed(like: Tensor, pad: int, channels: int) -> Tensor:
    """Room for a picture like this with an edge around it, channels last."""
    shape = [like.size(0), channels, like.size(2) + 2 * pad, like.size(3) + 2 * pad]
    return torch.empty(shape, dtype=like.dtype, device=like.device, memory_format=torch.channels_last)


def inner(x: Tensor, pad: int) -> Tensor:
    return x[:, :, pad : x.size(2) - pad, pad : x.size(3) - pad]


def edge(x: Tensor, pad: int, reflect: bool):
    """Fills the edge from what is within: mirrored, or with zeros. F.pad() would put channels first again."""
    h = x.size(2)
    w = x.size(3)
    for k in range(pad):
        if reflect:
            x[:, :, pad - 1 - k, pad : w - pad].copy_(x[:, :, pad + 1 + k, pad : w - pad])
            x[:, :, h - pad + k, pad : w - pad].copy_(x[:, :, h - pad - 2 - k, pad : w - pad])
        else:
            x[:, :, pad - 1 - k].zero_()
            x[:, :, h - pad + k].zero_()
    for k in range(pad):
        if reflect:
            x[:, :, :, pad - 1 - k].copy_(x[:, :, :, pad + 1 + k])
            x[:, :, :, w - pad + k].copy_(x[:, :, :, w - pad - 2 - k])
        else:
            x[:, :, :, pad - 1 - k].zero_()
            x[:, :, :, w - pad + k].zero_()


class SwapNet(torch.nn.Module):
    """target [N, 3, s, s] RGB 0..1, s a multiple of 4; source [N, 512], of length 1. Returns [N, 3, s, s] RGB 0..1."""

    eps: torch.jit.Final[float]
    reflect: torch.jit.Final[bool]

    def __init__(self, convs: List[Conv], blocks: List[Block], reflect: bool, eps: float, emap: Tensor):
        super().__init__()
        self.eps = eps
        self.reflect = reflect
        self.arranged = False
        self.down0, self.down1, self.down2, self.down3, self.up0, self.up1, self.up2, self.up3 = convs
        self.blocks = torch.nn.ModuleList(blocks)
        self.register_buffer("emap", emap)

    @torch.jit.export
    def latent(self, embedding: Tensor) -> Tensor:
        """The source vector of an embedding [N, 512]: of length 1, through the map that came with the network, of length 1
        again."""
        embedding = F.normalize(embedding.to(self.emap.device).float(), dim=1)
        return F.normalize(torch.matmul(embedding, self.emap), dim=1)

    @torch.jit.export
    def fast(self, half: bool):
        """Makes the network ready for tensor cores; to be called once, on the device. half: fp16 from then on."""
        self.down0.fast(half, 8, 0)
        self.down1.fast(half, 0, 0)
        self.down2.fast(half, 0, 0)
        self.down3.fast(half, 0, 0)
        for block in self.blocks:
            block.fast(half)
        self.up0.fast(half, 0, 0)
        self.up1.fast(half, 0, 0)
        self.up2.fast(half, 0, 0)
        self.up3.fast(half, 0, 8)
        self.arranged = True

    def forward(self, target: Tensor, source: Tensor) -> Tensor:
        if self.arranged:
            return self.quick(target, source)
        x = F.leaky_relu(self.down0(target), 0.2)
        x = F.leaky_relu(self.down1(x), 0.2)
        x = F.leaky_relu(self.down2(x), 0.2)
        x = F.leaky_relu(self.down3(x), 0.2)
        for block in self.blocks:
            x = block(x, source, self.eps)
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        x = F.leaky_relu(self.up0(x), 0.2)
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        x = F.leaky_relu(self.up1(x), 0.2)
        x = F.leaky_relu(self.up2(x), 0.2)
        return torch.tanh(self.up3(x)) * 0.5 + 0.5

    def quick(self, target: Tensor, source: Tensor) -> Tensor:
        """The same numbers, with every picture channels last and no pass over one that is not needed."""
        source = source.to(self.down0.weight.dtype)
        x = framed(target.to(self.down0.weight.dtype), 3, 8)
        x[:, 3:].zero_()
        inner(x, 3)[:, :3].copy_(target)
        edge(x, 3, True)
        x = F.leaky_relu_(F.conv2d(x, self.down0.weight, self.down0.bias), 0.2)
        x = F.leaky_relu_(self.down1(x), 0.2)
        x = F.leaky_relu_(self.down2(x), 0.2)
        x = F.leaky_relu_(self.down3(x), 0.2)
        now = framed(x, 1, x.size(1))
        inner(now, 1).copy_(x)
        for block in self.blocks:
            between = framed(x, 1, x.size(1))
            after = framed(x, 1, x.size(1))
            edge(now, 1, self.reflect)
            before = inner(now, 1)
            block.first_style.put(block.first.bare(now), source, self.eps, before, inner(between, 1), True)
            edge(between, 1, self.reflect)
            block.second_style.put(block.second.bare(between), source, self.eps, before, inner(after, 1), False)
            now = after
        x = inner(now, 1).contiguous(memory_format=torch.channels_last)
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        x = F.leaky_relu_(self.up0(x), 0.2)
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        x = F.leaky_relu_(self.up1(x), 0.2)
        x = F.leaky_relu_(self.up2(x), 0.2)
        y = framed(x, 3, x.size(1))
        inner(y, 3).copy_(x)
        edge(y, 3, True)
        out = F.conv2d(y, self.up3.weight, self.up3.bias)[:, :3]
        return torch.tanh(out) * 0.5 + 0.5


def shapes(width):
    """Output channels, input channels, kernel, stride of the eight convolutions outside the blocks, in order."""
    w = width
    return [
        (w, 3, 7, 1), (2 * w, w, 3, 1), (4 * w, 2 * w, 3, 2), (8 * w, 4 * w, 3, 2),
        (4 * w, 8 * w, 3, 1), (2 * w, 4 * w, 3, 1), (w, 2 * w, 3, 1), (3, w, 7, 1),
    ]  # fmt: skip


def build(convs, blocks, reflect, eps, emap):
    """A network of weights: convs are 8 pairs (weight, bias); blocks are 6 lists of four pairs: first convolution, its
    style, second convolution, its style. Raises ValueError, in words, where a shape is not the architecture's."""
    if len(convs) != 8 or len(blocks) != BLOCKS:
        raise ValueError(f"{len(convs)} convolutions and {len(blocks)} blocks are no network of this family")
    width = convs[0][0].shape[0]

    def check(pair, *expected):
        weight, bias = pair
        if tuple(weight.shape) != expected or tuple(bias.shape) != expected[:1]:
            raise ValueError(f"weights of shape {tuple(weight.shape)} stand where {expected} are expected")
        return weight.float().contiguous(), bias.float().contiguous()

    made = []
    for (out, into, kernel, stride), pair in zip(shapes(width), convs):
        weight, bias = check(pair, out, into, kernel, kernel)
        made.append(Conv(weight, bias, stride, kernel // 2, kernel == 7))
    c = 8 * width
    body = [
        Block(
            Conv(*check(first, c, c, 3, 3), 1, 1, reflect),
            Style(*check(first_style, 2 * c, LATENT)),
            Conv(*check(second, c, c, 3, 3), 1, 1, reflect),
            Style(*check(second_style, 2 * c, LATENT)),
        )
        for first, first_style, second, second_style in blocks
    ]
    if tuple(emap.shape) != (LATENT, LATENT):
        raise ValueError(f"the emap has shape {tuple(emap.shape)}, not (512, 512)")
    return SwapNet(made, body, reflect, eps, emap.float().contiguous()).eval()


def random_weights(width, seed):
    """Weights such that every layer's output has a spread of about 1, as trained ones have: (convs, blocks, emap)."""
    made = torch.Generator().manual_seed(seed)

    def pair(*shape, gain=1.4):
        fan = 1
        for n in shape[1:]:
            fan *= n
        return torch.randn(*shape, generator=made) * (gain / fan**0.5), torch.randn(shape[0], generator=made) * 0.05

    convs = [pair(out, into, kernel, kernel) for out, into, kernel, stride in shapes(width)]
    convs[-1] = (convs[-1][0] * 0.5, convs[-1][1])
    c = 8 * width
    blocks = []
    for _ in range(BLOCKS):
        block = []
        for _ in range(2):
            weight, bias = pair(2 * c, LATENT, gain=8.0)  # the source vector has length 1: 8 makes styles differ
            bias = torch.cat([torch.full((c,), 0.5), torch.zeros(c)]) + bias
            block += [pair(c, c, 3, 3), (weight, bias)]
        blocks.append(block)
    emap = torch.randn(LATENT, LATENT, generator=made) / LATENT**0.5
    return convs, blocks, emap


def multiplications(width, size):
    """Multiply-accumulates of one face; the floating-point operations are twice that."""
    area = float(size * size)
    scales = [1, 1, 4, 16, 4, 1, 1, 1]
    convs = sum(o * i * k * k * area / s for (o, i, k, _), s in zip(shapes(width), scales))
    return convs + 2 * BLOCKS * ((8 * width) ** 2 * 9 * area / 16 + 2 * 8 * width * LATENT)
