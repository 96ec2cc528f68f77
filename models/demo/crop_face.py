#!/usr/bin/python3
"""Makes demo/face.jpg: the US Navy's portrait of Grace Hopper, cut to the head with room around it."""

import argparse
import sys
from pathlib import Path

import cv2

LEFT, TOP, WIDTH, HEIGHT = 62, 22, 400, 420  # of the 512 x 600 portrait


def main():
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--portrait", type=Path, default=Path("/usr/share/matplotlib/mpl-data/sample_data/grace_hopper.jpg")
    )
    parser.add_argument("--output", type=Path, default=root / "demo/face.jpg")
    args = parser.parse_args()
    portrait = cv2.imread(str(args.portrait))
    if portrait is None or portrait.shape[:2] != (600, 512):
        sys.exit(f"{args.portrait}: not the 512 x 600 portrait; install python-matplotlib-data or give --portrait")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(args.output), portrait[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH], [cv2.IMWRITE_JPEG_QUALITY, 93])


if __name__ == "__main__":
    main()
