// Records the swapped picture to a file. A move brings a new picture, which a recorder can't take over: the recording then
// goes on in a further part.

const TYPES = ["video/mp4;codecs=avc1.42E01E", "video/webm;codecs=vp8", "video/webm", "video/mp4"];

export class Recording {
  #recorder = null;
  #parts = 0;
  #began = new Date();

  /** @param onPart({name, url, bytes}) gets each finished file */
  constructor(onPart) {
    this.onPart = onPart;
    this.type = TYPES.find(type => globalThis.MediaRecorder?.isTypeSupported(type));
  }

  static get possible() {
    return globalThis.MediaRecorder !== undefined;
  }

  /** Begins, or goes on with another picture. */
  take(stream) {
    this.stop();
    const chunks = [];
    const part = ++this.#parts;
    const recorder = new MediaRecorder(stream, { mimeType: this.type, videoBitsPerSecond: 5_000_000 });
    recorder.ondataavailable = event => event.data.size && chunks.push(event.data);
    recorder.onstop = () => {
      const blob = new Blob(chunks, { type: this.type });
      const stamp = this.#began.toISOString().slice(0, 19).replaceAll(":", "-");
      const ending = this.type.startsWith("video/mp4") ? "mp4" : "webm";
      this.onPart({
        name: `facewire-${stamp}${part > 1 ? `-part${part}` : ""}.${ending}`,
        url: URL.createObjectURL(blob),
        bytes: blob.size,
      });
    };
    recorder.start(1000);
    this.#recorder = recorder;
  }

  stop() {
    if (this.#recorder && this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#recorder = null;
  }
}
