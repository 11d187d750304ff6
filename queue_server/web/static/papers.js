// Papers of silent kiosks, and calls by hand. The server decides; its answer is shown.

import { freshId } from "./ids.js";
import { headers, mind } from "./session.js";

const { counter, midnight, words: told } = document.getElementById("papers").dataset;
const words = JSON.parse(told);
const form = document.getElementById("admit");
const SAID_MS = 8000;

let timer = null;

// Beside the form, or over the list, which may be far below it.
function say(where, text, kind) {
  const place = document.getElementById(where);
  place.textContent = text;
  place.dataset.kind = kind;
  clearTimeout(timer);
  timer = setTimeout(() => document.getElementById("hand-said").replaceChildren(), SAID_MS);
}

async function press(wish, where, done) {
  const body = JSON.stringify({ request: freshId(), ...wish });
  const address = `/api/counter/${counter}${location.search}`;
  try {
    const answer = await mind(await fetch(address, { method: "POST", headers: headers(), body }));
    const said = await answer.json();
    const text = answer.ok ? done.replace("{label}", said.answers[0].label) : said.message;
    say(where, text, answer.ok ? "good" : "bad");
    return answer.ok;
  } catch {
    say(where, words.away, "bad");
    return false;
  }
}

// The time on the paper, as a moment of today; null when nobody typed one.
function takenMs(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return text ? Number(midnight) + (hours * 60 + minutes) * 60_000 : null;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { label, taken, priority } = form.elements;
  const wish = {
    actions: ["admit"],
    label: label.value.trim(),
    taken_ms: takenMs(taken.value),
    ticket_class: priority.checked ? "priority" : "normal",
  };
  if (await press(wish, "said", words.admitted)) {
    form.reset();
  }
  label.focus();
  label.select();
});

// The middle of the page is replaced at each change; so the page itself listens.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-hand]");
  if (button === null || button.disabled) {
    return;
  }
  button.disabled = true;
  const { hand, ticket, label } = button.dataset;
  const done = (hand === "by-hand" ? words.done_called : words.done_back).replace("{label}", label);
  await press({ actions: [hand], ticket }, "hand-said", done);
  button.disabled = false;
});
