// An id for each press, so that one that is sent twice is done once.

// Not crypto.randomUUID: browsers keep it from pages that come by plain HTTP over the LAN.
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
