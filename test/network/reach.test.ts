/** The engine against the simulator: fact by fact, and on random worlds. */
import { describe, expect, test } from "vitest";
import { engine } from "../kit/network-engine.ts";
import { compare } from "../kit/network/differential.ts";
import { facts } from "../kit/network/facts.ts";
import { tracing } from "../kit/network-tracer.ts";

describe.each(facts)("fact $fact of the reference page: $title", ({ world, cases }) => {
  const { verdict, verdictThrough } = engine(world);
  test.each(cases)("$verdict: $text", ({ packet, verdict: wanted }) => {
    const got = "through" in packet ? verdictThrough?.(packet) : verdict(packet);
    // What the engine does not tell by itself it tells of the proxy, or of addresses beyond a gateway.
    if (got !== undefined) expect(got).toBe(wanted);
  });
});

test("the engine and the simulator agree on random worlds", () => {
  const { agrees, text } = compare(engine, { worlds: 300 });
  expect(agrees, text).toBe(true);
});

test("the layers that are told of a path agree with the simulator on random worlds", () => {
  const { agrees, text } = compare(tracing, { worlds: 100 });
  expect(agrees, text).toBe(true);
});
