"""Sends clips whose coded frames are changed before they are encrypted: aiortc, one session after the other, by HTTP.

Prints 'session N CODEC: P payloads, M changed' for each, and 'done' at the end. The same --seed gives the same changes.
"""
import argparse
import asyncio
import fractions
import json
import random
import urllib.request

import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription, VideoStreamTrack
from aiortc.codecs import h264, vpx
from av import VideoFrame

EDGES = (0, 1, 0x7F, 0x80, 0xFF)


class Changes:
    def __init__(self, seed):
        self.random, self.payloads, self.changed = random.Random(seed), 0, 0

    def apply(self, payloads):
        out = []
        for payload in payloads:
            self.payloads += 1
            if self.payloads > 20 and self.random.random() < 0.3:  # a few frames to begin with
                payload = self.change(bytearray(payload))
                self.changed += 1
            out.append(bytes(payload))
            if self.random.random() < 0.02:
                out.append(out[-1])
        return out

    def change(self, data):
        for _ in range(self.random.randint(1, 6)):
            if not data:
                break
            near_head = self.random.random() < 0.5  # where the descriptors and headers are
            at = self.random.randrange(min(len(data), 24) if near_head else len(data))
            kind = self.random.randrange(5)
            if kind == 0:
                data[at] ^= 1 << self.random.randrange(8)
            elif kind == 1:
                data[at] = self.random.choice(EDGES)
            elif kind == 2:
                data[at] = self.random.randrange(256)
            elif kind == 3:
                del data[at:at + self.random.randint(1, 40)]
            else:
                data[at:at] = data[at:at + self.random.randint(1, 40)]
        return data[:1200]


def wrap(encoder, changes):
    encode = encoder.encode

    def changed(self, frame, force_keyframe=False):
        payloads, timestamp = encode(self, frame, force_keyframe)
        return changes[0].apply(payloads), timestamp

    encoder.encode = changed


class Noise(VideoStreamTrack):
    """Moving noise, so that each frame has something to be changed."""

    def __init__(self, seed):
        super().__init__()
        self.generator, self.number = np.random.default_rng(seed), 0

    async def recv(self):
        await asyncio.sleep(1 / 30)
        small = self.generator.integers(0, 255, (180, 160), np.uint8)
        frame = VideoFrame.from_ndarray(np.repeat(np.repeat(small, 2, 0), 2, 1), format="yuv420p")
        frame.pts, frame.time_base = self.number * 3000, fractions.Fraction(1, 90000)
        self.number += 1
        return frame


async def session(options, codec, seed):
    pc = RTCPeerConnection()
    pc.addTrack(Noise(seed))
    pc.addTransceiver("video", direction="sendrecv")
    for transceiver in pc.getTransceivers():
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType.lower() == "video/" + codec.lower()])
    await pc.setLocalDescription(await pc.createOffer())
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + options.token}
    body = json.dumps({"sdp": pc.localDescription.sdp, "type": "offer", "face": options.face}).encode()

    def call(method, path, data=None):
        request = urllib.request.Request(options.url + path, data, headers, method=method)
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    loop = asyncio.get_event_loop()
    answer = await loop.run_in_executor(None, call, "POST", "/v1/sessions", body)
    await pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
    await asyncio.sleep(options.seconds)
    await pc.close()
    await loop.run_in_executor(None, call, "DELETE", "/v1/sessions/" + answer["id"])


async def main():
    parser = argparse.ArgumentParser()
    for name in ("url", "token", "face"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sessions", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6)
    options = parser.parse_args()
    changes = [None]
    wrap(vpx.Vp8Encoder, changes)
    wrap(h264.H264Encoder, changes)
    for number in range(options.sessions):
        codec = ("VP8", "H264")[number % 2]
        changes[0] = Changes(options.seed + number)
        await session(options, codec, options.seed + number)
        print(f"session {number} {codec}: {changes[0].payloads} payloads, {changes[0].changed} changed", flush=True)
    print("done", flush=True)


asyncio.run(main())
