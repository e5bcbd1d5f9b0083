import {
  GLOBAL,
  type BoundClause,
  type Cell,
  type CellReason,
  type CellStatus,
  type Customer,
  type Fail,
  type Finding,
  type FlawedItem,
  type Judge,
  type Listing,
  type OptionalService,
  type Resource,
  type ResourceCounts,
  type Severity,
  type Unit,
  type Verdicts,
} from "../contract/index.ts";
import type { Emit } from "./emit.ts";
import { findingKey, identify, nameResource, type ResourceId } from "./name.ts";
import { notSignedUp, type Owner, type OwnerOf } from "./owner.ts";
import { tagsOf } from "./tags.ts";

/** A check with what the configuration makes of it: its parameters, and the clauses that demand it. */
export interface EnabledCheck {
  readonly id: string;
  readonly severity: Severity;
  /** Null for an estate check: its verdicts name their listing. */
  readonly over: Listing | null;
  readonly with: Readonly<Record<string, Listing>>;
  readonly judge: Judge;
  readonly params: unknown;
  readonly clauses: readonly BoundClause[];
  /** The optional services that all of its clauses speak of: it is judged for those alone who signed up for one. */
  readonly services?: readonly OptionalService[];
}

type Counts = { -readonly [What in keyof ResourceCounts]: number };

function none(): Counts {
  return { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
}

/** How many different reasons a cell spells out, of each sort; the rest is counted. */
const SPELLED_OUT = 20;

/** A resource that was judged: what it is called is worked out where it is told. */
interface Judged {
  id(): ResourceId | null;
  /** Null where it has no name. */
  resource(): Resource | null;
  tags(): Finding["tags"];
}

/** Gathers what is said of the resources of one cell, tells findings as they come, and draws the sum. */
export class Tally {
  private readonly counts = none();
  private readonly ofCustomers = new Map<string, Counts>();
  private readonly reasons: CellReason[] = [];
  private readonly notApplicable = new Map<string, number>();
  private readonly undecided = new Map<string, number>();
  private readonly keys = new Set<string>();
  private passesHold = true;
  /** It is judged in another unit. */
  private elsewhere = false;
  private readonly unit: Unit;
  private readonly check: EnabledCheck;
  private readonly emit: Emit;
  private readonly ownerOf: OwnerOf | null;

  /** `ownerOf` is null where there are no customers to tell apart. */
  constructor(unit: Unit, check: EnabledCheck, emit: Emit, ownerOf: OwnerOf | null) {
    this.unit = unit;
    this.check = check;
    this.emit = emit;
    this.ownerOf = ownerOf;
  }

  /** What was said of one item. */
  verdicts(listing: Listing, item: unknown, verdicts: Verdicts): void {
    const owner = this.ownerOf?.(listing, item) ?? null;
    const { unit } = this;
    const of: Judged = {
      id: () => identify(listing, item, unit),
      resource: () => nameResource(listing, item, unit),
      tags: () => tagsOf(item),
    };
    this.judged(of, owner, verdicts);
  }

  /** What was said of one resource; `owner` is null where nobody is told apart. */
  judged({ id, resource, tags }: Judged, owner: Owner | null, verdicts: Verdicts): void {
    const { services = [] } = this.check;
    const customer = owner !== null && "customer" in owner ? owner.customer : null;
    const why = services.length === 0 || customer === null ? null : notSignedUp(services, customer);
    if (why !== null) {
      this.inapplicable(id, customer, why);
      return;
    }
    const [first] = verdicts;
    if (services.length > 0 && owner !== null && "unsure" in owner) {
      this.unjudged(resource(), "whose it is cannot be said: the VPCs could not be read", null);
    } else if (first?.status === "pass") {
      this.count(customer, "pass");
    } else if (first?.status === "not-applicable") {
      this.inapplicable(id, customer, first.reason);
    } else if (first?.status === "undecided") {
      this.unjudged(resource(), first.why, customer);
    } else {
      const named = resource();
      if (named === null || first === undefined) {
        this.unjudged(named, "an item could not be named", customer);
        return;
      }
      this.count(customer, "fail");
      for (const verdict of verdicts)
        if (verdict.status === "fail") this.finding(named, verdict, customer?.name, tags());
    }
  }

  /** An item that lacks a required field: nothing is said of it, nor whose it is, for its tags may be what is missing. */
  flawed(listing: Listing, { item, missing }: FlawedItem): void {
    this.unjudged(nameResource(listing, item, this.unit), `the answer of ${callOf(listing)} lacks ${missing}`, null);
  }

  private isGlobal(): boolean {
    return this.check.over?.scope === "global";
  }

  private count(customer: Customer | null, what: keyof Counts): void {
    this.counts[what]++;
    if (customer === null) return;
    let own = this.ofCustomers.get(customer.name);
    if (own === undefined) this.ofCustomers.set(customer.name, (own = none()));
    own[what]++;
  }

  /** Nothing is judged in this cell, whatever is there. */
  notApplicableHere(reason: string): void {
    this.elsewhere = true;
    this.notApplicable.set(reason, 0);
  }

  /** Something that the cell needs is missing: no pass holds any more. */
  incomplete(reason: CellReason): void {
    this.passesHold = false;
    this.reasons.push(reason);
  }

  /** Whether anything could not be decided. */
  get isUndecided(): boolean {
    return this.counts.unknown > 0;
  }

  /** Why something could not be decided; what passes passes all the same. */
  because(reason: CellReason): void {
    this.reasons.push(reason);
  }

  cell(): Cell {
    const reasons = [...this.reasons, ...this.unjudgedReasons()];
    const held = (all: Counts): Counts => (this.passesHold ? { ...all } : { ...all, pass: 0, notApplicable: 0 });
    const counts = held(this.counts);
    const own = [...this.ofCustomers].map(([name, all]) => [name, held(all)] as const);
    return {
      type: "cell",
      unit: this.unit,
      check: this.check.id,
      ...(this.isGlobal() && !this.elsewhere ? { global: true } : {}),
      status: statusOf(counts, reasons),
      resources: counts,
      ...(own.length === 0 ? {} : { customers: Object.fromEntries(own.toSorted(([a], [b]) => (a < b ? -1 : 1))) }),
      reasons,
      notApplicable: this.passesHold ? Object.fromEntries(this.notApplicable) : {},
    };
  }

  private inapplicable(id: () => ResourceId | null, customer: Customer | null, why: string): void {
    this.count(customer, "notApplicable");
    increment(this.notApplicable, why);
    if (this.emit.notApplicable === undefined) return;
    const named = id();
    if (named !== null) this.emit.notApplicable(this.unit, this.check.id, named);
  }

  private finding(resource: Resource, fail: Fail, customer: string | undefined, tags: Finding["tags"]): void {
    const place = this.isGlobal() ? { ...this.unit, region: GLOBAL } : this.unit;
    const key = findingKey(place, this.check.id, resource, fail.key);
    // AWS may send an item twice when its list changes between two pages.
    if (this.keys.has(key)) return;
    this.keys.add(key);
    const finding: Finding = {
      type: "finding",
      key,
      unit: this.unit,
      check: this.check.id,
      severity: this.check.severity,
      resource,
      message: fail.message,
      detail: fail.key,
      ...(customer === undefined ? {} : { customer }),
      ...(tags === undefined ? {} : { tags }),
      clauses: this.check.clauses,
    };
    this.emit(fail.evidence === undefined ? finding : { ...finding, evidence: fail.evidence });
  }

  private unjudged(resource: Resource | null, why: string, customer: Customer | null): void {
    this.count(customer, "unknown");
    increment(this.undecided, why);
    this.emit({ type: "unknown", unit: this.unit, check: this.check.id, resource, why });
  }

  private unjudgedReasons(): CellReason[] {
    // In an order of their own: AWS gives resources in any.
    const spelled = [...this.undecided].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, SPELLED_OUT);
    const reasons: CellReason[] = spelled.map(([why, count]) => ({ kind: "items", count, why }));
    const rest = this.undecided.size - spelled.length;
    if (rest > 0) {
      const count = this.counts.unknown - spelled.reduce((sum, [, n]) => sum + n, 0);
      reasons.push({ kind: "items", count, why: `${rest} further reasons, told resource by resource` });
    }
    return reasons;
  }
}

/** The API call of a listing, as IAM spells it. */
export function callOf(listing: Listing): string {
  return `${listing.iam[0]?.split(":")[0] ?? listing.service}:${listing.operation}`;
}

function statusOf(counts: Cell["resources"], reasons: readonly CellReason[]): CellStatus {
  if (reasons.length > 0) return "unknown";
  if (counts.fail > 0) return "fail";
  return counts.pass > 0 ? "pass" : "not-applicable";
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
