// Keeps a page up to date: server-sent events while there are places for them, else a question
// every two seconds; and says which of the two it is, or that the server is away.

const POLL_MS = 2000;
const STREAM_AGAIN_MS = 20000;
const SILENT_MS = 40000; // the server's heartbeat comes every 15 s

// `changed` reads everything again and rejects when the server is away; `told` hears the state of
// the line: "live", "polling" or "away".
export function follow(changed, told) {
  let source = null;
  let timer = null;
  let heard = 0;
  let nextStream = 0;
  let isReading = false;
  let isStale = false;
  let line = "";

  function say(state) {
    if (state !== line) {
      line = state;
      told(state);
    }
  }

  async function read() {
    if (isReading) {
      isStale = true;
      return;
    }
    isReading = true;
    try {
      do {
        isStale = false;
        await changed();
      } while (isStale);
    } finally {
      isReading = false;
    }
  }

  function open() {
    nextStream = performance.now() + STREAM_AGAIN_MS;
    source = new EventSource("/events");
    source.addEventListener("office", async () => {
      heard = performance.now();
      stopAsking();
      try {
        await read();
        say("live");
      } catch {
        lost();
      }
    });
    source.addEventListener("beat", () => {
      heard = performance.now();
    });
    source.onerror = lost;
    heard = performance.now();
  }

  function lost() {
    if (source !== null) {
      source.close();
      source = null;
    }
    if (timer === null) {
      ask();
    }
  }

  async function ask() {
    timer = setTimeout(ask, POLL_MS);
    const wasAway = line === "away";
    try {
      await read();
    } catch {
      say("away");
      return;
    }
    if (source === null) {
      say("polling");
      if (wasAway || performance.now() >= nextStream) {
        open();
      }
    }
  }

  function stopAsking() {
    clearTimeout(timer);
    timer = null;
  }

  setInterval(() => {
    if (source !== null && performance.now() - heard > SILENT_MS) {
      lost();
    }
  }, 5000);
  // A page that comes back from the browser's memory has lost its stream.
  addEventListener("pageshow", (event) => event.persisted && lost());
  open();

  // For a page that notices by itself that the server is away.
  return lost;
}
