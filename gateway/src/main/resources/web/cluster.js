// The cluster page: asks once a second, keeps five minutes, draws.
import { call } from "/web/faces.js";

const $ = id => document.getElementById(id);
const EVERY_MS = 1000;
const KEEP = 300;
const COLOURS = ["#7fd1b9", "#f2b65a", "#8fb8ff", "#ff9d8f", "#d7a6f0", "#c8d96f"];
const TAGS = { READY: "good", CONNECTED: "good", STARTING: "warn", DRAINING: "warn", SUSPECT: "warn", CONNECTING: "warn" };

const charts = {};
const counts = new Map(); // session → {frames, at} of the last answer
let token = sessionStorage.getItem("admin-token") ?? sessionStorage.getItem("token") ?? "";

/** A chart over time with as many lines as there are names. */
class Chart {
  constructor(id, title, format) {
    this.element = $(id);
    this.title = title;
    this.format = format;
    this.times = [];
    this.lines = new Map();
    this.plot = null;
  }

  /** @param values name → number */
  add(at, values) {
    const names = this.lines.size;
    this.times.push(at);
    for (const name of Object.keys(values)) {
      if (!this.lines.has(name)) this.lines.set(name, Array(this.times.length - 1).fill(null));
    }
    this.lines.forEach((line, name) => line.push(values[name] ?? null));
    if (this.times.length > KEEP) {
      this.times.shift();
      this.lines.forEach(line => line.shift());
    }
    if (!this.plot || this.lines.size !== names) this.#make();
    else this.plot.setData(this.#data());
  }

  #data() {
    return [this.times, ...this.lines.values()];
  }

  #make() {
    this.plot?.destroy();
    const axis = { stroke: "#b7c4d0", grid: { stroke: "#2c3a48" }, ticks: { stroke: "#2c3a48" } };
    this.plot = new uPlot({
      title: this.title,
      width: this.element.clientWidth - 16,
      height: 200,
      scales: { y: { range: (u, low, high) => [0, Math.max(1, (high ?? 0) * 1.15)] } },
      axes: [axis, { ...axis, size: 46 }],
      series: [{}, ...[...this.lines.keys()].map((label, i) => ({
        label,
        stroke: COLOURS[i % COLOURS.length],
        width: 2,
        value: (u, v) => (v === null || v === undefined ? "–" : this.format(v)),
      }))],
    }, this.#data(), this.element);
  }

  resize() {
    this.plot?.setSize({ width: this.element.clientWidth - 16, height: 200 });
  }
}

function cell(text, number = false) {
  const td = document.createElement("td");
  td.textContent = text ?? "–";
  if (number) td.className = "number";
  return td;
}

function tag(state) {
  const td = document.createElement("td");
  const span = document.createElement("span");
  span.className = `tag ${TAGS[state] ?? "bad"}`;
  span.textContent = state;
  td.append(span);
  return td;
}

function row(id, cells) {
  const tr = document.createElement("tr");
  tr.dataset.id = id;
  tr.append(...cells);
  return tr;
}

function empty(columns, words) {
  const tr = document.createElement("tr");
  const td = cell(words);
  td.colSpan = columns;
  tr.append(td);
  return tr;
}

/** Frames a second since the last answer; null at the first. */
function rate(session, at) {
  const frames = session.stats?.framesOut ?? 0;
  const before = counts.get(session.id);
  if (!before || frames !== before.frames || at - before.at > 2500) counts.set(session.id, { frames, at, fps: null });
  if (!before) return null;
  if (frames === before.frames) return at - before.at > 2500 ? 0 : before.fps; // statistics come about once a second
  const fps = Math.max(0, (frames - before.frames) / ((at - before.at) / 1000));
  counts.get(session.id).fps = fps;
  return fps;
}

function show({ workers, sessions }) {
  const at = Date.now();
  const present = workers.filter(worker => worker.state !== "GONE");
  const sum = name => present.reduce((total, worker) => total + worker[name], 0);
  const live = sessions.filter(session => session.state === "CONNECTED");
  const rates = new Map(sessions.map(session => [session.id, session.state === "CONNECTED" ? rate(session, at) : null]));
  const fps = [...rates.values()].reduce((total, value) => total + (value ?? 0), 0);
  $("summary").textContent = present.length
    ? `${present.length} ${present.length === 1 ? "worker" : "workers"}, ${sum("used")} of ${sum("slots")} slots in use, `
      + `${live.length} ${live.length === 1 ? "session" : "sessions"} here.`
    : "No worker is connected. Start one with: facewire node";
  $("summary").dataset.state = present.some(worker => worker.state === "READY") ? "live" : "connecting";
  $("workers").replaceChildren(...(workers.length ? workers.map(worker => row(worker.id, [
    cell(worker.id), tag(worker.state), cell(worker.device), cell(`${worker.host} (${worker.pid})`),
    cell(worker.used, true), cell(worker.reserved, true), cell(worker.slots, true), cell(worker.stress.toFixed(2), true),
    cell(worker.models.join(", ")), cell(worker.version), cell(worker.ageMs, true)])) : [empty(11, "none")]));
  $("sessions").replaceChildren(...(sessions.length ? sessions.map(session => row(session.id, [
    cell(session.id), tag(session.state), cell(session.worker),
    cell(rates.get(session.id)?.toFixed(1), true), cell(session.stats?.engineMsP50.toFixed(1), true),
    cell(session.stats ? `${session.stats.width} × ${session.stats.height}, ${session.stats.engine}` : null),
    cell(session.stats?.facesSwapped, true), cell(session.stats?.framesShielded, true),
    cell(session.stats?.framesDropped, true)])) : [empty(9, "none")]));
  const seconds = at / 1000;
  charts.slots.add(seconds, { "in use": sum("used") + sum("reserved"), "in all": sum("slots") });
  charts.fps.add(seconds, { "frames a second": fps });
  charts.stress.add(seconds, Object.fromEntries(present.map(worker => [worker.id, worker.stress])));
  charts.engine.add(seconds, Object.fromEntries(live.filter(session => session.stats)
    .map(session => [`session ${session.id}`, session.stats.engineMsP50])));
}

async function ask() {
  try {
    show(await call(token, "GET", "/v1/cluster"));
    $("problem").hidden = true;
    $("login").hidden = true;
  } catch (problem) {
    $("problem").hidden = false;
    const login = problem.code === "UNAUTHORIZED" || problem.code === "FORBIDDEN";
    $("problem").textContent = login ? "This page wants the admin's token." : problem.message;
    $("summary").textContent = login ? "" : "What is shown may be old.";
    $("summary").dataset.state = "failed";
    if (login) {
      $("login").hidden = false;
      return; // until there is another token
    }
  }
  setTimeout(ask, EVERY_MS);
}

charts.slots = new Chart("slots-chart", "Slots", v => String(v));
charts.fps = new Chart("fps-chart", "Frames a second, all sessions here", v => v.toFixed(1));
charts.stress = new Chart("stress-chart", "Stress", v => v.toFixed(2));
charts.engine = new Chart("engine-chart", "Engine time of a frame, ms", v => v.toFixed(1));
addEventListener("resize", () => Object.values(charts).forEach(chart => chart.resize()));
$("login").onsubmit = event => {
  event.preventDefault();
  token = $("token").value;
  sessionStorage.setItem("admin-token", token);
  ask();
};
ask();
