// A question with a few answers: each has a number key, Esc leaves. One dialog serves them all.

const at = (id) => document.getElementById(id);
const dialog = at("choice");
const field = at("choice-find");
const GUARD_MS = 500; // a trembling hand must not answer what it did not read

let answered = null;
let chosen = null;
let finds = "";
let guardedUntil = 0;

// Ask, and wait for { code, isTicked }; null when somebody left. Each answer is
// { code, label, note, isOff }. `find` has a field that narrows the list: "words" also lets a first
// digit choose, "digits" keeps digits for the field. `tick` shows the box. What is `guarded` was not
// asked for, and hears no key at first.
export function ask(title, answers, { find = "", tick = false, hint = "", guarded = false } = {}) {
  settle(); // who left the last question a moment ago has not been told yet
  finds = find;
  guardedUntil = guarded ? performance.now() + GUARD_MS : 0;
  at("choice-title").textContent = title;
  field.hidden = find === "";
  field.value = "";
  field.inputMode = find === "digits" ? "numeric" : "text";
  field.placeholder = hint;
  at("choice-tick").hidden = !tick;
  at("choice-priority").checked = false;
  at("choices").replaceChildren(...answers.map(item));
  dialog.showModal();
  (find ? field : at("choices").querySelector("button:enabled"))?.focus();
  return new Promise((resolve) => {
    answered = resolve;
  });
}

export const isAsking = () => dialog.open;

// Letters as people type them in a hurry: "dat dai" finds "Đất đai".
export function plain(text) {
  const letters = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return letters.replace(/[đĐ]/g, "d").toLowerCase().trim();
}

function item(answer, place) {
  const button = document.createElement("button");
  const words = document.createElement("span");
  const note = document.createElement("small");
  button.type = "button";
  button.className = "key";
  button.disabled = Boolean(answer.isOff);
  words.className = "key-words";
  words.textContent = answer.label;
  note.textContent = answer.note ?? "";
  words.append(note);
  button.append(words);
  if (finds !== "digits" && place < 9) {
    const key = document.createElement("kbd");
    key.textContent = String(place + 1);
    button.append(key);
  }
  button.addEventListener("click", () => leave(answer.code));
  const made = document.createElement("li");
  made.dataset.words = plain(`${answer.label} ${finds === "words" ? answer.note ?? "" : ""}`);
  made.append(button);
  return made;
}

function leave(code) {
  chosen = { code, isTicked: at("choice-priority").checked };
  dialog.close();
}

// Answered only here: the browser tells of the closing later, when another question may be open.
dialog.addEventListener("close", () => dialog.open || settle());

function settle() {
  const [resolve, answer] = [answered, chosen];
  answered = chosen = null;
  resolve?.(answer);
}

dialog.addEventListener("keydown", (event) => {
  event.stopPropagation(); // the page below would take the key for one of its own
  if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Escape") {
    return;
  }
  if (event.repeat || performance.now() < guardedUntil) {
    event.preventDefault();
    return;
  }
  const isInField = event.target === field;
  if (isInField && event.key === "Enter") {
    event.preventDefault();
    at("choices").querySelector("li:not([hidden]) button:enabled")?.click();
  } else if (isInField && event.key === "ArrowDown") {
    event.preventDefault();
    at("choices").querySelector("li:not([hidden]) button:enabled")?.focus();
  } else if (finds !== "digits" && !(isInField && field.value) && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    at("choices").children[Number(event.key) - 1]?.querySelector("button:enabled")?.click();
  }
});

field.addEventListener("input", () => {
  const wanted = plain(field.value).split(/\s+/);
  for (const one of at("choices").children) {
    one.hidden = !wanted.every((part) => one.dataset.words.includes(part));
  }
});
