// Three things that a page can do without: pictures that fade in, progress that moves,
// and arrow keys. Everything on the page was written by the server, and what this module
// adds while a sync runs is fetched from the same address.

const POLL_MS = 2000;
const RETRY_MS = [2000, 4000, 8000, 16000];
const sync = document.getElementById("sync");

// A picture that is not there yet fades in over its placeholder. One that the server was
// too busy to make is asked for again.
function watch(image) {
  if (image.complete && image.naturalWidth) return;
  let tries = 0;
  image.classList.add("loading");
  image.addEventListener("load", () => image.classList.remove("loading"));
  const again = () => {
    if (tries >= RETRY_MS.length || !image.isConnected) return;
    setTimeout(() => { image.srcset = image.srcset; }, RETRY_MS[tries++]);
  };
  image.addEventListener("error", again);
  if (image.complete) again();
}

const watchAll = (root) => root.querySelectorAll("img.picture").forEach(watch);

// Takes over the page as it is by now. What has not changed stays the same element, so that
// no picture blinks, and what has the focus keeps it.
async function refresh() {
  const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const here = document.getElementById("content");
  const there = document.adoptNode(fresh.getElementById("content"));
  const focused = here.contains(document.activeElement) && document.activeElement.closest("[id]").id;
  for (const part of there.querySelectorAll("[data-version]")) {
    const held = document.getElementById(part.id);
    if (held?.dataset.version === part.dataset.version) part.replaceWith(held);
    else watchAll(part);
  }
  here.replaceChildren(...there.childNodes);
  if (focused) document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
}

function show({ phase, titles, artwork }) {
  const settled = artwork.ready + artwork.failed + artwork.missing;
  const bar = sync.querySelector("progress");
  sync.dataset.phase = phase;
  bar.max = Math.max(titles.total + artwork.total, 1);
  bar.value = titles.done + settled;
  for (const place of sync.querySelectorAll("[data-count]")) {
    place.textContent = artwork[place.dataset.count].toLocaleString("en");
  }
  return `${titles.total} ${titles.done} ${settled}`;
}

async function follow() {
  let seen = "";
  while (sync.dataset.phase !== "idle") {
    await new Promise((done) => setTimeout(done, POLL_MS));
    if (document.hidden) continue;
    try {
      const reply = await fetch(sync.dataset.poll);
      if (!reply.ok) continue;
      const now = show(await reply.json());
      if (now !== seen) await refresh();
      seen = now;
    } catch {
      // The server is away for a moment, as during an upgrade: the next round asks again.
    }
  }
}

// Arrow keys go from card to card; up and down find the nearest one in the next row.
function neighbour(card, key) {
  const cards = [...card.parentElement.children];
  const place = cards.indexOf(card);
  if (key === "ArrowRight") return cards[place + 1];
  if (key === "ArrowLeft") return cards[place - 1];
  const down = key === "ArrowDown";
  const ahead = down ? cards.slice(place + 1) : cards.slice(0, place).reverse();
  return ahead.find((other) => other.offsetTop !== card.offsetTop && other.offsetLeft === card.offsetLeft);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const card = event.target.closest?.(".card");
  if (card && event.key.startsWith("Arrow")) {
    const next = neighbour(card, event.key)?.querySelector("a");
    if (next) {
      event.preventDefault();
      next.focus();
    }
  } else if (event.key === "/" && !event.target.closest("input")) {
    event.preventDefault();
    document.querySelector(".search input").focus();
  }
});

watchAll(document);
if (sync) follow();
