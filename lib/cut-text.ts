/** At most `maxCharacters` (UTF-16 units) of `text`; where more was there, a mark says how much. Pure. */
export function cutText(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters)}${leftOut(text.length - maxCharacters)}`;
}

/** The mark behind a text of which `characters` are missing. */
export function leftOut(characters: number): string {
  return `… [${characters.toLocaleString("en")} characters left out]`;
}
