// Keeps the page of one ticket up to date, and calls its holder when the number is called.

// How a phone asks for attention; a test puts its own in its place.
const attention = {
  sound: null,

  // Browsers let a page sound only after a touch: this is called from one.
  allow() {
    const Sound = window.AudioContext ?? window.webkitAudioContext;
    this.sound ??= Sound ? new Sound() : null;
    this.sound?.resume();
  },

  // Three rising tones.
  ring() {
    if (this.sound === null) {
      return;
    }
    this.sound.resume();
    [660, 880, 1100].forEach((pitch, place) => {
      const begins = this.sound.currentTime + place * 0.28;
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, begins);
      volume.gain.exponentialRampToValueAtTime(0.6, begins + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.6);
      tone.connect(volume).connect(this.sound.destination);
      tone.start(begins);
      tone.stop(begins + 0.65);
    });
  },

  vibrate(pattern) {
    // Before the first touch browsers refuse, and complain in the console.
    if (navigator.userActivation?.hasBeenActive !== false) {
      navigator.vibrate?.(pattern);
    }
  },
};
globalThis.attention = attention;

const CALL = [400, 200, 400, 200, 800];
const PATIENCE_MS = 10000;
const place = (id) => document.getElementById(id);

let timer = null;
let turn = 0;
let heard = "";

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("live");
  if (fresh.outerHTML !== place("live").outerHTML) {
    place("live").replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    look();
  }
}

// Do what the page as it is now asks for.
function look() {
  const live = place("live");
  const { call, said } = live.dataset;
  place("attention").hidden = !("mayBeCalled" in live.dataset);
  place("said").textContent = said;
  if (call !== "" && call !== heard) {
    attention.vibrate(CALL);
    attention.ring();
  }
  heard = call;
}

async function ask(address, more = {}) {
  const mine = (turn += 1);
  clearTimeout(timer);
  try {
    const signal = AbortSignal.timeout?.(PATIENCE_MS);
    const answer = await fetch(address, { cache: "no-store", signal, ...more });
    const text = await answer.text();
    if (answer.status === 404) {
      location.reload(); // the ticket has no page any more
      return;
    }
    // An answer that was overtaken by a newer question is older than what is shown.
    if (mine === turn) {
      show(text); // fails on a page that tells of a mistake of the server
      place("away").hidden = true;
    }
  } catch {
    place("away").hidden = false;
  }
  if (mine === turn) {
    plan();
  }
}

function plan() {
  timer = setTimeout(() => ask(location.href), Number(place("live").dataset.again) * 1000);
}

addEventListener("submit", async (event) => {
  const pressed = event.submitter;
  if (!pressed) {
    return; // an old browser sends the form by itself
  }
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  body.set(pressed.name, pressed.value);
  for (const one of form.elements) {
    one.disabled = true;
  }
  await ask(form.action, { method: "POST", body });
  for (const one of form.elements) {
    one.disabled = false; // it is still there only if nothing was noted
  }
});

place("sound").addEventListener("click", (event) => {
  attention.allow();
  attention.ring();
  attention.vibrate([100]);
  event.target.setAttribute("aria-pressed", "true");
  event.target.textContent = event.target.dataset.on;
});

// A phone in a pocket lets its pages sleep; what it shows is old when it is taken out.
addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask(location.href));
addEventListener("online", () => ask(location.href));
addEventListener("pageshow", (event) => event.persisted && ask(location.href));

look();
plan();
