// The rating keys of a counter: read again when something changes or a question ends; without the
// server there are no keys, and a press that was not noted is said and never sent later.

import "./awake.js";
import { follow } from "./live.js";

const PATIENCE_MS = 5000;
const SETTLE_MS = 500; // the second tap of a double tap means nothing that has come meanwhile
const place = (id) => document.getElementById(id);

let timer = null;
let shownAt = 0;
let isPressed = false;
let turn = 0;

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("live");
  if (fresh === null) {
    location.reload(); // it is no tablet any more
    return;
  }
  if (fresh.outerHTML !== place("live").outerHTML) {
    const hadFocus = place("live").contains(document.activeElement);
    place("live").replaceWith(document.adoptNode(fresh));
    place("said").textContent = place("asked")?.textContent ?? "";
    shownAt = performance.now();
    if (hadFocus) {
      place("live").querySelector("button, a")?.focus();
    }
  }
  place("lasts").dataset.ms = page.getElementById("lasts").dataset.ms;
  plan();
  away(false);
}

function plan() {
  clearTimeout(timer);
  const lasts = Number(place("lasts").dataset.ms);
  if (lasts > 0) {
    timer = setTimeout(() => read().catch(lost), lasts + 100);
  }
}

function away(isAway) {
  place("away").hidden = !isAway;
  document.body.classList.toggle("is-away", isAway);
  if (!isAway) {
    place("unkept").hidden = true;
  }
}

async function ask(address, more = {}) {
  const mine = (turn += 1);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(address, { cache: "no-store", signal, ...more });
  if (answer.status === 403) {
    location.reload(); // it was taken back
    return;
  }
  if (!answer.ok && answer.status !== 503) {
    throw new Error(String(answer.status));
  }
  const text = await answer.text();
  // An answer that was overtaken by a newer question is older than what is shown.
  if (mine === turn) {
    show(text);
  }
}

const read = () => ask(location.href);

async function press(form, key) {
  if (isPressed || performance.now() - shownAt < SETTLE_MS) {
    return;
  }
  isPressed = true;
  const body = new URLSearchParams(new FormData(form));
  body.set(key.name, key.value);
  try {
    await ask(form.action, { method: "POST", body });
  } catch {
    away(true);
    place("unkept").hidden = false;
    lost();
  }
  isPressed = false;
}

addEventListener("submit", (event) => {
  event.preventDefault();
  press(event.target, event.submitter);
});

addEventListener("click", (event) => {
  const skip = event.target.closest(".tablet-skip");
  if (skip !== null) {
    event.preventDefault();
    if (performance.now() - shownAt >= SETTLE_MS) {
      history.replaceState(null, "", skip.href);
      read().catch(lost);
    }
  }
});

const lost = follow(read, (state) => state === "away" && away(true));
addEventListener("offline", lost);
plan();
