/** The page in a browser, with a hostile text in every place that a policy, a configuration or AWS can fill. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Clause } from "../../../src/contract/index.ts";
import { pageDocuments } from "../../../src/policy/page/documents.ts";
import { policyPage } from "../../../src/report/policy-page/page.ts";
import { launch } from "../../browser/chromium.ts";
import { sampleCoverage } from "../../kit/coverage.ts";
import { hostile } from "../../kit/hostile.ts";

const URL = "http://policy.test/";

let browser: Browser;
let page: Page;
/** What the page asked for beside itself, and what the browser complained of. */
let trouble: string[] = [];
let served = "";
let plain: Seen;
beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
  page.on("dialog", (dialog) => void trouble.push(dialog.message()));
  page.on("console", (message) => void trouble.push(message.text()));
  page.on("pageerror", (error) => void trouble.push(error.message));
  await page.route("**", (route) => {
    if (route.request().url() === URL) return route.fulfill({ contentType: "text/html", body: served });
    trouble.push(route.request().url());
    return route.abort();
  });
  plain = await seen(pageOf(null));
});
afterAll(() => browser.close());

/** What no one else can write: words of ours, numbers, and what must stay equal for things to be found. */
const OURS = new Set([
  "type",
  "hash",
  "state",
  "today",
  "status",
  "kind",
  "from",
  "severity",
  "responsible",
  "rule",
  "started",
]);

/** The value with every text in it replaced, and those it is put under. */
function filled<T>(value: T, text: string, key = ""): T {
  if (typeof value === "string") return (OURS.has(key) ? value : text) as T;
  if (Array.isArray(value)) return value.map((item) => filled(item, text, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  const free = key === "evidence" || key === "params";
  const entries = Object.entries(value).map(([name, part]) => [
    free ? `${text}${name}` : name,
    filled(part, text, name),
  ]);
  return Object.fromEntries(entries) as T;
}

const sample = sampleCoverage();

function pageOf(text: string | null): string {
  const fill = <T>(value: T, key?: string): T => (text === null ? value : filled(value, text, key));
  // Two, so that all that is said of several is said.
  const document = pageDocuments(sample.sources.map((source, i) => ({ source, document: sample.documents[i]! })))[0]!;
  const original = new Map<Clause, Clause>(document.clauses.map((clause) => [fill(clause), clause]));
  const clauses = [...original.keys()];
  const filledOf = new Map([...original].map(([now, before]) => [before, now]));
  const hostileDocument = {
    ...fill({ policy: document.policy, title: document.title, file: document.file, version: document.version }),
    clauses,
    outline: document.outline.map((entry) => ({
      ...entry,
      heading: fill(entry.heading),
      clauses: entry.clauses.map((clause) => filledOf.get(clause)!),
    })),
    body: (mark: Parameters<typeof document.body>[0]) => document.body((clause) => mark(filledOf.get(clause)!)),
  };
  return policyPage({
    documents: [hostileDocument, { ...hostileDocument, clauses: [], outline: [], body: () => "" }],
    coverage: fill(sample.coverage),
    findings: fill(sample.findings),
    generated: fill("2026-01-14T10:02:00.000Z"),
    program: fill("clausewatch 0.1.0"),
  });
}

interface Seen {
  readonly kinds: readonly string[];
  readonly hrefs: readonly string[];
  readonly text: string;
}

async function seen(html: string): Promise<Seen> {
  [trouble, served] = [[], html];
  await page.goto(URL);
  const answer = await page.evaluate<Seen>(`(() => {
    const all = [...document.querySelectorAll("*")];
    const kinds = all.map((e) => [e.localName, ...[...e.attributes].map((a) => a.name).sort()].join("@"));
    const hrefs = all.flatMap((e) => e.getAttribute("href") ?? []);
    const body = document.body.cloneNode(true);
    for (const own of body.querySelectorAll("script, article, pre")) own.remove();
    return { kinds: [...new Set(kinds)].sort(), hrefs: [...new Set(hrefs)].sort(), text: body.textContent };
  })()`);
  expect(trouble).toEqual([]);
  return answer;
}

const texts = {
  ...hostile,
  "an end of the attribute": `"><script>alert(1)</script><p onclick="alert(1)`,
  "an end of the script": "</script><script>alert(1)</script>",
  "an end of the style": "</style><img src=//evil.example onerror=alert(1)>",
  "an end of the title": "</title><base href=//evil.example>",
  "a comment": "<!--",
  "references of characters": "&lt;script&gt;&#60;b&#62;&amp;",
  "a policy": "'; script-src *",
};

/** What our own page may hold beside what the sample does: words that were added, a table that is wider than the page. */
const ours = ["ins", "div@class@tabindex"];
test.each(Object.entries(texts))("%s is text and nothing else", async (_, text) => {
  const { kinds, hrefs, text: shown } = await seen(pageOf(text.slice(0, 50_000)));
  const known = new Set([...plain.kinds, ...ours]);
  expect(kinds.filter((kind) => !known.has(kind))).toEqual([]);
  expect(hrefs).toEqual(plain.hrefs);
  // Spaces between words of ours aside, all that is shown is drawn.
  expect(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u.exec(shown)).toBeNull();
});
