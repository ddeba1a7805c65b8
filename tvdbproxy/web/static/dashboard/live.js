// Follows a page: its address also answers with a stream of events, each with the live part of
// the page as it is by now. What somebody has opened, typed or focused stays as it is.

const RESTART_MS = 10_000;
const place = document.querySelector("[data-live]");
let source = null;

function keep(name, node) {
  return !(name === "open" && node.matches?.("[data-keep]"));
}

function show(event) {
  Idiomorph.morph(place, event.data, {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    callbacks: { beforeAttributeUpdated: keep },
  });
}

function follow() {
  source = new EventSource(location.href);
  source.addEventListener("message", show);
  // The browser asks again by itself, unless the answer was no stream: a server that starts, or
  // a login that has ended.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(resume, RESTART_MS);
  });
}

function resume() {
  if (document.hidden || (source && source.readyState !== EventSource.CLOSED)) return;
  follow();
}

function pause() {
  source?.close();
}

if (place && place.childElementCount) {
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : resume()));
  addEventListener("pagehide", pause);
  resume();
}
