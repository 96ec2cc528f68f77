// One peer connection to one worker: the camera goes out, the swapped picture comes back.

export class Leg {
  #remote = []; // candidates that came before the answer
  #answered = false;
  #local = []; // candidates found before the session had an id
  #send = null;

  /** @param settings {iceServers, track, codec, maxBitrateKbps} */
  constructor(rev, settings, { onStream, onState }) {
    this.rev = rev;
    this.maxBitrateKbps = settings.maxBitrateKbps;
    this.pc = new RTCPeerConnection({ iceServers: settings.iceServers, bundlePolicy: "max-bundle" });
    this.pc.onicecandidate = event => event.candidate?.candidate && this.#found(event.candidate);
    this.pc.onconnectionstatechange = () => onState(this, this.pc.connectionState);
    this.pc.ontrack = event => {
      this.stream = new MediaStream([event.track]);
      onStream(this, this.stream);
    };
    this.transceiver = this.pc.addTransceiver(settings.track, { direction: "sendrecv" });
    prefer(this.transceiver, settings.codec);
  }

  /** The offer; its candidates follow by `sendCandidates`. With ICE servers, one with new ICE credentials that uses them. */
  async offer(restartBy = null) {
    this.#answered = false;
    if (restartBy) {
      this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers: restartBy });
      this.pc.restartIce();
    }
    await this.pc.setLocalDescription(await this.pc.createOffer());
    return this.pc.localDescription.sdp;
  }

  async answer(sdp) {
    await this.pc.setRemoteDescription({ type: "answer", sdp });
    this.#answered = true;
    this.#remote.splice(0).forEach(candidate => this.candidate(candidate));
    const sender = this.transceiver.sender;
    const parameters = sender.getParameters();
    if (parameters.encodings?.length) {
      parameters.encodings[0].maxBitrate = this.maxBitrateKbps * 1000;
      await sender.setParameters(parameters).catch(() => {});
    }
  }

  candidate(candidate) {
    if (!this.#answered) {
      this.#remote.push(candidate);
    } else {
      this.pc.addIceCandidate(candidate).catch(() => {}); // of a kind that this browser does not know
    }
  }

  /** From now on local candidates go here. */
  sendCandidates(send) {
    this.#send = send;
    const found = this.#local.splice(0);
    if (found.length) send(this.rev, found);
  }

  #found({ candidate, sdpMid, sdpMLineIndex }) {
    const found = { candidate, sdpMid, sdpMLineIndex };
    if (this.#send) this.#send(this.rev, [found]);
    else this.#local.push(found);
  }

  /** The figures that the page shows and the session watches; numbers since the connection's start. */
  async figures() {
    const all = await this.pc.getStats();
    const figures = { framesDecoded: 0, framesSent: 0, bytesReceived: 0, packetsLost: 0, rttMs: null, codec: "" };
    all.forEach(stats => {
      if (stats.type === "inbound-rtp" && stats.kind === "video") {
        figures.framesDecoded = stats.framesDecoded ?? 0;
        figures.bytesReceived = stats.bytesReceived ?? 0;
        figures.packetsLost = stats.packetsLost ?? 0;
        figures.width = stats.frameWidth;
        figures.height = stats.frameHeight;
        figures.codec = all.get(stats.codecId)?.mimeType?.replace("video/", "") ?? "";
      } else if (stats.type === "outbound-rtp" && stats.kind === "video") {
        figures.framesSent = stats.framesSent ?? 0;
        figures.sentWidth = stats.frameWidth;
        figures.sentHeight = stats.frameHeight;
      } else if (stats.type === "candidate-pair" && stats.nominated && stats.state === "succeeded") {
        figures.rttMs = stats.currentRoundTripTime === undefined ? null : stats.currentRoundTripTime * 1000;
        figures.relayed = all.get(stats.localCandidateId)?.candidateType === "relay";
      }
    });
    return figures;
  }

  replaceTrack(track) {
    return this.transceiver.sender.replaceTrack(track);
  }

  close() {
    this.pc.onicecandidate = this.pc.onconnectionstatechange = this.pc.ontrack = null;
    this.pc.close();
  }
}

/** Puts a codec first; the others stay as a way out. */
function prefer(transceiver, codec) {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs;
  if (!codec || !codecs || !transceiver.setCodecPreferences) return;
  const first = codecs.filter(c => c.mimeType.toLowerCase() === `video/${codec.toLowerCase()}`);
  if (first.length) transceiver.setCodecPreferences([...first, ...codecs.filter(c => !first.includes(c))]);
}
