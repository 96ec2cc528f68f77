"""Enrolment, as TorchScript: a photo and its mesh to a clean, frontal, even texture in the mesh's own UV square.

Runs once for each photo. All maps are SIDE x SIDE over the UV square; colours are RGB 0..255.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

SIDE = 512


def step(x: Tensor) -> Tensor:
    t = x.clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def blur(x: Tensor, sigma: float) -> Tensor:
    """Gaussian, edges repeated; wide ones on a smaller picture."""
    shrink = 1
    while sigma / float(shrink) > 6.0:
        shrink *= 2
    small = F.avg_pool2d(x, shrink, shrink) if shrink > 1 else x
    s = sigma / float(shrink)
    radius = max(1, int(3.0 * s + 0.5))
    at = torch.arange(-radius, radius + 1, dtype=torch.float32, device=x.device)
    kernel = torch.exp(-0.5 * (at / s) * (at / s))
    kernel = kernel / kernel.sum()
    c = small.size(1)
    row = kernel.view(1, 1, 1, -1).expand(c, 1, 1, -1)
    column = kernel.view(1, 1, -1, 1).expand(c, 1, -1, 1)
    small = F.conv2d(F.pad(small, [radius, radius, 0, 0], mode="replicate"), row, groups=c)
    small = F.conv2d(F.pad(small, [0, 0, radius, radius], mode="replicate"), column, groups=c)
    if shrink == 1:
        return small
    return F.interpolate(small, size=[x.size(2), x.size(3)], mode="bilinear", align_corners=False)


def dilate(x: Tensor, radius: int) -> Tensor:
    return F.max_pool2d(x, 2 * radius + 1, 1, radius)


def erode(x: Tensor, radius: int) -> Tensor:
    return 1.0 - dilate(1.0 - x, radius)


def diffuse(colours: Tensor, known: Tensor) -> Tensor:
    """Fills what is not known from what is, coarse to fine (pull and push)."""
    colour_levels = [colours * known]
    weight_levels = [known]
    while weight_levels[-1].size(2) > 4:
        colour_levels.append(F.avg_pool2d(blur(colour_levels[-1], 1.0), 2, 2))
        weight_levels.append(F.avg_pool2d(blur(weight_levels[-1], 1.0), 2, 2))
    filled = colour_levels[-1] / weight_levels[-1].clamp_min(1e-6)
    for k in range(len(weight_levels) - 2, -1, -1):
        w = weight_levels[k]
        up = F.interpolate(filled, size=[w.size(2), w.size(3)], mode="bilinear", align_corners=False)
        share = (2.0 * w).clamp(0.0, 1.0)
        filled = share * (colour_levels[k] / w.clamp_min(1e-6)) + (1.0 - share) * up
    return filled


def lab(rgb: Tensor) -> Tensor:
    """CIE L*a*b*, D65, scaled as 8-bit pictures are: L to 0..255."""
    c = (rgb / 255.0).clamp(0.0, 1.0)
    c = torch.where(c > 0.04045, ((c + 0.055) / 1.055) ** 2.4, c / 12.92)
    r = c[:, 0:1]
    g = c[:, 1:2]
    b = c[:, 2:3]
    x = (0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456
    y = 0.212671 * r + 0.715160 * g + 0.072169 * b
    z = (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754
    xyz = torch.cat([x, y, z], 1)
    f = torch.where(xyz > 0.008856, xyz.clamp_min(1e-9) ** (1.0 / 3.0), 7.787 * xyz + 16.0 / 116.0)
    lightness = 2.55 * (116.0 * f[:, 1:2] - 16.0)
    return torch.cat([lightness, 500.0 * (f[:, 0:1] - f[:, 1:2]) + 128.0, 200.0 * (f[:, 1:2] - f[:, 2:3]) + 128.0], 1)


class Enrol(torch.nn.Module):
    """maps [1, 6, S, S]: inside the mesh, cm from the oval, cm above the middle (up is positive), features, features
    with a wide rim, eyes and lips with a rim; all 0 or 1 but the second and third."""

    def __init__(self):
        super().__init__()
        self.register_buffer("unused", torch.zeros(1))

    @torch.jit.export
    def unwrap(self, photo: Tensor, position: Tensor) -> Tensor:
        """photo [1, 3, h, w]; position [1, 2, S, S]: where in the photo each texel is, -1..1."""
        return F.grid_sample(
            photo, position.permute(0, 2, 3, 1), mode="bilinear", padding_mode="border", align_corners=False
        )

    def no_skin(self, texture: Tensor, valid: Tensor, maps: Tensor) -> Tensor:
        """1 where a fringe, a beard's rim, a hand or the wall is: colours far from the skin's, near the rim or high on
        the forehead, and what is far darker than any shadow on skin."""
        inside = maps[:, 0:1] > 0.5
        rim = maps[:, 1:2]
        above = maps[:, 2:3]
        plain = maps[:, 4:5] < 0.5
        plain_near = maps[:, 3:4] < 0.5
        colours = lab(texture)
        core = inside & (rim > 2.0) & (above < 4.5) & plain & valid
        flat = colours[0][:, core[0, 0]]
        if flat.size(1) < 50:
            return torch.zeros_like(rim)
        middle = flat.median(1)[0].view(1, 3, 1, 1)
        least = torch.tensor([9.0, 3.0, 3.0], device=texture.device).view(1, 3, 1, 1)
        spread = torch.maximum(((colours - middle).abs()[0][:, core[0, 0]]).median(1)[0].view(1, 3, 1, 1) * 1.48, least)
        known = core.to(torch.float32)
        reference = diffuse(colours, erode(known, 4))
        reference = torch.where(core, reference, 0.6 * reference + 0.4 * middle)
        d = (colours - reference) / spread
        far = (0.7 * d[:, 0:1] ** 2 + d[:, 1:2] ** 2 + d[:, 2:3] ** 2).sqrt()
        column = (torch.arange(rim.size(3), device=rim.device, dtype=torch.float32) - rim.size(3) / 2.0).abs()
        aside = (column > 132.0).view(1, 1, 1, -1)
        odd = (far > 3.0) & plain & ((rim < 2.4) | (above > 4.6))
        deep = (3.2 * spread[:, 0:1]).clamp_min(30.0)
        dark = (colours[:, 0:1] < middle[:, 0:1] - deep) & plain_near & ((rim < 3.4) | (above > 4.6) | aside)
        bright = (colours[:, 0:1] > middle[:, 0:1] + deep) & plain_near & ((rim < 2.4) | (above > 4.6) | aside)
        bad = (odd | dark | bright).to(torch.float32)
        bad = dilate(erode(bad, 2), 2)
        return dilate(bad, 8) * plain_near.to(torch.float32)

    def confidence(self, seen: Tensor, maps: Tensor) -> Tensor:
        """How well each texel is seen: by how far its surface is turned away; features are taken as long as at all."""
        feature = maps[:, 4:5]
        return torch.maximum(step((seen - 0.15) / 0.45), feature * step((seen + 0.6) / 0.6)) * maps[:, 0:1]

    def match(self, texture: Tensor, weight: Tensor, reference: Tensor, reference_weight: Tensor) -> Tensor:
        """Another photo's, or the other side's, light brought to the reference's."""
        both = weight * reference_weight
        own = blur(texture * both, 40.0) + 1e-2
        theirs = blur(reference * both, 40.0) + 1e-2
        return (texture * (theirs / own).clamp(0.5, 2.0)).clamp(0.0, 255.0)

    @torch.jit.export
    def begin(self, texture: Tensor, seen: Tensor, maps: Tensor) -> Tensor:
        """The reference photo, [1, 6, S, S]: colours, weight, what was found to be no skin, and how it is seen."""
        weight = self.confidence(seen, maps)
        bad = self.no_skin(texture, weight > 0.6, maps)
        return torch.cat([texture, weight * (1.0 - bad), bad, seen], 1)

    @torch.jit.export
    def add(self, so_far: Tensor, texture: Tensor, seen: Tensor, maps: Tensor) -> Tensor:
        """A further photo fills what the ones before do not show; eyes and lips stay the reference's."""
        weight = step((seen - 0.15) / 0.45) * maps[:, 0:1]
        bad = self.no_skin(texture, weight > 0.6, maps)
        weight = weight * (1.0 - bad) * (1.0 - maps[:, 5:6]) * (1.0 - maps[:, 4:5])
        has = so_far[:, 3:4]
        lit = self.match(texture, weight, so_far[:, 0:3], has)
        take = (weight - has).clamp(0.0, 1.0)
        take = take / (take + has).clamp_min(1e-4)
        return torch.cat(
            [so_far[:, 0:3] + take * (lit - so_far[:, 0:3]), torch.maximum(has, weight), so_far[:, 4:6]], 1
        )

    @torch.jit.export
    def finish(self, so_far: Tensor, maps: Tensor) -> Tensor:
        """Fills holes: from the other side where that is seen, else by diffusion. [1, 3, S, S], 0..255."""
        near = maps[:, 3:4]
        sure = erode(so_far[:, 3:4].clamp(0.0, 1.0), 1)
        sure = torch.where(sure > 0.2, sure, torch.zeros_like(sure))
        texture = so_far[:, 0:3]
        share = (3.0 * sure).clamp(0.0, 1.0)
        texture = texture * share + diffuse(texture, sure) * (1.0 - share)
        other = texture.flip(3)
        other_sure = sure.flip(3)
        other = self.match(other, other_sure, texture, sure)
        need = (other_sure - sure).clamp(0.0, 1.0) * (1.0 - sure) * (1.0 - near)
        need = torch.minimum(blur(need, 5.0), erode(other_sure, 3))
        # the far side of a turned head is drawn out, and hair hangs into it: take the near one
        seen = so_far[:, 5:6]
        turned = torch.minimum(blur(step((seen.flip(3) - seen - 0.25) / 0.2), 3.0), dilate(other_sure, 3))
        need = torch.maximum(need, turned)
        texture = texture * (1.0 - need) + other * need
        sure = torch.maximum(sure, other_sure * (need > 0.3).to(torch.float32))
        fine = ((sure > 0.35) | ((maps[:, 4:5] > 0.5) & (maps[:, 0:1] > 0.5))).to(torch.float32)
        fine = erode(fine, 2)
        keep = blur(fine, 3.0) * fine
        return (texture * keep + diffuse(texture, fine) * (1.0 - keep)).clamp(0.0, 255.0)
