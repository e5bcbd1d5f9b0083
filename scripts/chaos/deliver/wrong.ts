/** What is not as it must be, once all is told. */
import { markerOf } from "../../../src/deliver/text/index.ts";
import type { Db } from "../../../src/store/index.ts";
import type { TrackedFinding } from "../../../src/track/index.ts";
import type { Made } from "./system.ts";

/** What a sink of events was told. */
export interface Event {
  readonly id: number;
  readonly subject: string;
  readonly number: number;
}

/** Empty where all is well. `sink`: the one of the tickets. */
export async function wrongOf(
  db: Db,
  sink: string,
  made: readonly Made[],
  events: readonly Event[],
): Promise<readonly string[]> {
  const rows = await db.selectFrom("findings").select(["id", "body"]).execute();
  const findings = rows.map(({ id, body }) => ({ id, ...(JSON.parse(body) as TrackedFinding) }));
  const subjects = await db.selectFrom("subjects").selectAll().where("sink", "=", sink).execute();
  const wrong: string[] = [];
  const covered = new Set<number>();
  for (const { kind, key, finding, held } of subjects) {
    const of = kind === "rest" ? [] : findings.filter(({ id }) => kind === "group" || id === finding);
    for (const { id } of of) covered.add(id);
    const name = kind === "finding" ? of[0]!.resource.id : kind;
    if (held !== 0) wrong.push(`${name} is held back`);
    wrong.push(...wrongTicket(name, of, made.filter(({ content }) => content.marker === markerOf({ kind, key })))); // prettier-ignore
  }
  for (const finding of findings) {
    const { id, resource, state, closedByHand } = finding;
    if (state === "open" && !isWaived(finding) && !covered.has(id)) wrong.push(`${resource.id} is told no ticket`);
    if (closedByHand !== null) wrong.push(`${resource.id} is closed by a hand that there is not`);
    wrong.push(...wrongEvents(finding, events));
  }
  const left = await db.selectFrom("deliveries").select("id").where("state", "=", "waiting").execute();
  if (left.length > 0) wrong.push(`${left.length} deliveries still wait`);
  return wrong;
}

const isWaived = ({ waiver }: TrackedFinding) => waiver !== null && !waiver.expired;

function wrongTicket(name: string, of: readonly TrackedFinding[], tickets: readonly Made[]): string[] {
  const open = of.filter(({ state }) => state === "open");
  const wrong: string[] = [];
  if (tickets.length > 1) wrong.push(`${name} has ${tickets.length} tickets`);
  if (tickets.length === 0 && open.some((one) => !isWaived(one))) wrong.push(`${name} is open and has no ticket`);
  for (const { isClosed, comments } of tickets) {
    if (isClosed !== (open.length === 0)) wrong.push(`${name} has ${open.length} open, and its ticket is not so`);
    const references = comments.flatMap((text) => text.match(/[0-9a-f]{12}\/\d+\.\d+;/g) ?? []);
    const twice = references.filter((one, i) => references.indexOf(one) !== i);
    if (twice.length > 0) wrong.push(`${name} is told ${twice.join(", ")} twice`);
  }
  return wrong;
}

function wrongEvents({ key, resource, changes }: TrackedFinding, events: readonly Event[]): string[] {
  const told = events.filter(({ subject }) => subject === key);
  const firsts = told.filter(({ number }, i) => told.findIndex((one) => one.number === number) === i);
  const wrong: string[] = [];
  if (firsts.length !== changes) wrong.push(`${resource.id} has ${changes} changes, and ${firsts.length} were told`);
  if (firsts.some(({ number }, i) => number !== i + 1)) wrong.push(`${resource.id} is told out of order`);
  const ids = new Map(firsts.map(({ number, id }) => [number, id]));
  if (told.some(({ number, id }) => ids.get(number) !== id)) wrong.push(`${resource.id} is told under other ids`);
  return wrong;
}
