/** The story of the demo's tickets: opened, closed on proof, reopened, in a double of a ticket system in this process. */
import { kindOf } from "../../app/deliver/open-sinks.ts";
import { openAt } from "../../app/open-store.ts";
import { Follower } from "../../app/follow.ts";
import type { Read } from "../../app/read.ts";
import { followed, scanNow } from "../../app/scan-now.ts";
import { demoRecording } from "../../demo/index.ts";
import { startJira, type JiraDouble } from "../../doubles/index.ts";
import { count, inert, lines, look, paragraph } from "../../report/index.ts";
import type { Store } from "../../store/index.ts";
import { textOptions } from "../terminal.ts";
import type { Loaded } from "./load.ts";
import { withSenders } from "./sending.ts";

/** What is wrong with the sample account that somebody mends, and that comes back. */
const MENDED = "public-database";
const USER = "clausewatch@example.com";
const TOKEN = "demo";
const VARIABLE = "CLAUSEWATCH_DEMO_TOKEN";
const NEW_PER_SCAN = 10;

/** Tells it on standard output; at a terminal the tickets stay there to be looked at, until the user ends it. */
export async function demoTickets(loaded: Loaded, isWatched: boolean): Promise<void> {
  const double = await startJira({ user: USER, token: TOKEN });
  process.env[VARIABLE] = TOKEN;
  try {
    // In memory: the demo leaves nothing behind, and needs no place to write to.
    const store = await openAt({ kind: "sqlite", file: ":memory:" }, new Date().toISOString());
    try {
      await tell(store, loaded, double);
    } finally {
      await store.close();
    }
    if (isWatched) await untilEnded(double.url);
  } finally {
    delete process.env[VARIABLE];
    await double.close();
  }
}

async function tell(store: Store, loaded: Loaded, double: JiraDouble): Promise<void> {
  const screen = textOptions(process.stdout, process.env);
  const { strong, plain, faint } = look(screen);
  const width = Math.max(60, screen.width);
  const read = withTickets(loaded.read, double.url);
  const say = (told: readonly string[]) => process.stdout.write(lines(told));
  const line = (day: string, text: string) =>
    say(paragraph(inert(text), { width, first: `  ${faint(day.padEnd(7))} `, rest: "          " }, plain));
  const scanned = async (mended: readonly string[], later: number) => {
    const before = new Map(double.issues.map(({ key, status }) => [key, status]));
    await scanInto(store, read, loaded, mended, later);
    const issues = [...double.issues];
    return {
      opened: issues.filter(({ key }) => !before.has(key)),
      closed: issues.filter(({ key, status }) => before.has(key) && isDone(status) && !isDone(before.get(key)!)),
      reopened: issues.filter(({ key, status }) => before.has(key) && !isDone(status) && isDone(before.get(key)!)),
    };
  };
  say(["", strong("Tickets, in a double of Jira Cloud in this process")]);
  const first = await scanned([], 0);
  line(
    "day 1",
    `${count(first.opened.length, "issue")} opened: the gravest ${NEW_PER_SCAN}, and one that counts the rest`,
  );
  const second = await scanned([MENDED], 1);
  const keys = second.closed.map(({ key }) => key).join(", ");
  line("day 2", `the public database is mended: ${keys} closed on proof, ${second.opened.length} more opened`);
  const third = await scanned([], 2);
  const again = third.reopened.map(({ key }) => key).join(", ");
  line("day 3", `it is public again: ${again} reopened, none of it twice`);
}

const isDone = ({ statusCategory }: JiraDouble["issues"][number]["status"]) => statusCategory.key === "done";

function withTickets(read: Read, url: string): Read {
  const { config } = read.loaded;
  const written = { url, user: USER, token: { env: VARIABLE }, project: "SEC", newPerScan: NEW_PER_SCAN };
  const jira = kindOf("jira").settings.parse(written);
  const sinks = [{ name: "tickets", jira }];
  return { ...read, loaded: { ...read.loaded, config: { ...config, sinks: sinks as never } } };
}

async function scanInto(store: Store, read: Read, { checks }: Loaded, mended: readonly string[], later: number) {
  const recording = demoRecording({ mended, later });
  const follower = new Follower({ store, ...followed(read, checks, { chosen: false }) });
  await scanNow(read, { ...recording, name: "demo" }, checks, { emit: () => undefined, follower });
  await withSenders(store, read, undefined, async (senders) => await senders?.drain(60_000));
}

async function untilEnded(url: string): Promise<void> {
  process.stdout.write(lines(["", `  Look at them: ${inert(url)} (Ctrl-C ends the demo)`]));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
