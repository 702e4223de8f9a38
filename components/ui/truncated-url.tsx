import { visibleText } from "./visible-text";

/** So many characters of the end are always there: URLs of one service differ there. */
const tailLength = 20;

/**
 * A URL as text, never as a link, on one line: without its scheme, the host muted. Where room is short the host gives way first, then
 * the middle of the path, never the end. Whole on hover, for screen readers and when copied.
 */
export function TruncatedUrl({ url }: { url: string }) {
  const text = visibleText(url);
  const { host, rest } = parts(text);
  // By characters: half a surrogate pair would show as a replacement mark.
  const characters = [...rest];
  const tail = characters.slice(-tailLength).join("");
  const middle = characters.slice(0, -tailLength).join("");
  return (
    <code title={text} className="flex min-w-0 overflow-hidden text-[12.5px] leading-[21px] whitespace-pre">
      {/* The parts would be read with gaps between them. */}
      <span className="sr-only select-none">{text}</span>
      <span aria-hidden className="min-w-[8ch] shrink-[1000] overflow-hidden text-ellipsis text-text-2">
        {host}
      </span>
      {middle && (
        <span aria-hidden className="min-w-[2ch] overflow-hidden text-ellipsis">
          {middle}
        </span>
      )}
      <span aria-hidden className="shrink-0">
        {tail}
      </span>
    </code>
  );
}

function parts(url: string): { host: string; rest: string } {
  const [, host = "", rest = ""] = /^(?:https?:\/\/)?([^/?]*)(.*)$/is.exec(url) ?? [];
  return { host, rest };
}
