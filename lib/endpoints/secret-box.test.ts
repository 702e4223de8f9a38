import { expect, test } from "vitest";
import { openSecret, sealSecret } from "./secret-box";

test("a secret that was sealed years ago still opens: neither the key's derivation nor the layout may change", () => {
  const sealed = Buffer.from(
    "022d3c3377f307f2cca5927ba26400c5856cc2217df891828d67be7dee21d4e5ab955d9e066a73cc32936530d14c2d2e9584f5530f1a7fa01411d1209b2dbd84e061",
    "hex",
  );
  expect(openSecret(sealed, 7, "app secret one, of at least 32 bytes")).toBe(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  );
});

test("a sealed secret opens for its own endpoint under its own APP_SECRET only", () => {
  const sealed = sealSecret("whsec_abc", 7, "app secret one");
  expect(openSecret(sealed, 7, "app secret one")).toBe("whsec_abc");
  expect(() => openSecret(sealed, 8, "app secret one")).toThrow();
  expect(() => openSecret(sealed, 7, "app secret two")).toThrow();
});
