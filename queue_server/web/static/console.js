// One counter's console: shows what the server says, and asks it to do what a key stands for.
//
// 1. The server decides. Nothing is shown as done before it has answered.
// 2. A press carries an id of its own, which is sent again when the answer is missing: one effect.
// 3. While the server is away a key is refused with the reason. Nothing is kept for later.

import { freshId } from "./ids.js";
import { follow } from "./live.js";

const told = JSON.parse(document.getElementById("told").dataset.told);
const { words, services, rules } = told;
const address = `/api/counter/${told.counter}${location.search}`;
const at = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-act]")];

const ACTIONS = {
  next: ["next"],
  finish_next: ["finish", "next"],
  finish: ["finish"],
  start: ["start"],
  recall: ["recall"],
  no_show: ["no-show"],
  hold: ["hold"],
  transfer: ["transfer"],
  undo_call: ["undo-call"],
  undo_finish: ["undo-finish"],
  resume: ["resume"],
  return: ["return"],
  open: ["open"],
  pause: ["pause"],
  close: ["close"],
};
const SAME_KEY_MS = 1000; // a second press so soon is a trembling hand
const ANSWER_MS = 7000;
const TRIES = 3;
const TRY_AGAIN_MS = 700;

let view = told.view;
let received = performance.now();
let line = "";
let isBusy = false;
let last = { act: "", ended: -Infinity };
let undoSeen = { label: "", since: 0 };

// The office's time, as the server told it and our own clock has counted since.
const now = () => view.at_ms + performance.now() - received;

// ── What may be pressed ─────────────────────────────────────────────────────────────────────

// True, false, or the milliseconds that are left to wait.
function possible(act) {
  const desk = view.counter;
  const ticket = desk.ticket;
  const state = ticket?.state ?? "";
  switch (act) {
    case "next":
      return desk.state === "open" && !ticket;
    case "finish":
    case "finish_next":
    case "transfer":
      return Boolean(ticket);
    case "start":
      return state === "called";
    case "hold":
      return state === "serving";
    case "recall":
      return state === "called" && ticket.calls < rules.calls && recallWait(ticket);
    case "no_show":
      return state === "called" && ticket.calls >= rules.calls && absentWait(ticket);
    case "undo":
      return undoKind() !== "";
    case "open":
      return desk.state !== "open" || desk.then !== "";
    case "pause":
      return desk.state === "open" && desk.then === "";
    case "close":
      return desk.state !== "closed" && desk.then !== "closed";
    default:
      return true;
  }
}

function recallWait(ticket) {
  return left(ticket.last_called_ms + rules.recall_after_s * 1000);
}

function absentWait(ticket) {
  const factor = ticket.ticket_class === "priority" ? rules.absent_priority_factor : 1;
  return left(ticket.first_called_ms + rules.absent_after_s * factor * 1000);
}

function left(moment) {
  const wait = moment - now();
  return wait > 0 ? wait : true;
}

function undoKind() {
  const desk = view.counter;
  const ticket = desk.ticket;
  if (ticket) {
    const age = now() - ticket.first_called_ms;
    const isFresh = ticket.calls === 1 && age <= rules.undo_call_s * 1000;
    return ticket.state === "called" && isFresh ? "undo_call" : "";
  }
  const isFresh = now() - undoSeen.since <= rules.undo_finish_s * 1000;
  return desk.state === "open" && desk.last_finished && isFresh ? "undo_finish" : "";
}

// ── Pressing ────────────────────────────────────────────────────────────────────────────────

function press(act, extra = {}) {
  if (isBusy || (act === last.act && performance.now() - last.ended < SAME_KEY_MS)) {
    return;
  }
  if (line === "away") {
    say(words.key_while_away, "bad");
    return;
  }
  if (possible(act) !== true) {
    say(words.not_now, "calm");
    return;
  }
  if (act === "transfer" && !extra.service) {
    choose();
    return;
  }
  send(act === "undo" ? undoKind() : act, act, extra);
}

async function send(kind, act, extra) {
  isBusy = true;
  say("");
  render();
  const wish = { request: freshId(), actions: ACTIONS[kind], ...extra };
  if (kind === "open") {
    wish.officer = at("officer").value.trim();
  }
  if (kind === "pause") {
    wish.reason = words.pause_reason;
  }
  try {
    await answered(JSON.stringify(wish));
  } finally {
    isBusy = false;
    last = { act, ended: performance.now() };
    render();
  }
}

async function answered(body) {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const answer = await post(body);
    if (answer !== null) {
      if (answer.body.view) {
        take(answer.body.view);
      }
      say(answer.isDone ? "" : answer.body.message, "calm");
      return;
    }
    if (tries < TRIES) {
      say(words.asking_again, "calm");
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
  say(words.outcome_unknown, "bad");
  lineIsLost();
}

// The server's answer, or null when there is none and the same press may be sent again.
async function post(body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_MS);
  try {
    const headers = { "Content-Type": "application/json" };
    const signal = patience.signal;
    const answer = await fetch(address, { method: "POST", headers, body, signal });
    return answer.status === 503 ? null : { isDone: answer.ok, body: await answer.json() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function choose() {
  const here = view.counter.ticket.service;
  at("choices").replaceChildren(
    ...view.services.map((one, place) => {
      const button = document.createElement("button");
      const name = element("span", "key-words", services[one.service] ?? one.service);
      const where = one.open_counters.map((number) => `${words.counter} ${number}`).join(", ");
      button.type = "button";
      button.className = "key";
      button.disabled = one.open_counters.length === 0 || one.service === here;
      name.append(element("small", "", where || words.nobody_serves));
      button.append(name, element("kbd", "", String(place + 1)));
      button.addEventListener("click", () => {
        at("choice").close();
        press("transfer", { service: one.service });
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  at("choice").showModal();
}

// ── Showing ─────────────────────────────────────────────────────────────────────────────────

function take(fresh) {
  if (fresh.version < view.version && line !== "away") {
    return; // an older answer overtook a newer one
  }
  view = fresh;
  received = performance.now();
  const label = view.counter.last_finished;
  if (label !== undoSeen.label) {
    undoSeen = { label, since: now() };
  }
  render();
}

function render() {
  const desk = view.counter;
  const ticket = desk.ticket;
  at("state").textContent = words[`state_${desk.state}`];
  at("state").className = `chip is-${desk.state}`;
  at("then").textContent = desk.then ? words[`then_${desk.then}`] : "";
  at("now").className = `now is-${ticket?.state ?? "free"}${desk.state === "open" ? "" : " is-shut"}`;
  at("stage").textContent = ticket
    ? words[`is_${ticket.state}`]
    : desk.state === "open" ? words.is_free : words[`state_${desk.state}`];
  at("priority").hidden = ticket?.ticket_class !== "priority";
  at("calls").textContent =
    ticket?.state === "called" ? `${words.calls} ${ticket.calls}/${rules.calls}` : "";
  at("label").textContent = ticket?.label ?? "––––";
  at("service").textContent = ticket ? serviceLine(ticket) : words.nobody_here;
  at("waiting").textContent = desk.waiting;
  at("alerts").replaceChildren(...view.alerts.map((one) => element("li", "", one)));
  renderList("held", desk.held, "resume");
  renderList("absent", view.absent, "return");
  renderTimes();
  renderKeys();
}

function serviceLine(ticket) {
  const name = services[ticket.service] ?? ticket.service;
  return ticket.leg > 1 ? `${name} · ${words.leg} ${ticket.leg}` : name;
}

function renderList(id, tickets, act) {
  at(`${id}-count`).textContent = tickets.length;
  const items = tickets.map((one) => {
    const item = element("li", one.ticket_class === "priority" ? "is-priority" : "");
    const button = element("button", "key key-small", words[act]);
    button.type = "button";
    button.disabled = isBusy || line === "away" || (act === "resume" && !isFree());
    button.addEventListener("click", () => press(act, { ticket: one.id }));
    const name = services[one.service] ?? one.service;
    const service = one.ticket_class === "priority" ? `${words.priority} · ${name}` : name;
    item.append(element("b", "number", one.label), element("span", "list-service", service), button);
    return item;
  });
  at(id).replaceChildren(...(items.length ? items : [element("li", "list-none", words.none)]));
}

function isFree() {
  return view.counter.state === "open" && !view.counter.ticket;
}

function renderTimes() {
  const ticket = view.counter.ticket;
  at("waited").textContent = ticket ? minutes(ticket.waited_ms) : "–";
  const isCalled = ticket?.state === "called";
  const since = isCalled ? ticket.first_called_ms : ticket?.changed_ms;
  at("since").textContent = ticket ? clock(now() - since) : "–";
  at("since-what").textContent = words[ticket?.state === "serving" ? "since_start" : "since_call"];
  const longest = view.counter.longest_wait_ms + performance.now() - received;
  at("longest").textContent = view.counter.waiting ? minutes(longest) : "–";
  at("longest").classList.toggle(
    "is-long",
    view.counter.waiting > 0 && longest > rules.long_wait_min * 60000,
  );
}

function renderKeys() {
  for (const button of buttons) {
    const act = button.dataset.act;
    const may = possible(act);
    button.disabled = isBusy || line === "away" || may !== true;
    if (act === "undo") {
      button.firstElementChild.textContent = words[undoKind() || "undo"];
    } else if (act === "recall" || act === "no_show") {
      const wait = typeof may === "number" ? ` ${Math.ceil(may / 1000)} s` : "";
      button.firstElementChild.textContent = words[act] + wait;
    }
  }
}

function say(text, kind = "") {
  at("message").textContent = text;
  at("message").dataset.kind = text ? kind : "";
}

function minutes(ms) {
  if (ms < 60000) {
    return words.under_minute;
  }
  const total = Math.round(ms / 60000);
  const hours = Math.floor(total / 60);
  const rest = `${total % 60} ${words.minutes}`;
  return hours ? `${hours} ${words.hours} ${rest}` : rest;
}

function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function element(name, kind, text = "") {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

// ── Keys, the line, and time ────────────────────────────────────────────────────────────────

for (const button of buttons) {
  button.addEventListener("click", (event) => {
    if (event.detail > 0) {
      button.blur(); // a mouse leaves the keyboard to the shortcuts
    }
    press(button.dataset.act);
  });
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    return;
  }
  if (at("choice").open) {
    const place = Number(event.key) - 1;
    at("choices").children[place]?.firstElementChild.click();
    return;
  }
  const focused = document.activeElement;
  const isTyping = focused?.matches("input");
  const isOnButton = focused?.matches("button, a") && /^(Space|Enter|NumpadEnter)$/.test(event.code);
  const button = buttons.find((one) => one.dataset.keys.split(" ").includes(event.code));
  if (button && !isTyping && !isOnButton) {
    event.preventDefault();
    press(button.dataset.act);
  }
});

const officer = at("officer");
officer.value = view.counter.officer || localStorage.getItem("officer") || "";
officer.addEventListener("change", () => localStorage.setItem("officer", officer.value.trim()));

async function read() {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  take(await answer.json());
}

const lineIsLost = follow(read, (state) => {
  const wasAway = line === "away";
  line = state;
  at("line").dataset.line = state;
  at("line").textContent = words[state];
  if (wasAway) {
    say(words.back_again, "calm");
  }
  render();
});

// Keys reach this page only while it has the focus, beside other windows and in frames.
function hint() {
  const kind = at("message").dataset.kind;
  if (kind === "" || kind === "hint") {
    say(document.hasFocus() ? "" : words.click_first, "hint");
  }
}

addEventListener("focus", hint);
addEventListener("blur", hint);
setInterval(() => {
  renderTimes();
  renderKeys();
}, 500);
say("");
render();
hint();
