import type { Page } from "@playwright/test";

/** The page's next action reaches the server and is done, but the connection breaks before its answer comes. */
export async function loseNextAnswer(page: Page): Promise<void> {
  let lost = false;
  await page.route("**", async (route) => {
    if (lost || !("next-action" in route.request().headers())) return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort("connectionreset");
  });
}
