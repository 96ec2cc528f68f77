"""A stranger's receiver: aiortc; reads offer.json, writes answer.json, sends each picture back with its colours inverted."""
import argparse
import asyncio
import json
import os

from aiortc import RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame


class Inverted(VideoStreamTrack):
    def __init__(self, source):
        super().__init__()
        self.source = source

    async def recv(self):
        frame = await self.source.recv()
        picture = frame.to_ndarray(format="yuv420p")
        height = frame.height
        picture[:height - 32] = 255 - picture[:height - 32]  # the rows below are the sender's stamp
        result = VideoFrame.from_ndarray(picture, format="yuv420p")
        result.pts, result.time_base = frame.pts, frame.time_base
        return result


async def main():
    parser = argparse.ArgumentParser()
    for name in ("offer", "answer"):
        parser.add_argument("--" + name)
    options = parser.parse_args()
    while not os.path.exists(options.offer):
        await asyncio.sleep(0.05)
    with open(options.offer) as file:
        offer = json.load(file)
    pc = RTCPeerConnection()
    over = asyncio.Event()
    pc.on("track", lambda track: pc.addTrack(Inverted(track)))
    pc.on("connectionstatechange", lambda: pc.connectionState in ("failed", "closed") and over.set())
    await pc.setRemoteDescription(RTCSessionDescription(offer["sdp"], offer["type"]))
    await pc.setLocalDescription(await pc.createAnswer())
    with open(options.answer + ".part", "w") as file:
        json.dump({"sdp": pc.localDescription.sdp, "type": pc.localDescription.type}, file)
    os.rename(options.answer + ".part", options.answer)
    print("answered", flush=True)
    await over.wait()


asyncio.run(main())
