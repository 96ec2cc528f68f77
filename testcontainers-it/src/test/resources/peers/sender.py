"""A stranger's sender: aiortc, two video lines, all candidates inside, signalling by files or by one HTTP call.

Sends a clip with numbers in rows of blocks below the picture, counts what comes back by these numbers, and writes a report.
"""
import argparse
import asyncio
import fractions
import json
import os
import time
import urllib.request

import av
import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame

BITS = 16
ROWS = 16


def clip_pictures(path):
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


class Camera(VideoStreamTrack):
    def __init__(self, pictures, fps):
        super().__init__()
        self.pictures, self.fps = pictures, fps
        self.number, self.started, self.sent = 0, None, {}

    async def recv(self):
        now = time.time()
        self.started = self.started or now
        await asyncio.sleep(max(0, self.started + self.number / self.fps - now))
        picture = self.pictures[self.number % len(self.pictures)]
        height, width, _ = picture.shape
        stamped = np.empty((height + ROWS, width, 3), np.uint8)
        stamped[:height] = picture
        for bit in range(BITS):
            stamped[height:, bit * width // BITS:(bit + 1) * width // BITS] = 220 if self.number >> bit & 1 else 32
        frame = VideoFrame.from_ndarray(stamped, format="rgb24")
        frame.pts, frame.time_base = int(self.number * 90000 / self.fps), fractions.Fraction(1, 90000)
        self.sent[self.number] = time.time()
        self.number += 1
        return frame


class Returned:
    def __init__(self, camera, folder):
        self.camera, self.folder = camera, folder
        self.count, self.latencies, self.numbers, self.first = 0, [], set(), None

    async def read(self, track):
        while True:
            try:
                frame = await track.recv()
            except Exception:
                return
            self.count += 1
            self.first = self.first or time.time()
            picture = frame.to_ndarray(format="rgb24")
            height, width, _ = picture.shape
            number = 0
            for bit in range(BITS):
                middle = (2 * bit + 1) * width // (2 * BITS)
                if picture[height - ROWS // 2 - 3:height - ROWS // 2 + 3, middle - 4:middle + 4].mean() > 126:
                    number |= 1 << bit
            if number in self.camera.sent:
                self.numbers.add(number)
                self.latencies.append((number, 1000 * (time.time() - self.camera.sent[number])))
                if self.folder and self.count in (12, 30, 45, 60):  # a busy machine has only the first
                    self.keep(f"returned-{self.count}.ppm", picture[:height - ROWS])
                    self.keep(f"sent-{self.count}.ppm", self.camera.pictures[number % len(self.camera.pictures)])

    def keep(self, name, picture):
        height, width, _ = picture.shape
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(b"P6 %d %d 255\n" % (width, height) + np.ascontiguousarray(picture).tobytes())


def prefer(transceiver, codec):
    codecs = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType.lower() == "video/" + codec.lower()]
    transceiver.setCodecPreferences(codecs)


async def by_files(options, offer):
    with open(options.offer + ".part", "w") as file:
        json.dump(offer, file)
    os.rename(options.offer + ".part", options.offer)
    while not os.path.exists(options.answer):
        await asyncio.sleep(0.05)
    with open(options.answer) as file:
        return json.load(file)


def by_http(options, offer):
    body = json.dumps({**offer, "face": options.face}).encode()
    request = urllib.request.Request(options.url + "/v1/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        assert response.status == 201, response.status
        return json.load(response)


async def main():
    parser = argparse.ArgumentParser()
    for name in ("offer", "answer", "url", "face", "clip", "report", "frames"):
        parser.add_argument("--" + name)
    parser.add_argument("--codec", default="VP8")
    parser.add_argument("--fps", type=float, default=30)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()

    pc = RTCPeerConnection()
    camera = Camera(clip_pictures(options.clip), options.fps)
    returned = Returned(camera, options.frames)
    pc.on("track", lambda track: asyncio.ensure_future(returned.read(track)))
    pc.addTrack(camera)
    pc.addTransceiver("video", direction="sendrecv")
    for transceiver in pc.getTransceivers():
        prefer(transceiver, options.codec)
    await pc.setLocalDescription(await pc.createOffer())
    offer = {"sdp": pc.localDescription.sdp, "type": pc.localDescription.type}
    begun = time.time()
    if options.url:
        answer = await asyncio.get_event_loop().run_in_executor(None, by_http, options, offer)
    else:
        answer = await by_files(options, offer)
    await pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
    while returned.first is None and time.time() - begun < 20:
        await asyncio.sleep(0.02)
    await asyncio.sleep(options.seconds)

    # Of the frames sent after the first came back and not in the last half second, how many came back?
    now = time.time()
    due = {n for n, at in camera.sent.items() if returned.first and returned.first < at < now - 0.5}
    quarter = max(1, len(returned.latencies) // 4)
    median = lambda pairs: float(np.median([ms for _, ms in pairs])) if pairs else None
    report = {
        "offeredLines": offer["sdp"].count("m=video"),
        "sent": len(due),
        "returned": len(due & returned.numbers),
        "frames": returned.count,
        "firstMs": None if returned.first is None else round(1000 * (returned.first - begun)),
        "p50": median(returned.latencies),
        "p50First": median(returned.latencies[quarter // 2:quarter + quarter // 2]),
        "p50Last": median(returned.latencies[-quarter:]),
    }
    with open(options.report, "w") as file:
        json.dump(report, file)
    print(json.dumps(report), flush=True)
    await pc.close()


if __name__ == "__main__":
    asyncio.run(main())
