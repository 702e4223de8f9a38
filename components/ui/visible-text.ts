/**
 * Text that somebody else wrote, with control characters, bidi marks and other invisible ones made visible as `\u{…}`, so
 * that what is shown is what is there. Line breaks and tabs stay. Pure.
 */
export function visibleText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]|\u034f|\u17b4|\u17b5/gu,
    (character) =>
      character === "\n" || character === "\t"
        ? character
        : character === "\r"
          ? ""
          : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
