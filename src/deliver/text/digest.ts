/** What a digest says of all that became of findings since the last one. The strings in it are as AWS gave them. */
import { createHash } from "node:crypto";
import { severities } from "../../contract/index.ts";
import type { ChangeKind } from "../../track/index.ts";
import type { Delivery, Told, ToldFinding } from "../sink.ts";
import type { Block, Inline } from "./blocks.ts";
import { heading, list, paragraph, strong } from "./build.ts";
import { accountOf, dayOf, short } from "./place.ts";

export interface Digest {
  /** The same whenever the same is told again; letters, digits and a hyphen. */
  readonly id: string;
  /** Numbers and words of ours alone. */
  readonly title: string;
  readonly body: readonly Block[];
}

interface Section {
  readonly title: string;
  /** As the title of the digest counts one, and several. */
  readonly words: readonly [one: string, several: string];
  readonly kinds: readonly ChangeKind[];
}

/** In this order. A finding stands in the one section of what became of it last. */
const sections: readonly Section[] = [
  { title: "Opened", words: ["opened", "opened"], kinds: ["opened"] },
  { title: "Reopened: they fail again", words: ["reopened", "reopened"], kinds: ["reopened"] },
  {
    title: "Their waiver expired: open as any other",
    words: ["waiver expired", "waivers expired"],
    kinds: ["waiver expired"],
  },
  {
    title: "Their waiver covers them no more: open as any other",
    words: ["waiver ended", "waivers ended"],
    kinds: ["waiver ended"],
  },
  {
    title: "Closed by hand, and open all the same",
    words: ["closed by hand", "closed by hand"],
    kinds: ["closed by hand"],
  },
  { title: "Waived: they fail all the same", words: ["waived", "waived"], kinds: ["waived"] },
  { title: "Resolved, by proof", words: ["resolved", "resolved"], kinds: ["resolved"] },
];

/** A line for each waiver, not for each finding that it covers. */
const soon: Section = {
  title: "Waivers that expire soon",
  words: ["waiver expires soon", "waivers expire soon"],
  kinds: ["waiver expires soon"],
};
const named: readonly Section[] = [...sections, soon];

/** Those that are counted, and not named: they change from scan to scan. */
const counted: readonly (readonly [kind: ChangeKind, what: (count: string) => string])[] = [
  ["unverified", (count) => `${count} could not be judged any more: what was open stays open.`],
  ["verified", (count) => `${count} can be judged again.`],
  ["out of scope", (count) => `${count} went out of scope: what was open stays open.`],
  ["in scope", (count) => `${count} came back into scope.`],
];

export const digestTells: ReadonlySet<ChangeKind> = new Set([
  ...named.flatMap(({ kinds }) => kinds),
  ...counted.map(([kind]) => kind),
]);

/** A line is never cut within its link. */
const LONGEST_LINK = 500;
/** Of a section. */
const MOST_LINES = 40;

/** A finding with the last of its changes that belong to one of the sections, or to one of the counts. */
interface Line {
  readonly told: Told;
  /** Null where nothing more is known of it than the change. */
  readonly of: ToldFinding | null;
}

/** Null where nothing of what became of them is told in a digest. `of`: the name of the sink. */
export function digestOf(of: string, deliveries: readonly Delivery[]): Digest | null {
  const shown = [
    ...sections.map((section) => ({ section, lines: linesOf(deliveries, named, section.kinds).map(words) })),
    { section: soon, lines: waiverLines(linesOf(deliveries, named, soon.kinds)) },
  ].filter(({ lines }) => lines.length > 0);
  const numbers = counted.map(([kind, what]) => ({
    what,
    count: linesOf(deliveries, counted.map(([one]) => ({ kinds: [one] })), [kind]).length, // prettier-ignore
  }));
  const summed = numbers.filter(({ count }) => count > 0);
  if (shown.length === 0 && summed.length === 0) return null;
  const told = shown.map(({ section, lines }) => `${lines.length} ${section.words[lines.length === 1 ? 0 : 1]}`);
  return {
    id: idOf(of, deliveries),
    title: `clausewatch: ${told.length === 0 ? "nothing opened, nothing resolved" : told.join(", ")}`,
    body: [
      ...shown.flatMap(({ section, lines }) => [
        heading(`${section.title} (${lines.length})`),
        list([
          ...lines.slice(0, MOST_LINES),
          ...(lines.length > MOST_LINES ? [[`and ${lines.length - MOST_LINES} more`]] : []),
        ]),
      ]),
      ...summed.map(({ what, count }) => paragraph(what(count === 1 ? "1 finding" : `${count} findings`))),
    ],
  };
}

/** The first to expire first. */
function waiverLines(lines: readonly Line[]): readonly (readonly string[])[] {
  const waivers = Map.groupBy(lines, ({ told }) => JSON.stringify([told.change.detail["until"], told.change.detail["waiver"]])); // prettier-ignore
  return [...waivers.values()]
    .map((all) => ({ count: all.length, detail: all[0]!.told.change.detail }))
    .toSorted((a, b) => String(a.detail["until"]).localeCompare(String(b.detail["until"])))
    .map(({ count, detail: { waiver, until } }) => [
      `${short(String(waiver))}: until ${dayOf(String(until))}; ${count === 1 ? "1 finding is" : `${count} findings are`} open as any other from then on`,
    ]);
}

/** The findings of which the last change among those of all these sections is one of `kinds`; gravest first. */
function linesOf(
  deliveries: readonly Delivery[],
  all: readonly Pick<Section, "kinds">[],
  kinds: readonly ChangeKind[],
): readonly Line[] {
  const known = new Set(all.flatMap((section) => section.kinds));
  const last = new Map<string, Line>();
  for (const { subject, changes, findings } of deliveries)
    for (const told of changes) {
      if (!known.has(told.change.kind)) continue;
      // A finding is told under the key that it had first: it has another one, once its check is renamed.
      const isOf = ({ finding: { key } }: ToldFinding) => subject.kind === "finding" || key === told.finding;
      const of = findings.find(isOf) ?? null;
      last.set(told.finding, { told, of });
    }
  const lines = [...last.values()].filter(({ told }) => kinds.includes(told.change.kind));
  return lines.toSorted((a, b) => gravity(a) - gravity(b));
}

function gravity({ of }: Line): number {
  return of === null ? severities.length : severities.indexOf(of.finding.severity);
}

function words({ told, of }: Line): (Inline | string)[] {
  const { kind, detail } = told.change;
  if (of === null) return [short(told.message)];
  const { severity, unit, owner, due } = of.finding;
  const link = linkOf(of, short(told.message));
  const where = ` (${accountOf(unit)}, ${unit.region})`;
  const isOver = kind === "resolved";
  const more = [
    ...(kind === "waived" ? [`until ${dayOf(String(detail["until"]))} by the waiver ${short(String(detail["waiver"]))}`] : []), // prettier-ignore
    ...(kind === "closed by hand" ? [`by ${short(String(detail["by"]))}: it asks for a waiver`] : []),
    ...(owner === null ? [] : [`owner ${short(owner)}`]),
    ...(due === null || isOver ? [] : [`due ${dayOf(due)}`]),
    ...(link === null ? of.clauses.slice(0, 1).map(({ file, line }) => `${short(file)}:${line}`) : []),
  ];
  return [
    strong(severity),
    " ",
    link ?? short(told.message),
    where,
    ...(more.length === 0 ? [] : [`: ${more.join(", ")}`]),
  ];
}

/** Where there is more about it: its ticket. A page of our own will go before that. Null where there is neither. */
function linkOf({ url = "" }: ToldFinding, text: string): Inline | null {
  return /^https?:\/\//.test(url) && url.length <= LONGEST_LINK && URL.canParse(url)
    ? { is: "link", text, href: url }
    : null;
}

/** The last row of the outbox, and what is told: a delivery that is tried again is none of those that were told with it before. */
function idOf(of: string, deliveries: readonly Delivery[]): string {
  const last = Math.max(...deliveries.map(({ id }) => id));
  const told = deliveries.flatMap(({ changes }) => changes.map(({ finding, change }) => `${finding} ${change.number}`));
  const hash = createHash("sha256").update(JSON.stringify([of, ...told.toSorted()]));
  return `${last}-${hash.digest("hex").slice(0, 24)}`;
}
