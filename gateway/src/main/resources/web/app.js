// The page: what the person does, and what they see of it.
import { listCameras, openCamera, still } from "/web/camera.js";
import { forget, upload } from "/web/faces.js";
import { LoopMeasure } from "/web/measure.js";
import { Recording } from "/web/record.js";
import { SwapSession } from "/web/session.js";
import { coverage, insecureWords, Problem } from "/web/words.js";

const $ = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
/** A link can't give a person's consent, unless the gateway's operator says that it was given beforehand. */
const startsByItself = query.get("auto") === "1" && document.body.dataset.autoStart === "yes";
const measure = query.get("measure") === "1" ? new LoopMeasure() : null;
/** Twice what is sharp at the size; the start rate comes with the worker's answer. */
const KBPS = { "640x480": 5000, "1280x720": 8000, "1920x1080": 12000 };

let face = query.get("face"); // a face's id on the gateway
let picture = null; // a picture that is not uploaded yet
let camera = null; // the camera's track
let session = null;
let recording = null;
let last = null; // figures of the last second
let report = null; // the worker's counters, as they came last
let reason = null; // why all is covered, where the gateway says it
let startedAt = 0;
let wakeLock = null;

// --- words

function say(state, words) {
  $("state").dataset.state = state;
  if ($("state").textContent !== words) $("state").textContent = words; // else screen readers would say it again
}

function complain(problem) {
  $("problem").hidden = !problem;
  $("problem").textContent = problem?.message ?? "";
  if (problem?.code === "UNAUTHORIZED") {
    $("connection").open = true;
    $("token").focus();
  }
}

function expected(thrown) {
  if (!(thrown instanceof Problem)) console.error(thrown);
  return thrown instanceof Problem ? thrown : new Problem("INTERNAL", `Something went wrong in this page: ${thrown}`);
}

// --- the face

async function choose(file) {
  if (!file) return;
  picture = file;
  face = null;
  $("face-forget").hidden = true;
  note("");
  complain(null);
  const url = URL.createObjectURL(file);
  $("face-picture").src = url;
  $("face-picture").alt = "The face to put on";
  $("face-picture").hidden = false;
  $("face-hint").hidden = true;
  $("face-picture").onerror = () => { $("face-picture").hidden = true; };
  if ($("consent").checked) await enrol();
  else say(session ? "live" : "idle", "Tick the box below the picture, then press Start.");
}

function note(words, bad = false) {
  $("face-notes").textContent = words;
  $("face-notes").classList.toggle("bad", bad);
}

/** Uploads the picture, and puts the face on at once where the person is on air. */
async function enrol() {
  if (!picture || !$("consent").checked) return;
  const mine = picture;
  note("Looking at the picture…");
  try {
    const made = await upload($("token").value, mine);
    if (picture !== mine) return; // another one was chosen meanwhile
    face = made.id;
    picture = null;
    $("face-forget").hidden = false;
    note(made.warnings.length ? `Good enough, but ${made.warnings.join("; ")}.` : "A good picture.");
    if (session) {
      await session.update({ face });
      note("The new face is on.");
    } else {
      say("idle", "Press Start.");
    }
  } catch (thrown) {
    if (picture !== mine) return;
    const problem = expected(thrown);
    note(problem.message, true);
    complain(problem);
    if (!session) say("failed", "This picture can't be used.");
    throw problem;
  }
}

async function takePhoto() {
  const mine = camera ?? await openCamera($("camera").value, $("size").value);
  const own = $("own");
  if (own.srcObject === null) own.srcObject = new MediaStream([mine]);
  camera = mine;
  document.body.classList.remove("idle");
  await own.play();
  listCameras($("camera"));
  await choose(new File([await still(own)], "photo.jpg", { type: "image/jpeg" }));
}

// --- on air

async function begin() {
  complain(null);
  if (!$("consent").checked && !startsByItself) {
    $("consent").focus();
    throw new Problem("CONSENT", "Tick the box: the person in the picture must have agreed.");
  }
  if (!face && !picture) {
    $("face-file").focus();
    throw new Problem("FACE", "Choose the picture of a face first.");
  }
  if (!face) await enrol();
  say("connecting", "Waiting for the camera…");
  camera ??= await openCamera($("camera").value, $("size").value);
  camera.onended = () => session && complain(new Problem("CAMERA", "The camera was unplugged or taken away. Choose another one."));
  $("own").srcObject = new MediaStream([camera]);
  listCameras($("camera"));
  startedAt = performance.now();
  const own = session = new SwapSession({
    token: $("token").value,
    face,
    options: options(),
    track: measure ? await measure.stamped(camera) : camera,
    codec: query.get("codec"),
    maxBitrateKbps: KBPS[$("size").value],
  });
  listen(own);
  buttons(true);
  await own.start();
}

function listen(own) {
  const on = (type, handler) => own.addEventListener(type, event => own === session && handler(event.detail));
  on("state", ({ state, words, problem }) => {
    say(state, words);
    if (state === "live") complain(null);
    else if (problem) complain(problem);
  });
  on("picture", ({ stream }) => show(stream));
  on("worker", message => {
    $("worker").textContent = own.worker ?? "–";
    reason = message.state === "CONNECTED" ? message.reason ?? null : null;
  });
  on("stats", message => stats(message.stats));
  on("signal", ({ up }) => own.state === "live" && say("live", up ? "On air." : "On air. The gateway is out of reach; looking for it again."));
  on("problem", ({ problem }) => complain(problem));
  on("ended", ({ how, problem }) => {
    stopped();
    say(how === "failed" ? "failed" : "idle", how === "failed" ? "Off air." : "Stopped.");
    complain(problem);
  });
}

function show(stream) {
  const video = $("swapped");
  video.srcObject = stream;
  video.play().catch(() => {}); // muted and inline: browsers let it play
  if (recording) recording.take(stream);
  video.requestVideoFrameCallback?.(() => {
    if (startedAt) $("first").textContent = `${Math.round(performance.now() - startedAt)} ms`;
    startedAt = 0;
  });
  if (measure) {
    const read = () => {
      if (video.srcObject !== stream) return;
      measure.read(video);
      video.requestVideoFrameCallback(read);
    };
    video.requestVideoFrameCallback(read);
  }
}

function options() {
  return {
    faces: $("faces").value,
    onLost: $("on-lost").value,
    strength: Number($("strength").value),
    mouth: $("mouth").checked,
    maxBitrateKbps: KBPS[$("size").value],
    ...(query.get("codec") ? { codec: query.get("codec") } : {}),
  };
}

function buttons(onAir) {
  document.body.classList.toggle("idle", !onAir && !camera);
  $("start").disabled = onAir;
  $("stop").disabled = !onAir;
  $("fullscreen").disabled = !onAir || !$("swapped-figure").requestFullscreen;
  $("pip").disabled = !onAir || !document.pictureInPictureEnabled;
  $("record").disabled = !onAir || !Recording.possible;
  if (onAir) navigator.wakeLock?.request("screen").then(lock => { wakeLock = lock; }, () => {});
  else { wakeLock?.release(); wakeLock = null; }
}

function stopped() {
  session = null;
  last = null;
  report = null;
  reason = null;
  toggleRecording(false);
  camera?.stop();
  camera = null;
  buttons(false);
  $("own").srcObject = null;
  $("swapped").srcObject = null;
  for (const id of ["fps-in", "fps-out", "rtt", "resolution", "rate", "engine", "worker"]) $(id).textContent = "–";
}

async function changeCamera() {
  if (!camera) return;
  const next = await openCamera($("camera").value, $("size").value);
  camera.stop();
  camera = next;
  $("own").srcObject = new MediaStream([camera]);
  await session?.replaceTrack(measure ? await measure.stamped(camera) : camera);
  await session?.update({ options: options() });
}

function toggleRecording(on) {
  if (on === (recording !== null)) return;
  $("record").setAttribute("aria-pressed", String(on));
  $("record").textContent = on ? "Stop recording" : "Record";
  if (!on) {
    recording.stop();
    recording = null;
    return;
  }
  recording = new Recording(({ name, url, bytes }) => {
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.textContent = `${name} (${(bytes / 1e6).toFixed(1)} MB)`;
    const item = document.createElement("li");
    item.append("Recorded: ", link);
    $("recordings").append(item);
    link.click();
  });
  recording.take($("swapped").srcObject);
}

// --- figures

async function tick() {
  const own = session;
  const figures = await own?.figures();
  if (!figures || own !== session) return;
  const now = performance.now();
  if (last && last.decoded <= figures.framesDecoded && last.sent <= figures.framesSent) {
    const seconds = (now - last.at) / 1000;
    $("fps-in").textContent = ((figures.framesDecoded - last.decoded) / seconds).toFixed(1);
    $("fps-out").textContent = ((figures.framesSent - last.sent) / seconds).toFixed(1);
    $("rate").textContent = `${((figures.bytesReceived - last.bytes) * 8 / 1e6 / seconds).toFixed(2)} Mb/s`;
  }
  last = { at: now, decoded: figures.framesDecoded, sent: figures.framesSent, bytes: figures.bytesReceived };
  $("rtt").textContent = figures.rttMs === null ? "–" : `${figures.rttMs.toFixed(0)} ms${figures.relayed ? " (relayed)" : ""}`;
  if (figures.width) $("resolution").textContent = `${figures.width} × ${figures.height} ${figures.codec}`;
  const loop = measure?.result();
  if (loop) {
    $("loop-figure").hidden = false;
    $("loop").textContent = `${loop.p50.toFixed(0)} / ${loop.p95.toFixed(0)} ms`;
  }
}

function stats(now) {
  $("worker").textContent = session.worker ?? "–";
  $("engine").textContent = `${now.engine}, ${now.engineMsP50.toFixed(1)} ms; swapped ${now.facesSwapped}, covered ${now.framesShielded}`;
  const picture = coverage(report, now, reason);
  report = now;
  if (picture && session.state === "live") say(picture.state, picture.words);
}

// --- wiring

/** Runs what a person asked for; what goes wrong is told. */
const doing = action => async event => {
  event?.preventDefault?.();
  try {
    await action(event);
  } catch (thrown) {
    const problem = expected(thrown);
    complain(problem);
    if (!session) say("failed", "Off air.");
  }
};

function wire() {
  $("face-file").onchange = doing(event => choose(event.target.files[0]));
  $("face-shot").onclick = doing(takePhoto);
  $("face-forget").onclick = doing(async () => {
    await forget($("token").value, face);
    face = null;
    $("face-forget").hidden = true;
    note("Forgotten. What was on air with it is covered now.");
  });
  $("consent").onchange = doing(() => enrol());
  $("setup").onsubmit = doing(begin);
  $("stop").onclick = () => session?.stop();
  $("camera").onchange = doing(changeCamera);
  $("size").onchange = doing(changeCamera);
  for (const id of ["faces", "on-lost", "mouth", "strength"]) {
    $(id).onchange = doing(() => session?.update({ options: options() }));
  }
  $("strength").oninput = () => { $("strength-value").textContent = `${Math.round($("strength").value * 100)} %`; };
  $("mirror").onchange = mirror;
  $("token").onchange = () => sessionStorage.setItem("token", $("token").value);
  $("fullscreen").onclick = doing(() => $("swapped-figure").requestFullscreen());
  $("pip").onclick = doing(() => document.pictureInPictureElement ? document.exitPictureInPicture() : $("swapped").requestPictureInPicture());
  $("record").onclick = () => toggleRecording(recording === null);
  const drop = $("drop");
  drop.ondragover = event => { event.preventDefault(); drop.classList.add("over"); };
  drop.ondragleave = () => drop.classList.remove("over");
  drop.ondrop = doing(event => { drop.classList.remove("over"); return choose(event.dataTransfer.files[0]); });
  document.onpaste = doing(event => choose(event.clipboardData?.files[0]));
  addEventListener("pagehide", () => session?.stop());
  navigator.mediaDevices?.addEventListener?.("devicechange", () => listCameras($("camera")));
  setInterval(tick, 1000);
}

function mirror() {
  for (const id of ["own-figure", "swapped-figure"]) $(id).classList.toggle("mirrored", $("mirror").checked);
}

/** A token may come in the link's fragment, which browsers don't send: "…/#token=…". */
function takeToken() {
  const fragment = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fragment) {
    const before = sessionStorage.getItem("token") ?? "";
    sessionStorage.setItem("token", fragment);
    history.replaceState(null, "", location.pathname + location.search);
    $("connection").open = true;
    $("token-note").hidden = false;
    $("token-drop").onclick = () => {
      sessionStorage.setItem("token", before);
      $("token").value = before;
      $("token-note").hidden = true;
    };
  }
  $("token").value = sessionStorage.getItem("token") ?? "";
}

function main() {
  const insecure = insecureWords(location, isSecureContext);
  if (insecure) {
    $("insecure").textContent = insecure;
    $("insecure").hidden = false;
    $("start").disabled = $("face-shot").disabled = true;
  }
  takeToken();
  mirror();
  wire();
  listCameras($("camera"));
  if (face) {
    $("face-hint").textContent = "A face was chosen for you. Drop a picture here to take another one.";
    say("idle", "Press Start.");
    if (startsByItself && !insecure) doing(begin)();
    else if (query.get("auto") === "1") say("idle", "Tick the box below the picture, then press Start.");
  }
}

main();
