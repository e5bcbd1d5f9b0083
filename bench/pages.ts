/** Generated policies, for the benchmark: pages as people write them, each different, the same in every run. */

/** Characters a page holds, about. */
const PAGE = 2000;
const PAGES_PER_DOCUMENT = 20;

const nouns =
  "drive server database backup log key network port account customer certificate session alarm record system".split(
    " ",
  );
const verbs =
  "encrypted restricted reviewed kept rotated monitored recorded approved tested revoked separated stored".split(" ");
const others =
  "of the for every with without at least before after under within all named persons only by two three".split(" ");

/** A policy of so many pages, in documents of twenty. */
export function policyPages(pages: number): { readonly id: string; readonly text: string }[] {
  const documents: { id: string; text: string }[] = [];
  for (let first = 0; first < pages; first += PAGES_PER_DOCUMENT) {
    const id = `chapter-${first / PAGES_PER_DOCUMENT}`;
    const random = randomBy(first + 1);
    const count = Math.min(PAGES_PER_DOCUMENT, pages - first);
    const body = Array.from({ length: count }, (_, i) => page(first + i, random));
    documents.push({ id, text: `---\nversion: "1.${first}"\n---\n\n# ${id}\n\n${body.join("\n\n")}\n` });
  }
  return documents;
}

/** Quotes of these pages: one sentence in ten pages. */
export function quotesOf(pages: number): string[] {
  return Array.from({ length: Math.ceil(pages / 10) }, (_, i) => `Rule ${i * 10} of this policy is that every`);
}

function page(n: number, random: () => number): string {
  const parts = [`## ${1 + (n % 17)}.${n} Section ${n}`, `Rule ${n} of this policy is that every ${sentence(random)}`];
  let size = 0;
  while (size < PAGE) {
    const part = block(random);
    parts.push(part);
    size += part.length;
  }
  return parts.join("\n\n");
}

function block(random: () => number): string {
  const some = (most: number) => 1 + Math.floor(random() * most);
  const kind = random();
  if (kind < 0.6) return Array.from({ length: some(4) }, () => sentence(random)).join(" ");
  if (kind < 0.85) {
    const mark = random() < 0.5 ? "1." : "*";
    return `They follow these rules:\n\n${Array.from({ length: some(5) }, () => `${mark} ${sentence(random)}`).join("\n")}`;
  }
  if (kind < 0.95) return `> ${sentence(random)}`;
  const rows = Array.from({ length: some(4) }, () => `| ${pick(nouns, random)} | ${sentence(random)} |`);
  return `| What | How |\n| --- | --- |\n${rows.join("\n")}`;
}

function sentence(random: () => number): string {
  const words = Array.from({ length: 4 + Math.floor(random() * 14) }, () =>
    pick(random() < 0.4 ? nouns : random() < 0.5 ? verbs : others, random),
  );
  const styled = words.map((word) => (random() < 0.05 ? `**${word}**` : random() < 0.02 ? `[${word}](#x)` : word));
  return `A ${styled.join(" ")} is ${pick(verbs, random)}.`;
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

/** mulberry32 */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
