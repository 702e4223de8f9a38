/**
 * What a page may load and run (CSP Level 3): scripts that carry this answer's nonce and what those load, styles of ours, and
 * nothing from anywhere else. Nobody may frame it.
 * @param nonce base64, fresh for each answer
 * @param https whether people reach Callboard by https
 * @param development React's development build evaluates text as code; its production build does not
 */
export function contentSecurityPolicy({
  nonce,
  https,
  development,
}: {
  nonce: string;
  https: boolean;
  development: boolean;
}): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Widths of bars come as style attributes, which carry no nonce and can load nothing.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
