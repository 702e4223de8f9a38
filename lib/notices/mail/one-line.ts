/** A text on one line, with what cannot be seen or turns text around made visible: names and reasons are other people's. Pure. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, "�");
}
