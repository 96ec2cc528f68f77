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
const even = size => size + 1 & ~1;
const LIGHT = 205; // luma, of 16 to 235
const DARK = 43;

export class LoopMeasure {
  #sent = new Map();
  #times = [];
  #number = 0;
  #stamper = null;

  /** A track that shows the camera's picture with numbers below it. */
  async stamped(track) {
    this.#stamper = await givesPlanes(track) ? new PlaneStamper() : new CanvasStamper();
    return this.#stamper.stamped(track, () => {
      this.#number = (this.#number + 1) % COUNTERS;
      this.#sent.set(this.#number, performance.now());
      if (this.#sent.size > KEEP) this.#sent.delete(this.#sent.keys().next().value);
      return wordOf(this.#number);
    });
  }

  /** Reads the number of the frame that a video element shows now. */
  read(video) {
    const now = performance.now();
    this.#stamper?.read(video, word => {
      const number = word >>> CHECK_BITS;
      if (wordOf(number) !== word >>> 0) return; // under a shield, or not ours
      const at = this.#sent.get(number);
      if (at === undefined) return;
      this.#times.push(now - at);
      if (this.#times.length > KEEP) this.#times.shift();
    });
  }

  /** {p50, p95, count} of the last ten seconds, or null. */
  result() {
    if (!this.#times.length) return null;
    const sorted = [...this.#times].sort((a, b) => a - b);
    const at = share => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return { p50: at(0.5), p95: at(0.95), count: sorted.length };
  }
}

/** Whether frames of this track can be had as planes, as Chromium gives them. */
async function givesPlanes(track) {
  if (!("MediaStreamTrackProcessor" in window)) return false;
  const probe = track.clone();
  try {
    const { value: frame } = await new MediaStreamTrackProcessor({ track: probe }).readable.getReader().read();
    const planes = frame?.format === "I420";
    frame?.close();
    return planes;
  } finally {
    probe.stop();
  }
}

/** Where the numbers are drawn: 32 blocks below a picture of some size. */
class Blocks {
  constructor(width, height) {
    this.width = width;
    this.top = even(height);
    this.perLine = blocksPerLine(width);
    this.height = this.top + BLOCK_ROWS * BITS / this.perLine;
  }

  /** Draws a number: calls with each bit's value, place and width. */
  draw(word, rectangle) {
    for (let bit = 0; bit < BITS; bit++) {
      const column = bit % this.perLine;
      const left = Math.floor(column * this.width / this.perLine);
      const right = Math.floor((column + 1) * this.width / this.perLine);
      rectangle(word >>> bit & 1, left, this.top + BLOCK_ROWS * Math.floor(bit / this.perLine), right - left);
    }
  }

  /** Where the blocks begin in a picture of this height: what comes back may be smaller. */
  topOf(height) {
    return this.top * height / this.height;
  }

  /** Reads a number: asks for the luma in the middle of each block, as shares of the blocks' width and height. */
  read(lumaAt) {
    const lines = BITS / this.perLine;
    let word = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const across = (bit % this.perLine + 0.5) / this.perLine;
      const down = (Math.floor(bit / this.perLine) + 0.5) / lines;
      if (lumaAt(across, down) > 126) word |= 1 << bit;
    }
    return word;
  }
}

/** On the frames' own planes, where the browser gives them (Chromium): without a canvas's way through RGB and back. */
class PlaneStamper {
  #blocks = null;
  #reading = false;

  async stamped(track, next) {
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    const stamp = async (frame, controller) => {
      const { width, height } = frame.visibleRect;
      this.#blocks = new Blocks(width, height);
      try {
        controller.enqueue(await this.#stamp(frame, even(width), next));
      } finally {
        frame.close();
      }
    };
    const frames = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable;
    const stamped = frames.pipeThrough(new TransformStream({ transform: stamp }));
    stamped.pipeTo(generator.writable).catch(() => {}); // the camera or the session ended
    return generator;
  }

  async #stamp(frame, width, next) {
    const { height } = this.#blocks;
    const chroma = width / 2;
    const luma = width * height;
    const bytes = new Uint8Array(luma + chroma * height).fill(128);
    const half = chroma * height / 2;
    const layout = [{ offset: 0, stride: width }, { offset: luma, stride: chroma }, { offset: luma + half, stride: chroma }];
    await frame.copyTo(bytes, { layout });
    this.#blocks.draw(next(), (bit, left, row, wide) => {
      for (let y = row; y < row + BLOCK_ROWS; y++) {
        bytes.fill(bit ? LIGHT : DARK, y * width + left, y * width + left + wide);
      }
    });
    return new VideoFrame(bytes, { format: "I420", codedWidth: width, codedHeight: height, timestamp: frame.timestamp });
  }

  async read(video, take) {
    if (!this.#blocks || this.#reading) return;
    this.#reading = true;
    const frame = new VideoFrame(video);
    try {
      const { width, height } = frame.visibleRect;
      const top = this.#blocks.topOf(height);
      const first = Math.floor(top) & ~1; // whole samples of chroma
      const rect = { x: 0, y: first, width, height: height - first };
      const bytes = new Uint8Array(frame.allocationSize({ rect }));
      const [luma] = await frame.copyTo(bytes, { rect });
      take(this.#blocks.read((across, down) => {
        const row = Math.floor(top + down * (height - top)) - first;
        return bytes[luma.offset + row * luma.stride + Math.floor(across * width)];
      }));
    } finally {
      frame.close();
      this.#reading = false;
    }
  }
}

/** By a canvas, everywhere. */
class CanvasStamper {
  #source = document.createElement("video");
  #canvas = document.createElement("canvas");
  #reader = new OffscreenCanvas(BITS * 4, BITS * 4).getContext("2d", { willReadFrequently: true });
  #blocks = null;

  async stamped(track, next) {
    this.#source.srcObject = new MediaStream([track]);
    this.#source.muted = true;
    this.#source.playsInline = true;
    await this.#source.play();
    const { videoWidth: width, videoHeight: height } = this.#source;
    this.#blocks = new Blocks(width, height);
    this.#canvas.width = width;
    this.#canvas.height = this.#blocks.height;
    const pen = this.#canvas.getContext("2d", { alpha: false });
    const out = this.#canvas.captureStream(0).getVideoTracks()[0];
    const draw = () => {
      if (track.readyState === "ended") return;
      pen.drawImage(this.#source, 0, 0, width, height);
      this.#blocks.draw(next(), (bit, left, top, wide) => {
        pen.fillStyle = bit ? "#dcdcdc" : "#202020";
        pen.fillRect(left, top, wide, BLOCK_ROWS);
      });
      out.requestFrame();
      this.#source.requestVideoFrameCallback(draw);
    };
    this.#source.requestVideoFrameCallback(draw);
    return out;
  }

  read(video, take) {
    const first = this.#blocks.topOf(video.videoHeight);
    const wide = this.#blocks.perLine * 4;
    const high = BITS / this.#blocks.perLine * 4;
    this.#reader.drawImage(video, 0, first, video.videoWidth, video.videoHeight - first, 0, 0, wide, high);
    const pixels = this.#reader.getImageData(0, 0, wide, high).data;
    take(this.#blocks.read((across, down) => pixels[(Math.floor(down * high) * wide + Math.floor(across * wide)) * 4]));
  }
}
