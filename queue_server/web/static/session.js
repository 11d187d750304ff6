// What every script sends with a change, and what it does when its session is locked or over.

export function headers() {
  const token = document.querySelector('meta[name="csrf"]')?.content ?? "";
  return { "Content-Type": "application/json", "X-CSRF-Token": token };
}

// Leads to the door, and back here afterwards; a page of an older session is read again.
export async function mind(answer) {
  if (answer.status === 401) {
    const here = location.pathname + location.search;
    location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  } else if (answer.status === 403 && (await answer.clone().json()).code === "csrf") {
    location.reload();
  }
  return answer;
}
