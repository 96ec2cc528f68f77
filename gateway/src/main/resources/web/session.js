// A session from Start to Stop. It lives longer than any worker: when one dies, drains or can't be reached any more, the
// session goes on with another one by itself.
//
//   idle --start--> connecting --frames--> live --move, media dead--> moving --frames--> live
//                       |                                                |
//                       +------refused for good------> ended <----stop---+
import { Leg } from "/web/leg.js";
import { Signal } from "/web/signal.js";
import { Problem, refusal } from "/web/words.js";

const FRAMES_WITHIN_MS = 9000;
const RESTART_WITHIN_MS = 3500;
const ANSWER_WITHIN_MS = 8000;
const UPDATE_WITHIN_MS = 5000;
const WATCH_MS = 500;
const FAILED_WAIT_MS = 700;
/** So long without a frame, although we send, and the media is taken for dead. */
const DEAD_MS = 2500;
const DEAD_SENT = 15;
/** A frame within this, looked for every half second, and the media flows. */
const ALIVE_MS = 1200;

export class SwapSession extends EventTarget {
  state = "idle";
  worker = null;
  stats = null;
  #settings;
  #signal;
  #id = null;
  #rev = 0;
  #leg = null; // whose picture is shown
  #next = null; // the one that is being made
  #offer = null; // {resolve, reject} of the offer that waits for its answer
  #update = null;
  #recovering = false;
  #watch = null;
  #seen = null;
  #told = null; // the session's state, as the gateway said last

  /** @param settings {token, face, options, track, codec, maxBitrateKbps} */
  constructor(settings) {
    super();
    this.#settings = settings;
    this.#signal = new Signal(settings.token, {
      onMessage: message => this.#received(message),
      onLost: () => this.#tell("signal", { up: false }),
      onBack: () => this.#signalBack(),
    });
  }

  /** Goes on air; throws a Problem where that is refused for good. */
  async start() {
    this.#become("connecting", "Connecting…");
    try {
      await this.#signal.open();
      await this.#persist(["new"]);
    } catch (problem) {
      this.#end("failed", problem);
      throw problem;
    }
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
  }

  /** Ends it; the slot is free at once. */
  stop() {
    if (this.state !== "ended") {
      if (this.#id) this.#signal.send({ type: "bye", session: this.#id, reason: "ended by the client" });
      this.#end("ended");
    }
  }

  /** Another face or other options, while live. Resolves when the worker has them. */
  update(change) {
    if (change.face) this.#settings.face = change.face;
    if (change.options) this.#settings.options = { ...this.#settings.options, ...change.options };
    if (!this.#id || this.state !== "live") return Promise.resolve(); // the next offer carries it
    this.#update?.reject(new Problem("STALE_REV", "Changed again."));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Problem("WORKER_TIMEOUT", "The worker did not answer in time.")), UPDATE_WITHIN_MS);
      this.#update = {
        resolve: () => { clearTimeout(late); resolve(); },
        reject: problem => { clearTimeout(late); reject(problem); },
      };
      this.#signal.send({ type: "update", session: this.#id, ...change });
    });
  }

  /** Another camera. */
  async replaceTrack(track) {
    this.#settings.track = track;
    await Promise.all([this.#leg, this.#next].filter(Boolean).map(leg => leg.replaceTrack(track)));
  }

  /** Statistics of the connection whose picture is shown, or null. */
  async figures() {
    return this.#leg ? this.#leg.figures() : null;
  }

  // --- making connections

  /** Tries these ways one after the other, and the last one again and again while there is hope, until frames arrive. */
  async #persist(ways) {
    for (let attempt = 0; this.state !== "ended"; attempt++) {
      let way = ways[Math.min(attempt, ways.length - 1)];
      if (way === "move" && attempt > 1 && !this.#alive()) way = "new"; // nowhere to move to, and nothing left to keep
      try {
        return await this.#connect(way);
      } catch (problem) {
        if (this.state === "ended") return undefined;
        this.#dropNext();
        if (!(problem instanceof Problem) || !problem.passing) throw problem;
        if (attempt < ways.length - 1) continue;
        if (way === "move" && attempt >= 3 && this.#alive()) return undefined; // stay while the picture comes back
        const wait = Math.max(1, problem.retryAfterS ?? Math.min(1 + attempt, 5));
        this.#become(this.state, `${problem.message} Trying again in ${wait} s.`, problem);
        await new Promise(resolve => setTimeout(resolve, wait * 1000));
      }
    }
    return undefined;
  }

  /** One try: "restart" on the same worker, "move" to another one, or a "new" session. */
  async #connect(way) {
    if (!this.#signal.up) throw new Problem("NETWORK", "The gateway can't be reached.", null, 1);
    if (way !== "new" && !this.#id) throw new Problem("NO_SESSION", "There is no session yet.");
    if (way === "new") {
      if (this.#id) this.#signal.send({ type: "bye", session: this.#id, reason: "begun anew" });
      this.#id = null;
      this.#rev = 0;
    }
    this.#rev++;
    const iceServers = await this.#signal.freshIceServers();
    const leg = way === "restart" && this.#leg ? this.#leg : this.#newLeg(iceServers);
    leg.rev = this.#rev;
    if (leg !== this.#leg) this.#next = leg;
    const framesBefore = (await leg.figures()).framesDecoded;
    const sdp = await leg.offer(way === "restart" ? iceServers : null);
    const answered = this.#answerTo(leg);
    this.#signal.send(way === "new"
      ? { type: "offer", rev: this.#rev, sdp, face: this.#settings.face, options: this.#settings.options }
      : { type: "offer", rev: this.#rev, sdp, session: this.#id, reason: way });
    if (way !== "new") this.#candidatesOf(leg);
    await answered;
    await this.#frames(leg, framesBefore, way === "restart" ? RESTART_WITHIN_MS : FRAMES_WITHIN_MS);
    if (this.state === "ended") {
      leg.close();
      return;
    }
    this.#show(leg, way);
  }

  #newLeg(iceServers) {
    return new Leg(this.#rev, { ...this.#settings, iceServers }, {
      onStream: () => {},
      onState: (leg, state) => leg === this.#leg && state === "failed" && this.#mediaDead("The connection was lost."),
    });
  }

  #candidatesOf(leg) {
    const id = this.#id;
    leg.sendCandidates((rev, candidates) => this.#signal.send({ type: "ice", session: id, rev, candidates }));
  }

  #answerTo(leg) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => settle(reject)(new Problem("WORKER_TIMEOUT", "No answer came in time.")), ANSWER_WITHIN_MS);
      const settle = how => value => { clearTimeout(late); this.#offer = null; how(value); };
      this.#offer = { leg, resolve: settle(resolve), reject: settle(reject) };
    });
  }

  /** Waits until frames come out of the decoder. */
  async #frames(leg, before, withinMs) {
    const until = performance.now() + withinMs;
    while (performance.now() < until && this.state !== "ended") {
      if ((await leg.figures()).framesDecoded > before) return;
      if (leg.pc.connectionState === "failed") break;
      await new Promise(resolve => setTimeout(resolve, 40));
    }
    if (this.state !== "ended") {
      throw new Problem("NETWORK", "No picture came back: the network between here and the worker lets none through"
        + " (a TURN server may help).");
    }
  }

  #show(leg, way) {
    const old = this.#leg;
    this.#leg = leg;
    this.#next = null;
    this.#seen = null;
    if (old !== leg) {
      this.#tell("picture", { stream: leg.stream });
      if (way === "move") this.#signal.send({ type: "moved", session: this.#id, rev: leg.rev });
      old?.close();
    }
    this.#become("live", "On air.");
  }

  #dropNext() {
    this.#next?.close();
    this.#next = null;
  }

  // --- what happens

  #received(message) {
    const mine = !message.session || message.session === this.#id;
    switch (message.type) {
      case "session": return this.#session(message);
      case "answer":
        if (this.#offer && message.rev === this.#offer.leg.rev && (mine || !this.#id)) {
          if (message.worker) this.worker = message.worker;
          const offer = this.#offer;
          offer.leg.answer(message.sdp).then(offer.resolve, thrown =>
            offer.reject(new Problem("BAD_SDP", `The worker's answer could not be used: ${thrown.message}`)));
        }
        return;
      case "ice":
        if (mine) [this.#next, this.#leg].filter(leg => leg?.rev === message.rev)
          .forEach(leg => message.candidates.forEach(candidate => leg.candidate(candidate)));
        return;
      case "stats":
        if (mine) {
          this.stats = message.stats;
          this.worker = message.worker ?? this.worker;
          this.#tell("stats", message);
        }
        return;
      case "update":
        if (mine) { this.#update?.resolve(); this.#update = null; }
        return;
      case "move":
        // A worker that the gateway does not hear may serve us all the same: our media decides.
        if (mine && !(message.cause === "silent" && this.#alive())) {
          this.#recover(["move"], message.reason ?? "the worker is to stop");
        }
        return;
      case "error": return mine ? this.#error(message) : undefined;
      default:
    }
  }

  #session(message) {
    if (!this.#id && this.#offer) {
      this.#id = message.session;
      this.#candidatesOf(this.#offer.leg);
    }
    if (message.session !== this.#id) return;
    this.worker = message.worker ?? this.worker;
    this.#tell("worker", message);
    this.#told = message.state;
    if (this.state !== "live") return;
    if (message.state === "ENDED" && /^ended by/.test(message.reason ?? "")) {
      this.#end("failed", new Problem("NO_SESSION", "The session was ended from elsewhere."));
    } else if (message.state === "ENDED") {
      this.#recover(["new"], message.reason ?? "the worker ended the session");
    } else if (message.state === "FAILED") {
      // A "move" follows where the gateway has another worker; and media that flows decides.
      setTimeout(() => this.#told === "FAILED" && !this.#alive()
        && this.#recover(["move", "new"], message.reason ?? "the worker is gone"), FAILED_WAIT_MS);
    }
  }

  #error({ code, detail, retryAfterS }) {
    const problem = refusal(code, detail, retryAfterS);
    if (this.#offer) this.#offer.reject(problem);
    else if (this.#update) { this.#update.reject(problem); this.#update = null; }
    else this.#tell("problem", { problem });
  }

  #signalBack() {
    this.#tell("signal", { up: true });
    // Changes nothing, but tells the gateway on which connection this session is now.
    if (this.#id) this.#signal.send({ type: "update", session: this.#id });
  }

  // --- watching the media

  async #look() {
    const leg = this.#leg;
    if (!leg) return;
    const { framesDecoded, framesSent } = await leg.figures();
    if (leg !== this.#leg) return;
    const now = performance.now();
    if (!this.#seen || framesDecoded !== this.#seen.framesDecoded) {
      this.#seen = { framesDecoded, framesSent, at: now };
    } else if (now - this.#seen.at > DEAD_MS && framesSent - this.#seen.framesSent > DEAD_SENT) {
      // It is not our camera that stands still.
      if (this.state === "live") this.#mediaDead("No picture comes back any more.");
    }
  }

  #alive() {
    return this.#seen !== null && performance.now() - this.#seen.at < ALIVE_MS;
  }

  #mediaDead(words) {
    this.#recover(["restart", "move", "new"], words);
  }

  async #recover(ways, why) {
    if (this.#recovering || this.state !== "live") return;
    this.#recovering = true;
    this.#become("moving", `Connection being moved: ${why}`);
    try {
      await this.#persist(ways);
      if (this.state === "moving") this.#become("live", "On air.");
    } catch (problem) {
      this.#end("failed", problem);
    } finally {
      this.#recovering = false;
    }
  }

  #end(how, problem = null) {
    clearInterval(this.#watch);
    this.#offer?.reject(problem ?? new Problem("NO_SESSION", "Stopped."));
    this.#dropNext();
    this.#leg?.close();
    this.#leg = null;
    this.state = "ended";
    setTimeout(() => this.#signal.close(), 100); // after a bye
    this.#tell("ended", { how, problem });
  }

  #become(state, words, problem = null) {
    if (this.state === "ended") return;
    this.state = state;
    this.#tell("state", { state, words, problem });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
