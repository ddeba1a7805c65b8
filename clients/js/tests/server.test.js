// On a server: signing, and rendering without a document.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { configure, generateImgproxyUrl, ImgproxyError } from "tvdbproxy-client";
import { AIAnalysisDisplay, ContentImage, OptimizedImage, SmartImage, TvdbProvider, useImgproxyUrl } from "tvdbproxy-client/react";
import { signer, signImgproxyUrl } from "tvdbproxy-client/sign";
import { nodeSigner } from "tvdbproxy-client/sign-node";

const SECRET = { key: "943b421c", salt: "520f986b" };
const PATH = "/rs:fill:300:200/plain/tvdb://series/910001/poster";
// As the service's own module has it in its examples.
const SIGNATURE = "WZdzfytrOMNeIY_r3bib8FGB0WOYIwa_-S3dkow2oNA";

test("both ways of signing make the service's signatures", async () => {
  assert.equal(await signer(SECRET)(PATH), SIGNATURE);
  assert.equal(nodeSigner(SECRET)(PATH), SIGNATURE);
});

test("a signature may be shorter, and the first of several keys signs", async () => {
  const short = { ...SECRET, signatureSize: 8 };
  assert.equal(await signer(short)(PATH), nodeSigner(short)(PATH));
  assert.equal(Buffer.from(nodeSigner(short)(PATH), "base64url").length, 8);
  assert.equal(await signer({ key: "943b421c,aa", salt: "520f986b,bb" })(PATH), SIGNATURE);
});

test("a key that cannot sign is refused", () => {
  for (const wrong of [{ key: "", salt: "aa" }, { key: "aa", salt: "" }, { key: "xy", salt: "aa" }, { key: "abc", salt: "aa" }, { ...SECRET, signatureSize: 0 }, { ...SECRET, signatureSize: 33 }]) {
    assert.throws(() => signer(wrong), /key|salt|signature/i);
    assert.throws(() => nodeSigner(wrong), /key|salt|signature/i);
  }
});

test("a page is no place for a key", () => {
  Object.assign(globalThis, { document: {} });
  try {
    assert.throws(() => signer(SECRET), /page/);
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});

test("an address is the same however it was signed", async () => {
  const endpoint = { url: "https://img.example.com/imgproxy/", sign: nodeSigner(SECRET) };
  const address = generateImgproxyUrl("tvdb://movie/7/poster", { width: 400 }, endpoint);
  assert.equal(address, await signImgproxyUrl("tvdb://movie/7/poster", { width: 400 }, { ...SECRET, url: "https://img.example.com/imgproxy" }));
  assert.ok(address.endsWith("/w:400/dHZkYjovL21vdmllLzcvcG9zdGVy"));
  assert.throws(() => generateImgproxyUrl("tvdb://movie/7/poster", { width: 400 }), ImgproxyError);
});

test("components are rendered with pictures for who reads without scripts", () => {
  const html = renderToString(h(TvdbProvider, { value: { base: "https://pics.example.com" } },
    h(SmartImage, { mediaId: 789, size: "thumbnail", alt: "Ann", backgroundOption: "removed", className: "round" }),
    h(ContentImage, { contentType: "series", contentId: 1, imageType: "poster", alt: "Harbour" }),
    h(AIAnalysisDisplay, { mediaId: 789, analysis: { style: "Cubist", quality_score: 85, mood_keywords: ["calm"], dominant_colors: ["#112233"] } })));
  assert.match(html, /<tvdb-image [^>]*media-id="789"[^>]*class="round"/);
  assert.match(html, /<img [^>]*alt="Ann"[^>]*src="https:\/\/pics\.example\.com\/api\/images\/789\?size=thumbnail&amp;bg=removed"/);
  assert.match(html, /poster\/w342 342w/);
  assert.match(html, /Cubist/);
  assert.doesNotMatch(html, /style=/, "a content policy may forbid it");
});

test("addresses that a server signs while it renders are in its pages", () => {
  const endpoint = { url: "/imgproxy", sign: nodeSigner(SECRET) };
  const Address = () => useImgproxyUrl("tvdb://movie/7/poster", { width: 400 });
  const page = h(TvdbProvider, { value: { endpoint } }, h(Address), h(OptimizedImage, { src: "tvdb://movie/7/poster", alt: "", responsive: true }));
  const html = renderToString(page);
  const signature = nodeSigner(SECRET)("/w:400/dHZkYjovL21vdmllLzcvcG9zdGVy");
  assert.ok(html.includes(`/imgproxy/${signature}/w:400/`));
  assert.match(html, /w:1200\/dHZkYjovL21vdmllLzcvcG9zdGVy 1200w/);
});

test("what is configured counts where nothing else is said", () => {
  configure({ base: "https://elsewhere.example.com/", imgproxy: { unsigned: true } });
  try {
    const address = generateImgproxyUrl("tvdb://movie/7/poster", { preset: "avatar" });
    assert.equal(address, "https://elsewhere.example.com/imgproxy/unsafe/pr:avatar/dHZkYjovL21vdmllLzcvcG9zdGVy");
  } finally {
    configure({ base: "", imgproxy: {} });
  }
});
