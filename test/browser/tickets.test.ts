/** What the ticket systems of the demo show, in a real browser: strings of an attacker are text, and nothing is loaded. */
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launch } from "./chromium.ts";
import { hostile } from "../kit/hostile.ts";
import { clause, deliveryOf, hold, NOW, told, toldFinding } from "../deliver/tickets/kit.ts";
import { setupGithub, setupJira, type Setup } from "../deliver/sinks/kit.ts";

let browser: Browser;
let context: BrowserContext | undefined;
let setup: Setup;
let trouble: string[] = [];
/** The page that is asked for; whatever else is asked for is trouble. */
let asked = "";

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  await context?.close();
  context = undefined;
  await setup.close();
  expect(trouble).toEqual([]);
});

async function open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  await context?.close();
  trouble = [];
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.route("**", (route) => {
    if (route.request().url() === asked) return route.continue();
    trouble.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    trouble.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("console", (message) => void trouble.push(message.text()));
  page.on("pageerror", (error) => void trouble.push(error.message));
  await go(page, path);
  return page;
}

async function go(page: Page, path: string): Promise<void> {
  asked = setup.url + path;
  await page.goto(asked);
}

const way = {
  witness: { from: "198.51.100.7", to: "10.20.3.4", port: "tcp 5432" },
  path: [
    "the internet gateway igw-0a1b lets 198.51.100.7 in",
    "the network ACL acl-77 allows tcp 5432",
    "the group sg-0db allows 0.0.0.0/0 to tcp 5432",
  ],
  fix: ["remove the rule sgr-01 of sg-0db, or narrow it to the bastion's group"],
};

/** A ticket that has been through something. */
async function story(): Promise<void> {
  const { sink, memory } = setup;
  const findings = [toldFinding({ evidence: way, customer: "Charité", severity: "critical" })];
  const closedByHand = { at: NOW, by: "somebody", where: "SEC-1", why: "Won't Do" };
  for (const more of [
    { findings },
    { number: 2, changes: [told("severity", 2)], findings },
    { number: 3, changes: [told("closed by hand", 3)], findings: [toldFinding({ closedByHand, evidence: way })] },
    { number: 4, changes: [told("waived", 4)], findings: [toldFinding({ waiver: hold, evidence: way })] },
    { number: 5, state: "resolved", changes: [told("resolved", 5)], findings: [toldFinding({ state: "resolved" })] },
    { number: 6, episode: 2, changes: [told("reopened", 6, { episode: 2 })], findings },
  ] as const) {
    expect(await sink.send([deliveryOf(memory, more)])).toEqual([{ is: "accepted" }]);
    setup.clock.now += 3_600_000;
  }
  const messages = ["RDS instance app-db is reached from the internet", "Load balancer web accepts plain HTTP", "S3 bucket logs has no versioning"]; // prettier-ignore
  for (const [i, message] of messages.entries()) {
    memory.ticket = null;
    const severity = (["critical", "high", "low"] as const)[i]!;
    const subject = { kind: "finding", key: `${i}`.repeat(64) } as const;
    await sink.send([deliveryOf(memory, { subject, findings: [toldFinding({ message, severity })] })]);
  }
  await sink.send([deliveryOf(memory, { subject: { kind: "finding", key: "2".repeat(64) }, state: "resolved", number: 9, changes: [told("resolved", 9)], open: 0 })]); // prettier-ignore
}

const systems = [
  ["jira", () => setupJira()],
  ["github", () => setupGithub()],
] as const;

describe.each(systems)("tickets of %s", (name, start) => {
  it("are listed, open ones first, and show what became of them", async () => {
    setup = await start();
    await story();
    const list = await open("/");
    expect(await list.locator(".list li.open").count()).toBe(3);
    expect(await list.locator(".list li.closed").count()).toBe(1);
    await shoot(list, `${name}-list`);
    const { path } = setup.there()[0]!;
    const page = await open(path);
    expect(await page.locator("h1").innerText()).toContain("EBS volume vol-00000001 is not encrypted");
    expect(await page.locator(".text blockquote").first().innerText()).toContain(
      "Every drive of every server is encrypted.",
    );
    expect(await page.locator(".timeline .card").count()).toBe(5);
    expect(await page.locator(".timeline").innerText()).toMatch(
      /Closed by somebody.*Waived until 2026-06-01.*Resolved, by proof.*Reopened/s,
    );
    await shoot(page, `${name}-ticket`);
  });

  it.each(["light", "dark"] as const)("have no defect that axe finds, in %s", async (colorScheme) => {
    setup = await start();
    await story();
    const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
    for (const path of ["/", setup.there()[0]!.path]) {
      const page = await open(path, { colorScheme });
      await page.evaluate(axe);
      const violations = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`))",
      );
      expect(violations).toEqual([]);
      await shoot(page, `${name}-${path === "/" ? "list" : "ticket"}-${colorScheme}`);
    }
  });

  it("hold strings of an attacker as text, on a narrow screen too", async () => {
    setup = await start();
    const strings = Object.entries({
      ...hostile,
      script: "</style><script>alert(1)</script>",
      image: '"><img src=//evil.example/x>',
    });
    for (const [i, [, text]] of strings.entries()) {
      setup.memory.ticket = null;
      const finding = toldFinding({
        message: text,
        customer: text,
        owner: text,
        resource: { type: "AWS::EC2::Volume", id: text, arn: text, name: text },
        unit: { account: "111122223333", accountName: text, partition: "aws", region: "eu-central-1" },
        evidence: { witness: { from: text, to: text, port: text }, path: [text], fix: [text] },
        closedByHand: { at: NOW, by: text, where: "x", why: text },
      });
      const told_ = told("closed by hand", 2, { message: text });
      const change = { ...told_.change, detail: { by: text, why: text } };
      const findings = [{ ...finding, clauses: [{ ...clause, text, title: text, section: [text], file: text }] }];
      const subject = { kind: "finding", key: i.toString(16).padStart(2, "0").repeat(32) } as const;
      for (const changes of [[told("opened", 1)], [{ ...told_, change }]])
        expect(await setup.sink.send([deliveryOf(setup.memory, { subject, findings, changes })])).toEqual([
          { is: "accepted" },
        ]);
    }
    expect(setup.there()).toHaveLength(strings.length);
    const page = await open("/", { viewport: { width: 390, height: 844 } });
    for (const path of ["/", ...setup.there().map(({ path }) => path)]) {
      await go(page, path);
      expect(await page.locator("script, img, iframe, .foreign, .linked, .body a").count()).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      const links = await page.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      expect(links.filter((href) => !/^\/[\w/-]*$/.test(href ?? ""))).toEqual([]);
    }
    await shoot(await open("/"), `${name}-hostile`);
  });
});

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
