// The office's hours: what is changed here is kept on the page until somebody saves it, whole.

import { freshId } from "./ids.js";
import { headers, mind } from "./session.js";

const at = (id) => document.getElementById(id);
const form = at("told");
const { calendar, year, proposed, weekdays } = JSON.parse(form.dataset.told);
const FRIDAY = 4;

let days = new Map(calendar.special.map((one) => [one.date, one]));
let confirmed = new Set(calendar.confirmed);

const spans = (text) => text.split(/[,;]/).map((one) => one.trim().replace(/\s*[-–]\s*/, "-")).filter(Boolean);

function week() {
  return [...form.querySelectorAll("[data-weekday]")].map((row) => ({
    work: spans(row.querySelector("[data-field=work]").value),
    issue: spans(row.querySelector("[data-field=issue]").value),
  }));
}

function changed(text = "Chưa lưu.") {
  at("save").disabled = false;
  say(text, "");
}

function say(text, kind) {
  at("said").textContent = text;
  at("said").dataset.kind = kind;
}

function cell(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function put(day) {
  days.set(day.date, day);
  form.querySelector(`[data-day="${day.date}"]`)?.remove();
  const row = document.createElement("tr");
  row.dataset.day = day.date;
  row.className = "is-new";
  const shown = day.date.split("-").reverse().join("/");
  const date = cell("th", shown);
  date.scope = "row";
  const remove = cell("button", "Xóa");
  remove.type = "button";
  remove.className = "do do-small";
  remove.dataset.remove = day.date;
  remove.setAttribute("aria-label", `Xóa ${shown}`);
  const last = cell("td", "");
  last.className = "right";
  last.append(remove);
  const name = weekdays[(new Date(`${day.date}T00:00:00Z`).getUTCDay() + 6) % 7];
  row.append(date, cell("td", name), cell("td", day.work.join(", ") || "nghỉ"));
  row.append(cell("td", day.issue.join(", ") || "nghỉ"), cell("td", day.reason), last);
  const after = [...at("days").children].find((one) => one.dataset.day > day.date);
  at("days").insertBefore(row, after ?? null);
  changed();
}

at("add").addEventListener("click", () => {
  const date = at("add-date").value;
  if (!date) {
    say("Chọn ngày trước khi thêm.", "bad");
    at("add-date").focus();
    return;
  }
  const friday = week()[FRIDAY];
  const hours = at("add-kind").value === "work" ? friday : { work: [], issue: [] };
  put({ date, reason: at("add-reason").value.trim(), ...hours });
  at("add-reason").value = "";
});

at("propose").addEventListener("click", () => {
  const missing = proposed.filter((one) => !days.has(one.date));
  missing.forEach((one) => put({ ...one, work: [], issue: [] }));
  const text = missing.length
    ? `Đã thêm ${missing.length} ngày: đối chiếu với thông báo của năm rồi lưu.`
    : "Các ngày lễ theo luật đều đã có.";
  say(text, "");
});

at("confirm").addEventListener("click", () => {
  confirmed.add(year);
  at("confirmed").textContent = "đã xác nhận, chưa lưu";
  at("confirm").disabled = true;
  changed();
});

at("days").addEventListener("click", (event) => {
  const date = event.target.dataset.remove;
  if (date) {
    days.delete(date);
    event.target.closest("tr").remove();
    changed();
  }
});

form.addEventListener("input", (event) => event.target.closest("[data-weekday]") && changed());

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  at("save").disabled = true;
  const wish = {
    request: freshId(),
    calendar: { week: week(), special: [...days.values()], confirmed: [...confirmed] },
  };
  try {
    const sent = { method: "POST", headers: headers(), body: JSON.stringify(wish) };
    const answer = await mind(await fetch("/api/hours", sent));
    if (answer.ok) {
      location.reload();
      return;
    }
    say((await answer.json()).message, "bad");
  } catch {
    say("Máy chủ không trả lời; lịch chưa được lưu. Vui lòng thử lại.", "bad");
  }
  at("save").disabled = false;
});
