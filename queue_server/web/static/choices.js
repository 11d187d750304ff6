// A question with a few answers: each has a number key, Esc leaves. One dialog serves them all.

const at = (id) => document.getElementById(id);
const dialog = at("choice");

let answered = null;
let chosen = null;
let isFinding = false;

// Ask, and wait for the code of the answer; null when somebody left. Each answer is
// { code, label, note, isOff }. `find` has a field that narrows the list instead of number keys;
// `tick` shows the box, and its state comes back with the code: { code, isTicked }.
export function ask(title, answers, { find = false, tick = false } = {}) {
  isFinding = find;
  at("choice-title").textContent = title;
  at("choice-find").hidden = !find;
  at("choice-find").value = "";
  at("choice-tick").hidden = !tick;
  at("choice-priority").checked = false;
  at("choices").replaceChildren(...answers.map(item));
  dialog.showModal();
  (find ? at("choice-find") : at("choices").querySelector("button:enabled"))?.focus();
  return new Promise((resolve) => {
    answered = resolve;
  });
}

export const isAsking = () => dialog.open;

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
  if (!isFinding && place < 9) {
    const key = document.createElement("kbd");
    key.textContent = String(place + 1);
    button.append(key);
  }
  button.addEventListener("click", () => leave(answer.code));
  const made = document.createElement("li");
  made.dataset.words = answer.label;
  made.append(button);
  return made;
}

function leave(code) {
  chosen = { code, isTicked: at("choice-priority").checked };
  dialog.close();
}

// Answered only here: the browser tells of the closing later, when another question may be open.
dialog.addEventListener("close", () => {
  const [resolve, answer] = [answered, chosen];
  answered = chosen = null;
  resolve?.(answer);
});

dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    return;
  }
  if (isFinding && event.key === "Enter" && event.target === at("choice-find")) {
    event.preventDefault();
    at("choices").querySelector("li:not([hidden]) button:enabled")?.click();
  } else if (!isFinding && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    at("choices").children[Number(event.key) - 1]?.querySelector("button:enabled")?.click();
  }
});

at("choice-find").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toUpperCase();
  for (const one of at("choices").children) {
    one.hidden = !one.dataset.words.includes(wanted);
  }
});
