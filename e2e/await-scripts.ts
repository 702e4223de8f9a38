import type { Page } from "@playwright/test";

/**
 * A page appears before its scripts: a button that is pressed before they have taken it over does what it does only after that.
 * From now on to go to an address and to reload it waits until every button is theirs.
 */
export function awaitScripts(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await tookOver(page);
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await tookOver(page);
    return response;
  };
  return page;
}

/** React notes the properties of each element that it has taken over in the element itself. */
const tookOver = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll("button")].every((button) =>
      Object.keys(button).some((key) => key.startsWith("__reactProps$")),
    ),
  );
