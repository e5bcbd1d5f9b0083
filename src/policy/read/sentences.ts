/**
 * Where sentences begin and end. Our own, because a sentence's hash is its identity: Intl.Segmenter splits at
 * abbreviations, and differently from one Node to the next.
 *
 * In doubt it does not split: a sentence too long is still found by a quote, half a sentence may not be.
 */

/** Half open, in UTF-16 units; without the white space around it. */
export type Range = readonly [start: number, end: number];

/** The sentences of a text that has no markup. */
export function splitSentences(text: string): Range[] {
  const closing = closingBrackets(text);
  const ranges: Range[] = [];
  let start = 0;
  let bracketEnd = 0;
  const take = (end: number) => {
    const piece = text.slice(start, end);
    if (piece.trim() !== "") ranges.push([start + piece.search(/\S/), start + piece.trimEnd().length]);
    start = end;
  };
  for (const { 0: mark, index } of text.matchAll(/[([]|[.!?]+/g)) {
    bracketEnd = Math.max(bracketEnd, closing.get(index) ?? 0);
    if (index < bracketEnd || mark === "(" || mark === "[") continue;
    const end = endAt(text, start, index, mark);
    if (end !== null) take(end);
  }
  take(text.length);
  return ranges;
}

/** Closing quotes and brackets, white space, opening ones, and what comes next. */
const AFTER = /["'”’»)\]]*\s+["'“‘«([]*(?=(\S{1,40}))/y;

/** The end of the sentence that the mark at `at` may close; null where the sentence goes on. */
function endAt(text: string, start: number, at: number, mark: string): number | null {
  AFTER.lastIndex = at + mark.length;
  const next = AFTER.exec(text)?.[1];
  if (next === undefined || !canBegin(next)) return null;
  if (mark === "." && goesOn(text.slice(Math.max(start, at - LONGEST), at), at - start, next)) return null;
  return at + mark.length + /^["'”’»)\]]*/.exec(text.slice(at + mark.length, at + mark.length + LONGEST))![0].length;
}

/** No abbreviation is as long; bounds the work. */
const LONGEST = 40;

/** A sentence begins with anything but a small letter; `ePHI` and its like count as capitals. */
function canBegin(word: string): boolean {
  return !/^\p{Ll}/u.test(word) || /^\p{Ll}\p{Lu}/u.test(word);
}

/** Always followed by what they shorten. */
const OPEN = words("e.g i.e cf vs viz approx ca resp incl excl dr mr mrs ms prof rev hon st messrs");
/** Short for a noun where a number follows; else they end the sentence: "Is it allowed? No." */
const NUMBERED = words(
  "no nos sec sect art arts fig figs p pp para paras ch vol v ver ed app reg pt cl tit ex " +
    "jan feb mar apr jun jul aug sep sept oct nov dec",
);
/** Parts of names; they may end a sentence too. So may initials, `U.S.` and `a.m.` */
const NAMES = words("inc ltd co corp bros jr sr ph.d m.d dept div est");
/** What a sentence begins with, and a name rarely goes on with. */
const STARTERS = words(
  "a all also an and any as at because before but by data each ephi every for from he however if in it its no " +
    "nor not on only or our remote she since such that the their these they this those to under unless until we when " +
    "where whether which while who with within you your",
);

/**
 * Whether the point after `before` (the end of the sentence so far, which is `length` long) shortens a word or numbers
 * a heading, so that `next` is of the same sentence.
 */
function goesOn(before: string, length: number, next: string): boolean {
  if (length < LONGEST && /^\s*(?:(?:\d+\.)*\d+|\p{L})$/u.test(before)) return true;
  const last = (/\S+$/.exec(before)?.[0] ?? "").replace(/^[^\p{L}\p{N}]+/u, "");
  // "DR" is disaster recovery, and no doctor.
  if (/^\p{Lu}{2,}$/u.test(last)) return false;
  const word = last.toLowerCase();
  if (OPEN.has(word)) return true;
  if (NUMBERED.has(word)) return /^[\d§#]/.test(next);
  const initials = /^(?:\p{L}\.)*\p{L}$/u.test(last) && (last.includes(".") || /^\p{Lu}$/u.test(last));
  if (!initials && !NAMES.has(word)) return false;
  return !STARTERS.has((/^[\p{L}]+/u.exec(next)?.[0] ?? "").toLowerCase());
}

/** Opening bracket → its closing one. A bracket without a partner holds nothing together. */
function closingBrackets(text: string): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: Record<string, number[]> = { ")": [], "]": [] };
  for (const { 0: bracket, index } of text.matchAll(/[()[\]]/g)) {
    if (bracket === "(") open[")"]!.push(index);
    else if (bracket === "[") open["]"]!.push(index);
    else {
      const opening = open[bracket]!.pop();
      if (opening !== undefined) partners.set(opening, index);
    }
  }
  return partners;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
