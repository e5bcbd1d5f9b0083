/**
 * A process that is measured: `node bench/policy.ts PAGES parse|lint`. `lint` reads generated pages, splits them and
 * finds their quotes, new and accepted ones; `parse` runs the Markdown parser alone. Prints what it cost.
 */
import { Lock, bind, lockedClause, readPolicy, Sentences } from "../src/policy/index.ts";
import { parseMarkdown } from "../src/policy/read/markdown.ts";
import { policyPages, quotesOf } from "./pages.ts";

const [pages = "1000", mode = "lint"] = process.argv.slice(2);
const sources = policyPages(Number(pages)).map(({ id, text }) => ({ id, file: `${id}.md`, text }));
const characters = sources.reduce((sum, { text }) => sum + text.length, 0);
const quotes = quotesOf(Number(pages)).map((quote) => ({ quote }));

const cpu = process.cpuUsage();
const wall = performance.now();
let sentences = 0;
let found = 0;
if (mode === "parse") for (const { text } of sources) parseMarkdown(text);
else {
  const all = new Sentences(sources.map((source) => readPolicy(source)));
  sentences = all.all.length;
  const request = {
    bindings: [{ control: "c", params: {}, clauses: quotes }],
    manual: [],
    notApplicable: [],
    normative: { include: [], exclude: [] },
  };
  const { resolved } = bind(all, new Lock(null), request);
  const clauses = resolved.map(({ quoted, sentence }) =>
    lockedClause(quoted, sentence!, { by: "bench", at: "2026-01-01T00:00:00Z" }),
  );
  found = bind(all, new Lock({ normaliser: 1, clauses }), request).resolved.filter(({ accepted }) => accepted).length;
}
const { user, system } = process.cpuUsage(cpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() - wall, peakMb, characters, sentences, found })}\n`,
);
