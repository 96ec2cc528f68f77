// What went wrong, in words for a person: what it is and what to do.

const BY_CODE = {
  UNAUTHORIZED: "This gateway wants a token. Enter it under \"Token\" and start again.",
  NO_SUCH_FACE: "The server does not know this face any more (they are kept for about an hour). Choose the picture again.",
  NO_FACE: "There is no face to be seen in this picture. Take one from the front, in good light.",
  MANY_FACES: "There is more than one face in this picture. Cut it so that only one is left.",
  NOT_AN_IMAGE: "This is not a picture that can be read. JPEG and PNG always work.",
  TOO_LARGE: "This picture is too large. Save it smaller: 10 MB and 50 megapixels at most.",
  TOO_MANY: "That was too much at once: too many sessions or pictures of yours. End one, or wait a moment.",
  NO_WORKER: "No worker is there to swap faces. Start one with: facewire node",
  NO_CAPACITY: "All workers are busy.",
  FULL: "All workers are busy.",
  NO_MODEL: "No worker has the engine that was asked for.",
  NO_CODEC: "This browser and the worker have no video codec in common.",
  WORKER_GONE: "The worker is gone.",
  WORKER_TIMEOUT: "The worker did not answer in time.",
  CLUSTER_BUSY: "The cluster does not answer at the moment.",
  NO_SESSION: "The session has ended.",
};

/** An expected failure: `code` is the gateway's or "CAMERA", "NETWORK". */
export class Problem extends Error {
  constructor(code, words, detail, retryAfterS) {
    super(words);
    this.code = code;
    this.detail = detail;
    this.retryAfterS = retryAfterS;
  }

  /** True where the same may work a little later or elsewhere. */
  get passing() {
    return ["NO_WORKER", "NO_CAPACITY", "FULL", "DRAINING", "STARTING", "FAULTED", "OVERLOADED", "STALE_EPOCH",
      "WORKER_GONE", "WORKER_TIMEOUT", "CLUSTER_BUSY", "NO_SESSION", "STALE_REV", "NO_RESERVATION", "NETWORK",
      "INTERNAL"].includes(this.code);
  }
}

/** From the gateway's code and detail. What was too much, and until when, only the gateway knows. */
export function refusal(code, detail, retryAfterS) {
  const known = code === "TOO_MANY" && detail ? `The gateway says: ${detail}` : BY_CODE[code];
  return new Problem(code, known ?? `The gateway says: ${detail ?? code}`, detail, retryAfterS);
}

/** In a report with fewer frames a moment of doubt would look like a state. */
const FEW_FRAMES = 5;
const MANY_COVERED = 10;

/**
 * What a report of the worker's counters says about the picture since the report before it: `{state, words}`, or null
 * where it says nothing. `reason` is what the gateway says of the session, if anything.
 */
export function coverage(before, now, reason) {
  if (!before || now.framesOut < before.framesOut) return null; // the first report, or another worker's
  const out = now.framesOut - before.framesOut;
  if (out < FEW_FRAMES) return null;
  const covered = now.framesShielded - before.framesShielded;
  const swapped = now.facesSwapped - before.facesSwapped;
  if (covered <= Math.min(MANY_COVERED, out / 2)) return { state: "live", words: "On air." };
  if (swapped > 0) {
    return { state: "live", words: "On air. Something else in the picture looks like a face, or like part of one, and is covered." };
  }
  if (reason) return { state: "covered", words: `On air, but covered: ${reason}` };
  if (now.engineFaults > before.engineFaults) return { state: "covered", words: "On air, but covered: the worker can't work on this picture." };
  return { state: "covered", words: "On air, but covered: your face is not found. Look at the camera, come closer, turn on a light." };
}

/** From what getUserMedia threw. */
export function cameraProblem(thrown) {
  const words = {
    NotAllowedError: "The camera was refused. Allow it for this page: the camera sign beside the address, or the browser's settings.",
    NotFoundError: "There is no camera on this device.",
    NotReadableError: "The camera can't be used: another program has it. Close that and start again.",
    OverconstrainedError: "This camera is not there any more. Choose another one.",
    AbortError: "The camera did not start. Try again.",
    SecurityError: "The browser gives no camera to this page.",
  };
  return new Problem("CAMERA", words[thrown.name] ?? `The camera can't be used: ${thrown.message}`, String(thrown));
}

/** Said where the browser would refuse the camera because the page came without TLS. Null where all is well. */
export function insecureWords(location, secure) {
  if (secure) return null;
  const port = location.port || "80";
  return "Browsers give no camera to a page that came over plain http from another machine. Either the gateway needs"
    + ` --tls-cert and --tls-key, and you open https://${location.hostname}; or run`
    + ` "ssh -L ${port}:127.0.0.1:${port} ${location.hostname}" here and open http://localhost:${port}.`;
}
