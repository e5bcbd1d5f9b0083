/** Runs a check's table: items that pass, that fail and with which keys, that do not apply, that cannot be decided. */
import { describe, expect, test } from "vitest";
import type { ItemOf, Listing, ResourceCheck, Verdict, Fail, z } from "../../src/index.ts";
import { tableOf } from "../../src/evaluate/table.ts";

type Listings = Readonly<Record<string, Listing>>;

/** The SDK's types list the words that a field may hold; AWS adds new ones, and tables try them. */
export type AnyWords<T> = T extends string
  ? string
  : T extends readonly (infer E)[]
    ? readonly AnyWords<E>[]
    : T extends object
      ? { readonly [K in keyof T]: AnyWords<T[K]> }
      : T;

export interface Case<L extends Listing, W extends Listings, P extends z.ZodType> {
  readonly name: string;
  readonly item: AnyWords<ItemOf<L>>;
  /** The items of the listings beside; empty where not given. */
  readonly tables?: { readonly [K in keyof W]?: readonly AnyWords<ItemOf<W[K]>>[] };
  readonly params?: z.input<P>;
  /** The time to judge by; some day, if absent. ISO 8601. */
  readonly at?: string;
  /** What the message or the reason says: of a fail, of any of them. */
  readonly says?: string | RegExp;
}

export interface FailCase<L extends Listing, W extends Listings, P extends z.ZodType> extends Case<L, W, P> {
  /** The keys of all findings, in any order; one empty key if absent. */
  readonly keys?: readonly string[];
}

export interface CheckTable<L extends Listing, W extends Listings, P extends z.ZodType> {
  readonly pass: readonly Case<L, W, P>[];
  readonly fail: readonly FailCase<L, W, P>[];
  readonly notApplicable?: readonly Case<L, W, P>[];
  readonly undecided?: readonly Case<L, W, P>[];
  /** Parameters that are refused, and what the refusal says. */
  readonly badParams?: readonly { readonly name: string; readonly params: unknown; readonly says: RegExp }[];
}

/** What a check said, in one shape, in an order of its own. */
interface Answer {
  readonly status: Verdict["status"];
  readonly fails: readonly Fail[];
  readonly reason: string;
}

export function testCheck<L extends Listing, W extends Listings, P extends z.ZodType>(
  check: ResourceCheck<L, W, P>,
  table: CheckTable<L, W, P>,
): void {
  const { pass, fail, notApplicable = [], undecided = [], badParams = [] } = table;
  const groups: Record<Verdict["status"], readonly FailCase<L, W, P>[]> = {
    pass,
    fail,
    "not-applicable": notApplicable,
    undecided,
  };
  const paramsOf = (params: unknown): z.infer<P> => freeze((check.params as P).parse(params ?? {}));

  function ask({ item, tables = {}, params, at = "2026-03-02T06:00:00.000Z" }: Case<L, W, P>): Answer {
    const given = tables as Record<string, readonly object[]>;
    const beside = Object.keys(check.with ?? {}).map((name) => [name, tableOf(freeze(given[name] ?? []))]);
    return answerOf(check.judge(freeze(item as ItemOf<L>), Object.fromEntries(beside), paramsOf(params), at));
  }

  describe(check.id, () => {
    test("the table has passes and fails, and no case twice", () => {
      expect(pass.length, "cases that pass").toBeGreaterThan(0);
      expect(fail.length, "cases that fail").toBeGreaterThan(0);
      const cases = Object.values(groups).flat();
      expectDistinct(
        "name",
        [...cases, ...badParams].map(({ name }) => name),
      );
      expectDistinct(
        "input",
        cases.map(({ item, tables, params, at }) => JSON.stringify([item, tables, params, at])),
      );
    });

    for (const [status, cases] of Object.entries(groups)) {
      for (const each of cases) {
        test(`${status}: ${each.name}`, () => {
          const answer = ask(each);
          expect(answer.status, answer.reason).toBe(status);
          expect(answer.fails.map(({ key }) => key)).toEqual(status === "fail" ? keysOf(each) : []);
          if (status !== "pass") expect(answer.reason).toMatch(/\S/);
          if (each.says !== undefined) expect(answer.reason).toMatch(each.says);
          expect(ask(each), "the same question, asked again").toEqual(answer);
          for (const order of orders) expect(ask(reordered(each, order)), "lists in another order").toEqual(answer);
        });
      }
    }

    test.each([...badParams])("refused parameters: $name", ({ params, says }) => {
      const result = (check.params as P).safeParse(params);
      expect(result.success).toBe(false);
      expect(JSON.stringify(result.error?.issues)).toMatch(says);
    });
  });
}

function keysOf({ keys = [""] }: { readonly keys?: readonly string[] }): string[] {
  return [...keys].sort();
}

function answerOf(verdict: Verdict | readonly Fail[]): Answer {
  const fails = "status" in verdict ? (verdict.status === "fail" ? [verdict] : []) : verdict;
  if ("status" in verdict && verdict.status !== "fail") {
    const reason = verdict.status === "pass" ? "" : verdict.status === "undecided" ? verdict.why : verdict.reason;
    return { status: verdict.status, fails, reason };
  }
  expect(fails.length, "a list of fails without a fail").toBeGreaterThan(0);
  expectDistinct(
    "key",
    fails.map(({ key }) => key),
  );
  for (const { message, evidence = {} } of fails) {
    expect(message).toMatch(/\S/);
    expect(JSON.parse(JSON.stringify(evidence)), "evidence is JSON").toEqual(evidence);
  }
  return {
    status: "fail",
    fails: fails.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    reason: fails.map(({ message }) => message).sort().join("\n"), // prettier-ignore
  };
}

function expectDistinct(what: string, values: readonly string[]): void {
  const twice = values.filter((value, i) => values.indexOf(value) !== i);
  expect(twice, `the same ${what} twice`).toEqual([]);
}

/** Ways to reorder a list; AWS promises no order within its answers, so no verdict may hang on one. */
const orders: readonly (<T>(list: readonly T[]) => T[])[] = [
  (list) => list.toReversed(),
  (list) => [...list.slice(1), ...list.slice(0, 1)],
  (list) => [...list.filter((_, i) => i % 2 === 1), ...list.filter((_, i) => i % 2 === 0)],
];

function reordered<C extends { item: unknown; tables?: unknown }>(each: C, order: (typeof orders)[number]): C {
  const deep = (value: unknown): unknown => {
    if (Array.isArray(value)) return order(value.map(deep));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, deep(part)]));
  };
  return { ...each, item: deep(each.item), tables: deep(each.tables ?? {}) };
}

/** Freezes a value and all it holds: a check that writes to its input throws. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
