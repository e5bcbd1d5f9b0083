/** A person who looks at RT in a browser. */
import type { Browser, Page } from "playwright-core";
import type { RequestTracker } from "./servers.ts";

/** RT is slow where the machine is busy. */
const TIMEOUT = { timeout: 120_000 };

/** The page of a ticket, with all that stands in it. `dialogs` grows by what any page asks in a window of its own. */
export async function lookAt(
  browser: Browser,
  { url, person }: RequestTracker,
  ticket: string,
  dialogs: string[] = [],
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(url, TIMEOUT);
  await page.fill("input[name=user]", person.name);
  await page.fill("input[name=pass]", person.password);
  await Promise.all([page.waitForNavigation(TIMEOUT), page.press("input[name=pass]", "Enter")]);
  await page.goto(`${url}/Ticket/Display.html?id=${ticket}`, { ...TIMEOUT, waitUntil: "load" });
  await page.waitForSelector(".messagebody", { ...TIMEOUT, state: "attached" });
  return page;
}
