/** A URL as text, never as a link: cut in the middle when long, whole on hover and for screen readers. */
export function ShortUrl({ url, longest = 64 }: { url: string; longest?: number }) {
  const shown = url.replace(/^https?:\/\//i, "");
  const scheme = url.startsWith("http://") || url.startsWith("HTTP://") ? "http://" : "";
  const text = `${scheme}${shown}`;
  if (text.length <= longest) return <code className="text-[12.5px] break-all">{text}</code>;
  const half = Math.floor((longest - 1) / 2);
  return (
    <code title={url} className="text-[12.5px] break-all">
      <span className="sr-only">{url}</span>
      <span aria-hidden>
        {text.slice(0, half)}…{text.slice(-half)}
      </span>
    </code>
  );
}
