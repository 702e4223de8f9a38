/**
 * What shows nothing by itself or changes how its neighbours are shown: control characters, bidi marks and other format
 * characters, half a surrogate pair, private use, separators, blanks that pass for letters.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]|\u034f|\u17b4|\u17b5/gu;
/** Nearly every text; told apart at a fraction of what the whole rule costs. */
const plain = /^[\x20-\x7e\n\t]*$/;

/** `text` with `name` in place of each invisible character; line feeds and tabs stay. Pure. */
export function replaceInvisible(text: string, name: (character: string) => string): string {
  if (plain.test(text)) return text;
  return text.replace(invisible, (character) =>
    character === "\n" || character === "\t" ? character : name(character),
  );
}

/**
 * `text` with each invisible character as `\u009b`, by UTF-16 unit. Of a JSON text this is the same JSON; of any other it is
 * what may be printed on a terminal, which would obey the character itself.
 */
export function escapeInvisible(text: string): string {
  return replaceInvisible(text, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
