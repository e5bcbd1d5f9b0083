import { addDays, dayOf, daysBetween, startOf } from "./day.ts";
import type { TrackedFinding, WaiverHold } from "./finding.ts";

/** An accepted exception. All that `covers` names holds for a finding that it covers, and it names one thing at least. */
export interface Waiver {
  readonly id: string;
  /** `addressable`: a decision on an addressable specification of HIPAA, 45 CFR 164.306(d)(3). */
  readonly kind: "waiver" | "addressable";
  readonly covers: WaiverCover;
  /** The sentence that it is an exception from: a quote of it, or its hash. */
  readonly clause: string;
  readonly reason: string;
  /** What is done instead. */
  readonly control: string;
  readonly approver: string;
  /** A day, at most 366 days ahead: `2027-03-01`. It holds until that day begins, in UTC; on it the finding is open. */
  readonly expires: string;
  readonly ticket?: string;
}

export interface WaiverCover {
  readonly check?: string;
  readonly account?: string;
  /** The id or ARN of a resource. */
  readonly resource?: string;
  /** An id, ARN or name of a resource, in which `*` stands for any characters. */
  readonly pattern?: string;
  /** All of them. */
  readonly tags?: Readonly<Record<string, string>>;
}

export const LONGEST_WAIVER_DAYS = 366;
export const WAIVER_WARNING_DAYS = 14;
/** Who has a finding waived is told so many days before that is over. */
export const EXPIRES_SOON_DAYS = 7;

/** What is wrong with a waiver that is written today, a line each; empty where nothing is. */
export function waiverProblems(waiver: Waiver, today: string): string[] {
  const problems: string[] = [];
  if (!namesSomething(waiver.covers) || /^\*+$/.test(waiver.covers.pattern ?? ""))
    problems.push("covers nothing in particular: name a check, an account or resources");
  for (const field of ["reason", "control", "approver", "clause"] as const)
    if (waiver[field].trim() === "") problems.push(`lacks its ${field}`);
  try {
    const ahead = daysBetween(today, waiver.expires);
    if (ahead > LONGEST_WAIVER_DAYS)
      problems.push(`expires ${ahead} days ahead, on ${waiver.expires}: at most ${LONGEST_WAIVER_DAYS} are allowed`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(`expires on ${error.message}`);
  }
  return problems;
}

function namesSomething({ check, account, resource, pattern, tags }: WaiverCover): boolean {
  const tagged = Object.keys(tags ?? {}).length > 0;
  return tagged || [check, account, resource, pattern].some((named) => named !== undefined);
}

type Covered = Pick<TrackedFinding, "check" | "unit" | "resource" | "tags">;

/** Whether a waiver covers a finding, be it in force or not. */
export function covers({ covers }: Pick<Waiver, "covers">, { check, unit, resource, tags }: Covered): boolean {
  const { id, arn, name } = resource;
  const any = namesSomething(covers);
  return (
    any &&
    (covers.check === undefined || covers.check === check) &&
    (covers.account === undefined || covers.account === unit.account) &&
    (covers.resource === undefined || covers.resource === id || covers.resource === arn) &&
    (covers.pattern === undefined ||
      [id, arn, name].some((text) => text !== undefined && like(covers.pattern!, text))) &&
    Object.entries(covers.tags ?? {}).every(([key, value]) => tags?.[key] === value)
  );
}

/** Whether a text is what a pattern says, in which `*` stands for any characters. In time linear in text × stars. */
export function like(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return from <= end;
}

/** Whether it holds at that time. */
export function inForce({ expires }: Pick<Waiver, "expires">, at: string): boolean {
  return at < startOf(expires);
}

/** From when on it is told that it expires soon, ISO 8601. */
export function soonFrom({ expires }: Pick<Waiver, "expires">): string {
  return addDays(startOf(expires), -EXPIRES_SOON_DAYS);
}

/** Whether it holds at that time, and will not for long. */
export function expiresSoon(waiver: Pick<Waiver, "expires">, at: string): boolean {
  return inForce(waiver, at) && soonFrom(waiver) <= at;
}

/**
 * The waiver that counts for a finding, null where none covers it. Of several it is the one that expires first, be it
 * that it has expired: a longer one does not quietly prolong it, somebody has to take the expired one out.
 */
export function holdOf(finding: Covered, waivers: readonly Waiver[], at: string): WaiverHold | null {
  let first: Waiver | null = null;
  for (const waiver of waivers)
    if ((first === null || before(waiver, first)) && covers(waiver, finding)) first = waiver;
  if (first === null) return null;
  const hold = { id: first.id, kind: first.kind, until: startOf(first.expires), expired: !inForce(first, at) };
  return expiresSoon(first, at) ? { ...hold, warned: true } : hold;
}

function before(a: Waiver, b: Waiver): boolean {
  return a.expires === b.expires ? a.id < b.id : a.expires < b.expires;
}

/** What somebody should look at. */
export interface WaiverWarning {
  readonly waiver: string;
  readonly kind: "expired" | "expires soon" | "covers nothing";
  /** Days until it expires; 0 or less where it has. */
  readonly days: number;
}

/**
 * Waivers that expired, that expire within 14 days, and that cover no open finding. `covering` are the ids of those
 * that cover one, counted by `covers`, not only the one that counts.
 */
export function waiverWarnings(waivers: readonly Waiver[], covering: ReadonlySet<string>, at: string): WaiverWarning[] {
  return waivers.flatMap(({ id, expires }) => {
    const days = daysBetween(dayOf(at), expires);
    const warnings: WaiverWarning[] = [];
    if (days <= 0) warnings.push({ waiver: id, kind: "expired", days });
    else if (days <= WAIVER_WARNING_DAYS) warnings.push({ waiver: id, kind: "expires soon", days });
    if (!covering.has(id)) warnings.push({ waiver: id, kind: "covers nothing", days });
    return warnings;
  });
}
