import { afterAll, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { admit } from "./oidc-provider";

afterAll(() => pool().end());

const claims = { iss: "https://id.example.com", sub: "1", email: "ada@example.com", name: 7, picture: {} };

test("what a provider may send in odd forms is understood, and never in favour of who comes", async () => {
  expect(await admit({ ...claims, email_verified: "false" })).toMatchObject({ code: "email_unverified" });
  expect(await admit({ ...claims, email_verified: { yes: 1 } })).toMatchObject({ code: "email_unverified" });
  expect(await admit({ ...claims, sub: "" })).toMatchObject({ code: "Callback" });
  expect(await admit({ ...claims, iss: undefined })).toMatchObject({ code: "Callback" });
  expect(await admit({ ...claims, email_verified: "true" })).toMatchObject({ kind: "signed_in" });
});
