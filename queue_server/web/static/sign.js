// The board above a counter: read again when something changes; without the server it says so and
// shows no number, because it would be an old one.

import "./awake.js";
import { follow } from "./live.js";

async function read() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(5000) });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const shown = document.getElementById("live");
  if (fresh.outerHTML !== shown.outerHTML) {
    shown.replaceWith(document.adoptNode(fresh));
  }
}

const lost = follow(read, (state) => {
  const isAway = state === "away";
  document.getElementById("away").hidden = !isAway;
  document.body.classList.toggle("is-away", isAway);
});
addEventListener("offline", lost);
