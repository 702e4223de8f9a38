import { MiddleCut } from "./middle-cut";

/** A URL as text, never as a link, on one line; https goes without saying. */
export function ShortUrl({ url }: { url: string }) {
  return <MiddleCut text={url.replace(/^https:\/\//i, "")} title={url} />;
}
