/** What a mail shows, in a real browser: in light and dark, nothing is loaded, and strings of an attacker are text. */
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { htmlOf } from "../../src/deliver/sinks/mail/message.ts";
import type { Delivery } from "../../src/deliver/sink.ts";
import { digestOf } from "../../src/deliver/text/digest.ts";
import { of, written } from "../deliver/sinks/kit/digests.ts";
import { hostile } from "../kit/hostile.ts";
import { launch } from "./chromium.ts";

let browser: Browser;
let context: BrowserContext | undefined;
let trouble: string[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  await context?.close();
  expect(trouble).toEqual([]);
});

async function show(deliveries: readonly Delivery[], options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  await context?.close();
  trouble = [];
  context = await browser.newContext(options);
  await context.route("**", (route) => {
    trouble.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => void trouble.push(message.text()));
  page.on("pageerror", (error) => void trouble.push(error.message));
  await page.setContent(htmlOf(digestOf("security-mail", deliveries)!, "security-mail"));
  return page;
}

const day = (date: string) => `${date}T10:00:00.000Z`;
const sample = [
  of(1, ["opened"], {
    severity: "critical",
    message: "Database alder-records can be reached on tcp/5432 by the whole internet",
    due: day("2026-03-09"),
  }),
  of(2, ["opened"], { message: "EBS volume vol-0a1b2c3d is not encrypted", due: day("2026-04-01") }),
  of(3, ["opened"], {
    severity: "medium",
    message: "S3 bucket alder-exports keeps no versions",
    due: day("2026-06-01"),
  }),
  of(4, ["waiver expired"], {
    message: "Load balancer web-eu accepts connections without TLS",
    owner: "web",
    due: day("2026-03-12"),
  }),
  of(5, ["closed by hand"], {
    severity: "low",
    message: "Flow logs of vpc-0f00aa11 are kept for 30 days",
    owner: null,
  }),
  of(6, ["resolved"], { message: "Security group sg-bastion opens tcp/22 to everybody", state: "resolved" }),
  of(7, ["unverified"]),
  of(8, ["unverified"]),
];

test.each(["light", "dark"] as const)("a mail has no defect that axe finds, in %s", async (colorScheme) => {
  const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
  const page = await show(sample, { viewport: { width: 760, height: 700 }, colorScheme });
  await page.evaluate(axe);
  const violations = await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`))",
  );
  expect(violations).toEqual([]);
  expect(await page.locator("h2").allInnerTexts()).toHaveLength(4);
  await shoot(page, `mail-${colorScheme}`);
});

test("strings of an attacker are text, on a narrow screen too", async () => {
  for (const [what, text] of Object.entries(hostile)) {
    const page = await show([written(text)], { viewport: { width: 390, height: 844 } });
    expect([what, await page.locator("a, img, script, iframe, form").count()]).toEqual([what, 0]);
    expect([what, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")]).toEqual([what, true]);
    expect(await page.locator("li").count()).toBe(1);
    if (what === "HTML and Markdown") await shoot(page, "mail-hostile");
  }
});

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
