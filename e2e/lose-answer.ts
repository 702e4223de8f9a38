import type { Page } from "@playwright/test";
import { fetchAnswer } from "./fetch-answer";

/** The page's next action reaches the server and is done, but the connection breaks before its answer comes. */
export async function loseNextAnswer(page: Page): Promise<void> {
  let lost = false;
  await page.route("**", async (route) => {
    if (lost || !("next-action" in route.request().headers())) return route.fallback();
    lost = true;
    await fetchAnswer(route);
    await route.abort("connectionreset");
  });
}

/** The browser sends the page's next action twice, as it does by itself where a kept connection breaks before the answer begins. */
export async function repeatNextAction(page: Page): Promise<void> {
  let repeated = false;
  await page.route("**", async (route) => {
    if (repeated || !("next-action" in route.request().headers())) return route.fallback();
    repeated = true;
    // Followed, a redirect would be an answer of its own.
    await fetchAnswer(route, { maxRedirects: 0 });
    await route.fulfill({ response: await fetchAnswer(route, { maxRedirects: 0 }) });
  });
}
