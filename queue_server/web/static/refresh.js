// A board or overview: when something changes, the same page is read again and its middle replaced.

import { follow } from "./live.js";

const WORDS = {
  vi: { polling: "Cập nhật 2 giây", away: "Mất kết nối máy chủ" },
  en: { polling: "Every 2 s", away: "Server is away" },
}[document.documentElement.lang];

async function read() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.redirected) {
    location.reload(); // to the door: the session is locked or over
    return;
  }
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const shown = document.getElementById("live");
  if (fresh !== null && fresh.innerHTML !== shown.innerHTML) {
    shown.replaceWith(document.adoptNode(fresh));
  }
}

follow(read, (state) => {
  const line = document.getElementById("line");
  line.hidden = state === "live";
  line.dataset.line = state;
  line.textContent = WORDS[state] ?? "";
});
