"""A stranger's WHIP publisher: aiortc; offers one picture both ways, as it may, and sends a clip until it is told to stop."""
import argparse
import asyncio
import signal

from aiortc import RTCPeerConnection, RTCSessionDescription

from sender import Camera, clip_pictures, prefer
from whep_player import call


async def main():
    parser = argparse.ArgumentParser()
    for name in ("base", "path", "clip"):
        parser.add_argument("--" + name)
    parser.add_argument("--codec", default="VP8")
    options = parser.parse_args()
    over = asyncio.Event()
    loop = asyncio.get_event_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    pc = RTCPeerConnection()
    transceiver = pc.addTransceiver(Camera(clip_pictures(options.clip), 30), direction="sendrecv")
    prefer(transceiver, options.codec)
    await pc.setLocalDescription(await pc.createOffer())
    status, headers, answer = await loop.run_in_executor(
        None, call, "POST", options.base + options.path, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
    assert status == 201 and "a=recvonly" in answer, answer
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    links = headers["link"] if isinstance(headers["link"], str) else ", ".join(headers["link"])
    print("watch at", next(part.split(">")[0] for part in links.split("<") if part.startswith("/whep/")), flush=True)
    await over.wait()
    left, _, _ = await loop.run_in_executor(None, call, "DELETE", options.base + headers["location"])
    print("left", left, flush=True)
    await pc.close()


if __name__ == "__main__":
    asyncio.run(main())
