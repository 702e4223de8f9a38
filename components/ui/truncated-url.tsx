import { TruncatedText } from "./truncated-text";

/** A URL as text, never as a link, on one line; https goes without saying. */
export function TruncatedUrl({ url }: { url: string }) {
  return <TruncatedText text={url.replace(/^https:\/\//i, "")} title={url} />;
}
