import { replaceInvisible } from "@/lib/invisible-text";

/**
 * Text that somebody else wrote, with control characters, bidi marks and other invisible ones made visible as `\u{…}`, so
 * that what is shown is what is there. Line breaks and tabs stay. Pure.
 */
export function visibleText(text: string): string {
  return replaceInvisible(text, (character) =>
    character === "\r" ? "" : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
