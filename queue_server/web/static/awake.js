// A screen that falls asleep calls nobody.
const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", () => !document.hidden && stayAwake());
stayAwake();
