// How long something has taken, as people say it.

// "dưới 1 phút", "8 phút", "1 giờ 5 phút".
export function minutes(ms, words) {
  if (ms < 60000) {
    return words.under_minute;
  }
  const total = Math.round(ms / 60000);
  const hours = Math.floor(total / 60);
  const rest = total % 60 ? `${total % 60} ${words.minutes}` : "";
  return [hours ? `${hours} ${words.hours}` : "", rest].filter(Boolean).join(" ");
}

// "3:07".
export function stopwatch(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// A time of the day in Hanoi, wherever the computer thinks it is.
export function timeOfDay(ms) {
  return new Date(ms + 7 * 3600 * 1000).toISOString().slice(11, 16);
}
