// The demonstration's own part: knobs, and a React application.
// Everything else on the page is HTML.

import { fetchBestArtwork } from "/clients/js/index.js";
import { bindReact } from "/clients/js/react-with.js";

const { createElement: h, useState } = window.React;
const { AIAnalysisDisplay, MediaBrowser, OptimizedImage, SmartImage } = bindReact(window.React);

// What an analysis says, where no picture is at hand that has one.
const EXAMPLE = {
  style: "Art deco", medium: "Screen print", quality_score: 87, mood_keywords: ["calm", "wide", "blue"],
  brand_colors: null, dominant_colors: ["#1B3A5C", "#E0A458", "#F4EDE1"],
};

function turnKnobs(form, tried, said) {
  const tell = () => {
    const { naturalWidth, naturalHeight } = tried.shadowRoot.querySelector("img");
    said.textContent = tried.state === "loaded" ? `${naturalWidth} × ${naturalHeight}  ${tried.currentSrc}` : "";
  };
  const turn = () => {
    const { width, shape, ...attributes } = Object.fromEntries(new FormData(form));
    const [across, down] = shape.split(" ");
    const wanted = { ...attributes, width, height: shape && Math.round((width * down) / across) };
    for (const [name, value] of Object.entries(wanted)) {
      if (value) tried.setAttribute(name, value);
      else tried.removeAttribute(name);
    }
    tell();
  };
  form.addEventListener("input", turn);
  tried.addEventListener("load", tell);
  turn();
}

function Application({ artwork, name, mediaId, items }) {
  const [view, setView] = useState("grid");
  const [selected, setSelected] = useState(items[0]?.id ?? null);
  const tab = (word) => h("button", { key: word, type: "button", "aria-pressed": view === word, onClick: () => setView(word) }, word === "grid" ? "Grid" : "List");
  const signed = artwork.imgproxy_preset_urls !== null;
  return h("div", { className: "react" },
    h("div", null, h("h3", null, "OptimizedImage"),
      h(OptimizedImage, { src: artwork, alt: `Poster of ${name}`, preset: "medium", width: artwork.width, height: artwork.height, placeholder: true }),
      h("p", { className: "note" }, signed ? "By a preset, at an address that the service signed." : "Nothing signs here (IMGPROXY_KEY): the picture as it is stored.")),
    h("div", null, h("h3", null, "AIAnalysisDisplay"),
      h(AIAnalysisDisplay, { mediaId: 1, analysis: EXAMPLE }),
      h("p", { className: "note" }, "An invented example: analyses are for your own server to ask for.")),
    mediaId && h("div", null, h("h3", null, "SmartImage"),
      h(SmartImage, { mediaId, size: "detail", alt: "Your picture", retries: 0 })),
    h("div", { className: "wide" }, h("h3", null, "MediaBrowser"),
      h("div", { className: "tabs", role: "group", "aria-label": "View" }, tab("grid"), tab("list")),
      h(MediaBrowser, { items, view, selected, label: "Posters", onSelect: (item) => setSelected(item.id) })),
  );
}

async function start(place) {
  const { type, id, name, media } = place.dataset;
  const titles = [...document.querySelectorAll(".posters tvdb-image")].map((poster) => ({
    contentType: poster.getAttribute("content-type"), contentId: poster.getAttribute("content-id"), title: poster.getAttribute("alt").replace("Poster of ", ""),
  }));
  const answers = await Promise.all(titles.map((title) => fetchBestArtwork(title)));
  const items = titles.map(({ title }, place) => ({ id: answers[place].id, title, src: answers[place] }));
  const artwork = answers[titles.findIndex((title) => title.contentType === type && title.contentId === id)];
  window.ReactDOM.createRoot(place).render(h(Application, { artwork, name, mediaId: media, items }));
}

const place = document.getElementById("app");
if (place) {
  turnKnobs(document.getElementById("knobs"), document.getElementById("tried"), document.getElementById("said"));
  await start(place);
}
