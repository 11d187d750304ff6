// What may be pressed now, by what the server last said. Nothing here touches the page.

// True, false, or the milliseconds that are left to wait. `at` is the office's time.
export function possible(act, view, rules, at, cancelled) {
  const desk = view.counter;
  const ticket = desk.ticket;
  const state = ticket?.state ?? "";
  switch (act) {
    case "next":
      return desk.state === "open" && (!ticket || desk.then === "");
    case "finish":
    case "finish_next":
    case "next_leg":
    case "transfer":
    case "dossiers":
      return Boolean(ticket);
    case "find":
    case "issue":
      return view.day !== null;
    case "start":
      return state === "called";
    case "hold":
      return state === "serving";
    case "still":
      return asksIfStill(desk, at);
    case "recall":
      return state === "called" && ticket.calls < rules.calls && recallWait(ticket, rules, at);
    case "no_show":
      return state === "called" && ticket.calls >= rules.calls && absentWait(ticket, rules, at);
    case "undo":
      return undoOf(view, rules, at, cancelled) !== null;
    case "resume":
      return isFree(desk) && desk.held.length > 0;
    case "return":
      return view.absent.length > 0;
    case "open":
      return desk.state !== "open" || desk.then !== "";
    case "pause":
      return desk.state === "open" && desk.then === "";
    case "close":
      return desk.state !== "closed" && desk.then !== "closed";
    case "lend":
      return desk.state !== "closed" && view.desks.length > 1;
    case "second":
      return view.desks.length > 1;
    default:
      return true;
  }
}

export const isFree = (desk) => desk.state === "open" && !desk.ticket;

// A service that lasts longer than 95 of 100: perhaps somebody forgot to press the key.
export const asksIfStill = (desk, at) => desk.asks_ms > 0 && at >= desk.asks_ms;

const TOGETHER_MS = 1000; // a finish and a call so near to each other were one key

// What the undo key takes back: { kind, label, done, left, whole }, times in ms; or null.
export function undoOf(view, rules, at, cancelled) {
  const desk = view.counter;
  const ticket = desk.ticket;
  if (cancelled !== null) {
    const undo = lasting("undo_cancel", cancelled.since, rules.undo_cancel_s, at);
    if (undo) {
      return { ...undo, label: cancelled.label };
    }
  }
  if (ticket) {
    if (ticket.state !== "called" || ticket.calls !== 1) {
      return null;
    }
    const gap = ticket.first_called_ms - desk.last_finished_ms;
    const isOneKey = desk.last_finished !== "" && Math.abs(gap) < TOGETHER_MS;
    const kind = isOneKey ? "undo_both" : "undo_call";
    const undo = lasting(kind, ticket.first_called_ms, rules.undo_call_s, at);
    return undo && { ...undo, label: ticket.label, done: desk.last_finished };
  }
  if (desk.state !== "open" || desk.last_finished === "") {
    return null;
  }
  const undo = lasting("undo_finish", desk.last_finished_ms, rules.undo_finish_s, at);
  return undo && { ...undo, label: desk.last_finished };
}

function lasting(kind, since, seconds, at) {
  const whole = seconds * 1000;
  const left = since + whole - at;
  return left > 0 ? { kind, left, whole } : null;
}

function recallWait(ticket, rules, at) {
  return waitUntil(ticket.last_called_ms + rules.recall_after_s * 1000, at);
}

function absentWait(ticket, rules, at) {
  const factor = ticket.ticket_class === "priority" ? rules.absent_priority_factor : 1;
  return waitUntil(ticket.first_called_ms + rules.absent_after_s * factor * 1000, at);
}

function waitUntil(moment, at) {
  const wait = moment - at;
  return wait > 0 ? wait : true;
}
