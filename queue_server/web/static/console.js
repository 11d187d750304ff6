// One counter's console: shows what the server says, and asks it to do what a key stands for.
//
// 1. The server decides. Nothing is shown as done before it has answered.
// 2. A press carries an id of its own, which is sent again when the answer is missing: one effect.
// 3. While the server is away a key is refused with the reason. Nothing is kept for later.

import { isAsking } from "./choices.js";
import { freshId } from "./ids.js";
import { follow } from "./live.js";
import { asksIfStill, isFree, possible, undoOf } from "./possible.js";
import { questionsOf } from "./questions.js";
import { headers, mind } from "./session.js";
import { minutes, stopwatch, timeOfDay } from "./times.js";

const told = JSON.parse(document.getElementById("told").dataset.told);
const { words, services, rules } = told;
const address = `${told.address}${location.search}`;
const at = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-act]")];

const ACTIONS = {
  finish_next: ["finish", "next"],
  no_show: ["no-show"],
  undo_both: ["undo-call", "undo-finish"],
};
const WITH_OUTCOME = ["finish", "finish_next", "next_leg"];
const SAME_KEY_MS = 1000; // a second press so soon is a trembling hand
const ANSWER_MS = 7000;
const TRIES = 3;
const TRY_AGAIN_MS = 700;

let view = told.view;
let received = performance.now();
let line = "";
let isBusy = false;
let last = { act: "", ended: -Infinity };
let cancelled = null; // the number that was cancelled here a moment ago
let outcome = { ticket: "", code: "" };

// The office's time, as the server told it and our own clock has counted since.
const now = () => view.at_ms + performance.now() - received;
const may = (act) => possible(act, view, rules, now(), cancelled);
const nameOf = (service) => services[service] ?? service;

// ── Pressing ────────────────────────────────────────────────────────────────────────────────

// Without `extra` a key may ask first; with it, everything has been asked.
function press(act, extra) {
  if (isBusy || (act === last.act && performance.now() - last.ended < SAME_KEY_MS)) {
    return;
  }
  if (line === "away") {
    say(words.key_while_away, "bad");
    return;
  }
  if (may(act) !== true) {
    say(whyNot(act), "calm");
    return;
  }
  const question = act === "next" && view.counter.ticket ? "busy_next" : act;
  if (extra === undefined && QUESTIONS[question]) {
    QUESTIONS[question]();
    return;
  }
  if (act === "undo") {
    const { kind } = undoOf(view, rules, now(), cancelled);
    send(kind, act, kind === "undo_cancel" ? { ticket: cancelled.id } : {});
    return;
  }
  send(act, act, extra ?? {});
}

function whyNot(act) {
  if (view.counter.state !== "open" && ["next", "resume"].includes(act)) {
    return words.closed_now;
  }
  const needsNumber = ["finish", "finish_next", "next_leg", "transfer", "recall", "dossiers"];
  return !view.counter.ticket && needsNumber.includes(act) ? words.nobody_yet : words.not_now;
}

async function send(kind, act, extra) {
  isBusy = true;
  say("");
  render();
  const actions = ACTIONS[kind] ?? [kind.replaceAll("_", "-")];
  const wish = { request: freshId(), actions, ...extra };
  if (WITH_OUTCOME.includes(kind)) {
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
      if (answer.body.code === "counter-busy" && view.counter.ticket) {
        QUESTIONS.busy_next(); // another console of this counter was quicker
      }
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
    const signal = patience.signal;
    const sent = { method: "POST", headers: headers(), body, signal };
    const answer = await mind(await fetch(address, sent));
    return answer.status === 503 ? null : { isDone: answer.ok, body: await answer.json() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

const QUESTIONS = questionsOf({ told, view: () => view, now, press, say, go });

// To the same console with another counter beside it; 0 is none.
function go(beside) {
  const asked = new URLSearchParams(location.search);
  asked.delete("with");
  if (beside) {
    asked.set("with", beside);
  }
  location.search = asked.toString();
}

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
  at("waiting").textContent = at("waiting-too").textContent = desk.waiting;
  document.body.dataset.busy = String(Boolean(ticket));
  renderAlerts();
  renderTabs();
  renderOutcomes();
  renderList("held", desk.held, "resume");
  renderList("absent", view.absent, "return");
  renderTimes();
  renderKeys();
}

function renderAlerts() {
  const items = view.alerts.map((one) => element("li", "", one));
  const { lent, lent_until_ms } = view.counter;
  if (lent.length > 0) {
    const helping = words.lent_until.replace("{services}", lent.map(nameOf).join(", "));
    items.unshift(element("li", "is-lent", helping.replace("{time}", timeOfDay(lent_until_ms))));
  }
  at("alerts").replaceChildren(...items);
}

function renderTabs() {
  const mine = { ...view.counter, label: view.counter.ticket?.label ?? "" };
  mine.stage = view.counter.ticket?.state ?? "";
  for (const one of [mine, ...view.beside]) {
    const tab = document.querySelector(`.tab[data-counter="${one.number}"]`);
    if (tab) {
      tab.querySelector(".tab-label").textContent = one.label;
      tab.querySelector(".tab-state").textContent =
        one.state === "open" ? `${words.waiting} ${one.waiting}` : words[`state_${one.state}`];
      tab.dataset.stage = one.stage;
    }
  }
}

function serviceLine(ticket) {
  const parts = [nameOf(ticket.service)];
  if (ticket.leg > 1) {
    parts.push(`${words.leg} ${ticket.leg}`);
  }
  if (ticket.dossiers > 1) {
    parts.push(`${ticket.dossiers} ${words.dossiers_unit}`);
  }
  return parts.join(" · ");
}

function renderList(id, tickets, act) {
  at(`${id}-count`).textContent = tickets.length;
  const items = tickets.map((one) => {
    const item = element("li", one.ticket_class === "priority" ? "is-priority" : "");
    const button = element("button", "key key-small", words[act]);
    button.type = "button";
    button.disabled = isBusy || line === "away" || (act === "resume" && !isFree(view.counter));
    button.addEventListener("click", () => press(act, { ticket: one.id }));
    const name = nameOf(one.service);
    const service = one.ticket_class === "priority" ? `${words.priority} · ${name}` : name;
    item.append(element("b", "number", one.label), element("span", "list-service", service), button);
    return item;
  });
  at(id).replaceChildren(...(items.length ? items : [element("li", "list-none", words.none)]));
}

function renderTimes() {
  const ticket = view.counter.ticket;
  at("waited").textContent = ticket ? minutes(ticket.waited_ms, words) : "–";
  const isCalled = ticket?.state === "called";
  const since = isCalled ? ticket.first_called_ms : ticket?.changed_ms;
  at("since").textContent = ticket ? stopwatch(now() - since) : "–";
  at("since-what").textContent = words[ticket?.state === "serving" ? "since_start" : "since_call"];
  const longest = view.counter.longest_wait_ms + performance.now() - received;
  at("longest").textContent = view.counter.waiting ? minutes(longest, words) : "–";
  at("longest").classList.toggle(
    "is-long",
    view.counter.waiting > 0 && longest > rules.long_wait_min * 60000,
  );
}

function renderKeys() {
  for (const button of buttons) {
    const act = button.dataset.act;
    const wait = may(act);
    button.disabled = isBusy || line === "away" || wait !== true;
    if (act === "recall" || act === "no_show") {
      const left = typeof wait === "number" ? ` ${Math.ceil(wait / 1000)} s` : "";
      button.firstElementChild.textContent = words[act] + left;
    } else if (act === "lend") {
      button.firstElementChild.textContent = words[view.counter.lent.length ? "end_loan" : "lend"];
    }
  }
  renderBar();
}

// One place for what asks for an answer: what can be taken back, or whether a visit still lasts.
function renderBar() {
  const asks = line !== "away" && asksIfStill(view.counter, now());
  const undo = asks ? null : undoOf(view, rules, now(), cancelled);
  const key = buttons.find((one) => one.dataset.act === "undo");
  at("still").classList.toggle("is-off", !asks);
  at("still-words").textContent = asks
    ? words.still_there.replace("{label}", view.counter.ticket.label)
    : "";
  key.classList.toggle("is-off", asks);
  key.firstElementChild.textContent = undo ? undoWords(undo) : words.undo;
  key.dataset.short = words.undo;
  key.style.setProperty("--left", undo ? `${Math.round((100 * undo.left) / undo.whole)}%` : "0%");
}

function undoWords(undo) {
  const form = undo.kind === "undo_both" ? words.undo_both : words[`${undo.kind}_of`];
  const what = form.replace("{label}", undo.label).replace("{done}", undo.done ?? "");
  const seconds = words.seconds_left.replace("{seconds}", Math.ceil(undo.left / 1000));
  return `${what} · ${seconds}`;
}

function say(text, kind = "") {
  at("message").textContent = text;
  at("message").dataset.kind = text ? kind : "";
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
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isAsking()) {
    return;
  }
  const focused = document.activeElement;
  const isTyping = focused?.matches("input");
  const isOnButton = focused?.matches("button, a") && /^(Space|Enter|NumpadEnter)$/.test(event.code);
  if (isTyping || isOnButton) {
    return;
  }
  const place = /^Digit([1-6])$/.exec(event.code)?.[1];
  const button = buttons.find((one) => one.dataset.keys.split(" ").includes(event.code));
  if (event.code === "KeyQ") {
    otherTab()?.click();
  } else if (place && view.counter.ticket) {
    setOutcome(told.outcomes[place - 1][0]);
  } else if (button) {
    event.preventDefault();
    press(button.dataset.act);
  }
});

function otherTab() {
  const tabs = [...document.querySelectorAll(".tab")];
  const mine = tabs.findIndex((one) => one.hasAttribute("aria-current"));
  return tabs[(mine + 1) % tabs.length];
}

async function read() {
  const answer = await mind(await fetch(address, { cache: "no-store" }));
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
