"""A sender of very large pictures: aiortc, VP8, all candidates inside, by one HTTP call. Prints 'sent N' at the end."""
import argparse
import asyncio
import fractions
import json
import urllib.request

import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame


class Wall(VideoStreamTrack):
    """Black pictures, which cost few bits, each a little lighter so that it is coded anew."""

    def __init__(self, width, height, fps):
        super().__init__()
        self.width, self.height, self.fps, self.number = width, height, fps, 0

    async def recv(self):
        await asyncio.sleep(1 / self.fps)
        planes = np.full((self.height * 3 // 2, self.width), 16 + self.number % 8, np.uint8)
        planes[self.height:] = 128
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = int(self.number * 90000 / self.fps), fractions.Fraction(1, 90000)
        self.number += 1
        return frame


async def main():
    parser = argparse.ArgumentParser()
    for name in ("url", "token", "face", "size"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--fps", type=float, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))

    pc = RTCPeerConnection()
    wall = Wall(width, height, options.fps)
    pc.addTrack(wall)
    pc.addTransceiver("video", direction="sendrecv")
    for transceiver in pc.getTransceivers():
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType.lower() == "video/vp8"])
    await pc.setLocalDescription(await pc.createOffer())
    body = json.dumps({"sdp": pc.localDescription.sdp, "type": "offer", "face": options.face}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + options.token}

    def post():
        with urllib.request.urlopen(urllib.request.Request(options.url + "/v1/sessions", body, headers)) as response:
            return json.load(response)

    answer = await asyncio.get_event_loop().run_in_executor(None, post)
    await pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
    await asyncio.sleep(options.seconds)
    print("sent", wall.number, flush=True)
    await pc.close()


asyncio.run(main())
