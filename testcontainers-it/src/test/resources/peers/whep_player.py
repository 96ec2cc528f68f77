"""A stranger's WHEP player: aiortc; offers to receive one picture, counts frames, keeps one, leaves."""
import argparse
import asyncio
import json
import urllib.request

import numpy as np
from aiortc import RTCPeerConnection, RTCSessionDescription


def call(method, url, body=b"", headers=None):
    request = urllib.request.Request(url, body, headers or {}, method=method)
    with urllib.request.urlopen(request) as response:
        return response.status, {name.lower(): value for name, value in response.headers.items()}, response.read().decode()


async def main():
    parser = argparse.ArgumentParser()
    for name in ("base", "path", "picture", "report"):
        parser.add_argument("--" + name)
    parser.add_argument("--frames", type=int, default=60)
    options = parser.parse_args()
    pc = RTCPeerConnection()
    count, done = 0, asyncio.Event()

    async def read(track):
        nonlocal count
        while count < options.frames:
            frame = await track.recv()
            count += 1
        picture = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
        with open(options.picture, "wb") as file:
            file.write(b"P6 %d %d 255\n" % (frame.width, frame.height) + picture.tobytes())
        done.set()

    pc.on("track", lambda track: asyncio.ensure_future(read(track)))
    pc.addTransceiver("video", direction="recvonly")
    await pc.setLocalDescription(await pc.createOffer())
    loop = asyncio.get_event_loop()
    status, headers, answer = await loop.run_in_executor(
        None, call, "POST", options.base + options.path, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    try:
        await asyncio.wait_for(done.wait(), 30)
    except asyncio.TimeoutError:
        pass
    left, _, _ = await loop.run_in_executor(None, call, "DELETE", options.base + headers["location"])
    with open(options.report, "w") as file:
        json.dump({"status": status, "frames": count, "left": left, "etag": headers.get("etag")}, file)
    await pc.close()


if __name__ == "__main__":
    asyncio.run(main())
