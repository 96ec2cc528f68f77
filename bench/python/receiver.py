"""A live face swap in the shape in which people build it: aiortc, one process, recv() -> ndarray -> PyTorch -> VideoFrame.

The networks and the drawing are Facewire's own TorchScript modules, on one thread, so that what differs is what is around them.
The flow grid and the texture come from files (PythonKit.java tells why). Offers come as offer-N.json in a folder, answers go there
as answer-N.json, and end-N ends a session. Says five times a second what the swap took.
"""
import argparse
import asyncio
import json
import os
import sys
import time

import numpy as np
import torch
from aiortc import RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame

DETECTOR_SIDE, MESH_SIDE, MESH_MARGIN, GRID_MARGIN = 128, 192, 1.5, 0.03
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263
torch.set_num_threads(1)
torch.set_num_interop_threads(1)
torch.set_grad_enabled(False)
torch._C._set_graph_executor_optimize(False)  # regions differ from frame to frame: it would compile anew for each


class Swapper:
    """One session's face: where it was, and its light."""

    def __init__(self, models, kit):
        load = lambda name: torch.jit.load(os.path.join(models, name)).eval()
        self.pictures, self.mesh, self.detector = load("mesh_swap.pt"), load("face_attention.pt"), load("face_detection.pt")
        texture = np.fromfile(os.path.join(kit, "texture.f32"), np.float32).reshape(1, 3, 512, 512)
        self.levels = self.pictures.levels(torch.from_numpy(texture))
        self.grid = torch.from_numpy(np.fromfile(os.path.join(kit, "grid.f32"), np.float32).reshape(1, 6, 128, 128))
        self.light, self.region, self.lit = self.pictures.light(), None, False
        self.cpu, self.times = 0.0, []

    def swap(self, y, u, v, width):
        """Swaps in place; planes are uint8 arrays [rows, stride]."""
        begun, cpu = time.perf_counter(), time.thread_time()
        planes = [torch.from_numpy(plane) for plane in (y, u, v)]
        self.region = self.region or self.find(planes, width)
        if self.region:
            points = self.look(planes, width)
            self.region = self.around(points) if points is not None else None
            if points is not None:
                self.draw(planes, width, points)
        self.cpu += time.thread_time() - cpu
        self.times = (self.times + [1000 * (time.perf_counter() - begun)])[-150:]

    def find(self, planes, width):
        boxes, logits = self.detector(self.pictures.letterbox(*planes, width, DETECTOR_SIDE))
        best = int(logits[0, :, 0].argmax())
        if logits[0, best, 0] < 0:
            return None
        cells, side, pairs = (16, best // 2, 2) if best < 512 else (8, (best - 512) // 6, 6)
        height = planes[0].shape[0]
        scale = DETECTOR_SIDE / max(width, height)
        left, top = (DETECTOR_SIDE - width * scale) / 2, (DETECTOR_SIDE - height * scale) / 2
        box = boxes[0, best]
        cx = (float(box[0]) + (side % cells + 0.5) / cells * DETECTOR_SIDE - left) / scale
        cy = (float(box[1]) + (side // cells + 0.5) / cells * DETECTOR_SIDE - top) / scale
        return cx, cy, max(float(box[2]), float(box[3])) / scale * MESH_MARGIN, 0.0

    def look(self, planes, width):
        cx, cy, size, angle = self.region
        crop = self.pictures.crop(*planes, width, cx, cy, size, angle, MESH_SIDE)
        points, presence = self.mesh(crop)
        if float(presence[0]) < 0:
            return None
        step = size / MESH_SIDE
        at = (points[0, :468, :2].numpy() - MESH_SIDE / 2) * step
        c, s = np.cos(angle), np.sin(angle)
        return np.stack([cx + c * at[:, 0] - s * at[:, 1], cy + s * at[:, 0] + c * at[:, 1]], 1)

    @staticmethod
    def around(points):
        d = points[LEFT_EYE_OUTER] - points[RIGHT_EYE_OUTER]
        angle = float(np.arctan2(d[1], d[0]))
        c, s = np.cos(-angle), np.sin(-angle)
        turned = points @ np.array([[c, s], [-s, c]])
        low, high = turned.min(0), turned.max(0)
        m = (low + high) / 2
        return float(c * m[0] + s * m[1]), float(-s * m[0] + c * m[1]), float((high - low).max() * MESH_MARGIN), angle

    def draw(self, planes, width, points):
        low, high = points.min(0), points.max(0)
        height = planes[0].shape[0]
        x0, y0 = (max(0, int(value) - 2) & ~1 for value in low)
        x1, y1 = min(width, int(high[0]) + 5) & ~1, min(height, int(high[1]) + 5) & ~1
        margin = GRID_MARGIN * (high - low)
        frame = [float(value) for value in (*(low - margin), *(high + margin))]
        across = high[0] - low[0]
        level = [texture for texture in self.levels if texture.shape[3] >= across or texture is self.levels[0]][-1]
        self.pictures(
            [planes[0]], [planes[1]], [planes[2]], [x0, y0, x1, y1], self.grid, frame, [level],
            [torch.zeros(1, 1, 2, 2)], [self.light], [0.4 if self.lit else 1.0], [1.0], False,
        )  # fmt: skip
        self.lit = True


class Swapped(VideoStreamTrack):
    def __init__(self, source, swapper):
        super().__init__()
        self.source, self.swapper = source, swapper

    async def recv(self):
        frame = await self.source.recv()
        picture = frame.to_ndarray(format="yuv420p")  # [height * 3 / 2, width], the planes one after the other
        width, height = frame.width, frame.height
        flat = picture.reshape(-1)
        luma, quarter = width * height, width * height // 4
        y = flat[:luma].reshape(height, width)
        u = flat[luma:luma + quarter].reshape(height // 2, width // 2)
        v = flat[luma + quarter:].reshape(height // 2, width // 2)
        self.swapper.swap(y, u, v, width)
        result = VideoFrame.from_ndarray(picture, format="yuv420p")
        result.pts, result.time_base = frame.pts, frame.time_base
        return result


async def serve(folder, name, make, sessions):
    with open(os.path.join(folder, f"offer-{name}.json")) as file:
        offer = json.load(file)
    pc = RTCPeerConnection()
    sessions[name] = pc
    pc.on("track", lambda track: track.kind == "video" and pc.addTrack(Swapped(track, make())))
    await pc.setRemoteDescription(RTCSessionDescription(offer["sdp"], offer["type"]))
    await pc.setLocalDescription(await pc.createAnswer())
    part = os.path.join(folder, f"answer-{name}.part")
    with open(part, "w") as file:
        json.dump({"sdp": pc.localDescription.sdp, "type": pc.localDescription.type}, file)
    os.rename(part, os.path.join(folder, f"answer-{name}.json"))


async def main():
    parser = argparse.ArgumentParser()
    for name in ("signals", "models", "kit"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    swappers, sessions, following, told = [], {}, 1, 0.0

    def make():
        swappers.append(Swapper(options.models, options.kit))
        return swappers[-1]

    warm = make()  # the first calls take long
    noise = np.random.default_rng(1).integers(0, 255, (480 * 3 // 2, 640), dtype=np.uint8)
    for _ in range(8):
        warm.region = (320.0, 240.0, 250.0, 0.0)
        warm.swap(noise[:480], noise[480:600].reshape(240, 320).copy(), noise[600:].reshape(240, 320).copy(), 640)
    warm.cpu, warm.times = 0.0, []
    print("ready", flush=True)
    while True:
        if os.path.exists(os.path.join(options.signals, f"offer-{following}.json")):
            await serve(options.signals, str(following), make, sessions)
            following += 1
        for name in list(sessions):
            if os.path.exists(os.path.join(options.signals, "end-" + name)):
                await sessions.pop(name).close()
        if time.time() - told >= 0.2:
            told = time.time()
            times = [ms for swapper in swappers[-4:] for ms in swapper.times]
            cpu = 1000 * sum(swapper.cpu for swapper in swappers)
            print(f"swap cpu_ms={cpu:.1f} median_ms={np.median(times) if times else 0:.2f}", flush=True)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
