"""Composes one frame: wall, suit, head; the head turned, talking and blinking."""

import cv2
import numpy as np
from portrait import HEIGHT, SUPER, WIDTH
from raster import texture_map

PERSPECTIVE = 1600.0  # pixels from the camera to the head: nearer parts grow a little when they come forward


class Stage:
    """Draws frames of one portrait. Pure: a frame depends on its arguments only."""

    def __init__(self, portrait):
        self._portrait = portrait
        self._head = portrait.head_mesh
        rest = self._head.positions
        self._rest_gap = float(np.linalg.norm(rest[13, :2] - rest[14, :2]))
        self._texture = portrait.texture_of(rest)
        self._cavity, self._cavity_triangles = _cavity(rest)
        self._cavity_texture = portrait.texture_of(self._cavity)

    def frame(self, motion, i, noise):
        """Frame i of a Motion as BGR bytes; noise is a HEIGHT x WIDTH x 3 plane that is added last."""
        place = _placement(motion.shift[i], motion.scale[i])
        wall = self._flat(self._portrait.wall, _placement(motion.shift[i] * 0.12, 1.0))
        suit = self._flat(self._portrait.suit, place)
        head = self._draw_head(motion, i, place)
        picture = wall
        for layer in (suit, head):
            small = cv2.resize(layer, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            picture = small[:, :, :3] + picture * (1 - small[:, :, 3:] / 255)
        return np.clip(picture * motion.light[i] + noise + 0.5, 0, 255).astype(np.uint8)

    def _flat(self, plane, place):
        """A plane that only moves and scales."""
        origin = self._portrait.texture_of(np.zeros((1, 2)))[0]
        out_size = (WIDTH * SUPER, HEIGHT * SUPER) if plane.shape[2] == 4 else (WIDTH, HEIGHT)
        per_pixel = out_size[0] / WIDTH
        # Plane -> stage -> moved -> output pixels.
        matrix = np.eye(3)
        matrix[:2, :2] /= SUPER
        matrix[:2, 2] = -origin / SUPER
        matrix = np.diag([per_pixel, per_pixel, 1]) @ np.vstack([place, [0, 0, 1]]) @ matrix
        return cv2.warpAffine(plane, matrix[:2], out_size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def _draw_head(self, motion, i, place):
        head = self._head
        gap = motion.gap[i]
        moved = head.positions.copy()
        moved += head.jaw * max(0.0, gap - self._rest_gap)
        moved += head.meet * max(0.0, 1 - gap / self._rest_gap)
        moved += head.round * motion.round[i] + head.brow * motion.brow[i] + head.blink * motion.blink[i]

        angles = (motion.yaw[i], motion.pitch[i], motion.roll[i])
        turn = lambda p, follow: _project(p, follow, head.pivot, angles, place)
        skin_at, skin_z = turn(moved, head.follow)
        eyes_at, eyes_z = turn(head.positions, head.follow)
        cavity_at, cavity_z = turn(self._cavity, np.ones(len(self._cavity)))

        portrait = self._portrait
        eyes = self._paint(portrait.eyes, eyes_at, eyes_z, self._texture - motion.gaze[i] * SUPER, head.eye_triangles)
        mouth = self._paint(portrait.mouth, cavity_at, cavity_z, self._cavity_texture, self._cavity_triangles)
        hole = texture_map(skin_at * SUPER, skin_z, self._texture, head.mouth_triangles, WIDTH * SUPER, HEIGHT * SUPER)[
            2
        ]
        skin = self._paint(portrait.skin, skin_at, skin_z, self._texture, head.triangles)

        hole = hole.astype(np.float32)
        mouth[:, :, :3] *= _shade(hole)[:, :, None]
        mouth *= cv2.dilate(hole, np.ones((5, 5)))[:, :, None]
        under = eyes + mouth  # they never overlap
        return skin + under * (1 - skin[:, :, 3:] / 255)

    def _paint(self, plane, at, depth, texture, triangles):
        """A textured mesh at SUPER resolution, premultiplied, with its cover as fourth channel."""
        map_x, map_y, covered = texture_map(at * SUPER, depth, texture, triangles, WIDTH * SUPER, HEIGHT * SUPER)
        # Texture coordinates count from the plane's corner, remap's from the middle of its first pixel.
        out = cv2.remap(plane, map_x - 0.5, map_y - 0.5, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        out = np.clip(out, 0, 255)
        if out.shape[2] == 3:
            out = np.dstack([out, np.full(out.shape[:2], 255, np.float32)])
        return out * covered[:, :, None]


def _cavity(rest):
    """A curved sheet behind the lips, from above the upper lip's edge to where the jaw can open."""
    left, right = rest[78], rest[308]
    top, bottom = rest[13], rest[14]
    middle, half = (left + right) / 2, np.linalg.norm(right - left) / 2
    across = (right - left)[:2] / (2 * half)
    down = np.array([-across[1], across[0]])
    columns, rows = np.linspace(-1.15, 1.15, 15), np.linspace(-0.35, 1.15, 11)
    points = []
    for r in rows:
        for c in columns:
            xy = middle[:2] + across * c * half + down * r * half
            z = (top[2] + bottom[2]) / 2 + 5 + (middle[2] - (top[2] + bottom[2]) / 2) * c * c
            points.append([*xy, z])
    n = len(columns)
    cells = [(r * n + c, r * n + c + 1, r * n + n + c) for r in range(len(rows) - 1) for c in range(n - 1)]
    cells += [(r * n + c + 1, r * n + n + c + 1, r * n + n + c) for r in range(len(rows) - 1) for c in range(n - 1)]
    return np.array(points), np.array(cells)


def _project(points, follow, pivot, angles, place):
    """Turns points about the pivot, each by its share, and puts them on the picture: V x 2, depth."""
    yaw, pitch, roll = (np.radians(a) * follow for a in angles)
    x, y, z = (points - pivot).T
    x, z = x * np.cos(yaw) - z * np.sin(yaw), x * np.sin(yaw) + z * np.cos(yaw)
    y, z = y * np.cos(pitch) - z * np.sin(pitch), y * np.sin(pitch) + z * np.cos(pitch)
    x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
    nearer = 1 / (1 + (z - (points[:, 2] - pivot[2])) / PERSPECTIVE)
    flat = np.stack([x * nearer + pivot[0], y * nearer + pivot[1]], 1)
    return flat @ place[:, :2].T + place[:, 2], z


def _placement(shift, scale):
    """Sway of head and shoulders: about the bottom of the picture, where the hips would be."""
    about = np.array([WIDTH / 2, HEIGHT])
    return np.c_[np.eye(2) * scale, about - about * scale + shift]


def _shade(hole):
    """The mouth's inside is darker near the lips, which stand before it."""
    near = cv2.GaussianBlur(hole, (0, 0), 2.2 * SUPER)
    return np.clip(0.25 + 0.95 * near, 0, 1)
