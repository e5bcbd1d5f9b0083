import { describe, expect, test } from "vitest";
import { Traffic } from "../../src/collect/traffic.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";

const account = "111122223333";
const region = "eu-central-1";

/** A clock on which sleeping takes no time but its own. */
function clock() {
  let at = 0;
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    at += milliseconds;
  };
  return { now: () => at, sleep, slept };
}

const answer = (headers: Readonly<Record<string, string>> = {}) => ({ response: { headers }, output: {} });
const refusal = (name: string, headers: Readonly<Record<string, string>> = {}) =>
  Object.assign(new Error("no"), { name, $response: { headers } });

describe("after a refusal", () => {
  test.each([
    ["Throttling", {}, 100],
    ["RequestLimitExceeded", { "retry-after": "7" }, 7000],
    ["TooManyRequestsException", { "retry-after": new Date(Date.now() + 9000).toUTCString() }, 7500],
    // No longer than a minute, whoever answers.
    ["SlowDown", { "retry-after": "86400" }, 60_000],
    ["SlowDown", { "retry-after": "soon" }, 100],
  ])("%s %j the next waits at least %i ms", async (name, headers, least) => {
    const { now, sleep, slept } = clock();
    const gate = new Traffic(1, 4, { now, sleep }).gate(account, region, elbv2.listeners);
    await expect(gate(() => Promise.reject(refusal(name, headers)))).rejects.toThrow("no");
    expect(slept).toEqual([]);
    await gate(async () => answer());
    expect(slept).toHaveLength(1);
    expect(slept[0]).toBeGreaterThanOrEqual(least);
    expect(slept[0]).toBeLessThan(least + 2000);
  });

  test("for another reason than load nobody waits", async () => {
    const { now, sleep, slept } = clock();
    const gate = new Traffic(1, 4, { now, sleep }).gate(account, region, elbv2.listeners);
    await expect(gate(() => Promise.reject(refusal("AccessDenied", { "retry-after": "9" })))).rejects.toThrow("no");
    await gate(async () => answer());
    expect(slept).toEqual([]);
  });
});

test("who waits for its turn holds no place", async () => {
  const { now } = clock();
  const traffic = new Traffic(1, 1, { now, sleep: () => new Promise(() => undefined) });
  const throttled = traffic.gate(account, region, elbv2.listeners);
  await throttled(() => Promise.reject(refusal("Throttling"))).catch(() => undefined);
  void throttled(async () => answer());
  expect(await traffic.gate("444455556666", region, ec2.volumes)(async () => "went")).toBe("went");
});

describe("AWS's clock", () => {
  const ahead = (seconds: number) => ({ date: new Date(Date.now() + seconds * 1000).toUTCString() });

  test.each([
    ["an answer", (gate: ReturnType<Traffic["gate"]>) => gate(async () => answer(ahead(300)))],
    [
      "a refusal",
      (gate: ReturnType<Traffic["gate"]>) =>
        gate(() => Promise.reject(refusal("RequestExpired", ahead(300)))).catch(() => undefined),
    ],
  ])("is heard from %s", async (_, ask) => {
    const traffic = new Traffic(1, 4, clock());
    expect(traffic.skewMs).toBeNull();
    await ask(traffic.gate(account, region, ec2.volumes));
    expect(traffic.skewMs).toBeGreaterThan(298_000);
    expect(traffic.skewMs).toBeLessThan(301_000);
  });
});
