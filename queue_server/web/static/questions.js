// What is asked before some keys do their work. Each question ends in `press` with what was chosen.

import { ask } from "./choices.js";
import { isFree, possible } from "./possible.js";
import { mind } from "./session.js";
import { minutes } from "./times.js";

const HELP_MINUTES = [15, 30, 60, 120];
const MOST_DOSSIERS = 99;

// `desk` gives the page's side: { told, view, now, press, say, go, refused }.
export function questionsOf(desk) {
  const { told, press } = desk;
  const { words, services } = told;
  const nameOf = (service) => services[service] ?? service;
  const toFind = { find: "words", hint: words.type_to_find };

  async function busyNext() {
    const label = desk.view().counter.ticket.label;
    const may = (act) => possible(act, desk.view(), told.rules, desk.now(), null) === true;
    const answers = [
      { code: "finish_next", label: words.finish_next },
      { code: "recall", label: words.recall, isOff: !may("recall") },
      { code: "hold", label: words.hold, isOff: !may("hold") },
      { code: "no_show", label: words.no_show, isOff: !may("no_show") },
    ];
    const title = words.busy_next.replace("{label}", label);
    const answer = await ask(title, answers, { guarded: true });
    if (answer !== null) {
      press(answer.code);
    }
  }

  async function transfer() {
    const answers = [];
    for (const one of servicesBut(desk.view().counter.ticket.service)) {
      answers.push(one);
      const counters = one.isOff ? [] : one.counters.filter((number) => number !== told.counter);
      if (one.counters.length > 1) {
        answers.push(...counters.map((number) => onlyAt(one, number)));
      }
    }
    const answer = await ask(words.transfer_to, answers, toFind);
    if (answer !== null) {
      const [service, counter] = answer.code.split(" ");
      press("transfer", counter ? { service, to_counter: Number(counter) } : { service });
    }
  }

  function onlyAt(service, number) {
    const label = `${service.label}, ${words.at_counter} ${number}`;
    return { code: `${service.code} ${number}`, label, note: "" };
  }

  async function nextLeg() {
    const answers = servicesBut(desk.view().counter.ticket.service);
    const answer = await ask(words.next_leg_to, answers, toFind);
    if (answer !== null) {
      press("next_leg", { service: answer.code });
    }
  }

  function servicesBut(here = "", isOpenOnly = true) {
    return desk.view().services.map((one) => {
      const counters = one.open_counters;
      const where = counters.map((number) => `${words.counter} ${number}`).join(", ");
      const isOff = (isOpenOnly && counters.length === 0) || one.service === here;
      const note = where || words.nobody_serves;
      return { code: one.service, label: nameOf(one.service), note, isOff, counters };
    });
  }

  async function pause() {
    const answer = await ask(words.pause_why, choices(told.pauses));
    if (answer !== null) {
      press("pause", { reason: answer.code });
    }
  }

  async function issue() {
    const answer = await ask(words.issue_for, servicesBut("", false), { ...toFind, tick: true });
    if (answer !== null) {
      const ticket_class = answer.isTicked ? "priority" : "normal";
      press("issue", { service: answer.code, ticket_class });
    }
  }

  async function dossiers() {
    const counts = Array.from({ length: MOST_DOSSIERS }, (_, place) => place + 1);
    const answers = counts.map((n) => ({ code: n, label: `${n} ${words.dossiers_unit}` }));
    const label = desk.view().counter.ticket.label;
    const title = words.dossiers_of.replace("{label}", label);
    const answer = await ask(title, answers, { find: "digits", hint: words.find_hint });
    if (answer !== null) {
      press("dossiers", { dossiers: answer.code });
    }
  }

  async function lend() {
    const view = desk.view();
    if (view.counter.lent.length > 0) {
      press("end_loan", {});
      return;
    }
    const mine = view.counter.services;
    const answers = view.desks
      .map(([number, offered]) => ({ number, more: offered.filter((one) => !mine.includes(one)) }))
      .filter((one) => one.number !== told.counter && one.more.length > 0)
      .map((one) => ({
        code: one.more,
        label: `${words.counter} ${one.number}`,
        note: one.more.map(nameOf).join(" · "),
      }));
    const whom = await ask(words.lend_to, answers, toFind);
    if (whom === null) {
      return;
    }
    const spans = HELP_MINUTES.map((n) => ({ code: n, label: minutes(n * 60000, words) }));
    const span = await ask(words.lend_for, spans);
    if (span !== null) {
      press("lend", { services: whom.code, minutes: span.code });
    }
  }

  async function second() {
    const others = desk.view().desks.filter(([number]) => number !== told.counter);
    const answers = others.map(([number, offered]) => ({
      code: number,
      label: `${words.counter} ${number}`,
      note: offered.map(nameOf).join(" · "),
    }));
    answers.push({ code: 0, label: words.second_none });
    const answer = await ask(words.second_which, answers, toFind);
    if (answer !== null) {
      desk.go(answer.code);
    }
  }

  const resume = () => oneOf(desk.view().counter.held, "resume", words.resume_which);
  const comesBack = () => oneOf(desk.view().absent, "return", words.return_which);

  async function oneOf(tickets, act, title) {
    if (tickets.length === 1) {
      press(act, { ticket: tickets[0].id });
      return;
    }
    const answers = tickets.map((one) => ({
      code: one.id,
      label: one.label,
      note: nameOf(one.service),
    }));
    const answer = await ask(title, answers);
    if (answer !== null) {
      press(act, { ticket: answer.code });
    }
  }

  async function find() {
    const found = await readNumbers();
    if (found === null) {
      desk.say(words.key_while_away, "bad");
      return;
    }
    const answers = found.map((one) => ({ code: one.id, label: one.label, note: noteOf(one) }));
    const title = answers.length ? words.find_title : words.nobody_waits;
    const answer = await ask(title, answers, { find: "digits", hint: words.find_hint });
    if (answer !== null) {
      await whatAbout(found.find((one) => one.id === answer.code));
    }
  }

  async function readNumbers() {
    try {
      const answer = await mind(await fetch(told.waiting, { cache: "no-store" }));
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  function noteOf(ticket) {
    const parts = [nameOf(ticket.service)];
    parts.push(ticket.state === "waiting" ? minutes(ticket.waited_ms, words) : stateOf(ticket));
    if (isPriority(ticket)) {
      parts.push(words.priority);
    }
    return parts.join(" · ");
  }

  function stateOf(ticket) {
    return ticket.state === "held"
      ? `${words.held}, ${words.at_counter} ${ticket.counter}`
      : words.absent;
  }

  async function whatAbout(ticket) {
    const view = desk.view();
    const isMine = view.counter.services.includes(ticket.service);
    const waits = ticket.state === "waiting";
    const answer = await ask(`${ticket.label} · ${nameOf(ticket.service)}`, [
      { code: "call", label: words.call_this, isOff: !isMine || !isFree(view.counter) },
      { code: "change_service", label: words.other_service, isOff: !waits },
      {
        code: "change_class",
        label: isPriority(ticket) ? words.to_normal : words.to_priority,
        isOff: !waits,
      },
      { code: "cancel", label: words.cancel_number },
      { code: "return", label: words.return, isOff: ticket.state !== "no-show" },
    ]);
    const wish = answer === null ? null : await DETAILS[answer.code](ticket);
    if (wish !== null) {
      press(answer.code, { ticket: ticket.id, ...wish });
    }
  }

  const DETAILS = {
    call: async () => {
      const answer = await ask(words.call_why, choices(told.call_reasons));
      return answer === null ? null : { reason: answer.code };
    },
    change_service: async (ticket) => {
      const answers = servicesBut(ticket.service, false);
      const answer = await ask(words.other_service_to, answers, toFind);
      return answer === null ? null : { service: answer.code };
    },
    change_class: async (ticket) => ({ ticket_class: isPriority(ticket) ? "normal" : "priority" }),
    cancel: async () => ({}),
    return: async () => ({}),
  };

  return {
    transfer, pause, issue, find, dossiers, lend, second, resume,
    busy_next: busyNext, next_leg: nextLeg, return: comesBack,
  };
}

const choices = (told) => told.map(([code, label]) => ({ code, label }));
const isPriority = (ticket) => ticket.ticket_class === "priority";
