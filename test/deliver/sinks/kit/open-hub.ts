/** The sink of Security Hub as it is opened in its tests, against hubs on loopback. */
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { openHttp } from "../../../../src/deliver/http.ts";
import { openTcp } from "../../../../src/deliver/tcp.ts";
import type { Answer, Delivery, Opening, Sink } from "../../../../src/deliver/sink.ts";
import { securityHub } from "../../../../src/deliver/sinks/security-hub/security-hub.ts";
import type { TrackedFinding } from "../../../../src/track/index.ts";
import { deliveryOf, Memory, NOW, toldFinding } from "../../tickets/kit.ts";
import { of } from "./digests.ts";
import { EXTERNAL_ID, FakeHubs } from "./hub.ts";

export const ROLE = "arn:aws:iam::{account}:role/clausewatch-security-hub";
export const HOME = "111122223333 eu-central-1";
export const accounts = ["111122223333", "222233334444", "333344445555"];
export const regions = ["eu-central-1", "us-east-1"];

/** Starts hubs for the tests of a file; each test finds them empty, at the same time. */
export function hubsOfTests() {
  const hubs = new FakeHubs();
  const http = openHttp({ timeoutMs: 10_000, allowed: [], userAgent: "clausewatch/test" });
  const sinks: Sink[] = [];
  const clock = { now: Date.parse(NOW) };
  const asked = { requests: 0 };

  beforeAll(async () => {
    await hubs.start();
    vi.stubEnv("AWS_ENDPOINT_URL", hubs.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
  });
  beforeEach(() => {
    hubs.forget();
    clock.now = Date.parse(NOW);
    asked.requests = 0;
  });
  afterEach(async () => {
    for (const sink of sinks.splice(0)) await sink.close();
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    hubs.close();
  });

  async function open(more: object = {}, reads?: Opening["reads"]): Promise<Sink> {
    const all = { role: ROLE, externalId: EXTERNAL_ID, region: "eu-central-1", ...more };
    const settings = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const sink = await securityHub.open(securityHub.settings.parse(settings), {
      name: "hub",
      http: (request) => {
        asked.requests++;
        return http(request);
      },
      tcp: openTcp({ timeoutMs: 1000, allowed: [] }),
      secret: () => Promise.reject(new Error("there is none")),
      program: "clausewatch 1.2.3",
      folder: "/",
      ...(reads === undefined ? {} : { reads }),
      now: () => new Date(clock.now),
    });
    sinks.push(sink);
    return sink;
  }
  return { hubs, open, clock, asked };
}

const thread = new Memory({ now: 0 });
export const tell = (more: Partial<Delivery>, finding: Partial<TrackedFinding> = {}) =>
  deliveryOf(thread, { ...more, findings: [toldFinding(finding)] });
export const accepted = (count: number): Answer[] => Array.from({ length: count }, () => ({ is: "accepted" }));
export const unitOf = (account: string, region: string) => ({ account, region, partition: "aws" });
/** Of three accounts in two regions. */
export const many = (count: number) =>
  Array.from({ length: count }, (_, n) => of(n, ["opened"], { unit: unitOf(accounts[n % 3]!, regions[n % 2]!) }));
