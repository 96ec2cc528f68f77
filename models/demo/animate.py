#!/usr/bin/python3
"""Makes the demo's clip: a public-domain portrait that turns its head, talks and blinks.

See README.md beside this file.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import cv2
import facemesh as fm
import numpy as np
import torch
from motion import FPS, perform
from portrait import HEIGHT, WIDTH, Portrait
from stage import Stage
from topology import load

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "vision/src/main/resources/models"
NOISE = 1.4  # standard deviation of the camera's noise, of 255


def main():
    args = arguments()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    photo = cv2.imread(str(args.portrait))
    if photo is None or photo.shape[:2] != (512, 512):
        sys.exit(f"{args.portrait}: not the 512 x 512 portrait; install python3-skimage or give --portrait")
    mesh = fm.FaceMesh(args.models / "face_detection.pt", args.models / "face_attention.pt")
    metadata = args.topology or args.models / "geometry_pipeline_metadata_landmarks.binarypb"
    if not metadata.is_file():
        sys.exit(f"{metadata}: no such file; models/README.md tells where it comes from, or give --topology")
    topology = load(metadata)
    portrait = Portrait(photo, mesh, topology)
    stage = Stage(portrait)
    motion = perform(args.seed)

    wanted = args.frames if args.frames is not None else range(len(motion.yaw))
    sink = Encoder(args.output, args.crf) if args.frames is None else Pictures(args.output)
    check = Check(mesh, topology)
    started = time.monotonic()
    for i in wanted:
        frame = stage.frame(motion, i, camera_noise(args.seed, i))
        sink.write(frame, i)
        check.see(frame)
    sink.close()
    print(f"{args.output}: {len(wanted)} frames in {time.monotonic() - started:.0f} s")
    return 0 if check.report() else 1


def arguments():
    parser = argparse.ArgumentParser(description="Makes demo/clip.mp4 from NASA's portrait of Eileen Collins.")
    parser.add_argument(
        "--portrait", type=Path, default=Path("/usr/lib/python3/dist-packages/skimage/data/astronaut.png")
    )
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the detector and the mesh")
    parser.add_argument("--topology", type=Path, help="MediaPipe's geometry metadata (default: in that folder)")
    parser.add_argument("--output", type=Path, default=ROOT / "demo/clip.mp4")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--crf", type=int, default=20, help="x264's quality; smaller is better and larger")
    parser.add_argument("--frames", type=int, nargs="+", help="only these, as pictures in the folder --output")
    return parser.parse_args()


def camera_noise(seed, i):
    """Grain that is a little softer than a pixel, mostly grey, different in each frame."""
    rng = np.random.default_rng([seed, i])
    grey = cv2.GaussianBlur(rng.normal(0, 2.0 * NOISE, (HEIGHT, WIDTH)).astype(np.float32), (0, 0), 0.6)
    colour = cv2.GaussianBlur(rng.normal(0, 1.2 * NOISE, (HEIGHT, WIDTH, 3)).astype(np.float32), (0, 0), 0.9)
    return grey[:, :, None] + colour


class Encoder:
    """H.264 by ffmpeg. One thread and no version string: the same bytes from the same ffmpeg."""

    def __init__(self, output, crf):
        output.parent.mkdir(parents=True, exist_ok=True)
        self._ffmpeg = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}",
             "-r", str(FPS), "-i", "-", "-threads", "1", "-c:v", "libx264", "-preset", "slow", "-crf", str(crf),
             "-pix_fmt", "yuv420p", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart",
             str(output)],
            stdin=subprocess.PIPE,
        )  # fmt: skip

    def write(self, frame, _):
        self._ffmpeg.stdin.write(frame.tobytes())

    def close(self):
        self._ffmpeg.stdin.close()
        if self._ffmpeg.wait():
            sys.exit("ffmpeg failed")


class Pictures:
    """Single frames as PNG, to look at."""

    def __init__(self, folder):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, frame, i):
        cv2.imwrite(str(self._folder / f"{i:03d}.png"), frame)

    def close(self):
        pass


class Check:
    """Measures the frames as the worker will see them: the face must be found, and must really move."""

    LEAST_PRESENCE = 14.0  # logit: what the worker trusts

    def __init__(self, mesh, topology):
        self._mesh, self._topology = mesh, topology
        self._rows, self._missing = [], 0

    def see(self, frame):
        face = self._mesh.find(frame)
        if face is None:
            self._missing += 1
            return
        p = face.points
        height = np.linalg.norm(p[10, :2] - p[152, :2])
        self._rows.append([face.presence, *fm.pose(p, self._topology), fm.mouth_opening(p), fm.eye_opening(p), height])

    def report(self):
        """Prints the figures; whether every frame has a face that the worker would trust."""
        print(f"frames without a face: {self._missing}")
        if not self._rows:
            return False
        names = ["presence", "yaw", "pitch", "roll", "mouth opening", "eye opening", "face height"]
        for name, values in zip(names, np.array(self._rows).T):
            marks = zip(("min", "p5", "median", "p95", "max"), np.percentile(values, [0, 5, 50, 95, 100]))
            print(f"{name:14}" + "".join(f" {mark} {value:7.3f} " for mark, value in marks))
        return self._missing == 0 and min(r[0] for r in self._rows) >= self.LEAST_PRESENCE


if __name__ == "__main__":
    sys.exit(main())
