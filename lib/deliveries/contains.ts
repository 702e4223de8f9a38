/**
 * A regular expression of PostgreSQL's for text that contains this one in any case. `lower` would depend on the database's
 * locale, and under "C" knows no letter beyond ASCII: each letter is spelled out in its cases instead. Pure.
 */
export function containsPattern(text: string): string {
  return [...text].map(inAnyCase).join("");
}

function inAnyCase(character: string): string {
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  // "ß" is "SS" in capitals: only what stays one character.
  const single = [...cases].filter((one) => [...one].length === 1);
  return single.length > 1 ? `[${single.join("")}]` : character.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
}
