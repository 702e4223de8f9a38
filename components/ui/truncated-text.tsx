import { visibleText } from "./visible-text";

/** So much of the end stays visible. */
const tailLength = 14;

/**
 * Text on one line in a monospaced font, cut in the middle where it does not fit; whole on hover, for screen readers and when
 * copied, because only the looks are cut. What would be invisible is made visible.
 */
export function TruncatedText({ text: written, title = written }: { text: string; title?: string }) {
  const text = visibleText(written);
  // By characters: half a surrogate pair would show as a replacement mark.
  const characters = [...text];
  const tail = characters.slice(-tailLength).join("");
  const head = characters.slice(0, -tailLength).join("");
  return (
    <code
      title={visibleText(title)}
      className="block overflow-hidden text-[12.5px] leading-[21px] whitespace-nowrap"
    >
      {/* The two parts would be read with a gap between them. */}
      <span className="sr-only select-none">{text}</span>
      <span aria-hidden>
        <span
          className="inline-block overflow-hidden align-bottom text-ellipsis"
          // Whole characters, so that no gap is left behind the ellipsis.
          style={{ maxWidth: `round(down, 100% - ${tailLength}ch, 1ch)` }}
        >
          {head}
        </span>
        {tail}
      </span>
    </code>
  );
}
