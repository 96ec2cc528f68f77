"""Face detector and 468-point mesh, and what can be read off a mesh: pose, mouth, eyes.

Uses the networks that the worker ships. Lengths are pixels of the picture unless said otherwise;
angles are degrees.
"""

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

# Vertex numbers of MediaPipe's face mesh.
OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
INNER_LIP_UPPER = [191, 80, 81, 82, 13, 312, 311, 310, 415]
INNER_LIP_LOWER = [95, 88, 178, 87, 14, 317, 402, 318, 324]
INNER_LIP = [78, *INNER_LIP_UPPER, 308, *INNER_LIP_LOWER[::-1]]
# Right and left are the person's own.
RIGHT_LID_UPPER = [246, 161, 160, 159, 158, 157, 173]
RIGHT_LID_LOWER = [7, 163, 144, 145, 153, 154, 155]
RIGHT_EYE = [33, *RIGHT_LID_UPPER, 133, *RIGHT_LID_LOWER[::-1]]
LEFT_LID_UPPER = [466, 388, 387, 386, 385, 384, 398]
LEFT_LID_LOWER = [249, 390, 373, 374, 380, 381, 382]
LEFT_EYE = [263, *LEFT_LID_UPPER, 362, *LEFT_LID_LOWER[::-1]]

MESH_SIZE = 192
DETECTOR_SIZE = 128


@dataclass
class Face:
    """One face in a picture: 468 x 3 points (z in pixels too, smaller is nearer) and the mesh's presence logit."""

    points: np.ndarray
    presence: float


class FaceMesh:
    """Finds the most certain face of a picture and fits the mesh to it."""

    def __init__(self, detector: Path, mesh: Path):
        for file in (detector, mesh):
            if not Path(file).is_file():
                sys.exit(f"{file}: no such file; models/README.md tells how the networks are made, or give --models")
        torch.set_grad_enabled(False)
        self._detector = torch.jit.load(str(detector)).eval()
        self._mesh = torch.jit.load(str(mesh)).eval()
        self._anchors = _anchors()

    def find(self, picture, least_score=0.5):
        """The face in a BGR picture, or None. The mesh runs twice: a region from its own points is truer."""
        region = self._detect(picture, least_score)
        if region is None:
            return None
        first = self.fit(picture, region)
        return self.fit(picture, region_of(first.points))

    def fit(self, picture, region):
        """Fits the mesh within a region (2 x 3, from mesh input to picture)."""
        crop = cv2.warpAffine(
            picture, region, (MESH_SIZE, MESH_SIZE),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        out = self._mesh(_tensor(crop, 1 / 255, 0))
        points = out[0][0, :468].numpy().astype(np.float64).copy()  # the irises come after them
        scale = math.hypot(region[0, 0], region[1, 0])
        placed = np.empty_like(points)
        placed[:, :2] = points[:, :2] @ region[:, :2].T + region[:, 2]
        placed[:, 2] = points[:, 2] * scale
        return Face(placed, float(out[-1].reshape(-1)[0]))

    def _detect(self, picture, least_score):
        height, width = picture.shape[:2]
        scale = DETECTOR_SIZE / max(height, width)
        small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
        square = np.zeros((DETECTOR_SIZE, DETECTOR_SIZE, 3), np.uint8)
        left, top = (DETECTOR_SIZE - small.shape[1]) // 2, (DETECTOR_SIZE - small.shape[0]) // 2
        square[top : top + small.shape[0], left : left + small.shape[1]] = small
        boxes, scores = self._detector(_tensor(square, 1 / 127.5, -1))
        scores = 1 / (1 + np.exp(-np.clip(scores.reshape(-1).numpy(), -60, 60)))
        best = int(scores.argmax())
        if scores[best] < least_score:
            return None
        box = boxes.reshape(896, 16)[best].numpy()
        anchor = self._anchors[best] * DETECTOR_SIZE
        centre = (box[:2] + anchor - [left, top]) / scale
        side = box[2:4].max() / scale
        eyes = (box[4:8].reshape(2, 2) + anchor - [left, top]) / scale
        return _region(centre, side * 1.5, math.atan2(*(eyes[1] - eyes[0])[::-1]))


def region_of(points):
    """The mesh's input region for known points: upright along the eyes, 1.5 times the face."""
    right, left = points[33], points[263]
    angle = math.atan2(left[1] - right[1], left[0] - right[0])
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    upright = points[:, :2] @ turn.T
    low, high = upright.min(0), upright.max(0)
    return _region(turn.T @ ((low + high) / 2), (high - low).max() * 1.5, angle)


def eye_distance(points):
    """Between the eyes' centres, in 3-D, so that turning the head hardly changes it."""
    return float(np.linalg.norm((points[33] + points[133]) / 2 - (points[362] + points[263]) / 2))


def mouth_opening(points):
    """Gap between the lips over the eye distance."""
    return float(np.linalg.norm(points[13, :2] - points[14, :2]) / eye_distance(points))


def eye_opening(points):
    """Mean gap between the lids over the eye distance."""
    right = np.linalg.norm(points[159, :2] - points[145, :2])
    left = np.linalg.norm(points[386, :2] - points[374, :2])
    return float((right + left) / 2 / eye_distance(points))


def pose(points, topology):
    """(yaw, pitch, roll) in degrees, by weighted Procrustes from the canonical face (topology.Topology)."""
    w = topology.weights / topology.weights.sum()
    canonical = topology.points * [1, -1, -1]  # to the picture's axes: y down, z away
    x, y = canonical - w @ canonical, points - w @ points
    u, _, vt = np.linalg.svd((x * w[:, None]).T @ y)
    rotation = vt.T @ np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))]) @ u.T
    yaw = math.atan2(rotation[0, 2], rotation[2, 2])
    pitch = math.asin(max(-1.0, min(1.0, -rotation[1, 2])))
    roll = math.atan2(rotation[1, 0], rotation[1, 1])
    return tuple(math.degrees(a) for a in (yaw, pitch, roll))


def _region(centre, side, angle):
    scale = side / MESH_SIZE
    c, s = math.cos(angle) * scale, math.sin(angle) * scale
    half = MESH_SIZE / 2
    return np.array([[c, -s, centre[0] - c * half + s * half], [s, c, centre[1] - s * half - c * half]])


def _anchors():
    """Two anchors a cell of a 16 x 16 grid, six a cell of an 8 x 8 grid, as fractions of the input."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        y, x = np.mgrid[0:cells, 0:cells]
        grids.append(np.repeat((np.stack([x, y], -1).reshape(-1, 2) + 0.5) / cells, each, axis=0))
    return np.concatenate(grids)


def _tensor(bgr, multiply, add):
    rgb = np.ascontiguousarray(bgr[:, :, ::-1])
    return torch.from_numpy(rgb).permute(2, 0, 1)[None].float() * multiply + add
