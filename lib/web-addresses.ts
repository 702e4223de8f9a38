import { z } from "zod";
import { parseUrl } from "@/lib/address/parse-url";

/** Addresses among the settings, by what they are for. */

const webAddress = z.url({
  protocol: /^https?$/,
  error: "must be an address such as https://callboard.example.com",
});
/** Pages, cookies and next-auth's routes are at the root of a host. Whether it is https is read off the text later on. */
export const appAddress = webAddress
  .refine((text) => isRoot(parseUrl(text)), {
    error: "must be the address of a host alone, such as https://callboard.example.com, without a path",
  })
  .refine((text) => !hasUser(parseUrl(text)), { error: "must not hold a user name or a password" })
  .transform((text) => parseUrl(text)?.origin ?? text);
/** What is none is told by the rule before. */
const isRoot = (url: URL | null) => !url || `${url.pathname}${url.search}${url.hash}` === "/";
const hasUser = (url: URL | null) => url !== null && `${url.username}${url.password}` !== "";
/** openid-client takes the answers of any tenant as this one's. */
const everybodysTenant =
  /^https:\/\/login\.microsoftonline\.com\/+(?:common|organizations|consumers)(?:\/|$)/i;
/** People's identities come from there: over TLS, except from this machine itself. */
export const issuerAddress = webAddress
  .refine(
    (text) =>
      parseUrl(text)?.protocol !== "http:" ||
      ["localhost", "127.0.0.1", "[::1]"].includes(parseUrl(text)?.hostname ?? "localhost"),
    { error: "must begin with https:// unless it is on this machine" },
  )
  .refine((text) => !everybodysTenant.test(text), {
    error:
      "must name your tenant, https://login.microsoftonline.com/TENANT/v2.0: any Microsoft account could sign in by this one",
  });
