// The demo's page: it shows what /state says, and tells what was pressed. It keeps no state of its own.
"use strict";

const t = JSON.parse(document.getElementById("texts").textContent);
const { serverPort, language, kiosk, board, bridge } = document.body.dataset;
const server = `http://${location.hostname}:${serverPort}`;
const $ = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

async function post(path, body) {
  try {
    return await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return null; // the banner says that the demo is gone
  }
}

// ── What is shown ───────────────────────────────────────────────────────────────────────────

const stale = new Set();
let reading = false;

async function read() {
  if (reading) { stale.add("state"); return; }
  reading = true;
  stale.delete("state");
  try {
    show(await (await fetch("/state")).json());
    $("away").hidden = true;
  } catch {
    $("away").hidden = false;
  }
  reading = false;
  if (stale.has("state")) setTimeout(read, 60);
}

let clockAt = 0;
function show(state) {
  clockAt = state.now_ms - Date.now();
  showMachine(state.machine, state.here);
  all(".lit").forEach((one) => one.classList.toggle("on", Boolean(state.lamps[one.dataset.service])));
  all(".counter").forEach((one) => showCounter(one, state.units[one.dataset.counter]));
  showPapers(state.papers);
  if (state.speech) showSpeech(state.speech);
  showTasks(state.done);
  if (state.office) showToday(state.office);
  if (state.office && !$("console").src) choose(all(".counter")[0]);
  for (const [name, id] of [[kiosk, "kiosk-screen"], [board, "board-screen"]])
    if (!$(id).src && state.screens.includes(name)) picture(name);
}

function picture(device) {
  const image = { [kiosk]: $("kiosk-screen"), [board]: $("board-screen") }[device];
  if (image) image.src = `/screen/${device}.png?v=${Date.now()}`;
}

function showCounter(card, unit) {
  const label = unit?.label ?? "", given = unit?.given ?? "";
  card.querySelector(".digits").textContent = unit?.number || "\u00a0";
  card.querySelector(".invitation").textContent = label ? t.invites.replace("{n}", label) : t.quiet;
  card.classList.toggle("inviting", Boolean(label) && !given);
  all(".rate", card).forEach((one) => one.classList.toggle("given", Boolean(label) && one.dataset.level === given));
}

function showPapers(numbers) {
  const tray = $("papers"), known = new Set(all("button", tray).map((one) => one.dataset.number));
  if (numbers.length) tray.querySelector(".none")?.remove();
  for (const number of numbers) {
    if (known.has(String(number))) continue;
    const paper = document.createElement("button"), image = document.createElement("img");
    paper.type = "button";
    paper.dataset.number = number;
    image.src = `/paper/${number}.png`;
    image.alt = `${t.paper} ${number}`;
    paper.append(image);
    paper.addEventListener("click", () => { $("large").querySelector("img").src = image.src; $("large").showModal(); });
    tray.prepend(paper);
  }
}

// Two loudspeakers share the visitor's one; what is said next waits until this has been heard.
let spoken = 0, isSoundOn = false, playing = Promise.resolve();
function showSpeech({ number, words }) {
  if (number === spoken) return;
  const isFirst = spoken === 0;
  spoken = number;
  $("speech").textContent = words;
  if (isSoundOn && !isFirst) playing = playing.then(() => play(number));
}

function play(number) {
  return new Promise((resolve) => {
    const audio = new Audio(`/speech/${number}.wav`);
    audio.addEventListener("ended", resolve);
    audio.addEventListener("error", resolve);
    audio.play().catch(resolve);
  });
}

function showTasks(done) {
  let isCurrentFound = false;
  for (const task of all(".tasks li")) {
    const isDone = done.includes(task.dataset.task);
    task.classList.toggle("done", isDone);
    task.classList.toggle("current", !isDone && !isCurrentFound);
    isCurrentFound ||= !isDone;
  }
  $("all-done").hidden = isCurrentFound;
}

function showToday(office) {
  const figure = office.figure;
  $("sample").hidden = !office.is_sample;
  $("headline").textContent = figure.headline;
  $("rated").textContent = figure.rated;
  $("served").textContent = figure.served;
  for (const bar of all(".bar")) {
    const count = office.levels[bar.dataset.level] ?? 0;
    bar.querySelector("progress").value = figure.rated ? count / figure.rated : 0;
    bar.querySelector("b").textContent = count;
  }
}

const FAULTS = {
  paper: { is: (m) => !m.has_paper, do: "paper-out", undo: "paper-load" },
  network: { is: (m) => !m.is_network_up, do: "network-cut", undo: "network-mend" },
  power: { is: (m) => !m.is_powered, do: "power-cut", undo: "power-on" },
};
function showMachine(machine, here) {
  for (const fault of all(".fault")) {
    const isOn = FAULTS[fault.dataset.fault].is(machine), button = fault.querySelector("button");
    button.setAttribute("aria-pressed", isOn);
    button.textContent = t[`${isOn ? "fix" : "fault"}-${fault.dataset.fault}`];
  }
  all(".bezel .dark").forEach((one, i) => { one.hidden = Boolean(here[[kiosk, board][i]]); });
}

setInterval(() => {
  if (clockAt) $("clock").textContent = new Date(Date.now() + clockAt).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}, 500);

// ── What is pressed ─────────────────────────────────────────────────────────────────────────

$("kiosk-screen").addEventListener("click", (event) => {
  const image = event.currentTarget, box = image.getBoundingClientRect();
  post("/press", {
    device: kiosk, kind: "touch",
    x: Math.round(((event.clientX - box.left) / box.width) * image.naturalWidth),
    y: Math.round(((event.clientY - box.top) / box.height) * image.naturalHeight),
  });
});
all(".lit").forEach((one) => one.addEventListener("click", () =>
  post("/press", { device: kiosk, kind: "press", service: one.dataset.service })));
all(".rate").forEach((one) => one.addEventListener("click", () =>
  post("/press", { device: bridge, kind: "rate", counter: Number(one.closest(".counter").dataset.counter), level: one.dataset.level })));
$("sound").addEventListener("click", () => {
  isSoundOn = !isSoundOn;
  $("sound").setAttribute("aria-pressed", isSoundOn);
  $("sound").textContent = t[isSoundOn ? "sound-off" : "sound-on"];
});
$("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  post("/press", { device: kiosk, kind: "scan", text: $("scan-text").value });
  $("scan-text").value = "";
});
all(".fault button").forEach((one) => one.addEventListener("click", () => {
  const fault = FAULTS[one.closest(".fault").dataset.fault];
  post("/order", { do: one.getAttribute("aria-pressed") === "true" ? fault.undo : fault.do });
}));
function choose(card) {
  all(".counter").forEach((one) => {
    one.classList.toggle("chosen", one === card);
    one.querySelector(".open-console").setAttribute("aria-pressed", one === card);
  });
  $("console").src = `${server}/counter/${card.dataset.counter}?lang=${language}`;
}
all(".counter").forEach((one) => one.querySelector(".open-console").addEventListener("click", () => choose(one)));
$("report").href = `${server}/report?lang=${language}`;
$("report").addEventListener("click", () => post("/done", { task: "report" }));

// ── Live ────────────────────────────────────────────────────────────────────────────────────

const events = new EventSource("/events");
events.addEventListener("message", (event) => {
  const what = JSON.parse(event.data);
  if (what.startsWith("screen/")) picture(what.slice(7));
  else read();
});
events.addEventListener("hello", read);
events.addEventListener("error", () => { $("away").hidden = events.readyState === EventSource.OPEN; });
read();
