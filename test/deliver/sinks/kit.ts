/** The real sinks, over HTTP, against the doubles, on a clock of ours. */
import {
  startGithub,
  startJira,
  type Exchange,
  type Fault,
  type GithubOptions,
  type JiraOptions,
} from "../../../src/doubles/index.ts";
import { openHttp } from "../../../src/deliver/http.ts";
import type { Opening, Sink, SinkKind } from "../../../src/deliver/sink.ts";
import { github } from "../../../src/deliver/sinks/github/github.ts";
import { jira } from "../../../src/deliver/sinks/jira/jira.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { Memory } from "../tickets/kit.ts";

export const TOKEN = "s3cret-t0ken";
export const USER = "clausewatch@example.com";
export const START = Date.parse("2026-03-02T12:00:00.000Z");

export interface There {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly comments: readonly string[];
  readonly isClosed: boolean;
  readonly labels: readonly string[];
  readonly path: string;
}

export interface Setup {
  readonly name: string;
  readonly sink: Sink;
  readonly clock: { now: number };
  readonly memory: Memory;
  readonly url: string;
  /** As they stand in the other system, without markup. */
  there(): readonly There[];
  closeByHand(why: "done" | "not planned"): void;
  remove(): void;
  exchanges(): readonly Exchange[];
  /** For the next calls, in their order; what was ordered before is forgotten. */
  order(...faults: readonly (Fault | null)[]): void;
  close(): Promise<void>;
}

export function openingOf(now: () => number): Opening {
  return {
    name: "tickets",
    http: openHttp({ timeoutMs: 5000, allowed: [], userAgent: "clausewatch/test" }),
    tcp: openTcp({ timeoutMs: 5000, allowed: [] }),
    secret: () => Promise.resolve(TOKEN),
    program: "clausewatch test",
    folder: ".",
    now: () => new Date(now()),
  };
}

async function open<Settings>(kind: SinkKind<Settings>, written: object, now: () => number): Promise<Sink> {
  return await kind.open(kind.settings.parse(written), openingOf(now));
}

/** By what is called next, unless it is ordered otherwise. */
function orders() {
  const waiting: (Fault | null)[] = [];
  const order = (...faults: readonly (Fault | null)[]) => void waiting.splice(0, waiting.length, ...faults);
  return { order, fault: () => waiting.shift() ?? null };
}

export async function setupJira(options: Partial<JiraOptions> = {}, written: object = {}): Promise<Setup> {
  const clock = { now: START };
  const now = () => clock.now;
  const { order, fault } = orders();
  const double = await startJira({ user: USER, token: TOKEN, now, fault, ...options });
  const settings = { url: double.url, user: USER, token: { env: "TOKEN" }, project: "SEC", ...written };
  const sink = await open(jira, settings, now);
  return {
    name: "jira",
    sink,
    clock,
    memory: new Memory(clock),
    url: double.url,
    there: () =>
      double.issues.map(({ key, summary, description, comments, status, labels }) => ({
        key,
        title: summary,
        body: JSON.stringify(description),
        comments: comments.map(({ body }) => JSON.stringify(body)),
        isClosed: status.statusCategory.key === "done",
        labels,
        path: `/browse/${key}`,
      })),
    closeByHand: (why) => double.move("SEC-1", "somebody", why === "done" ? "Done" : "Won't Do"),
    remove: () => double.remove("SEC-1"),
    exchanges: () => double.exchanges,
    order,
    close: () => double.close(),
  };
}

export async function setupGithub(options: Partial<GithubOptions> = {}, written: object = {}): Promise<Setup> {
  const clock = { now: START };
  const now = () => clock.now;
  const { order, fault } = orders();
  const double = await startGithub({ token: TOKEN, now, fault, ...options });
  const settings = { url: double.url, repository: "example/compliance", token: { env: "TOKEN" }, ...written };
  const sink = await open(github, settings, now);
  return {
    name: "github",
    sink,
    clock,
    memory: new Memory(clock),
    url: double.url,
    there: () =>
      double.issues.map(({ number, title, body, comments, state, labels }) => ({
        key: `#${number}`,
        title,
        body,
        comments: comments.map(({ body }) => body),
        isClosed: state === "closed",
        labels,
        path: `/example/compliance/issues/${number}`,
      })),
    closeByHand: (why) => double.closeByHand(1, "somebody", why === "done" ? "completed" : "not_planned"),
    remove: () => double.remove(1),
    exchanges: () => double.exchanges,
    order,
    close: () => double.close(),
  };
}
