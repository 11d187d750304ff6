// A page of something that takes its time: while it runs, its middle is read again each second.

const EVERY_MS = 1000;

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live");
    if (answer.ok && fresh !== null) {
      document.getElementById("live").replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The server is away for a moment; what is shown stays, and the next look asks again.
  }
  plan();
}

function plan() {
  if ("running" in document.getElementById("live").dataset) {
    setTimeout(look, EVERY_MS);
  }
}

plan();
