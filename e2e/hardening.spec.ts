import { expect, openWebhooks, test } from "./fixtures";

/** What a browser is told about our pages; that nothing of ours breaks the policy, every spec's console tells. */

test("a page runs only what carries its nonce, a new one each time, and nobody may frame it", async ({
  page,
}) => {
  const nonces = new Set<string>();
  for (const path of ["/sign-in", "/sign-in", "/no/such/page"]) {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'(unsafe-inline|unsafe-eval)'/);
    nonces.add(/'nonce-([A-Za-z0-9+/=]{24})'/.exec(policy)?.[1] ?? "");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["x-powered-by"]).toBeUndefined();
  }
  expect(nonces.size).toBe(3);
  expect(nonces).not.toContain("");
});

test("an inline script or a handler that got into a page does not run", async ({ browser, baseURL }) => {
  // Not the fixture's page: that one takes what the browser says of a broken policy for a fault of ours.
  const page = await browser.newPage();
  await page.goto(`${baseURL}/sign-in`);
  const blocked = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
      directives.push(effectiveDirective),
    );
    const attack = document.createElement("div");
    attack.innerHTML = `<img src="data:image/gif;base64,broken" onerror="document.title = 'attacked'">
      <a href="javascript:document.title = 'attacked'">attack</a>`;
    document.body.append(attack);
    const inline = document.createElement("script");
    inline.textContent = "document.title = 'attacked'";
    // As an attacker's markup comes: part of the page, not made by a script that is trusted.
    document.body.insertAdjacentHTML("beforeend", inline.outerHTML);
    attack.querySelector("a")?.click();
    while (new Set(directives).size < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    return directives;
  });
  expect(blocked).toEqual(expect.arrayContaining(["script-src-attr", "script-src-elem"]));
  expect(await page.title()).not.toContain("attacked");
  await page.close();
});

test("an open dialog locks the page behind it with a style sheet that the policy lets in", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  const dialog = await openWebhooks(page);
  await expect(dialog).toBeVisible();
  const overflow = await page.evaluate(() => getComputedStyle(document.body).overflow);
  expect(overflow).toBe("hidden");
});

test("answers of the API and files are not sniffed, framed or run as pages", async ({ baseURL }) => {
  for (const path of ["/api/instances", "/api/health/live", "/api/nothing"]) {
    const { headers } = await fetch(`${baseURL}${path}`);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("signing in leads back to our own pages only, whatever the address bar was given", async ({
  browser,
  userOf,
  baseURL,
}) => {
  const { email, password } = await userOf("user");
  for (const target of [
    "https://attacker.example.com/",
    "//attacker.example.com",
    "/\\attacker.example.com",
  ]) {
    const page = await browser.newPage();
    await page.goto(`${baseURL}/sign-in?callbackUrl=${encodeURIComponent(target)}`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(baseURL);
    await page.close();
  }
});

test("what a page's title hides is visible, whatever the address says", async ({ signIn, api }) => {
  const instanceID = "evt-\u202egnp.exe\u200b";
  await api("developer", "POST", "/api/events", { eventType: "created", instanceID, processName: "Titles" });
  const page = await signIn("developer");
  for (const path of [
    "/instances/",
    "/administration/developer/endpoints/",
    "/administration/developer/deliveries/",
  ]) {
    await page.goto(`${path}${encodeURIComponent(instanceID)}`);
    expect(await page.title()).not.toMatch(/[\u202e\u200b]/);
  }
  await page.goto(`/instances/${encodeURIComponent(instanceID)}`);
  await expect(page).toHaveTitle("evt-\\u{202e}gnp.exe\\u{200b} · Callboard");
});

test("an instance has its page and its title whatever percent signs are in its ID", async ({
  signIn,
  api,
}) => {
  const ids = ["100%", "50%41", "a%2Fb"];
  const events = ids.map((instanceID) => ({ eventType: "created", instanceID, processName: "Percent" }));
  await api("developer", "POST", "/api/events", events);
  const page = await signIn("developer");
  for (const id of ids) {
    await page.goto(`/instances/${encodeURIComponent(id)}`);
    await expect(page.getByRole("heading", { name: id, exact: true })).toBeVisible();
    await expect(page).toHaveTitle(`${id} · Callboard`);
  }
});

test("an instance whose ID cannot be a part of an address has its page too, and the log leads there", async ({
  signIn,
  api,
}) => {
  const ids = ["new", ".", "..", "a.rsc"];
  const processOf = (id: string) => `Nameless ${ids.indexOf(id)}`;
  const events = ids.map((instanceID) => ({
    eventType: "created",
    instanceID,
    processName: processOf(instanceID),
  }));
  await api("developer", "POST", "/api/events", events);
  const page = await signIn("developer");
  for (const id of ids) {
    const query = new URLSearchParams({ processName: processOf(id) });
    await page.goto(`/administration/developer/deliveries?${query}`);
    const row = page.getByRole("table").getByRole("row").filter({ hasText: "Not sent" }).first();
    await row.getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: id, exact: true, level: 1 })).toBeVisible();
    await expect(page).toHaveTitle(`${id} · Callboard`);
    await expect(page.getByText("This instance is kept elsewhere.")).toBeVisible();
  }
  await page.goto("/instances/by/id?instanceID=leave%2F1");
  await expect(page).toHaveURL(/\/instances\/leave%2F1$/);
  expect((await page.goto("/instances/by/id"))?.status()).toBe(404);
  await page.context().clearCookies();
  await page.goto("/instances/by/id?instanceID=.");
  await expect(page).toHaveURL(
    new RegExp(`callbackUrl=${encodeURIComponent("/instances/by/id?instanceID=.")}$`),
  );
});

test("an instance that is kept elsewhere is not called gone until its deletion is reported", async ({
  signIn,
  api,
}) => {
  const report = (eventType: string) =>
    api("developer", "POST", "/api/events", { eventType, instanceID: "order/4711", processName: "Order" });
  await report("updated");
  const page = await signIn("developer");
  await page.goto(`/instances/${encodeURIComponent("order/4711")}`);
  await expect(page.getByText("This instance is kept elsewhere.")).toBeVisible();
  await report("deleted");
  await page.reload();
  await expect(page.getByText("There is no longer an instance with this ID.")).toBeVisible();
});

test("a day that cannot be is named, and the history stays usable", async ({ signIn }) => {
  const page = await signIn("administrator");
  for (const filter of ["from=0000-01-01", "to=0000-01-01", "from=10000-01-01", "to=-1", "from=1e999"]) {
    const answer = await page.goto(`/administration/developer/history?${filter}`);
    expect([filter, answer?.status()]).toEqual([filter, 200]);
    await expect(page.getByText("Clear the filters")).toBeVisible();
  }
  const answer = await page.goto("/administration/developer/history?from=1970-01-01&to=9999-12-31");
  expect(answer?.status()).toBe(200);
  await expect(page.getByText("Clear the filters")).toBeHidden();
});

test("of a long value its page shows the beginning, and all of it when asked; editing keeps it whole", async ({
  signIn,
  api,
}) => {
  const value = `begin ${"x".repeat(60_000)} end`;
  const created = await api("developer", "POST", "/api/instances/create", {
    processName: "Long values",
    FieldsMappings: [{ fieldname: "essay", value }],
  });
  const { instanceID } = await created.json();
  const page = await signIn("developer");
  await page.goto(`/instances/${instanceID}`);
  const whole = page.getByRole("link", { name: "Show all 60,010 characters" });
  await expect(page.getByText(value)).toBeHidden();
  await whole.click();
  await expect(page.getByText(value)).toBeVisible();
  await expect(whole).toBeHidden();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Status").fill("Read");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Read", { exact: true })).toBeVisible();
  const fields = await (await api("developer", "GET", `/api/instances/${instanceID}/fields`)).json();
  expect(fields).toEqual([{ name: "essay", text: value, value }]);
});
