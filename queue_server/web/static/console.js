// One counter's console: shows what the server says, and asks it to do what a key stands for.
//
// 1. The server decides. Nothing is shown as done before it has answered.
// 2. A press carries an id of its own, which is sent again when the answer is missing: one effect.
// 3. While the server is away a key is refused with the reason. Nothing is kept for later.

import { ask, isAsking } from "./choices.js";
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
  next_leg: ["next-leg"],
  call: ["call"],
  issue: ["issue"],
  cancel: ["cancel"],
  undo_cancel: ["undo-cancel"],
  change_class: ["change-class"],
  change_service: ["change-service"],
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
let cancelled = null; // the number that was cancelled here a moment ago
let outcome = { ticket: "", code: "" };

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
    case "next_leg":
    case "transfer":
      return Boolean(ticket);
    case "find":
    case "issue":
      return view.day !== null;
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
  if (cancelled !== null && now() - cancelled.since <= rules.undo_cancel_s * 1000) {
    return "undo_cancel";
  }
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
  const question = QUESTIONS[act];
  if (question && Object.keys(extra).length === 0) {
    question();
    return;
  }
  if (act === "undo" && undoKind() === "undo_cancel") {
    send("undo_cancel", act, { ticket: cancelled.id });
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
  if (["finish", "finish_next", "next_leg"].includes(kind)) {
    wish.outcome = chosenOutcome();
  }
  try {
    const done = await answered(JSON.stringify(wish));
    if (done !== null) {
      tellOf(kind, done);
    }
  } finally {
    isBusy = false;
    last = { act, ended: performance.now() };
    render();
  }
}

// What the server did, or null when it refused or is away; it has been said by then.
async function answered(body) {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const answer = await post(body);
    if (answer !== null) {
      if (answer.body.view) {
        take(answer.body.view);
      }
      say(answer.isDone ? "" : answer.body.message, "calm");
      return answer.isDone ? answer.body.answers : null;
    }
    if (tries < TRIES) {
      say(words.asking_again, "calm");
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
  say(words.outcome_unknown, "bad");
  lineIsLost();
  return null;
}

// Some things leave no trace on this console but a word.
function tellOf(kind, [answer]) {
  cancelled = kind === "cancel" ? { id: answer.ticket, label: answer.label, since: now() } : null;
  if (kind === "issue") {
    say(words.issued.replace("{label}", answer.label), "good");
  } else if (kind === "cancel") {
    say(words.cancelled.replace("{label}", answer.label), "good");
  }
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

// ── Questions before a press ────────────────────────────────────────────────────────────────

const QUESTIONS = {
  transfer: () => toService("transfer", words.transfer_to),
  next_leg: () => toService("next_leg", words.next_leg_to),
  pause: pauseFor,
  issue: issueFor,
  find: findNumber,
};

async function toService(act, title) {
  const answer = await ask(title, serviceAnswers(view.counter.ticket.service));
  if (answer !== null) {
    press(act, { service: answer.code });
  }
}

function serviceAnswers(here = "", isOpenOnly = true) {
  return view.services.map((one) => {
    const where = one.open_counters.map((number) => `${words.counter} ${number}`).join(", ");
    const isOff = (isOpenOnly && one.open_counters.length === 0) || one.service === here;
    const label = services[one.service] ?? one.service;
    return { code: one.service, label, note: where || words.nobody_serves, isOff };
  });
}

async function pauseFor() {
  const answer = await ask(words.pause_why, told.pauses.map(([code, label]) => ({ code, label })));
  if (answer !== null) {
    press("pause", { reason: answer.code });
  }
}

async function issueFor() {
  const answer = await ask(words.issue_for, serviceAnswers("", false), { tick: true });
  if (answer !== null) {
    const ticket_class = answer.isTicked ? "priority" : "normal";
    press("issue", { service: answer.code, ticket_class });
  }
}

async function findNumber() {
  const waiting = await readWaiting();
  if (waiting === null) {
    say(words.key_while_away, "bad");
    return;
  }
  const answers = waiting.map((one) => ({
    code: one.id,
    label: one.label,
    note: `${serviceLine(one)} · ${minutes(one.waited_ms)}${isPriority(one) ? ` · ${words.priority}` : ""}`,
  }));
  const title = answers.length ? words.find_title : words.nobody_waits;
  const answer = await ask(title, answers, { find: true });
  if (answer !== null) {
    await whatAbout(waiting.find((one) => one.id === answer.code));
  }
}

async function readWaiting() {
  try {
    const answer = await fetch("/api/waiting", { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

const isPriority = (ticket) => ticket.ticket_class === "priority";

async function whatAbout(ticket) {
  const mine = view.counter.services.includes(ticket.service);
  const answer = await ask(`${ticket.label} · ${services[ticket.service] ?? ticket.service}`, [
    { code: "call", label: words.call_this, isOff: !mine || !isFree() },
    { code: "change_service", label: words.other_service },
    { code: "change_class", label: isPriority(ticket) ? words.to_normal : words.to_priority },
    { code: "cancel", label: words.cancel_number },
  ]);
  const wish = answer === null ? null : await DETAILS[answer.code](ticket);
  if (wish !== null) {
    press(answer.code, { ticket: ticket.id, ...wish });
  }
}

const DETAILS = {
  call: async () => {
    const reasons = told.call_reasons.map(([code, label]) => ({ code, label }));
    const answer = await ask(words.call_why, reasons);
    return answer === null ? null : { reason: answer.code };
  },
  change_service: async (ticket) => {
    const answer = await ask(words.other_service_to, serviceAnswers(ticket.service, false));
    return answer === null ? null : { service: answer.code };
  },
  change_class: async (ticket) => ({ ticket_class: isPriority(ticket) ? "normal" : "priority" }),
  cancel: async () => ({}),
};

// ── The outcome of a visit, never required ──────────────────────────────────────────────────

for (const [code, label] of told.outcomes) {
  const button = element("button", "outcome", label);
  button.type = "button";
  button.dataset.outcome = code;
  button.append(element("kbd", "", String(at("outcomes").children.length + 1)));
  button.addEventListener("click", (event) => {
    if (event.detail > 0) {
      button.blur();
    }
    setOutcome(code);
  });
  at("outcomes").append(button);
}

function chosenOutcome() {
  return outcome.ticket === view.counter.ticket?.id ? outcome.code : "";
}

// A second press on the same one takes it back.
function setOutcome(code) {
  const ticket = view.counter.ticket?.id ?? "";
  outcome = { ticket, code: chosenOutcome() === code ? "" : code };
  renderOutcomes();
}

function renderOutcomes() {
  at("outcomes").classList.toggle("is-off", !view.counter.ticket); // its room stays
  for (const button of at("outcomes").children) {
    button.setAttribute("aria-pressed", String(button.dataset.outcome === chosenOutcome()));
  }
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
  renderOutcomes();
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
  if (isAsking()) {
    return;
  }
  const focused = document.activeElement;
  const isTyping = focused?.matches("input");
  const isOnButton = focused?.matches("button, a") && /^(Space|Enter|NumpadEnter)$/.test(event.code);
  const button = buttons.find((one) => one.dataset.keys.split(" ").includes(event.code));
  const place = /^Digit([1-6])$/.exec(event.code)?.[1];
  if (place && !isTyping && view.counter.ticket) {
    setOutcome(told.outcomes[place - 1][0]);
    return;
  }
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
