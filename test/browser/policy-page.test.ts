/** The page of a policy in a real browser: what it shows, how it opens, on paper, without a script, to axe. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { pageDocuments } from "../../src/policy/page/documents.ts";
import { policyPage } from "../../src/report/policy-page/page.ts";
import { runIn } from "../kit/clausewatch.ts";
import { sampleCoverage } from "../kit/coverage.ts";
import { launch } from "./chromium.ts";

const { sources, documents, coverage, findings } = sampleCoverage();
const html = policyPage({
  documents: pageDocuments(sources.map((source, i) => ({ source, document: documents[i]! }))),
  coverage,
  findings,
  generated: "2026-01-14T10:02:00.000Z",
  program: "clausewatch 0.1.0",
});

const URL = "http://policy.test/page.html";
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };

let browser: Browser;
let context: BrowserContext | undefined;
/** What the page asked for beside itself, and what the browser complained of. */
let trouble: string[] = [];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  await context?.close();
  context = undefined;
  expect(trouble).toEqual([]);
});

/** The page, opened anew. Every request but the one for it is refused, and is trouble. */
async function open(options: BrowserContextOptions = {}, hash = "", body = html): Promise<Page> {
  await context?.close();
  trouble = [];
  context = await browser.newContext({ viewport: wide, ...options });
  await context.route("**", (route) => {
    if (route.request().url().split("#")[0] === URL) return route.fulfill({ contentType: "text/html", body });
    trouble.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => void trouble.push(message.text()));
  page.on("pageerror", (error) => void trouble.push(error.message));
  await page.goto(URL + hash);
  return page;
}

/** The promise's note, and the sign that opens it. */
function promise(page: Page, words: string) {
  const note = page.locator("details.note", { has: page.locator(`.quote:text("${words}")`) });
  const sign = page.locator(`.promise:has-text("${words}") + .sign`);
  return { note, sign, panel: note.locator(".panel") };
}
function styleOf(locator: Locator, property: string): Promise<string> {
  return locator.evaluate((element, name) => (globalThis as any).getComputedStyle(element)[name], property);
}
const DRIVES = "Every drive of every server";

describe("promises", () => {
  it("are marked, each with a mark and a word", async () => {
    const page = await open();
    const signs = {
      [DRIVES]: "✘ fail",
      "In every region": "✔︎ pass",
      "Every managed database": "? unknown",
      "Snapshots of drives": "◐ pass in part",
      "Load balancers accept connections": "◐ pass in part, stale",
      "A certificate is renewed": "– nothing to judge",
      "Access to a database": "✍︎ manual",
      "Every administrator has a key": "✍︎ manual, review overdue",
      "The monitoring server raises": "∅ not applicable",
      "The networks of two customers": "○ nothing covers this",
      "Backups of the log server": "✍︎ manual, stale",
    };
    for (const [words, sign] of Object.entries(signs)) expect(await promise(page, words).sign.innerText()).toBe(sign);
  });

  it("opens by mouse, and closes by its summary, which gives the focus back", async () => {
    const page = await open();
    const { note, sign, panel } = promise(page, DRIVES);
    expect(await panel.isVisible()).toBe(false);
    expect(await sign.getAttribute("aria-expanded")).toBe("false");
    await sign.click();
    expect(await panel.isVisible()).toBe(true);
    await page.locator('a.sign[aria-expanded="true"]').waitFor();
    expect(await panel.innerText()).toContain("EBS volume vol-00000000 is not encrypted");
    const evidence = panel.locator(".evidence").first();
    expect(await evidence.locator("pre").isVisible()).toBe(false);
    await evidence.locator("summary").click();
    expect(await evidence.locator("pre").innerText()).toContain('"Encrypted": false');
    await note.locator("> summary").click();
    expect(await panel.isVisible()).toBe(false);
    expect(await sign.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  it("opens by keyboard, and closes by Escape", async () => {
    const page = await open();
    const { sign, panel } = promise(page, DRIVES);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the policy");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await sign.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
    expect(await styleOf(sign, "outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await panel.isVisible()).toBe(true);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toContain("Every drive of every server");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await panel.locator(".evidence pre").first().isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await panel.isVisible()).toBe(false);
    expect(await sign.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  it("shows word by word what changed since it was accepted", async () => {
    const page = await open();
    const { sign, panel } = promise(page, "Load balancers accept connections");
    await sign.click();
    expect(await panel.locator(".change").innerText()).toContain("officer@example.com");
    expect(await styleOf(panel.locator("del"), "textDecorationLine")).toBe("line-through");
  });
});

describe("links", () => {
  it("open what they lead into, when the page is opened with them and after", async () => {
    const page = await open();
    const { sign } = promise(page, DRIVES);
    const hash = (await sign.getAttribute("href"))!;
    const again = await open({}, hash);
    expect(await promise(again, DRIVES).panel.isVisible()).toBe(true);
    const other = (await promise(again, "In every region").sign.getAttribute("href"))!;
    await again.evaluate(`location.hash = ${JSON.stringify(other)}`);
    await again.locator(`${other}:visible`).waitFor();
  });

  it("of the margin lead to the sections", async () => {
    const page = await open();
    await page.locator("#outline a", { hasText: "Segregation of Customers" }).click();
    const heading = page.locator("h3", { hasText: "Segregation of Customers" });
    expect((await heading.boundingBox())!.y).toBeLessThan(100);
    expect(await page.locator("#outline").isVisible()).toBe(true);
  });

  it("do so without a script, where every promise shows its summary", async () => {
    const page = await open({ javaScriptEnabled: false });
    const { note, sign, panel } = promise(page, DRIVES);
    expect(await note.locator("> summary").isVisible()).toBe(true);
    expect(await page.locator("#filter").isVisible()).toBe(false);
    await sign.click();
    expect(await panel.isVisible()).toBe(true);
    await note.locator("> summary").click();
    expect(await panel.isVisible()).toBe(false);
  });
});

describe("the filter", () => {
  const shown = (page: Page) => page.locator("main .promise:visible").allInnerTexts();

  test.each([
    ["failing", 3, "Every drive of every server"],
    ["unknown", 1, "Every managed database encrypts its storage"],
    ["nothing covers it", 35, "The networks of two customers"],
    ["stale", 2, "Backups of the log server are tested"],
    ["review overdue", 1, "Every administrator has a key"],
  ])("shows what is %s alone, under its headings", async (name, n, words) => {
    const page = await open();
    await page.locator("#filter button", { hasText: name }).click();
    expect(await page.locator("#filter [role=status]").innerText()).toBe(`${n} of 47 promises are shown.`);
    expect((await shown(page)).some((text) => text.includes(words))).toBe(true);
    // Each heading that is left has something under it.
    const last = await page.locator("main :is(h2, h3, h4):visible, main .promise:visible").last();
    expect(await last.evaluate((element) => element.nodeName)).not.toMatch(/^H/);
    await page.locator("#filter button", { hasText: "everything" }).click();
    expect((await shown(page)).length).toBe(47);
  });

  it("hides what is not asked for, keeps the numbers of lists, and makes way for a link", async () => {
    const page = await open();
    await page.locator("#filter button", { hasText: "failing" }).click();
    expect(await page.locator("h3:visible").allInnerTexts()).toEqual(["Encryption at Rest", "Network Access"]);
    expect(await page.locator("main li:visible > p").allInnerTexts()).toHaveLength(1);
    expect(await page.locator("#filter button[aria-pressed=true]").innerText()).toContain("failing");
    await page.locator("#outline a", { hasText: "Backup" }).click();
    await page.locator("h3", { hasText: "Backup" }).waitFor();
    expect(await page.locator("#filter button[aria-pressed=true]").innerText()).toContain("everything");
    expect((await shown(page)).length).toBe(47);
  });
});

describe("on paper", () => {
  it("lies open what matters, and controls are gone", async () => {
    const page = await open();
    await page.emulateMedia({ media: "print" });
    expect(await promise(page, DRIVES).panel.isVisible()).toBe(true);
    expect(await promise(page, "Every managed database").panel.isVisible()).toBe(true);
    expect(await promise(page, "Load balancers accept connections").panel.isVisible()).toBe(true);
    expect(await promise(page, "Every administrator").panel.isVisible()).toBe(true);
    expect(await promise(page, "In every region").panel.isVisible()).toBe(false);
    expect(await promise(page, DRIVES).panel.locator(".evidence pre").first().isVisible()).toBe(true);
    expect(await page.locator("#filter").isVisible()).toBe(false);
    expect(await styleOf(page.locator("html"), "backgroundColor")).toBe("rgb(255, 255, 255)");
  });

  it("is printed with it, and closed again after", async () => {
    const page = await open();
    const before = await page.pdf({ format: "A4" });
    expect(before.length).toBeGreaterThan(20_000);
    expect(await page.locator("details.note[open]").count()).toBe(0);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("details.note[open]").count()).toBe(7);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("details.note[open]").count()).toBe(0);
  });
});

describe("in any window", () => {
  it("has nothing to scroll sideways, be it narrow and open", async () => {
    const page = await open({ viewport: narrow });
    expect(await page.locator("#outline ol").isVisible()).toBe(false);
    for (const sign of await page.locator("main a.sign").all()) await sign.click();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(narrow.width);
    await page.setViewportSize({ width: 320, height: 600 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
  });

  it("nor with words without end, wherever they stand", async () => {
    const page = await open({ viewport: { width: 320, height: 600 } });
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    const wider = await page.evaluate<string[]>(`(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      const width = () => document.documentElement.scrollWidth;
      while (texts.nextNode()) {
        const { currentNode: node } = texts;
        // Signs, tallies and buttons are words and figures of ours.
        if (node.data.trim() === "" || node.parentElement.closest("script, style, dt, .sign, .tally, .bar, .legend, button, .hidden")) continue;
        const before = node.data;
        node.data = "W".repeat(300);
        if (width() > 320) found.push(node.parentElement.outerHTML.slice(0, 60));
        node.data = before;
      }
      return [...new Set(found)];
    })()`);
    expect(wider).toEqual([]);
  });

  it("keeps the margin beside the text, where there is room", async () => {
    const page = await open();
    const [margin, text] = [await page.locator("aside").boundingBox(), await page.locator("article").boundingBox()];
    expect(margin!.x + margin!.width).toBeLessThan(text!.x);
    await page.evaluate("window.scrollTo(0, 3000)");
    expect((await page.locator("aside").boundingBox())!.y).toBeGreaterThanOrEqual(0);
  });

  it("is dark where everything is", async () => {
    const paper = async (page: Page) => styleOf(page.locator("html"), "backgroundColor");
    expect(await paper(await open({ colorScheme: "dark" }))).toBe("rgb(25, 24, 22)");
    expect(await paper(await open())).toBe("rgb(253, 252, 249)");
  });
});

describe("axe finds nothing", () => {
  test.each([
    ["light", wide],
    ["dark", wide],
    ["light", narrow],
    ["dark", narrow],
  ] as const)("%s, %o", async (colorScheme, viewport) => {
    expect(await violationsOn(await open({ colorScheme, viewport, bypassCSP: true }))).toEqual([]);
  });
});

/** What axe finds, everything closed and everything open. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.addScriptTag({
    path: fileURLToPath(new globalThis.URL("../../node_modules/axe-core/axe.min.js", import.meta.url)),
  });
  const violations = () =>
    page.evaluate<string[]>(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
    );
  const closed = await violations();
  await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
  return [...closed, ...(await violations())];
}

describe("the demo, rendered by the program", () => {
  let demo: string;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
    try {
      const { code } = await runIn(folder)(["demo", "--render", "demo.html", "-o", "json=demo.json"]);
      expect(code).toBe(0);
      demo = await readFile(join(folder, "demo.html"), "utf8");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("marks the promises, opens to findings, and asks for nothing", async () => {
    const page = await open({}, "", demo);
    const signs = {
      [DRIVES]: "✘ fail",
      "A rule may be set aside": "✍︎ manual",
      "Once a year we restore": "✍︎ manual, review overdue",
      "Servers in rooms of our own": "∅ not applicable",
      "Everything that leaves a server": "○ nothing covers this",
    };
    for (const [words, sign] of Object.entries(signs)) expect(await promise(page, words).sign.innerText()).toBe(sign);
    const { sign, panel } = promise(page, DRIVES);
    await sign.click();
    expect(await panel.innerText()).toContain("EBS volume vol-0d86febcefd028918 is not encrypted");
    expect(await panel.innerText()).toContain("customerManagedKeys: true");
    // The volume's name holds escape sequences.
    expect(await panel.innerText()).toContain("old-logs\\u{1b}[2J");
  });

  it("prints open, and legible without color", async () => {
    const page = await open({}, "", demo);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByText("EBS volume vol-0d86febcefd028918 is not encrypted").first().isVisible()).toBe(true);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  it.each(["light", "dark"] as const)("axe finds nothing, %s", async (colorScheme) => {
    expect(await violationsOn(await open({ colorScheme, bypassCSP: true }, "", demo))).toEqual([]);
  });
});

it("would run and load nothing that came in as HTML", async () => {
  const hole = `<script>window.hit = 1</script><img src="http://evil.example/x.png" onerror="window.hit = 1">
    <p style="color: red">a</p><style>p { color: red }</style><base href="http://evil.example/">
    <svg onload="window.hit = 1"></svg><iframe srcdoc="<script>parent.hit = 1</script>"></iframe>
    <iframe src="http://evil.example/"></iframe><form action="http://evil.example/"><button id="send">b</button></form>`;
  const page = await open({}, "", html.replace("</h1>", `</h1>${hole}`));
  await Promise.all([
    page.waitForEvent("console", (message) => message.text().includes("form-action")),
    page.evaluate("document.getElementById('send').click()"),
  ]);
  expect(await page.evaluate("window.hit")).toBeUndefined();
  expect(await page.evaluate("document.baseURI")).toBe(URL);
  const refused = new Set(trouble.map((said) => /directive:? ['"]([\w-]+)/.exec(said)?.[1] ?? said));
  expect([...refused].toSorted()).toEqual(["base-uri", "default-src", "form-action", "script-src", "style-src"]);
  trouble = [];
});
