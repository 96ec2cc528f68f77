"""Reads the canonical face out of MediaPipe's geometry_pipeline_metadata_landmarks.binarypb.

A protocol buffer of two fields that matter here: the mesh (1) with its vertices (3, five floats each: x, y, z in
cm, then u, v) and triangles (4), and the Procrustes basis (2), pairs of landmark (1) and weight (2).
Reading it takes fewer lines than depending on a protobuf compiler.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


@dataclass
class Topology:
    """468 x 3 points in cm (x right, y up, z to the viewer), their Procrustes weights, T x 3 triangles, 468 x 2 places
    in a texture (0..1)."""

    points: np.ndarray
    weights: np.ndarray
    triangles: np.ndarray
    uv: np.ndarray


def load(path):
    metadata = _fields(Path(path).read_bytes())
    mesh = _fields(metadata[1][0])
    vertices = np.array(_numbers(mesh[3], FIXED32)).reshape(-1, 5)
    triangles = np.array(_numbers(mesh[4], VARINT)).reshape(-1, 3)
    weights = np.zeros(len(vertices))
    for entry in metadata[2]:
        fields = _fields(entry)
        weights[_numbers(fields[1], VARINT)[0]] = _numbers(fields[2], FIXED32)[0]
    if len(vertices) != 468 or triangles.max() >= 468 or weights.sum() <= 0:
        raise ValueError(f"{path}: not the canonical face of 468 points")
    return Topology(vertices[:, :3], weights, triangles, vertices[:, 3:])


def _fields(data):
    """Field number to its values in order: whole numbers as they are, everything else as bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _varint(data, at)
        else:
            size, at = _varint(data, at) if kind == BYTES else ({FIXED64: 8, FIXED32: 4}[kind], at)
            value, at = data[at : at + size], at + size
        found.setdefault(key >> 3, []).append(value)
    return found


def _numbers(values, kind):
    """A repeated number, packed or not."""
    out = []
    for value in values:
        if isinstance(value, int):
            out.append(value)
        elif kind == FIXED32:
            out.extend(struct.unpack(f"<{len(value) // 4}f", value))
        else:
            at = 0
            while at < len(value):
                number, at = _varint(value, at)
                out.append(number)
    return out


def _varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
