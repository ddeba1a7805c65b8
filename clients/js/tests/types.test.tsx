// What users write, as their editors check it: against the package's own name and its .d.ts files.
import {
  configure, contentImageUrl, contentSrcset, fetchArtwork, fetchBestArtwork, generateImgproxyUrl,
  generateOptimizedUrl, generateResponsiveUrls, generateSrcset, generateThumbnailUrl, ladder,
  mediaImageUrl, mediaSrcset, MEDIA_TYPE_MAPPING, TvdbProxyError,
} from "tvdbproxy-client";
import { TvdbImage } from "tvdbproxy-client/element";
import { signer, signImgproxyUrl } from "tvdbproxy-client/sign";
import {
  AIAnalysisDisplay, ContentImage, MediaBrowser, OptimizedImage, SmartImage, TvdbProvider, useAnalysis,
  useArtwork, useImgproxyUrl, useResponsiveUrls,
} from "tvdbproxy-client/react";
import { bindReact } from "tvdbproxy-client/react-with";
import * as React from "react";

configure({ base: "https://pics.example.com", imgproxy: { url: "https://img.example.com", sign: (path) => path } });
// @ts-expect-error nothing of this name can be set
configure({ key: "secret" });

const poster: string = contentImageUrl({ contentType: "series", contentId: 910001, imageType: "poster", size: "w342" });
const set: string = contentSrcset({ contentType: "movie", contentId: "7", width: 500 });
const media: string = mediaImageUrl({ mediaId: 789, size: "thumbnail", format: "webp", bg: "removed" });
mediaSrcset({ mediaId: 789, width: 1500, height: 900, profile: { small: { width: 480 } } });
// @ts-expect-error there is no such background
mediaImageUrl({ mediaId: 789, bg: "blue" });
// @ts-expect-error which picture?
contentImageUrl({ contentType: "series" });
const widths: readonly number[] = ladder("series", "poster");
const kind: "logo" | "sites" | "product" | "profile" | "event" | undefined = MEDIA_TYPE_MAPPING["logo_image"];

const artwork = await fetchArtwork(63900001, { signal: AbortSignal.timeout(1000) });
const width: number | null = artwork.width;
const best = await fetchBestArtwork({ contentType: "series", contentId: 1, languages: ["deu"] });
const signed: string = generateImgproxyUrl(best, { width: 600, height: 400 });
generateOptimizedUrl("tvdb://series/1/poster", { width: 400, webp: false });
generateThumbnailUrl(artwork, 48);
generateSrcset("tvdb://series/1/poster", [300, 600], { quality: 70 });
const large: string = generateResponsiveUrls(artwork).large;
// @ts-expect-error there is no such size
generateResponsiveUrls(artwork).huge;
// @ts-expect-error there is no such way of resizing
generateImgproxyUrl("s3://a/b", { resizingType: "cover" });
const told: string = new TvdbProxyError("no", 404, "no_artwork").code;

const signature: Promise<string> = signer({ key: "aa", salt: "bb" })("/w:1/x");
const there: Promise<string> = signImgproxyUrl("s3://a/b", { width: 1 }, { key: "aa", salt: "bb", url: "/imgproxy" });

const element: TvdbImage = document.createElement("tvdb-image");
const state: "empty" | "loading" | "loaded" | "error" = element.state;
element.retry();
document.querySelector("tvdb-image")?.retry();

function Page({ id }: { id: number }) {
  const address: string = useImgproxyUrl("tvdb://series/1/poster", { width: 400, format: "webp" });
  const { small } = useResponsiveUrls(artwork);
  const facts = useArtwork(id);
  const analysis = useAnalysis(id, async (mediaId, { signal }) => (await fetch(`/mine/${mediaId}`, { signal })).json());
  return (
    <TvdbProvider value={{ base: "", loadAnalysis: async () => ({ style: "Cubist" }) }}>
      <img src={address} alt="" />
      <img src={small} alt={facts.data?.image_type ?? ""} />
      <OptimizedImage src={best} alt="Poster" responsive responsiveWidths={[300, 600]} sizes="50vw" className="wide" placeholder onLoad={() => {}} />
      <OptimizedImage src="https://example.com/a.jpg" alt="" width={600} height={400} preset="medium" format="webp" quality={90} data-id="a" />
      <SmartImage mediaId={789} size="thumbnail" alt="Profile" backgroundOption="removed" preferredFormats={["avif", "webp", "jpeg", "png"]} showAIData analysis={analysis.data ?? undefined} />
      <AIAnalysisDisplay mediaId={789} showStyle showColors showQuality={false} showMood labels={{ style: "Stil" }} />
      <ContentImage contentType="series" contentId={1} alt="" placeholder="auto" errorContent={<b>Away</b>} />
      <MediaBrowser items={[{ id: 1, title: "One", src: "/a.jpg" }]} view="list" onSelect={(item) => item.title} />
      <tvdb-image content-type="series" content-id={1} sizes="200px" alt="" fetchpriority="high" />
      {/* @ts-expect-error a picture has words for those who do not see it */}
      <SmartImage mediaId={789} />
      {/* @ts-expect-error there is no such background */}
      <SmartImage mediaId={789} alt="" backgroundOption="blue" />
    </TvdbProvider>
  );
}
const bound = bindReact(React);
export const page = <bound.TvdbProvider value={{}}><Page id={1} /></bound.TvdbProvider>;
export const all = [poster, set, media, widths, kind, width, signed, large, told, signature, there, state];
