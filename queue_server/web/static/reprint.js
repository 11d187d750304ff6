// The administrator has a kiosk print papers once more. The server decides; its answer is shown.

import { freshId } from "./ids.js";
import { headers, mind } from "./session.js";

const WORDS = {
  vi: { sent: "Đã gửi lệnh in tới máy lấy số.", away: "Máy chủ không trả lời; chưa rõ đã gửi lệnh." },
  en: { sent: "The kiosk has been told to print.", away: "No answer from the server." },
}[document.documentElement.lang];

const SAID_MS = 8000;

let timer = null;

// Papers of tickets, or the summary of a day.
async function order({ reprint, ticket, summary, day }) {
  const wish = summary ? { day } : { ticket: ticket ?? null };
  const body = JSON.stringify({ request: freshId(), ...wish });
  const what = summary ? "summary" : "reprint";
  const address = `/api/device/${encodeURIComponent(summary ?? reprint)}/${what}${location.search}`;
  try {
    const answer = await mind(await fetch(address, { method: "POST", headers: headers(), body }));
    return answer.ok ? WORDS.sent : (await answer.json()).message;
  } catch {
    return WORDS.away;
  }
}

// The middle of the page is replaced at each change; so the page itself listens.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-reprint], [data-summary]");
  if (button === null || button.disabled) {
    return;
  }
  button.disabled = true;
  const said = await order(button.dataset);
  button.disabled = false;
  const place = document.getElementById("print-said");
  place.textContent = said;
  clearTimeout(timer);
  timer = setTimeout(() => place.replaceChildren(), SAID_MS);
});
