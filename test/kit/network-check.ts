/** Runs the table of a network check: small estates and registers, and what it says of each resource. */
import { describe, expect, test } from "vitest";
import { judgeOf } from "../../src/catalog/judge.ts";
import type { NetworkCheck, NetworkJudge, Proof } from "../../src/contract/index.ts";
import type { z } from "../../src/index.ts";
import { hold, type Held } from "./proof.ts";
import type { Sketch } from "./network/sketch.ts";
import { hostile } from "./hostile.ts";

export interface NetworkCase extends Held {
  readonly name: string;
  readonly world: () => Sketch;
  readonly params?: unknown;
  /** The time to judge by. */
  readonly at?: string;
  /** Id of a resource → `pass`, `not-applicable`, `undecided`, or the keys of its fails; others are not looked at. */
  readonly says: Readonly<Record<string, string | readonly string[]>>;
  /** What messages, reasons and doubts say, all together. */
  readonly words?: string | RegExp;
}

/** Everything that is said, resource by resource. */
export function ask<P extends z.ZodType>(
  check: NetworkCheck<P>,
  proof: Proof,
  params: unknown = {},
  at = "2026-03-02T06:00:00.000Z",
) {
  const judge = judgeOf(check) as NetworkJudge;
  const answers = judge.judge(proof, (check.params as P).parse(params), at);
  if ("error" in answers) throw new Error(answers.error);
  const said = new Map<string, string[]>();
  const words: string[] = [];
  for (const { resource, verdicts } of answers) {
    const all = said.get(resource.id) ?? [];
    for (const verdict of verdicts) {
      all.push(verdict.status === "fail" ? verdict.key : verdict.status);
      words.push("message" in verdict ? verdict.message : "why" in verdict ? verdict.why : "reason" in verdict ? verdict.reason : ""); // prettier-ignore
    }
    said.set(resource.id, all.sort());
  }
  return { said, words: words.join("\n"), answers };
}

export function testNetworkCheck<P extends z.ZodType>(check: NetworkCheck<P>, cases: readonly NetworkCase[]): void {
  describe(check.id, () => {
    test.each(cases)("$name", ({ world, says, words, params, at, ...held }) => {
      const drawn = world();
      const proof = hold(drawn, held);
      const first = ask(check, proof, params, at);
      for (const [id, wanted] of Object.entries(says)) {
        const told = typeof wanted === "string" ? [wanted] : [...wanted].sort();
        expect(first.said.get(id) ?? [], `${id}: ${first.words}`).toEqual(told);
      }
      if (words !== undefined) expect(first.words).toMatch(words);
      const mirrored = hold(drawn, { ...held, order: (list) => list.toReversed() });
      expect(ask(check, mirrored, params, at).answers, "everything in another order").toEqual(first.answers);
    });

    test("without anything nothing is said", () => {
      expect(ask(check, hold({ units: [] })).answers).toEqual([]);
      expect(ask(check, hold({ units: [] }, { rows: [] })).answers).toEqual([]);
    });

    test("names are told, whatever they hold", () => {
      for (const [what, name] of Object.entries(hostile)) {
        const { world, says, words: _, params, at, ...held } = cases[0]!;
        const ids = Object.keys(says);
        const tags = Object.fromEntries(ids.map((id) => [id, { ...held.tags?.[id], Name: name }]));
        const { answers } = ask(check, hold(world(), { ...held, tags: { ...held.tags, ...tags } }), params, at);
        expect(answers.length, what).toBeGreaterThan(0);
      }
    });
  });
}
