"""The tensor half of the neural engine but for its network, as TorchScript: from the regions of a batch of faces to aligned
crops, and back.

All faces of a batch lie in one buffer, so that one upload brings them and one download takes them back: for each face a
canvas of I420 planes, uint8, h x w luma, then h/2 x w/2 of each chroma, h and w even; what a face's region does not fill
is never looked at. Everything else about a face is a row of numbers, fp32:

    0-3   a, b, tx, ty: a place (x, y) of the canvas is at (a x - b y + tx, b x + a y + ty) in the crop; both in pixels, of
          which the first reaches from 0 to 1
    4-5   width and height of the face's region in the canvas
    6     how far from the outline, inwards, the mask is full, in crop pixels
    7     the same for the mouth
    8-    EDGES times nx, ny, d of the mask's outline, a convex one: n . p + d is the distance inwards
    then  EDGES times the same of the mouth, which is left out; d is far below 0 where nothing is

The colours are BT.601, limited range.
"""

from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor

EDGES = 40
OUTLINE = 8
MOUTH = OUTLINE + 3 * EDGES
NUMBERS = MOUTH + 3 * EDGES
# Cells along each side of the mask, and of what is told about things before the face.
MASK = 96
# Light is compared in cells of this many along each side of a crop.
LIGHT = 16
# The share of the difference in light that is taken away, and the most: a network of this family has put on the light of
# the picture already, but for a level; more would take the source's brows and beard for shadows.
LIGHT_SHARE = 0.6
LIGHT_MOST = 1.25


def step(x: Tensor) -> Tensor:
    t = x.clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def centres(n: int, like: Tensor) -> Tensor:
    return torch.arange(n, device=like.device, dtype=torch.float32) + 0.5


class NeuralSwap(torch.nn.Module):
    edges: torch.jit.Final[int]
    outline: torch.jit.Final[int]
    mouth: torch.jit.Final[int]
    width: torch.jit.Final[int]
    cells: torch.jit.Final[int]
    light_cells: torch.jit.Final[int]
    light_share: torch.jit.Final[float]
    light_most: torch.jit.Final[float]

    def __init__(self):
        super().__init__()
        self.edges = EDGES
        self.outline = OUTLINE
        self.mouth = MOUTH
        self.width = NUMBERS
        self.cells = MASK
        self.light_share = LIGHT_SHARE
        self.light_most = LIGHT_MOST
        self.light_cells = LIGHT
        # It tells the device, and the luma of RGB 0..1 in levels, then the two chroma.
        self.register_buffer(
            "yuv",
            torch.tensor(
                [
                    [65.4810, 128.5533, 24.9660],
                    [-37.7968, -74.2032, 112.0000],
                    [112.0000, -93.7860, -18.2140],
                ]
            ),
        )

    @torch.jit.export
    def staging(self, size: int) -> Tensor:
        """Memory of the host for [size] bytes, pinned where the device is a GPU: copies from pageable memory go through
        a second buffer, and wait."""
        if self.yuv.is_cuda:
            return torch.zeros([size], dtype=torch.uint8).pin_memory()
        return torch.zeros([size], dtype=torch.uint8)

    @torch.jit.export
    def light(self) -> Tensor:
        """The memory of a new face's light, to be given to after() from frame to frame."""
        return torch.ones([1, 3, self.light_cells, self.light_cells], device=self.yuv.device)

    @torch.jit.export
    def upload(self, staged: Tensor, n: int, h: int, w: int) -> Tensor:
        """The first n canvases, on the device: [n, 3 h w / 2]."""
        bytes = h * w * 3 // 2
        return staged[: n * bytes].to(self.yuv.device, non_blocking=True).view(n, bytes)

    @torch.jit.export
    def rows(self, staged: Tensor, n: int, width: int) -> Tensor:
        """The first n rows of so many numbers, on the device."""
        return staged.view(-1)[: n * width].to(self.yuv.device, non_blocking=True).view(n, width)

    @torch.jit.export
    def ranged(self, x: Tensor, scale: float, offset: float, turned: bool) -> Tensor:
        """Other levels, and the colours in the other order: what a network is given, and back."""
        x = x * scale + offset
        return x.flip(1) if turned else x

    @torch.jit.export
    def padded(self, x: Tensor, n: int) -> Tensor:
        """As a batch of n: the first one again and again. cuDNN searches for the fastest algorithm for every new size."""
        if x.size(0) >= n:
            return x
        rest = [n - x.size(0)] + [-1 for _ in range(x.dim() - 1)]
        return torch.cat([x, x[:1].expand(rest)])

    @torch.jit.export
    def before(self, canvas: Tensor, h: int, w: int, about: Tensor, size: int, finer: int) -> Tensor:
        """The aligned crops, [n, 3, size, size], RGB 0..1.

        finer: of how many by how many samples each pixel is the mean: faces that are larger in the picture than in the crop
        would flicker else.
        """
        n = canvas.size(0)
        m = size * finer
        at = centres(m, about) / float(finer)
        row = about[:, :, None, None]
        du = at.view(1, 1, m) - row[:, 2]
        dv = at.view(1, m, 1) - row[:, 3]
        a = row[:, 0]
        b = row[:, 1]
        square = a * a + b * b
        x = torch.minimum(((a * du + b * dv) / square).clamp_min(0.5), row[:, 4] - 0.5)
        y = torch.minimum(((a * dv - b * du) / square).clamp_min(0.5), row[:, 5] - 0.5)
        flow = torch.stack([x * (2.0 / float(w)) - 1.0, y * (2.0 / float(h)) - 1.0], 3)
        luma = canvas[:, : h * w].view(n, 1, h, w).float()
        chroma = canvas[:, h * w :].view(n, 2, h // 2, w // 2).float()
        luma = F.grid_sample(luma, flow, mode="bicubic", padding_mode="border", align_corners=False)
        chroma = F.grid_sample(chroma, flow, mode="bilinear", padding_mode="border", align_corners=False) - 128.0
        luma = (luma - 16.0) * 0.00456621
        cb = chroma[:, 0:1] * 0.00392157
        cr = chroma[:, 1:2] * 0.00392157
        rgb = torch.cat([luma + 1.59602678 * cr, luma - 0.39176229 * cb - 0.81296764 * cr, luma + 2.01723214 * cb], 1)
        if finer > 1:
            rgb = F.avg_pool2d(rgb, finer, finer)
        return rgb.clamp_(0.0, 1.0)

    def inside(self, edges: Tensor, places: Tensor) -> Tensor:
        """How far within a convex outline each place of the mask is, [n, MASK, MASK], in crop pixels."""
        n = edges.size(0)
        return torch.matmul(edges.view(n, self.edges, 3), places).amin(1).view(n, self.cells, self.cells)

    @torch.jit.export
    def mask(self, about: Tensor, size: int, hidden: Tensor) -> Tensor:
        """How much of the network's picture is taken, [n, 1, MASK, MASK] over the crop.

        hidden [n, 1, m, m] over the crop, 1 where something is before the face; or of m = 1 where that is nowhere.
        """
        at = centres(self.cells, about) * (float(size) / float(self.cells))
        places = torch.stack(
            [
                at.view(1, self.cells).expand(self.cells, self.cells).reshape(-1),
                at.view(self.cells, 1).expand(self.cells, self.cells).reshape(-1),
                torch.ones([self.cells * self.cells], device=about.device),
            ]
        )
        row = about[:, :, None, None]
        mask = step(self.inside(about[:, self.outline:self.mouth], places) / row[:, 6])
        mask = mask * (1.0 - step(self.inside(about[:, self.mouth:self.width], places) / row[:, 7]))
        mask = mask[:, None]
        if hidden.size(2) > 1:
            hidden = hidden.to(about.device)
            mask = mask * (1.0 - F.interpolate(hidden, size=[self.cells, self.cells], mode="bilinear", align_corners=False))
        return mask

    def gain(self, crops: Tensor, drawn: Tensor, mask: Tensor) -> Tensor:
        """What the network's picture is to be multiplied by to stand in the light of the crop, [n, 3, LIGHT, LIGHT]."""
        cell = crops.size(2) // self.light_cells
        weight = F.avg_pool2d(mask, self.cells // self.light_cells, self.cells // self.light_cells)
        theirs = F.avg_pool2d(crops, cell, cell) * weight
        ours = F.avg_pool2d(drawn, cell, cell) * weight
        for _ in range(2):
            theirs = F.avg_pool2d(theirs, 5, 1, 2)
            ours = F.avg_pool2d(ours, 5, 1, 2)
        ratio = (theirs + 1e-3) / (ours + 1e-3)
        return 1.0 + self.light_share * (ratio.clamp(1.0 / self.light_most, self.light_most) - 1.0)

    def softened(self, x: Tensor, scale: Tensor) -> Tensor:
        """Blurred, each face as much as its picture has fewer pixels than its crop: or they would flicker."""
        sigma = (0.5 * (scale * scale - 1.0).clamp(0.0, 15.0).sqrt()).clamp_min(1e-3)
        at = torch.arange(-4, 5, device=x.device, dtype=torch.float32)
        kernel = torch.exp(-0.5 * (at[None] / sigma[:, None]) ** 2)
        kernel = kernel / kernel.sum(1, keepdim=True)
        # sums of shifted pictures: for a convolution with a kernel for each face cuDNN would search anew at every size of batch
        weights = kernel[:, :, None, None, None]
        x = F.pad(x, [4, 4, 4, 4], mode="replicate")
        h = x.size(2) - 8
        w = x.size(3) - 8
        across = x[:, :, :, :w] * weights[:, 0]
        for i in range(1, 9):
            across = torch.addcmul(across, x[:, :, :, i : i + w], weights[:, i])
        down = across[:, :, :h] * weights[:, 0]
        for i in range(1, 9):
            down = torch.addcmul(down, across[:, :, i : i + h], weights[:, i])
        return down

    @torch.jit.export
    def after(
        self,
        canvas: Tensor,
        h: int,
        w: int,
        about: Tensor,
        crops: Tensor,
        drawn: Tensor,
        hidden: Tensor,
        lights: List[Tensor],
        shares: List[float],
        smaller: bool,
    ) -> Tensor:
        """Puts what the network drew, RGB 0..1, into the canvases; what the mask does not touch stays as it was, bit by bit.

        drawn may hold more, which are padding. lights: what light() gave, one for each face; written. shares: how much of the
        new light to take, 1 for a new face. smaller: is a face smaller in its picture than in its crop? Returns the canvases, [n, 3 h w / 2], on the device.
        """
        n = canvas.size(0)
        size = crops.size(2)
        drawn = drawn[:n].float().clamp(0.0, 1.0)
        mask = self.mask(about, size, hidden)
        now = self.gain(crops, drawn, mask)
        for i in range(len(lights)):
            lights[i].add_(shares[i] * (now[i : i + 1] - lights[i]))
        light = torch.cat(lights)
        light = F.interpolate(light, size=[size, size], mode="bilinear", align_corners=False)
        lit = (drawn * light).clamp(0.0, 1.0)
        planes = torch.matmul(self.yuv, lit.view(n, 3, size * size)).view(n, 3, size, size)
        if smaller:
            planes = self.softened(planes, (about[:, 0] ** 2 + about[:, 1] ** 2).sqrt())
        row = about[:, :, None, None]
        # where each pixel of the canvas is in the crop, -1..1
        x = centres(w, about).view(1, 1, w)
        y = centres(h, about).view(1, h, 1)
        to = 2.0 / float(size)
        u = (row[:, 0] * x - row[:, 1] * y + row[:, 2]) * to - 1.0
        v = (row[:, 1] * x + row[:, 0] * y + row[:, 3]) * to - 1.0
        flow = torch.stack([u, v], 3)
        luma = F.grid_sample(planes[:, 0:1], flow, mode="bicubic", padding_mode="border", align_corners=False) + 16.0
        share = F.grid_sample(mask, flow, mode="bilinear", padding_mode="zeros", align_corners=False)
        was = canvas[:, : h * w].view(n, 1, h, w).float()
        luma = was + share * (luma - was)
        # each chroma sample stands in the middle of four pixels
        flow = (flow[:, 0::2, 0::2] + flow[:, 1::2, 1::2]) * 0.5
        chroma = F.grid_sample(planes[:, 1:3], flow, mode="bilinear", padding_mode="border", align_corners=False) + 128.0
        share = F.avg_pool2d(share, 2, 2)
        was = canvas[:, h * w :].view(n, 2, h // 2, w // 2).float()
        chroma = was + share * (chroma - was)
        flat = torch.cat([luma.view(n, -1), chroma.reshape(n, -1)], 1)
        return (flat + 0.5).clamp_(0.0, 255.0).to(torch.uint8)

    @torch.jit.export
    def download(self, done: Tensor, staged: Tensor):
        """Into memory of the host, and waits: the one wait of a batch."""
        staged[: done.numel()].copy_(done.view(-1))

    @torch.jit.export
    def product(self, side: int, times: int, half: bool) -> Tensor:
        """A matrix product of side x side, so many times, then a wait: what the device can do at most."""
        kind = torch.float16 if half else torch.float32
        a = torch.rand([side, side], device=self.yuv.device).to(kind)
        b = torch.rand([side, side], device=self.yuv.device).to(kind)
        for _ in range(times):
            c = torch.matmul(a, b)
            a = b
            b = c / float(side)
        return b[:1, :1].float().cpu()

    def forward(self, staged: Tensor) -> Tensor:
        return staged
