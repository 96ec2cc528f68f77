// With ?measure=1: numbers each frame in rows of blocks below the picture, and reads the number when it comes back. The
// time between is the loop latency as a viewer of this page has it: canvas, encoder, network, worker, and back.

// The stamp is that of the Java client (LoopStamp): workers know it, and leave it out of the picture.
const BITS = 32;
const CHECK_BITS = 12;
const COUNTERS = 1 << BITS - CHECK_BITS;
const BLOCK_ROWS = 16;
const KEEP = 300;

/** A counter with its checksum (CRC-12) as 32 bits. */
function wordOf(counter) {
  let check = 0xA5A;
  for (let bit = BITS - CHECK_BITS - 1; bit >= 0; bit--) {
    const carry = (check >>> CHECK_BITS - 1 ^ counter >>> bit) & 1;
    check = check << 1 & (1 << CHECK_BITS) - 1;
    if (carry) check ^= 0x80F;
  }
  return (counter << CHECK_BITS | check) >>> 0;
}

const blocksPerLine = width => width >= 512 ? 32 : width >= 256 ? 16 : 8;

export class LoopMeasure {
  #sent = new Map();
  #times = [];
  #source = document.createElement("video");
  #canvas = document.createElement("canvas");
  #reader = new OffscreenCanvas(BITS * 4, BITS * 4).getContext("2d", { willReadFrequently: true });
  #blocks = BITS;
  #number = 0;

  /** A track that shows the camera's picture with numbers below it. */
  async stamped(track) {
    this.#source.srcObject = new MediaStream([track]);
    this.#source.muted = true;
    this.#source.playsInline = true;
    await this.#source.play();
    const { videoWidth: width, videoHeight: height } = this.#source;
    const top = height + 1 & ~1;
    this.#blocks = blocksPerLine(width);
    this.#canvas.width = width;
    this.#canvas.height = top + BLOCK_ROWS * BITS / this.#blocks;
    const pen = this.#canvas.getContext("2d", { alpha: false });
    const out = this.#canvas.captureStream(0).getVideoTracks()[0];
    const draw = () => {
      if (track.readyState === "ended") return;
      this.#number = (this.#number + 1) % COUNTERS;
      pen.drawImage(this.#source, 0, 0, width, height);
      const word = wordOf(this.#number);
      for (let bit = 0; bit < BITS; bit++) {
        const column = bit % this.#blocks;
        const left = Math.floor(column * width / this.#blocks);
        const right = Math.floor((column + 1) * width / this.#blocks);
        pen.fillStyle = word >>> bit & 1 ? "#dcdcdc" : "#202020";
        pen.fillRect(left, top + BLOCK_ROWS * Math.floor(bit / this.#blocks), right - left, BLOCK_ROWS);
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
    const lines = BITS / this.#blocks;
    const rows = BLOCK_ROWS * lines * video.videoHeight / this.#canvas.height;
    const wide = this.#blocks * 4;
    const high = lines * 4;
    this.#reader.drawImage(video, 0, video.videoHeight - rows, video.videoWidth, rows, 0, 0, wide, high);
    const pixels = this.#reader.getImageData(0, 0, wide, high).data;
    let word = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const x = bit % this.#blocks * 4 + 2;
      const y = Math.floor(bit / this.#blocks) * 4 + 2;
      if (pixels[(y * wide + x) * 4] > 126) word |= 1 << bit;
    }
    const number = word >>> CHECK_BITS;
    if (wordOf(number) !== word >>> 0) return; // under a shield, or not ours
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
