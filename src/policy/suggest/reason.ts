import type { Scored } from "./score.ts";

/** Why a clause is proposed, for whoever has to agree. `promise`: the words by which it promises something. */
export function reasonOf({ found, foreign }: Scored, promise: string | null): string {
  const headings = [...found.heading, ...found.above];
  return [
    ...(found.sentence.length === 0 ? [] : [`says ${quoted(found.sentence)}`]),
    ...(found.introduction.length === 0 ? [] : [`is introduced by ${quoted(found.introduction)}`]),
    ...(headings.length === 0 ? [] : [`stands under ${quoted(headings)}`]),
    promise === null ? "mentions it only" : `promises it (${quoted([promise])})`,
    ...(foreign.length === 0 ? [] : [`but speaks of ${quoted(foreign)} too`]),
  ].join("; ");
}

/** The longest ones alone: "remote access" says "remote". */
export function distinct(texts: readonly string[]): string[] {
  const all = [...new Map(texts.map((text) => [text.toLowerCase(), text])).entries()];
  return all.filter(([low]) => !all.some(([other]) => other !== low && other.includes(low))).map(([, text]) => text);
}

function quoted(texts: readonly string[]): string {
  return distinct(texts)
    .map((text) => `“${text}”`)
    .join(", ");
}
