import type { Locator, Page } from "@playwright/test";
import { forgetStats, inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

const developerPath = "/administration/developer";
const latestOf = (page: Page) => page.locator("section").filter({ hasText: "Latest deliveries" });

type Api = (role: "developer", method: string, path: string, body: unknown) => Promise<Response>;

async function createInstance(api: Api, processName: string): Promise<string> {
  const response = await api("developer", "POST", "/api/instances/create", { processName });
  return (await response.json()).instanceID;
}

/** The link to the newest delivery of an instance. */
const inLatest = (page: Page, instanceID: string): Locator =>
  latestOf(page).getByRole("row").filter({ hasText: instanceID }).getByRole("link").first();

test("the Developer page shows what happens without being reloaded, and announces none of it", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/fresh`] : []));
  await page.goto(developerPath);
  const urls = page.locator("section").filter({ hasText: "Callback URLs" });
  const row = urls.getByRole("row").filter({ hasText: "/fresh" });
  await expect(row).toContainText("never called");
  await page.getByRole("button", { name: "Help: Keep the order of each instance" }).focus();
  // What a screen reader would say, and the line that stands for a count under way.
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const live = element?.closest("[aria-live], [role=alert], [role=status]");
        const counting = [...addedNodes].some((node) => /^Counting/.test(node.textContent ?? ""));
        if (live || counting) said.push(element?.textContent?.slice(0, 200) ?? "");
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const instanceID = await createInstance(api, "fresh");
  await expect(inLatest(page, instanceID)).toBeVisible();
  await expect(row).toContainText(/100 %\s*of 1 finished/);
  await expect(page.getByText(/^Every change of the last 24 hours is accounted for/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Help: Keep the order of each instance" })).toBeFocused();
  expect(await page.evaluate(() => ("said" in window ? window.said : null))).toEqual([]);
});

test("a URL whose first call has no answer yet is not called uncalled", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  let answer = (_: { status: number }) => {};
  receiver.answer(() => new Promise((resolve) => (answer = resolve)));
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/hanging`] : []));
  await createInstance(api, "hanging");
  await receiver.until((received) => received.length === 1);
  await page.goto(developerPath);
  const row = page.locator("section").filter({ hasText: "Callback URLs" }).getByRole("row");
  await expect(row.filter({ hasText: "/hanging" })).toContainText("first call under way");
  await expect(row.filter({ hasText: "/hanging" })).not.toContainText("waiting");
  const card = page.locator("section", { has: page.getByRole("heading", { name: "Created" }) });
  await expect(card).toContainText("first call under way");
  await expect(card).not.toContainText("waiting");
  answer({ status: 200 });
  await expect(row.filter({ hasText: "/hanging" })).toContainText(/100 %\s*of 1 finished/);
  await configure(page, () => []);
});

test("what ended and what was recorded is told apart, and since when each is counted", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/counts`] : []));
  await createInstance(api, "counted");
  await receiver.until((received) => received.length === 1);
  await page.goto(developerPath);
  const since = String.raw`since \d{1,2} \w{3}, \d\d:\d\d`;
  const created = page.locator("section", { has: page.getByRole("heading", { name: "Created" }) });
  await expect(created).toContainText(/callbacks? ended since \d\d:\d\d/);
  await expect(page.getByText(new RegExp(`callbacks? delivered ${since}`))).toBeVisible();
  await expect(
    page.getByText(/^Every change of the last 24 hours is accounted for/).locator(".."),
  ).toContainText(new RegExp(`changes? recorded ${since}, [\\d,]+ deliver(?:y|ies) owed`));
});

test("a refresh that arrives under an open dialog changes nothing in it", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/asked`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.goto(developerPath);
  const held = new Promise<void>((resolve) => {
    void page.route(`**${developerPath}?_rsc=*`, async (route) => {
      resolve();
      await released;
      await route.fallback();
    });
  });
  await held;
  const late = await createInstance(api, "under-a-question");
  const suspend = page.getByRole("row", { name: url }).getByRole("button", { name: "Suspend" });
  await suspend.click();
  const question = page.getByRole("dialog", { name: "Suspend this URL?" });
  await expect(question).toBeVisible();
  release();
  await expect(latestOf(page).getByText(late).first()).toBeAttached();
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(suspend).toBeFocused();
});

test("what is pressed before the page's scripts are there counts once they are, and once", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.js(\?|$)/, async (route) => {
    await released;
    await route.fallback();
  });
  const menu = page.getByRole("button", { name: "Side menu" });
  const webhooks = page.getByRole("button", { name: "Webhooks" });
  // Going there waits until every button is taken over.
  let going = page.goto(developerPath);
  await menu.click();
  await expect(menu).toHaveAttribute("aria-expanded", "true");
  release();
  await going;
  await expect(menu).toHaveAttribute("aria-expanded", "false");
  await menu.click();
  await expect(menu).toHaveAttribute("aria-expanded", "true");

  const again = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.js(\?|$)/, async (route) => {
    await again;
    await route.fallback();
  });
  going = page.goto(developerPath);
  await menu.click();
  await webhooks.click();
  release();
  await going;
  await expect(page.getByRole("dialog", { name: "Instance Callback URLs" })).toBeVisible();
  // The last one counts.
  await page.keyboard.press("Escape");
  await expect(menu).toHaveAttribute("aria-expanded", "true");
});

test("what is typed into the dialog stays, with the focus, while callbacks go out", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/typing`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  await page.goto(developerPath);
  await page.getByRole("button", { name: "Webhooks" }).click();
  const text = page.getByRole("dialog").getByRole("textbox", { name: "Created callback URLs" });
  await text.fill(`${url}\nhttps://half-typed.exam`);
  const later = await createInstance(api, "while-typing");
  await receiver.until((received) => received.some(({ path }) => path.includes(later)));
  await expect(text).toHaveValue(`${url}\nhttps://half-typed.exam`);
  await expect(text).toBeFocused();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
  await expect(inLatest(page, later)).toBeVisible();
});

test("when the row that has the focus goes, the newest has it", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/many`] : []));
  const first = await createInstance(api, "going");
  await page.goto(developerPath);
  await inLatest(page, first).focus();
  await expect(inLatest(page, first)).toBeFocused();
  for (let n = 0; n < 8; n += 1) await createInstance(api, "coming");
  await expect(inLatest(page, first)).toBeHidden();
  await expect(latestOf(page).locator("tbody a").first()).toBeFocused();
});

test("while Callboard cannot be reached the page stays as it is, and goes on by itself afterwards", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/away`] : []));
  await page.goto(developerPath);
  await page.context().setOffline(true);
  for (const _ of [1, 2]) {
    await page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/health/live"));
  }
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  const meanwhile = await createInstance(api, "while-away");
  await page.context().setOffline(false);
  await expect(inLatest(page, meanwhile)).toBeVisible();
});

for (const breaks of ["abort", "badGateway"] as const) {
  test(`a refresh whose connection breaks (${breaks}) is made again; the page and what is typed stay`, async ({
    signIn,
    api,
  }) => {
    const page = await signIn("developer");
    await page.goto("/instances");
    let broken = 0;
    await page.route(
      (url) => url.searchParams.has("_rsc"),
      async (route) => {
        if (broken === 2 || "next-router-prefetch" in route.request().headers()) return route.fallback();
        broken += 1;
        if (breaks === "abort") return route.abort("connectionreset");
        return route.fulfill({ status: 502, contentType: "text/html", body: "Bad Gateway" });
      },
    );
    const instanceID = await createInstance(api, `refreshed-${breaks}`);
    const typed = page.getByLabel("Process name");
    await typed.fill("what I look for");
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.getByText(instanceID).first()).toBeVisible();
    expect(broken).toBe(2);
    await expect(typed).toHaveValue("what I look for");
  });
}

test("the title stands in the top bar, once, with a refresh beside it that shows what is new", async ({
  signIn,
  api,
}) => {
  const page = await signIn("developer");
  await page.goto("/instances");
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("Process instances");
  const [title, bar] = [await heading.boundingBox(), await page.locator("header").first().boundingBox()];
  expect(bar && title && title.y >= bar.y && title.y + title.height <= bar.y + bar.height).toBe(true);
  const instanceID = await createInstance(api, "refreshed");
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText(instanceID).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Refresh" })).toBeFocused();
});

test("many URLs: those in trouble first, a filter in any case, and no table wider than its card", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  const urls = Array.from(
    { length: 20 },
    (_, n) => `http://127.0.0.1:48999/a-rather-long-path-of-an-application/Number-${n}?source=callboard`,
  );
  await configure(page, () => urls);
  const ofOurs = "url like 'http://127.0.0.1:48999/a-rather%'";
  await inDatabase(
    server.dataDir,
    `update endpoint set state = 'probing', failures = 25, probe_at = now() + interval '1 hour',
       state_reason = 'The last answer was ' || repeat('unbreakable', 40), state_changed_at = now() where ${ofOurs} and url like '%-17?%'`,
  );
  await inDatabase(
    server.dataDir,
    `insert into attempt_stats select id, date_bin('30 min', now(), '2000-01-01T00:00:00Z'), 'http_error', 500, 138, 9 from endpoint where ${ofOurs}`,
  );
  await inDatabase(
    server.dataDir,
    `insert into delivery_stats select date_bin('30 min', now(), '2000-01-01T00:00:00Z'), id, 'created', 12345678, 9876543 from endpoint where ${ofOurs}`,
  );
  const card = page.locator("section").filter({ hasText: "Callback URLs" });
  for (const width of [1280, 1920, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(developerPath);
    await expect(
      card
        .getByText("24,691,")
        .or(card.getByText(/22,222,221/))
        .first(),
    ).toBeVisible();
    const tooWide = await card.evaluate((section) =>
      [section, ...section.querySelectorAll("table, td")]
        .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        .map(
          (element) =>
            `${element.tagName} ${element.textContent?.slice(0, 60)}: ${element.scrollWidth} > ${element.clientWidth}`,
        ),
    );
    expect(tooWide, `${width} px`).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(card.locator("tbody").first()).toContainText("Number-17");
  await page.getByRole("searchbox", { name: "URL or name contains" }).fill("nUMBER-1?");
  await expect(card.locator("tbody")).toHaveCount(1);
  await expect(card.getByText("1 of 20 URLs")).toBeVisible();
  await page.reload();
  await expect(card.locator("tbody")).toHaveCount(1);
  await page.getByRole("searchbox", { name: "URL or name contains" }).fill("");
  await expect(card.locator("tbody")).toHaveCount(20);
  await forgetStats(server.dataDir, ofOurs);
  await configure(page, () => []);
});

test("a theme that is chosen stays, also before any script runs", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/instances");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByText("Dark", { exact: true }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect.poll(background).toBe("rgb(18, 20, 29)");
  const answer = await page.request.get(developerPath);
  expect(await answer.text()).toContain('<html lang="en" class="dark"');
  await page.reload();
  expect(await background()).toBe("rgb(18, 20, 29)");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  await page.getByRole("link", { name: "Account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeHidden();
});

test("the side menu is closed by its button, and stays so, also before any script runs", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await page.goto(developerPath);
  const [menu, button] = [
    page.getByRole("navigation", { name: "Main" }),
    page.getByRole("button", { name: "Side menu" }),
  ];
  const widthOfMain = async () => (await page.getByRole("main").boundingBox())?.width ?? 0;
  const before = await widthOfMain();
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await button.click();
  await expect(menu).toBeHidden();
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(button).toBeFocused();
  expect(await widthOfMain()).toBeGreaterThan(before + 200);
  expect(await (await page.request.get(developerPath)).text()).toContain('data-menu="closed"');
  await page.reload();
  await expect(menu).toBeHidden();
  await lookAt(page, "the Developer page without the menu");
  await page.setViewportSize({ width: 1280, height: 860 });
  await button.click();
  await expect(menu).toBeVisible();
});

test("on paper there is no menu and no button; icons and manifest are there", async ({
  signIn,
  page: stranger,
}) => {
  const page = await signIn("developer");
  await page.goto(developerPath);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("button", { name: "Webhooks" })).toBeHidden();
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  for (const path of ["/favicon.ico", "/icon.svg", "/apple-icon.png", "/manifest.webmanifest"]) {
    expect((await stranger.request.get(path)).status(), path).toBe(200);
  }
});
