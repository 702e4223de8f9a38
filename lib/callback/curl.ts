import { maskedValue } from "./request-headers";
import { splitRequestUrl } from "./request-url";

/**
 * A request as a command for a POSIX shell: the same URL byte for byte and the same headers, in their order. Nothing in it is
 * expanded by the shell or by curl. The signature is the one sent then: its timestamp ages, and receivers refuse an old one. In
 * the place of a masked value stands what to do.
 * @param request request line and headers as sent, a line each
 * @param url the callback URL: it has the scheme, which a request does not
 */
export function curlOf(request: string, url: string): string {
  const [line = "", ...headers] = request.split(/\r?\n/);
  const target = line.replace(/^\S+ /, "").replace(/ HTTP\/\S+$/, "");
  const words = [
    "curl --include --globoff --path-as-is --max-time 10",
    ...headers
      .filter((header) => header !== "" && !isOfConnection(header))
      .map((header) => `-H ${quoted(header.replace(masked, ": (put its value here)"))}`),
    quoted(`${splitRequestUrl(url).origin}${target}`),
  ];
  return words.join(" \\\n  ");
}

const masked = new RegExp(`: ${maskedValue}$`);

/** curl keeps its own connection; and names the host itself, as the URL says. */
const isOfConnection = (header: string) => /^(connection|host):/i.test(header);

/** One word for a POSIX shell, whatever it holds: in single quotes only a single quote is special. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
