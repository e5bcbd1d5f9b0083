import type {
  CellReason,
  CellSession,
  Customer,
  EstateJudge,
  Finding,
  JudgeError,
  Listing,
  NetworkJudge,
  Proof,
  Page,
  RawTables,
  Resource,
  ResourceJudge,
  End,
  Unit,
} from "../contract/index.ts";
import type { Emit } from "./emit.ts";
import type { Gathered } from "./gathered.ts";
import type { OwnerOf } from "./owner.ts";
import { callOf, Tally, type EnabledCheck } from "./tally.ts";

/** Why a listing that was read whole does not hold as an input; null where it does. */
export function flawOf(listing: Listing, { flawed, end }: Gathered): CellReason | null {
  if (!end.complete) return { kind: "unreadable", listing: listing.id, unreadable: end.unreadable };
  const [first] = flawed;
  if (first === undefined) return null;
  const why = `the answer of ${callOf(listing)} lacks ${first.missing}`;
  return { kind: "items", count: flawed.length, why };
}

/** The listings a check reads beside, as tables, and why some of them do not hold. */
function inputsOf(
  check: EnabledCheck,
  gathered: ReadonlyMap<Listing, Gathered>,
): { tables: RawTables; reasons: CellReason[] } {
  const tables: Record<string, readonly unknown[]> = {};
  const reasons: CellReason[] = [];
  for (const [name, listing] of Object.entries(check.with)) {
    const input = gathered.get(listing);
    const reason: CellReason | null =
      input === undefined
        ? { kind: "check-error", why: `${listing.id} was not gathered, after an internal error` }
        : flawOf(listing, input);
    if (reason !== null) reasons.push(reason);
    tables[name] = input?.items ?? [];
  }
  return { tables, reasons };
}

/** Judges one cell of a resource check: `begin` with the complete inputs, then each page, then the end. */
export class CellRun {
  private readonly tally: Tally;
  private readonly check: EnabledCheck;
  private readonly over: Listing;
  private readonly emit: Emit;
  private session: CellSession | null = null;

  /** `ownerOf` is null where there are no customers to tell apart. */
  constructor(unit: Unit, check: EnabledCheck, over: Listing, emit: Emit, ownerOf: OwnerOf | null = null) {
    this.check = check;
    this.over = over;
    this.emit = emit;
    this.tally = new Tally(unit, check, emit, ownerOf);
  }

  /** False where an input is missing: the cell is unknown already, and its listing need not be read for it. */
  async begin(gathered: ReadonlyMap<Listing, Gathered>, at: string): Promise<boolean> {
    const { tables, reasons } = inputsOf(this.check, gathered);
    for (const reason of reasons) this.tally.incomplete(reason);
    if (reasons.length > 0) return false;
    try {
      this.session = await (this.check.judge as ResourceJudge).open(tables, this.check.params, at);
    } catch (error) {
      this.broken(error);
    }
    return this.session !== null;
  }

  async page({ items, flawed }: Page): Promise<void> {
    if (this.session === null) return;
    for (const item of flawed) this.tally.flawed(this.over, item);
    if (items.length === 0) return;
    try {
      const answers = this.session.judge(items);
      // Most checks answer at once: no promise, no turn of the event loop.
      const told = answers instanceof Promise ? await answers : answers;
      if ("error" in told) this.broken(told.error);
      else if (told.length !== items.length) this.broken(`${told.length} answers for ${items.length} items`);
      else for (const [index, verdicts] of told.entries()) this.tally.verdicts(this.over, items[index], verdicts);
    } catch (error) {
      this.broken(error);
    }
  }

  /** The cell's answer. `end` is how the judged listing ended; null where it was not read. */
  finish(end: End | null): void {
    this.session?.close();
    if (end !== null && !end.complete) {
      this.tally.incomplete({ kind: "unreadable", listing: this.over.id, unreadable: end.unreadable });
    }
    this.emit(this.tally.cell());
  }

  /** Answers for a unit in which it is not judged: what has no regions is judged in one unit of its account. */
  elsewhere(): void {
    this.tally.notApplicableHere(`${this.over.id} has no regions: judged once, in another unit of the account`);
    this.emit(this.tally.cell());
  }

  private broken(error: unknown): void {
    this.session?.close();
    this.session = null;
    this.tally.incomplete({ kind: "check-error", why: error instanceof Error ? error.message : String(error) });
  }
}

/** One unit of the estate, with the listings that estate checks read. */
export interface EstatePart {
  readonly unit: Unit;
  readonly gathered: ReadonlyMap<Listing, Gathered>;
  readonly ownerOf: OwnerOf | null;
}

/** Runs an estate check over all units: one cell a unit. What one unit lacks makes every cell unknown, for it could change any. */
export async function judgeEstate(
  check: EnabledCheck,
  parts: readonly EstatePart[],
  at: string,
  emit: Emit,
): Promise<void> {
  const tallies = new Map(parts.map(({ unit, ownerOf }) => [unit, new Tally(unit, check, emit, ownerOf)]));
  const everywhere = (reason: CellReason) => {
    for (const tally of tallies.values()) tally.incomplete(reason);
  };
  const whole: { unit: Unit; tables: RawTables }[] = [];
  for (const { unit, gathered } of parts) {
    const { tables, reasons } = inputsOf(check, gathered);
    if (reasons.length === 0) whole.push({ unit, tables });
    for (const reason of reasons) everywhere(reason);
  }
  try {
    const answers = await (check.judge as EstateJudge).judge(whole, check.params, at);
    if ("error" in answers) everywhere({ kind: "check-error", why: answers.error });
    else {
      const listings = new Map(Object.values(check.with).map((listing) => [listing.id, listing]));
      const units = new Map(parts.map(({ unit }) => [`${unit.account} ${unit.region}`, unit]));
      for (const { unit, listing, item, verdicts } of answers) {
        const of = listings.get(listing);
        const tally = tallies.get(units.get(`${unit.account} ${unit.region}`) as Unit);
        if (of === undefined || tally === undefined)
          throw new Error(`it names a listing or unit that it does not read`);
        tally.verdicts(of, item, verdicts);
      }
    }
  } catch (error) {
    everywhere({ kind: "check-error", why: error instanceof Error ? error.message : String(error) });
  }
  for (const tally of tallies.values()) emit(tally.cell());
}

/** One unit of the network, and why its answers do not hold where what could be judged in it was not read. */
export interface NetworkPart {
  readonly unit: Unit;
  readonly reasons: readonly CellReason[];
  /** What else was not read: only what hangs on it is unknown. */
  readonly unread: readonly CellReason[];
  /** The tags of a resource in it, where they are known. */
  readonly tagsOf?: (resource: Resource) => Finding["tags"];
}

/** Runs a network check: one cell a unit. What was not read on the way to a target the check's own answers tell. */
export function judgeNetwork(
  check: EnabledCheck,
  parts: readonly NetworkPart[],
  proof: Proof | JudgeError,
  customers: readonly Customer[],
  at: string,
  emit: Emit,
): void {
  const named = new Map(customers.map((customer) => [customer.name, customer]));
  const tallies = new Map(
    parts.map(({ unit }) => [`${unit.account} ${unit.region}`, new Tally(unit, check, emit, null)]),
  );
  const tagged = new Map(parts.map(({ unit, tagsOf }) => [`${unit.account} ${unit.region}`, tagsOf]));
  const all = [...tallies.values()];
  for (const { unit, reasons } of parts)
    for (const reason of reasons) tallies.get(`${unit.account} ${unit.region}`)!.incomplete(reason);
  const answers = "error" in proof ? proof : (check.judge as NetworkJudge).judge(proof, check.params, at);
  if ("error" in answers) for (const tally of all) tally.incomplete({ kind: "check-error", why: answers.error });
  else {
    for (const { unit, resource, customer, verdicts } of answers) {
      const place = `${unit.account} ${unit.region}`;
      const tally = tallies.get(place);
      if (tally === undefined) {
        const why = `it answers for ${unit.account} in ${unit.region}, which is not scanned`;
        for (const each of all) each.incomplete({ kind: "check-error", why });
      }
      const owner = { customer: named.get(customer ?? "") ?? null };
      const of = { id: () => resource, resource: () => resource, tags: () => tagged.get(place)?.(resource) };
      tally?.judged(of, owner, verdicts);
    }
  }
  tellUnread(parts, tallies);
  for (const tally of all) emit(tally.cell());
}

/** What was not read is named where something could not be decided: of the own unit, or of others where that was read. */
function tellUnread(parts: readonly NetworkPart[], tallies: ReadonlyMap<string, Tally>): void {
  const elsewhere = parts.flatMap(({ unread }) => unread).slice(0, MOST_UNREAD);
  for (const { unit, unread } of parts) {
    const tally = tallies.get(`${unit.account} ${unit.region}`)!;
    if (tally.isUndecided) for (const reason of unread.length > 0 ? unread : elsewhere) tally.because(reason);
  }
}

const MOST_UNREAD = 20;
