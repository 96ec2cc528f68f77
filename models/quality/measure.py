#!/usr/bin/python3
"""Measures a swap: a sent clip against the returned one and the source's picture.

See README.md beside this file for what each figure means.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import cv2
import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models/demo"))
import facemesh as fm  # noqa: E402

LEAST_PRESENCE = 14.0  # logit: below it the worker does not trust a face either
# Eyes, nose and corners of the mouth in a 112 x 112 picture: the template that ArcFace's networks expect.
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
TEMPLATE_SIZE, TEMPLATE_CENTRE = 112, np.array([56.0, 60.0])
GREY = np.array([0.114, 0.587, 0.299], np.float32)  # of BGR, BT.601
FLICKER_SIZE = 96


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(args.threads)
    sent, returned = read_clip(args.sent), read_clip(args.returned)
    source = cv2.imread(str(args.source))
    if source is None:
        sys.exit(f"{args.source}: not a picture")
    if sent[0].shape != returned[0].shape:
        sys.exit(f"the clips differ in size: {sent[0].shape[1::-1]} and {returned[0].shape[1::-1]}")
    mesh = fm.FaceMesh(args.models / "face_detection.pt", args.models / "face_landmark.pt")
    embedding = Embedding(args.embedding) if args.embedding else None

    target = [mesh.find(f) for f in sent]
    if not any(target):
        sys.exit(f"{args.sent}: no face in any frame")
    # Both clips are fitted in the same region, so that its choice makes no difference between them.
    region = [None if t is None else fm.region_of(t.points) for t in target]
    target = [None if r is None else mesh.fit(f, r) for f, r in zip(sent, region)]
    partner = align(sent, returned, target)
    pairs = [(i, j) for j, i in enumerate(partner) if target[i] is not None]
    output = {j: mesh.fit(returned[j], region[i]) for i, j in pairs}
    good = [(i, j) for i, j in pairs if output[j].presence >= LEAST_PRESENCE]

    figures = {
        "framesSent": len(sent),
        "framesReturned": len(returned),
        "shareWithFaceSent": np.mean([t is not None for t in target]),
        "shareWithFaceReturned": len(good) / len(pairs),
    }
    if len(good) < 10:
        print(json.dumps(rounded(figures), indent=2))
        sys.exit("too few returned frames show a face; the rest would mean nothing")
    figures |= expression(good, target, output)
    figures |= flicker(good, sent, returned, target)
    if embedding:
        face = mesh.find(source)
        if face is None:
            sys.exit(f"{args.source}: no face")
        figures |= identity(good[:: args.every], sent, returned, target, output, embedding, embedding.of(source, face))
    print(json.dumps(rounded(figures), indent=2))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sent", type=Path, required=True, help="the clip that went in")
    parser.add_argument("--returned", type=Path, required=True, help="the clip that came back, of the same size")
    parser.add_argument("--source", type=Path, required=True, help="the picture of the face that was put on")
    parser.add_argument("--embedding", type=Path, help="TorchScript: 1x3x112x112 RGB (x-127.5)/128 to a vector")
    parser.add_argument("--models", type=Path, default=ROOT / "gpu-verticle/src/main/resources/models")
    parser.add_argument("--every", type=int, default=3, help="embed every Nth frame only")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def read_clip(path):
    if not path.is_file():
        sys.exit(f"{path}: no such file")
    capture = cv2.VideoCapture(str(path))
    frames = []
    while True:
        ok, frame = capture.read()
        if not ok:
            break
        frames.append(frame)
    if not frames:
        sys.exit(f"{path}: no frames could be read")
    return frames


def align(sent, returned, target):
    """For each returned frame the sent one it was made from: frames are lost and repeated on the way.

    The cheapest monotone path through the differences of small grey pictures, the face left out
    since it was swapped; a step that is not one frame costs a little, so that stillness stays in step.
    """
    size = (160, 120)
    scale = np.array(size) / np.array(sent[0].shape[1::-1])

    def shrink(frame):
        return (cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.float32) @ GREY).ravel()

    keep = np.ones((len(sent), size[1], size[0]), np.float32)
    for mask, face in zip(keep, target):
        if face is not None:
            hull = cv2.convexHull((face.points[:, :2] * scale).astype(np.float32))
            cv2.fillConvexPoly(mask, np.round(hull).astype(np.int32), 0)
    keep = keep.reshape(len(sent), -1)
    if keep.mean() < 0.1:  # a face that fills the picture: better a changed face than nothing to go by
        keep[:] = 1
    a, b = np.array([shrink(f) for f in sent]), np.array([shrink(f) for f in returned])
    difference = (b**2 @ keep.T - 2 * b @ (keep * a).T + (keep * a * a).sum(1)) / keep.sum(1)
    step_cost = 1 * np.median(difference.min(1)) + 1e-3  # what coding and noise make of the right frame
    longest = 15

    total = difference[0].copy()
    came_from = np.zeros(difference.shape, np.int64)
    for j in range(1, len(b)):
        choices = np.full((longest + 1, len(a)), np.inf)
        for step in range(min(longest, len(a) - 1) + 1):
            choices[step, step:] = total[: len(a) - step] + step_cost * abs(step - 1)
        came_from[j] = choices.argmin(0)
        total = choices.min(0) + difference[j]
    path = [int(total.argmin())]
    for j in range(len(b) - 1, 0, -1):
        path.append(path[-1] - int(came_from[j, path[-1]]))
    return path[::-1]


def expression(pairs, target, output):
    """How the returned mouth and eyes follow the sent ones: correlation, and slope of the fitted line."""
    figures = {}
    for name, opening in (("mouth", fm.mouth_opening), ("eye", fm.eye_opening)):
        before = np.array([opening(target[i].points) for i, _ in pairs])
        after = np.array([opening(output[j].points) for _, j in pairs])
        moves = before.std() > 1e-4 and after.std() > 1e-9
        figures[f"{name}Correlation"] = float(np.corrcoef(before, after)[0, 1]) if moves else None
        figures[f"{name}Slope"] = float(np.polyfit(before, after, 1)[0]) if moves else None
    return figures


def flicker(pairs, sent, returned, target):
    """Change that is not motion, returned over sent, in a crop that moves with the face.

    A frame minus the mean of its neighbours, squared: fine (hf) and of the blurred crop (lf). Only where
    three frames in a row came back.
    """
    known = [i for i, t in enumerate(target) if t is not None]
    smooth = smoothed(np.array([target[i].points for i in known]))
    view_of = {i: similarity(p, FLICKER_SIZE, 0.03) for i, p in zip(known, smooth)}
    mask = np.zeros((FLICKER_SIZE, FLICKER_SIZE), np.uint8)
    cv2.ellipse(mask, (48, 52), (30, 40), 0, 0, 360, 1, -1)
    inside = mask > 0
    cut = lambda f, i: crop(f, view_of[i], FLICKER_SIZE).astype(np.float32) @ GREY
    coarse = lambda x: cv2.GaussianBlur(x, (0, 0), 8)

    before = [cut(sent[i], i) for i, _ in pairs]
    after = [cut(returned[j], i) for i, j in pairs]
    sums = np.zeros(4)
    count = 0
    for n in range(1, len(pairs) - 1):
        (i0, j0), (i1, j1), (i2, j2) = pairs[n - 1 : n + 2]
        if (i1 - i0, i2 - i1, j1 - j0, j2 - j1) != (1, 1, 1, 1):
            continue
        for k, (frames, view) in enumerate(
            ((before, np.asarray), (after, np.asarray), (before, coarse), (after, coarse))
        ):
            a, b, c = (view(frames[m]) for m in (n - 1, n, n + 1))
            sums[k] += ((b - (a + c) / 2)[inside] ** 2).mean()
        count += 1
    ratio = lambda x, y: float(x / y) if count and y > 0 else None
    return {"flickerTriples": count, "hf": ratio(sums[1], sums[0]), "lf": ratio(sums[3], sums[2])}


def identity(pairs, sent, returned, target, output, embedding, source):
    """Cosines of the returned face with the source and with the sent face of the same frame."""
    to_source, to_target, strangers = [], [], []
    for i, j in pairs:
        before, after = embedding.of(sent[i], target[i]), embedding.of(returned[j], output[j])
        to_source.append(after @ source)
        to_target.append(after @ before)
        strangers.append(before @ source)
    to_source, to_target = np.array(to_source), np.array(to_target)
    return {
        "cosineSource": to_source.mean(),
        "cosineSourceP5": np.percentile(to_source, 5),
        "cosineTarget": to_target.mean(),
        "cosineTargetP95": np.percentile(to_target, 95),
        "cosineSentToSource": np.mean(strangers),
        "sourceWins": (to_source > to_target).mean(),
    }


class Embedding:
    """A face recognition network."""

    def __init__(self, path):
        self._net = torch.jit.load(str(path)).eval()

    def of(self, picture, face):
        rgb = crop(picture, similarity(face.points, TEMPLATE_SIZE), TEMPLATE_SIZE)[:, :, ::-1]
        x = torch.from_numpy(np.ascontiguousarray(rgb)).permute(2, 0, 1)[None].float()
        vector = self._net((x - 127.5) / 128)[0].reshape(-1).numpy()
        return vector / np.linalg.norm(vector)


def similarity(points, size, lower=0.5 * 8 / 112):
    """Shift, turn and scale (2 x 3) that best put a mesh's eyes, nose and mouth on the template.

    lower: how far below the crop's middle the template's centre lies, as a share of the size; as it
    stands, the template itself.
    """
    five = np.array(
        [(points[33] + points[133]) / 2, (points[362] + points[263]) / 2, points[1], points[61], points[291]]
    )[:, :2]
    middle, goal = five.mean(0), TEMPLATE.mean(0)
    x, u = five - middle, TEMPLATE - goal
    n = (x**2).sum()
    a, b = (x * u).sum() / n, (x[:, 0] * u[:, 1] - x[:, 1] * u[:, 0]).sum() / n
    turn = np.array([[a, -b], [b, a]])
    scale = size / TEMPLATE_SIZE
    shift = (goal - turn @ middle - TEMPLATE_CENTRE) * scale + [size / 2, size * (0.5 + lower)]
    return np.c_[turn * scale, shift]


def crop(picture, matrix, size):
    return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def smoothed(points, width=7):
    """Landmarks without their jitter and without lag, so that the crop adds no flicker of its own."""
    weights = np.hanning(width + 2)[1:-1]
    weights /= weights.sum()
    padded = np.pad(points, ((width // 2, width // 2), (0, 0), (0, 0)), mode="edge")
    return sum(w * padded[k : k + len(points)] for k, w in enumerate(weights))


def rounded(figures):
    plain = lambda v: None if v is None or (isinstance(v, float) and math.isnan(v)) else v
    return {
        k: v if isinstance(v, int) else plain(None if v is None else round(float(v), 3)) for k, v in figures.items()
    }


if __name__ == "__main__":
    main()
