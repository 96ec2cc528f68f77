// With ?measure=1: numbers each frame in rows of blocks below the picture, and reads the number when it comes back. The
// time between is the loop latency as a viewer of this page has it: canvas, encoder, network, worker, and back.

const BITS = 16;
const ROWS = 16;
const KEEP = 300;

export class LoopMeasure {
  #sent = new Map();
  #times = [];
  #source = document.createElement("video");
  #canvas = document.createElement("canvas");
  #reader = new OffscreenCanvas(BITS * 4, 4).getContext("2d", { willReadFrequently: true });
  #number = 0;

  /** A track that shows the camera's picture with numbers below it. */
  async stamped(track) {
    this.#source.srcObject = new MediaStream([track]);
    this.#source.muted = true;
    this.#source.playsInline = true;
    await this.#source.play();
    const { videoWidth: width, videoHeight: height } = this.#source;
    this.#canvas.width = width;
    this.#canvas.height = height + ROWS;
    const pen = this.#canvas.getContext("2d", { alpha: false });
    const out = this.#canvas.captureStream(0).getVideoTracks()[0];
    const draw = () => {
      if (track.readyState === "ended") return;
      this.#number = (this.#number + 1) % (1 << BITS);
      pen.drawImage(this.#source, 0, 0, width, height);
      for (let bit = 0; bit < BITS; bit++) {
        pen.fillStyle = this.#number >> bit & 1 ? "#dcdcdc" : "#202020";
        pen.fillRect(bit * width / BITS, height, width / BITS + 1, ROWS);
      }
      this.#sent.set(this.#number, performance.now());
      if (this.#sent.size > KEEP) this.#sent.delete(this.#sent.keys().next().value);
      out.requestFrame();
      this.#source.requestVideoFrameCallback(draw);
    };
    this.#source.requestVideoFrameCallback(draw);
    return out;
  }

  /** Reads the number of the frame that a video element shows now. */
  read(video) {
    const rows = ROWS * video.videoHeight / this.#canvas.height;
    this.#reader.drawImage(video, 0, video.videoHeight - rows, video.videoWidth, rows, 0, 0, BITS * 4, 4);
    const pixels = this.#reader.getImageData(0, 0, BITS * 4, 4).data;
    let number = 0;
    for (let bit = 0; bit < BITS; bit++) {
      if (pixels[(2 * BITS * 4 + bit * 4 + 2) * 4] > 126) number |= 1 << bit;
    }
    const at = this.#sent.get(number);
    if (at !== undefined) {
      this.#times.push(performance.now() - at);
      if (this.#times.length > KEEP) this.#times.shift();
    }
  }

  /** {p50, p95, count} of the last ten seconds, or null. */
  result() {
    if (!this.#times.length) return null;
    const sorted = [...this.#times].sort((a, b) => a - b);
    const at = share => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return { p50: at(0.5), p95: at(0.95), count: sorted.length };
  }
}
