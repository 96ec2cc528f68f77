// The gateway's WebSocket: says hello, hands messages on, and comes back by itself when it breaks, because media
// flows on without it.
import { Problem, refusal } from "/web/words.js";

const HELLO_MS = 8000;
const FRESH_MS = 5 * 60 * 1000;
const RETRY_MS = [300, 600, 1200, 2500, 5000];
/** What accepts and hangs up again is not connected: only after this long the pauses begin anew. */
const STEADY_MS = 10000;

export class Signal {
  #socket = null;
  #closed = false;
  #retries = 0;
  #greetedAt = 0;
  #connectedAt = 0;
  #fresh = null;

  /** @param token or ""; onMessage(message), onLost(), onBack(hello) */
  constructor(token, { onMessage, onLost, onBack }) {
    this.token = token;
    this.onMessage = onMessage;
    this.onLost = onLost;
    this.onBack = onBack;
    this.iceServers = [];
  }

  get up() {
    return this.#socket !== null && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Connects; resolves with the gateway's hello, or throws a Problem. */
  open() {
    return new Promise((resolve, reject) => {
      const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/signal`;
      const socket = new WebSocket(url);
      let greeted = false;
      let refused = null;
      const late = setTimeout(() => socket.close(), HELLO_MS);
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: this.token || undefined, version: "page" }));
      socket.onmessage = event => {
        const message = JSON.parse(event.data);
        if (greeted && message.type === "hello") {
          this.#took(message);
        } else if (greeted) {
          this.onMessage(message);
        } else if (message.type === "hello") {
          greeted = true;
          clearTimeout(late);
          this.#socket = socket;
          this.#connectedAt = performance.now();
          this.#took(message);
          resolve(message);
        } else if (message.type === "error") {
          refused = refusal(message.code, message.detail, message.retryAfterS);
        }
      };
      socket.onclose = () => {
        clearTimeout(late);
        if (!greeted) {
          reject(refused ?? new Problem("NETWORK", "The gateway can't be reached. Is it running, is the network there?"));
        } else if (!this.#closed) {
          this.#socket = null;
          this.onLost();
          this.#again();
        }
      };
    });
  }

  #took(hello) {
    this.iceServers = hello.iceServers ?? [];
    this.#greetedAt = performance.now();
    this.#fresh?.();
    this.#fresh = null;
  }

  /** ICE servers whose credentials are good: they last ten minutes, and are asked for anew after five. */
  async freshIceServers() {
    if (this.iceServers.some(server => server.username) && performance.now() - this.#greetedAt > FRESH_MS) {
      const asked = new Promise(resolve => { this.#fresh = resolve; setTimeout(resolve, 1000); });
      if (this.send({ type: "hello", token: this.token || undefined, version: "page" })) await asked;
    }
    return this.iceServers;
  }

  #again() {
    if (this.#connectedAt && performance.now() - this.#connectedAt > STEADY_MS) this.#retries = 0;
    this.#connectedAt = 0;
    const longest = RETRY_MS[Math.min(this.#retries++, RETRY_MS.length - 1)];
    const wait = longest * (0.5 + Math.random() / 2); // pages that lost a gateway together don't come back together
    setTimeout(() => {
      if (this.#closed) return;
      this.open().then(hello => (this.#closed ? this.close() : this.onBack(hello)), () => this.#again());
    }, wait);
  }

  /** Sends; false where the connection is down. */
  send(message) {
    if (!this.up) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
    this.#socket = null;
  }
}
