import type { Role } from "@/lib/auth/permissions";
import { admin } from "./callboard";
import { expect, test } from "./fixtures";
import { server } from "./servers";

/** Reached from another page, not from the menu. */
const inner = ["/instances/new", "/administration/developer/receivers", "/account"];
const pages: [path: string, roles: Role[]][] = [
  ["/instances", ["administrator", "developer", "user"]],
  ["/instances/new", ["administrator", "developer", "user"]],
  ["/administration/developer", ["administrator", "developer"]],
  ["/administration/developer/deliveries", ["administrator", "developer"]],
  ["/administration/developer/api", ["administrator", "developer"]],
  ["/administration/developer/tokens", ["administrator", "developer"]],
  ["/administration/developer/history", ["administrator", "developer"]],
  ["/administration/developer/reconciliation", ["administrator", "developer"]],
  ["/administration/developer/receivers", ["administrator", "developer"]],
  ["/administration/developer/notices", ["administrator", "developer"]],
  ["/account", ["administrator", "developer", "user"]],
  ["/administration/users", ["administrator"]],
];

for (const role of ["administrator", "developer", "user"] as const) {
  test(`the ${role} reaches their pages, is refused the others by name of the role, and sees no entry to them`, async ({
    signIn,
  }) => {
    const page = await signIn(role);
    for (const [path, allowed] of pages) {
      const response = await page.goto(path);
      expect([path, response?.status()]).toEqual([path, allowed.includes(role) ? 200 : 403]);
      if (!allowed.includes(role)) await expect(page.getByText(/needs the role Administrator/)).toBeVisible();
    }
    await page.goto("/instances");
    const menu = page.getByRole("navigation", { name: "Main" });
    const expected = pages.filter(([path, allowed]) => allowed.includes(role) && !inner.includes(path));
    const shown = await menu
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(shown.sort()).toEqual(expected.map(([path]) => path).sort());
  });
}

test("nobody gets in without signing in, and comes back to where they wanted to go", async ({
  page,
  userOf,
}) => {
  const { email, password } = await userOf("developer");
  await page.goto("/administration/developer/deliveries");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: /email or the password is not right/ }),
  ).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/administration\/developer\/deliveries$/);
});

test("a role taken away bites at the next request", async ({ signIn, userOf }) => {
  const { email } = await userOf("developer");
  const page = await signIn("developer");
  await page.goto("/administration/developer");
  await admin(server.dataDir, "user", "set-role", "--email", email, "--role", "user");
  try {
    await page.goto("/administration/developer");
    await expect(page.getByRole("heading", { name: "Developer resources" })).toBeHidden();
  } finally {
    await admin(server.dataDir, "user", "set-role", "--email", email, "--role", "developer");
  }
});
