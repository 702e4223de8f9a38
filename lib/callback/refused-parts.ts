/** What a URL holds that whole families of servers answer 400 to (docs/receivers/servers.md), in words, and how to write it. */
type RefusedParts = {
  /** Reads after "holds": "a bare | and {". */
  what: string;
  /** A sentence without its full stop: "Write %7C and %7B". */
  instead: string;
  /** The URL with all that percent-encoded; null where only its owner can say what is meant. */
  rewritten: string | null;
};

const bare = /[|{}^`[\]<>"]/g;
const lonePercent = /%(?![0-9a-f]{2})/gi;

/** What some servers refuse in the path and query of a URL; null where nothing. Pure. */
export function refusedParts(url: string): RefusedParts | null {
  const { authority, rest } = split(url);
  const characters = [...new Set(rest.match(bare) ?? [])];
  const whats: string[] = [];
  const codes: string[] = [];
  const others: string[] = [];
  if (characters.length > 0) {
    whats.push(`a bare ${listed(characters)}`);
    codes.push(...characters.map(encodeURIComponent));
  }
  if (rest.search(lonePercent) !== -1) {
    whats.push("a lone %");
    codes.push("%25");
  }
  if (hasNamelessValue(rest)) {
    whats.push("a value without a name");
    others.push("Put a name before its =");
  }
  if (hasOtherThanUtf8(rest)) {
    whats.push("percent-encoded bytes that are not UTF-8");
    others.push("Write them in UTF-8, as %C3%A4 for ä");
  }
  if (whats.length === 0) return null;
  const write = codes.length > 0 ? [`Write ${listed(codes)}`] : [];
  const rewritten = authority + rest.replace(lonePercent, "%25").replace(bare, encodeURIComponent);
  return {
    what: listed(whats),
    instead: [...write, ...others].join(". "),
    rewritten: others.length === 0 ? rewritten : null,
  };
}

function split(url: string): { authority: string; rest: string } {
  const authority = /^https?:\/\/[^/?]*/i.exec(url)?.[0] ?? "";
  return { authority, rest: url.slice(authority.length) };
}

function hasNamelessValue(rest: string): boolean {
  const at = rest.indexOf("?");
  return at !== -1 && /(?:^|&)=/.test(rest.slice(at + 1));
}

function hasOtherThanUtf8(rest: string): boolean {
  return (rest.match(/(?:%[0-9a-f]{2})+/gi) ?? []).some((bytes) => {
    try {
      decodeURIComponent(bytes);
      return false;
    } catch {
      return true;
    }
  });
}

function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${last}` : last;
}
