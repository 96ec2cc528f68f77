"""Draws a textured triangle mesh: which point of the texture does each pixel of the picture show?"""

import numpy as np


def texture_map(positions, depth, texture, triangles, width, height):
    """Rasters a mesh with a depth test.

    positions: V x 2, where each vertex lies in the picture, in pixels.
    depth: V, greater is farther away.
    texture: V x 2, where each vertex lies in the texture, in pixels.
    triangles: T x 3 vertex numbers; orientation does not matter.

    Returns (map_x, map_y, covered): two float32 planes for cv2.remap, and a boolean plane.
    Every candidate pixel of every triangle is tried in one vectorised pass: some hundred thousand
    candidates, which NumPy handles in a fraction of a second, and no compiler is needed.
    """
    corner = positions[triangles]
    low = np.maximum(np.ceil(corner.min(1) - 0.5), 0).astype(np.int64)
    high = np.minimum(np.floor(corner.max(1) - 0.5), [width - 1, height - 1]).astype(np.int64)
    size = np.maximum(high - low + 1, 0)
    count = size[:, 0] * size[:, 1]

    owner = np.repeat(np.arange(len(triangles)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    place = np.arange(len(owner)) - first
    columns = size[owner, 0]
    x = low[owner, 0] + place % columns
    y = low[owner, 1] + place // columns

    a, b, c = corner[:, 0], corner[:, 1], corner[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    flat = np.abs(area) < 1e-9
    area = np.where(flat, 1.0, area)
    px, py = x + 0.5, y + 0.5

    def share(p, q):
        p, q = p[owner], q[owner]
        return ((q[:, 0] - p[:, 0]) * (py - p[:, 1]) - (q[:, 1] - p[:, 1]) * (px - p[:, 0])) / area[owner]

    weights = np.stack([share(b, c), share(c, a), share(a, b)], 1)
    inside = (weights.min(1) >= -1e-6) & ~flat[owner]
    owner, weights, x, y = owner[inside], weights[inside], x[inside], y[inside]

    vertex = triangles[owner]
    z = (depth[vertex] * weights).sum(1)
    order = np.argsort(-z, kind="stable")  # far first: the nearest is written last and stays
    pixel = (y * width + x)[order]
    point = (texture[vertex[order]] * weights[order][:, :, None]).sum(1)

    mapped = np.full((height * width, 2), -1, np.float32)
    mapped[pixel] = point
    covered = np.zeros(height * width, bool)
    covered[pixel] = True
    mapped = mapped.reshape(height, width, 2)
    return mapped[:, :, 0], mapped[:, :, 1], covered.reshape(height, width)
