"""The tensor half of the mesh engine, as TorchScript: crops for the networks, and the swap itself.

Pictures are I420 planes, uint8, in the memory of the frame: y [h, stride], u and v [ceil(h/2), stride]. Only the region
asked for is read, converted (BT.601, limited range), and written back in place. Everything is computed on the device of
the tensors that stay there (the source's texture, or the networks' weights): with CUDA only the region crosses the bus.
"""

import math
from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor

# Colour is compared at this size, whatever the face's: it is a matter of low frequencies.
COLOUR = 48
# ... and is so smooth that a quarter of these cells tell as much.
LIGHT = 24
# How much of the difference in light is put on as gain; the rest as offset. Gain alone doubles the contrast of a dark
# photo, offset alone turns its shadows grey.
GAIN = 0.75


def gaussian_matrix(sigma):
    """LIGHT x LIGHT: a blur along one axis as a product, which is far cheaper than a wide convolution."""
    at = torch.arange(LIGHT, dtype=torch.float32)
    return torch.exp(-0.5 * ((at[None] - at[:, None]) / sigma) ** 2) / (sigma * 2.5066)


def enlarging(n: int, side: int, like: Tensor) -> Tensor:
    """[n, side]: bilinear enlargement along one axis as a product, edges repeated. Several times as fast as
    interpolate() is for a handful of channels on a CPU."""
    at = ((torch.arange(n, device=like.device, dtype=torch.float32) + 0.5) * (float(side) / float(n)) - 0.5).clamp(
        0.0, float(side - 1)
    )
    return (1.0 - (at[:, None] - torch.arange(side, device=like.device, dtype=torch.float32)[None]).abs()).clamp_min(0.0)


def reducing(side: int, n: int, like: Tensor) -> Tensor:
    """[side, n]: reduction along one axis as a product, each cell a triangle-weighted mean, so that nothing is skipped."""
    scale = max(1.0, float(n) / float(side))
    middle = (torch.arange(side, device=like.device, dtype=torch.float32) + 0.5) * (float(n) / float(side))
    at = torch.arange(n, device=like.device, dtype=torch.float32) + 0.5
    weights = (1.0 - (at[None] - middle[:, None]).abs() / scale).clamp_min(0.0)
    return weights / weights.sum(1, keepdim=True)


def halved(x: Tensor) -> Tensor:
    """Means of 2 x 2 samples; both sides even."""
    rows = x[:, :, 0::2] + x[:, :, 1::2]
    return (rows[:, :, :, 0::2] + rows[:, :, :, 1::2]) * 0.25


def together(parts: List[Tensor]) -> Tensor:
    """As one batch; a single one without a copy."""
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def luminance(x: Tensor) -> Tensor:
    return torch.add(torch.add(0.299 * x[:, 0:1], x[:, 1:2], alpha=0.587), x[:, 2:3], alpha=0.114)


class MeshSwap(torch.nn.Module):
    gain: torch.jit.Final[float]

    def __init__(self):
        super().__init__()
        self.gain = GAIN
        # sigma .12 of the width, and three times that as a fall-back where the mask has holes
        # (docs/explanation/mesh-engine.md)
        self.register_buffer("near", gaussian_matrix(0.12 * LIGHT))
        self.register_buffer("wide", gaussian_matrix(0.36 * LIGHT))

    @torch.jit.export
    def region(self, y: Tensor, u: Tensor, v: Tensor, x0: int, y0: int, x1: int, y1: int) -> Tensor:
        """RGB 0..255 of a region with even corners, [1, 3, h, w]."""
        dev = self.near.device
        luma = y[y0:y1, x0:x1].to(dev).to(torch.float32)[None, None]
        cu = u[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        cv = v[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        chroma = torch.stack([cu, cv])[None].to(torch.float32) - 128.0
        # each chroma sample for its four pixels: taken together again by write(), what was not drawn on stays as it was
        chroma = F.interpolate(chroma, size=[luma.size(2), luma.size(3)], mode="nearest")
        luma = (luma - 16.0) * 1.16438356
        cb = chroma[:, 0:1]
        cr = chroma[:, 1:2]
        return torch.cat([luma + 1.59602678 * cr, luma - 0.39176229 * cb - 0.81296764 * cr, luma + 2.01723214 * cb], 1)

    @torch.jit.export
    def crop(
        self, y: Tensor, u: Tensor, v: Tensor, width: int, cx: float, cy: float, size: float, angle: float, out: int
    ) -> Tensor:
        """A turned square of the picture, out x out, RGB 0..1; what lies beyond the picture repeats its edge."""
        height = y.size(0)
        half = size * 0.7072
        x0 = max(0, min(width - 2, int(cx - half))) // 2 * 2
        y0 = max(0, min(height - 2, int(cy - half))) // 2 * 2
        x1 = max(x0 + 2, min(width, int(cx + half) + 2))
        y1 = max(y0 + 2, min(height, int(cy + half) + 2))
        shrink = max(1, min(int(size / float(out)), min(x1 - x0, y1 - y0) // 4))
        dev = self.near.device
        if shrink > 1:  # whole cells of both planes, or the averages would be stretched
            x1 = x0 + max(1, (x1 - x0) // (2 * shrink)) * 2 * shrink
            y1 = y0 + max(1, (y1 - y0) // (2 * shrink)) * 2 * shrink
        luma = y[y0:y1, x0:x1].to(dev).to(torch.float32)[None, None]
        cu = u[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        cv = v[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        chroma = torch.stack([cu, cv])[None].to(torch.float32) - 128.0
        if shrink == 2:
            luma = halved(luma)
            chroma = F.avg_pool2d(chroma, 2, 2) if chroma.size(2) % 2 + chroma.size(3) % 2 > 0 else halved(chroma)
        elif shrink > 2:
            luma = F.avg_pool2d(luma, shrink, shrink)
            chroma = F.avg_pool2d(chroma, shrink, shrink)
        step = size / float(out)
        grid = (torch.arange(out, dtype=torch.float32, device=dev) + 0.5) * step - size / 2.0
        gx = grid.view(1, out)
        gy = grid.view(out, 1)
        c = math.cos(angle)
        s = math.sin(angle)
        px = (c * gx - s * gy + (cx - float(x0))) * (2.0 / float(x1 - x0)) - 1.0
        py = (s * gx + c * gy + (cy - float(y0))) * (2.0 / float(y1 - y0)) - 1.0
        flow = torch.stack([px, py], -1)[None]
        # the planes one by one, and colours only then: a third of the work
        luma = (F.grid_sample(luma, flow, mode="bilinear", padding_mode="border", align_corners=False) - 16.0) * 0.00456621
        # the last chroma sample of an odd length is of one pixel
        px = (px + 1.0) * (float(x1 - x0) / float(2 * shrink * chroma.size(3))) - 1.0
        py = (py + 1.0) * (float(y1 - y0) / float(2 * shrink * chroma.size(2))) - 1.0
        flow = torch.stack([px, py], -1)[None]
        chroma = F.grid_sample(chroma, flow, mode="bilinear", padding_mode="border", align_corners=False) * 0.00392157
        cb = chroma[:, 0:1]
        cr = chroma[:, 1:2]
        rgb = torch.cat([luma + 1.59602678 * cr, luma - 0.39176229 * cb - 0.81296764 * cr, luma + 2.01723214 * cb], 1)
        return rgb.clamp_(0.0, 1.0)

    @torch.jit.export
    def letterbox(self, y: Tensor, u: Tensor, v: Tensor, width: int, out: int) -> Tensor:
        """The whole picture within an out x out square, black around it, RGB -1..1."""
        height = y.size(0)
        scale = float(out) / float(max(width, height))
        w = max(1, int(float(width) * scale + 0.5))
        h = max(1, int(float(height) * scale + 0.5))
        dev = self.near.device
        luma = F.interpolate(y[:, :width].to(dev).to(torch.float32)[None, None], size=[h, w], mode="area")
        planes = torch.stack([u[:, : (width + 1) // 2].to(dev), v[:, : (width + 1) // 2].to(dev)])[None]
        chroma = F.interpolate(planes.to(torch.float32), size=[h, w], mode="area") - 128.0
        luma = (luma - 16.0) * 1.16438356
        cb = chroma[:, 0:1]
        cr = chroma[:, 1:2]
        rgb = torch.cat([luma + 1.59602678 * cr, luma - 0.39176229 * cb - 0.81296764 * cr, luma + 2.01723214 * cb], 1)
        left = (out - w) // 2
        top = (out - h) // 2
        boxed = torch.zeros([1, 3, out, out], device=dev)
        boxed[:, :, top : top + h, left : left + w] = rgb.clamp(0.0, 255.0)
        return boxed / 127.5 - 1.0

    def blur(self, x: Tensor, k: Tensor) -> Tensor:
        return torch.matmul(torch.matmul(k, x), k.t())

    def colour(self, target: Tensor, source: Tensor, field: Tensor) -> Tensor:
        """How the target's light differs from the source's, smooth in space: gain (3), offset (3), how much of the
        source's contrast to take (1), the hue of its skin in that light (3, of luminance 1) and its luminance (1)."""
        # of the skin alone: beside the face nothing was drawn, and features have colours of their own
        weight = field[:, 4:5].clamp(0.0, 1.0) * (1.0 - field[:, 5:6])
        rows = reducing(48, target.size(2), target)
        columns = reducing(48, target.size(3), target).t()
        sums = torch.matmul(torch.matmul(rows, torch.cat([target * weight, source * weight, weight], 1)), columns)
        m = sums[:, 6:7]
        t = sums[:, 0:3] / (m + 1e-6)
        s = sums[:, 3:6] / (m + 1e-6)
        # what differs far more than the rest is no matter of light: hair, hands, shadows of glasses
        apart = t - s
        for _ in range(2):
            usual = (apart * m).sum([2, 3], keepdim=True) / (m.sum([2, 3], keepdim=True) + 1e-3)
            far = (apart - usual).abs().amax(1, keepdim=True)
            m = m * (1.0 - (far - 45.0) / 35.0).clamp(0.02, 1.0)
        x = F.avg_pool2d(torch.cat([t * m, s * m, m], 1), 2, 2)
        b = self.blur(x, self.near) + 0.06 * self.blur(x, self.wide)
        bt = b[:, 0:3] + 1e-2
        bs = b[:, 3:6] + 1e-2
        bm = b[:, 6:7] + 1e-4
        gain = 1.0 + self.gain * ((bt / bs).clamp(0.25, 3.5) - 1.0)
        offset = (1.0 - self.gain) * (bt - bs) / bm
        # a photo in hard light has more contrast than the picture: wrinkles and blotches would stand out
        near = F.interpolate(torch.cat([bt / bm, bs / bm, gain], 1), size=[48, 48], mode="nearest")
        detail_t = ((t - near[:, 0:3]) * m).square().sum([1, 2, 3], keepdim=True)
        detail_s = ((s - near[:, 3:6]) * near[:, 6:9] * m).square().sum([1, 2, 3], keepdim=True)
        contrast = (detail_t / (detail_s + 1e-3)).sqrt().clamp(0.3, 1.0)
        flat = (bs / bm * gain + offset).clamp_min(1.0)
        dim = luminance(flat)
        return torch.cat([gain, offset, contrast.expand(-1, 1, 24, 24), flat / dim, dim], 1)

    def room(self, light: Tensor) -> Tensor:
        """How far a channel may differ from the skin's hue, [N, 1, 1, 1]: the less, the more the light raises one
        channel over the others, as the blue of an old painting; or what is dark in the source would take on a colour of
        its own, and brows turn purple."""
        gain = light[:, 0:3]
        raised = (gain / luminance(gain)).amax(1, keepdim=True).mean([2, 3], keepdim=True).clamp_min(1.0)
        return 0.32 / (raised * raised * raised)

    def sharpness(self, x: Tensor, field: Tensor) -> Tensor:
        """Mean detail of the skin at the size of a pixel, [N]: luma against its four neighbours."""
        luma = luminance(x)
        middle = luma[:, :, 1:-1, 1:-1]
        around = luma[:, :, 1:-1, :-2] + luma[:, :, 1:-1, 2:] + luma[:, :, :-2, 1:-1] + luma[:, :, 2:, 1:-1]
        weight = (field[:, 4:5] * (1.0 - field[:, 5:6]))[:, :, 1:-1, 1:-1].clamp(0.0, 1.0)
        detail = ((middle - 0.25 * around).abs() * weight).sum([1, 2, 3])
        return detail / (weight.sum([1, 2, 3]) + 1.0) + 0.3

    @torch.jit.export
    def levels(self, texture: Tensor) -> List[Tensor]:
        """A texture [1, 3, s, s] on the device, from fine to coarse, half an octave apart: a face in the picture takes the
        one of its own size, or the texture's detail would flicker between the pixels."""
        fine = texture.to(self.near.device)
        levels = [fine]
        for side in (362, 256, 181, 128, 90, 64):
            levels.append(
                F.interpolate(fine, size=[side, side], mode="bilinear", align_corners=False, antialias=True)
            )
        return levels

    @torch.jit.export
    def light(self) -> Tensor:
        """The memory of a new face's light, to be given to forward from frame to frame."""
        return torch.zeros([1, 11, 24, 24], device=self.near.device)

    def forward(
        self,
        ys: List[Tensor],
        us: List[Tensor],
        vs: List[Tensor],
        corners: List[int],
        grid: Tensor,
        frames: List[float],
        textures: List[Tensor],
        hidden: List[Tensor],
        lights: List[Tensor],
        shares: List[float],
        strengths: List[float],
        measure: bool,
    ) -> Tensor:
        """Swaps N faces in place; their regions are of one size.

        corners: x0, y0, x1, y1 of each region. grid [N, 6, g, g]: where to look in the texture (-1..1, 2), how far from here
        in the region (2, the region being 2 wide), how much of the texture to take (alpha), where colour says nothing
        (features). frames: where in the picture each grid's outer cells are, x0, y0, x1, y1.
        hidden: [1, 1, m, m] over the texture, 1 where something is before the face. shares: how much of the new light to
        take, 1 for a new face. Returns how much sharper each source was drawn than the picture is, [N], or nothing where
        that is not to be measured.
        """
        dev = self.near.device
        h = corners[3] - corners[1]
        w = corners[2] - corners[0]
        regions: List[Tensor] = []
        sources: List[Tensor] = []
        fields: List[Tensor] = []
        grid = grid.to(dev)
        for i in range(len(ys)):
            k = 4 * i
            regions.append(
                self.region(ys[i], us[i], vs[i], corners[k], corners[k + 1], corners[k + 2], corners[k + 3])
            )
            coarse = grid[i : i + 1]
            if strengths[i] < 1.0:
                coarse[:, 4].mul_(strengths[i])
            if hidden[i].size(2) > 2:
                cover = F.grid_sample(
                    hidden[i].to(dev),
                    coarse[:, 0:2].permute(0, 2, 3, 1),
                    mode="bilinear",
                    padding_mode="border",
                    align_corners=False,
                )
                coarse[:, 4:5].mul_((1.0 - cover).clamp(0.0, 1.0))
            x0 = frames[k]
            y0 = frames[k + 1]
            gx = (torch.arange(w, device=dev) + (float(corners[k]) + 0.5 - x0)) * (2.0 / (frames[k + 2] - x0)) - 1.0
            gy = (torch.arange(h, device=dev) + (float(corners[k + 1]) + 0.5 - y0)) * (2.0 / (frames[k + 3] - y0)) - 1.0
            at = torch.stack([gx.view(1, w).expand(h, w), gy.view(h, 1).expand(h, w)], -1)[None]
            field = F.grid_sample(coarse, at, mode="bilinear", padding_mode="zeros", align_corners=True)
            fields.append(field)
            sources.append(
                F.grid_sample(
                    textures[i],
                    field[:, 0:2].permute(0, 2, 3, 1),
                    mode="bilinear",
                    padding_mode="border",
                    align_corners=False,
                )
            )
        rgb = together(regions)
        field = together(fields)
        source = together(sources)
        across = field[:, 2] + torch.linspace(-1.0, 1.0, w, device=dev).view(1, 1, w)
        down = field[:, 3] + torch.linspace(-1.0, 1.0, h, device=dev).view(1, h, 1)
        warped = F.grid_sample(
            rgb, torch.stack([across, down], 3), mode="bilinear", padding_mode="border", align_corners=True
        )
        now = self.colour(warped, source, field)
        for i in range(len(ys)):
            lights[i].add_(shares[i] * (now[i : i + 1] - lights[i]))
        light = together(lights)
        big = torch.matmul(torch.matmul(enlarging(h, 24, light), light), enlarging(w, 24, light).t())
        lit = torch.addcmul(big[:, 3:6], source, big[:, 0:3])
        hue = big[:, 7:10]
        dim = luminance(lit)
        # in what is darker than skin the colours of a photo are mostly noise and varnish
        room = self.room(light) * (dim / big[:, 10:11]).clamp(0.25, 1.0)
        usual = hue * dim
        lit = torch.minimum(torch.maximum(lit, usual * (1.0 - room)), usual * (1.0 + room))
        # brows, eyes and lips keep more of their contrast: they make the face
        contrast = big[:, 6:7] + (1.0 - big[:, 6:7]) * (0.3 * field[:, 5:6]).clamp(0.0, 0.3)
        lit = torch.lerp(hue * big[:, 10:11], lit, contrast.expand_as(lit)).clamp_(0.0, 255.0)
        sharper = torch.zeros([0], device=dev)
        if measure:
            sharper = self.sharpness(lit, field) / self.sharpness(warped, field)
        result = torch.lerp(warped, lit, field[:, 4:5].expand_as(lit))
        for i in range(len(ys)):
            k = 4 * i
            self.write(
                ys[i], us[i], vs[i], result[i : i + 1],
                corners[k], corners[k + 1], corners[k + 2], corners[k + 3],
            )  # fmt: skip
        return sharper

    def write(self, y: Tensor, u: Tensor, v: Tensor, result: Tensor, x0: int, y0: int, x1: int, y1: int):
        """Back to I420. What was not drawn on comes out as it was: the colours were not clamped, and the way back is the
        inverse of the way there."""
        r = result[:, 0:1]
        g = result[:, 1:2]
        b = result[:, 2:3]
        luma = torch.add(torch.add(16.5 + 0.25678824 * r, g, alpha=0.50412941), b, alpha=0.09790588)
        y[y0:y1, x0:x1].copy_(luma[0, 0].clamp_(0.0, 255.0).to(torch.uint8))
        q = halved(result)
        r = q[:, 0:1]
        g = q[:, 1:2]
        b = q[:, 2:3]
        cb = torch.add(torch.add(128.5 - 0.14822290 * r, g, alpha=-0.29099279), b, alpha=0.43921569)
        cr = torch.add(torch.add(128.5 + 0.43921569 * r, g, alpha=-0.36778831), b, alpha=-0.07142738)
        h = (y1 - y0) // 2
        w = (x1 - x0) // 2
        u[y0 // 2 : y0 // 2 + h, x0 // 2 : x0 // 2 + w].copy_(cb[0, 0].clamp_(0.0, 255.0).to(torch.uint8))
        v[y0 // 2 : y0 // 2 + h, x0 // 2 : x0 // 2 + w].copy_(cr[0, 0].clamp_(0.0, 255.0).to(torch.uint8))
