#!/usr/bin/env python3
"""The page in Chromium, beside a raw echo in the same Chromium: first picture, frames a second, loop.

  bench/browser.py [--seconds 20] [--rounds 2] [--size 640x480] [--output browser-output]

In turns: the camera page against a gateway and a worker with the mesh engine, with and without numbers in its frames, and the
page's own connection against a worker that swaps nothing (EchoMain). Needs Debian's chromium, chromium-driver and ffmpeg, built jars, and an address that is not loopback: where there is none,
run it in a network namespace that has one. The camera is the demo's clip at 30 frames a second, raw. "delivered" counts the frames
that reached the picture's element, "fps" those that were drawn: Chromium skips some where it has no GPU.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HOME = pathlib.Path(__file__).resolve().parent.parent
CONSENTED_FACE = HOME / "demo/face.jpg"
# Numbering frames and reading the numbers costs the page frames: people see the last one.
SIDES = ("raw echo", "Facewire", "Facewire, not measuring")

# Counts and reads what a video element shows; the stamps are the page's own.
WATCH = """
const [video, measure] = [arguments[0], window.benchMeasure];
window.bench = { first: null, frames: [], };
const seen = now => {
  if (window.bench.first === null) window.bench.first = performance.now();
  window.bench.frames.push(performance.now());
  if (measure) measure.read(video);
  video.requestVideoFrameCallback(seen);
};
video.requestVideoFrameCallback(seen);
"""
ECHO_OFFER = """
const [width, height, done] = arguments;
(async () => {
  const { LoopMeasure } = await import('/web/measure.js');
  const { Leg } = await import('/web/leg.js');
  window.benchMeasure = new LoopMeasure();
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 30 } });
  const track = await window.benchMeasure.stamped(camera.getVideoTracks()[0]);
  const video = document.createElement('video');
  video.muted = true; video.autoplay = true; document.body.prepend(video);
  window.benchVideo = video;
  const leg = window.benchLeg = new Leg(1, { iceServers: [], track, codec: 'VP8', maxBitrateKbps: 5000 },
    { onStream: (l, stream) => { video.srcObject = stream; video.play(); }, onState: () => {} });
  await leg.offer();
  while (leg.pc.iceGatheringState !== 'complete') await new Promise(r => setTimeout(r, 20));
  done(leg.pc.localDescription.sdp);
})().catch(e => done('failed: ' + e));
"""


class Chromium:
    """One page, by the WebDriver protocol."""

    def __init__(self, camera, port):
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={self.profile.name}", "--window-size=1200,900", "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}",
        ]  # fmt: skip
        for _ in range(100):
            try:
                body = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}}
                self.session = self.ask("POST", "/session", body)["sessionId"]
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        else:
            sys.exit("chromedriver does not answer; is chromium-driver installed?")
        self.at = f"/session/{self.session}"
        self.ask("POST", self.at + "/timeouts", {"script": 30000})

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.ask("POST", self.at + "/url", {"url": url})

    def run(self, script, *arguments, wait=False):
        path = "/execute/async" if wait else "/execute/sync"
        return self.ask("POST", self.at + path, {"script": script, "args": list(arguments)})

    def close(self):
        try:
            self.ask("DELETE", self.at)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.profile.cleanup()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=20, help="of each measurement")
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--size", default="640x480")
    options.add_argument("--output", type=pathlib.Path, default=pathlib.Path("browser-output"))
    args = options.parse_args()
    width, height = map(int, args.size.split("x"))
    args.output.mkdir(parents=True, exist_ok=True)
    camera = args.output.resolve() / "camera.y4m"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", str(HOME / "demo/clip.mp4"), "-r", "30",
         "-vf", f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}", "-pix_fmt", "yuv420p", str(camera)],
        check=True,
    )  # fmt: skip
    started = []
    rows = []
    try:
        url = start(started, args.output)
        face = upload(url)
        signals = pathlib.Path(tempfile.mkdtemp())
        log = open(args.output / "echo.log", "w")
        jar = HOME / "bench/target/facewire-bench.jar"
        echo = ["java", "-Xmx256m", "-cp", str(jar), "dev.facewire.bench.loop.worker.EchoMain", str(signals)]
        started.append(subprocess.Popen(echo, stdout=log, stderr=log))
        for number in range(1, args.rounds + 2):  # the first one warms up, and is not shown
            for side in SIDES:
                chromium = Chromium(camera, 9600 + number)
                try:
                    if side == "raw echo":
                        row = raw(chromium, url, signals, number, width, height, args.seconds)
                    else:
                        measure = side == "Facewire"
                        row = facewire(chromium, url, face, f"{width}x{height}", measure, args.seconds, args.output, number)
                finally:
                    chromium.close()
                row["side"] = side
                if number > 1:
                    rows.append(row)
                    print(json.dumps(row), flush=True)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    (args.output / "browser.json").write_text(json.dumps(rows, indent=1))
    for side in SIDES:
        mine = [row for row in rows if row["side"] == side]
        middle = lambda key: statistics.median(row[key] for row in mine)
        loop = f", loop p50 {middle('p50'):.0f} p95 {middle('p95'):.0f} ms" if mine[0]["p50"] else ""
        print(f"{side}: first picture {middle('firstMs'):.0f} ms, {middle('delivered'):.1f} frames a second delivered, "
              f"{middle('fps'):.1f} drawn{loop}")


def start(started, output):
    """A gateway and a node; the gateway's address."""
    cluster = f"bench-browser-{os.getpid()}"
    for module, options in (("gateway", ["--port", "0"]), ("gpu-verticle", ["--devices", "cpu", "--slots", "1"])):
        jar = HOME / module / f"target/facewire-{module}.jar"
        log = open(output / f"{module}.log", "w")
        command = ["java", "-Xmx512m", "--add-modules", "java.se", "-jar", str(jar), "--cluster-name", cluster, *options]
        started.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))
    ready = awaited(output / "gateway.log", r"gateway ready on (http://\S+)")
    awaited(output / "gpu-verticle.log", r"worker .* ready")
    return ready.group(1)


def awaited(log, pattern):
    for _ in range(1200):
        found = re.search(pattern, log.read_text())
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"not within two minutes: {pattern}; see {log}")


def upload(url):
    picture = CONSENTED_FACE.read_bytes()
    request = urllib.request.Request(url + "/v1/faces", picture, {"Content-Type": "image/jpeg"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["id"]


def watched(chromium, video, seconds, read):
    """Figures of a video element over so many seconds, after three to settle."""
    chromium.run(f"{{ {WATCH.replace('arguments[0]', video)} }}")
    time.sleep(3)
    total = f"return {video}.getVideoPlaybackQuality().totalVideoFrames"
    begin, before = chromium.run("return performance.now()"), chromium.run(total)
    time.sleep(seconds)
    delivered = chromium.run(total) - before
    frames = chromium.run("return window.bench.frames.filter(t => t > arguments[0]).length", begin)
    span = chromium.run("return performance.now() - arguments[0]", begin)
    return {"fps": round(1000 * frames / span, 2), "delivered": round(1000 * delivered / span, 2), **read()}


def raw(chromium, url, signals, number, width, height, seconds):
    chromium.open(url + "/cluster")  # any page of this origin
    offer = chromium.run(ECHO_OFFER, width, height, wait=True)
    begin = chromium.run("return performance.now()")
    (signals / f"media-{number}").write_text("VP8 5000")
    part = signals / "offer.part"
    part.write_text(json.dumps({"sdp": offer, "type": "offer"}))
    part.rename(signals / f"offer-{number}.json")
    answer = signals / f"answer-{number}.json"
    while not answer.exists():
        time.sleep(0.01)
    chromium.run("window.benchLeg.answer(arguments[0])", json.loads(answer.read_text())["sdp"])
    result = lambda: {key: round(value, 1) for key, value in chromium.run("return window.benchMeasure.result()").items()}
    row = watched(chromium, "window.benchVideo", seconds, result)
    row["firstMs"] = round(chromium.run("return window.bench.first") - begin)
    (signals / f"end-{number}").touch()
    return row


def facewire(chromium, url, face, size, measure, seconds, output, number):
    chromium.open(f"{url}/?face={face}" + ("&measure=1" if measure else ""))
    time.sleep(1)
    chromium.run("const c = document.getElementById('consent'); if (!c.checked) c.click();")
    chromium.run("const s = document.getElementById('size'); if (s) { s.value = arguments[0]; s.dispatchEvent(new Event('change')); }", size)
    time.sleep(1)
    chromium.run("window.benchBegin = performance.now(); document.getElementById('start').click();")

    def read():
        loop = re.search(r"(\d+) / (\d+) ms", chromium.run("return document.getElementById('loop').textContent"))
        return {"p50": float(loop.group(1)) if loop else None, "p95": float(loop.group(2)) if loop else None,
                "engine": chromium.run("return document.getElementById('engine').textContent")}

    row = watched(chromium, "document.getElementById('swapped')", seconds, read)
    row["firstMs"] = round(chromium.run("return window.bench.first - window.benchBegin"))
    picture = chromium.ask("GET", chromium.at + "/screenshot")
    (output / f"page-{number}.png").write_bytes(base64.b64decode(picture))
    chromium.run("document.getElementById('stop').click();")  # the slot is free for the next
    time.sleep(1)
    return row


if __name__ == "__main__":
    main()
