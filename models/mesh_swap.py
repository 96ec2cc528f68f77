"""The tensor half of the mesh engine, as TorchScript: crops for the networks, and the swap itself.

Pictures are I420 planes, uint8, in the memory of the frame: y [h, stride], u and v [ceil(h/2), stride]. Only the region
asked for is read, converted (BT.601, limited range), and written back in place. Everything is computed on the device of
the tensors that stay there (the source's texture, or the networks' weights): with CUDA only the region crosses the bus.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

# Colour is compared at this size, whatever the face's: it is a matter of low frequencies.
COLOUR = 64


def gaussian_matrix(sigma):
    """COLOUR x COLOUR: a blur along one axis as a product, which is far cheaper than a wide convolution."""
    at = torch.arange(COLOUR, dtype=torch.float32)
    return torch.exp(-0.5 * ((at[None] - at[:, None]) / sigma) ** 2) / (sigma * 2.5066)


class MeshSwap(torch.nn.Module):
    def __init__(self):
        super().__init__()
        # sigma .12 of the width, and three times that as a fall-back where the mask has holes (docs/swap.md)
        self.register_buffer("near", gaussian_matrix(0.12 * COLOUR))
        self.register_buffer("wide", gaussian_matrix(0.36 * COLOUR))

    @torch.jit.export
    def region(self, y: Tensor, u: Tensor, v: Tensor, x0: int, y0: int, x1: int, y1: int) -> Tensor:
        """RGB 0..255 of a region with even corners, [1, 3, h, w]."""
        dev = self.near.device
        luma = y[y0:y1, x0:x1].to(dev).to(torch.float32)[None, None]
        cu = u[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        cv = v[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2].to(dev)
        chroma = torch.stack([cu, cv])[None].to(torch.float32) - 128.0
        chroma = F.interpolate(chroma, size=[luma.size(2), luma.size(3)], mode="bilinear", align_corners=False)
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
        if shrink > 1:
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

    @torch.jit.export
    def colour(self, target: Tensor, source: Tensor, mask: Tensor, before: Tensor) -> Tensor:
        """How the target's light differs from the source's, smooth in space and time: gain, offset, and the
        source's own brightness, [1, 7, C, C]."""
        small = F.interpolate(
            torch.cat([target, source, mask], 1), size=[64, 64], mode="bilinear", align_corners=False, antialias=True
        )
        m = small[:, 6:7].clamp(0.0, 1.0)
        x = torch.cat([small[:, 0:6] * m, m], 1)
        b = self.blur(x, self.near) + 0.06 * self.blur(x, self.wide)
        t = b[:, 0:3] + 1e-2
        s = b[:, 3:6] + 1e-2
        weight = b[:, 6:7] + 1e-4
        bright = (0.299 * s[:, 0:1] + 0.587 * s[:, 1:2] + 0.114 * s[:, 2:3]) / weight
        now = torch.cat([(t / s).clamp(0.4, 2.2), (t - s) / weight, bright], 1)
        if before.numel() == 0:
            return now
        return before + 0.4 * (now - before)

    def forward(
        self,
        y: Tensor,
        u: Tensor,
        v: Tensor,
        grid: Tensor,
        texture: Tensor,
        before: Tensor,
        x0: int,
        y0: int,
        x1: int,
        y1: int,
        strength: float,
    ) -> Tensor:
        """Swaps one face in place and returns the colour state for the next frame.

        grid [1, 6, g, g] over the region: where to look in the texture (-1..1, 2), where in the region (-1..1, 2),
        how much of the texture to take (alpha), where its colour is compared (1).
        """
        dev = texture.device
        rgb = self.region(y, u, v, x0, y0, x1, y1)
        field = F.interpolate(grid.to(dev), size=[y1 - y0, x1 - x0], mode="bilinear", align_corners=True)
        alpha = (field[:, 4:5] * strength).clamp(0.0, 1.0)
        warped = F.grid_sample(
            rgb, field[:, 2:4].permute(0, 2, 3, 1), mode="bilinear", padding_mode="border", align_corners=True
        )
        source = F.grid_sample(
            texture, field[:, 0:2].permute(0, 2, 3, 1), mode="bilinear", padding_mode="border", align_corners=False
        )
        state = self.colour(warped, source, field[:, 5:6], before)
        big = F.interpolate(state, size=[y1 - y0, x1 - x0], mode="bilinear", align_corners=False)
        # half gain, half offset: gain alone doubles the contrast of a dark photo, offset alone turns shadows grey
        # (and is kept out of what is dark by itself, brows and lashes, or it would tint them)
        own = 0.299 * source[:, 0:1] + 0.587 * source[:, 1:2] + 0.114 * source[:, 2:3]
        lightness = (own / (big[:, 6:7] + 1.0)).clamp(0.0, 1.0)
        lit = source * (1.0 + 0.5 * (big[:, 0:3] - 1.0)) + 0.5 * big[:, 3:6] * lightness
        result = (warped + alpha * (lit - warped)).clamp(0.0, 255.0)
        self.write(y, u, v, result, rgb, x0, y0, x1, y1)
        return state

    def write(self, y: Tensor, u: Tensor, v: Tensor, result: Tensor, rgb: Tensor, x0: int, y0: int, x1: int, y1: int):
        """Back to I420, leaving samples alone that did not change."""
        r = result[:, 0:1]
        g = result[:, 1:2]
        b = result[:, 2:3]
        luma = 16.0 + 0.25678824 * r + 0.50412941 * g + 0.09790588 * b
        changed = (result - rgb).abs().amax(1, keepdim=True) > 0.5
        h = (y1 - y0) // 2
        w = (x1 - x0) // 2
        yp = y[y0:y1, x0:x1]
        keep = yp.to(luma.device)
        yp.copy_(torch.where(changed[0, 0], luma[0, 0].round().clamp(0.0, 255.0).to(torch.uint8), keep))
        q = F.avg_pool2d(result, 2, 2)
        r = q[:, 0:1]
        g = q[:, 1:2]
        b = q[:, 2:3]
        cb = 128.0 - 0.14822290 * r - 0.29099279 * g + 0.43921569 * b
        cr = 128.0 + 0.43921569 * r - 0.36778831 * g - 0.07142738 * b
        any_changed = F.max_pool2d(changed.to(torch.float32), 2, 2)[0, 0] > 0.5
        up = u[y0 // 2 : y0 // 2 + h, x0 // 2 : x0 // 2 + w]
        vp = v[y0 // 2 : y0 // 2 + h, x0 // 2 : x0 // 2 + w]
        up.copy_(torch.where(any_changed, cb[0, 0].round().clamp(0.0, 255.0).to(torch.uint8), up.to(luma.device)))
        vp.copy_(torch.where(any_changed, cr[0, 0].round().clamp(0.0, 255.0).to(torch.uint8), vp.to(luma.device)))
