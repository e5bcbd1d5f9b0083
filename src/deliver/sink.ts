/** What the outbox and a sink say to each other. A new sink is one `SinkKind`, listed in kinds.ts, and its test. */
import type { z } from "zod";
import type { BoundClause } from "../contract/index.ts";
import type { Change, ChangeKind, TrackedFinding } from "../track/index.ts";
import type { Http } from "./http.ts";
import type { SecretRef } from "./settings.ts";
import type { Tcp } from "./tcp.ts";

export { SinkError } from "./error.ts";

/** A kind of sink: what the configuration says of one, and how it is opened. */
export interface SinkKind<Settings = unknown> {
  readonly kind: string;
  /** One sentence for the documentation. */
  readonly about: string;
  readonly style: Style;
  /** Which changes of findings it is told; no row is written for others. */
  readonly tells: ReadonlySet<ChangeKind>;
  /** The settings beside `name` and `kind`; their descriptions are the documentation. */
  readonly settings: z.ZodType<Settings>;
  /** Nothing is sent by opening. What needs a library loads it here. */
  open(settings: Settings, opening: Opening): Promise<Sink>;
}

/**
 * `each`: every change is a delivery of its own, in the order in which they were committed. `latest`: what a subject has
 * become since it was last told is one delivery. `digest`: all that waits is told at once, when a period is over.
 */
export type Style = "each" | "latest" | "digest";

/** What a sink is opened with. */
export interface Opening {
  readonly name: string;
  readonly http: Http;
  /** For what is no HTTP. */
  readonly tcp: Tcp;
  /** Read anew each time, so that it can be rotated; never to be logged or told. Throws a SinkError where it cannot. */
  secret(ref: SecretRef): Promise<string>;
  /** `clausewatch 1.2.3` */
  readonly program: string;
  /** Where relative paths begin. */
  readonly folder: string;
  /** What the configuration names of what is told there, to try a sink with: not what an organization has, nor regions where it says all. */
  readonly reads?: { readonly accounts: readonly string[]; readonly regions: readonly string[] };
  now(): Date;
}

export interface Sink {
  readonly limits: Limits;
  /**
   * Tells all of them, and gives an answer for each in their order; a SinkError that it throws is the answer to all. At
   * most `limits.most` at once, of one subject one at a time.
   */
  send(deliveries: readonly Delivery[]): Promise<readonly Answer[]>;
  /** What `send` would send now, for people to read: no secrets, nothing is asked of the other side. */
  preview(deliveries: readonly Delivery[]): readonly string[];
  /** Tries all that sending needs, without leaving anything behind. */
  test(): Promise<readonly Tried[]>;
  /** Tickets that people closed since then (ISO 8601), with a margin for what its search learns late. Some may be ours. */
  closedByHand?(since: string): Promise<readonly ClosedTicket[]>;
  /** Whether a ticket is closed now, asked of the ticket itself: its search learns late. */
  isClosed?(id: string): Promise<boolean>;
  /** Where the other side forgets what it is not told again: told every so often all that is open. */
  readonly repeat?: { readonly everyMs: number };
  close(): Promise<void>;
}

export interface Limits {
  /** Deliveries of one call of `send`. */
  readonly most: number;
  /** Calls of `send` at the same time. */
  readonly parallel: number;
  /** Documented limits: so many deliveries in so many milliseconds, all of them. */
  readonly pace: readonly { readonly most: number; readonly perMs: number }[];
  /** Of a digest: when it is told. */
  readonly digest?: { readonly everyMs: number; readonly quiet: QuietHours | null };
}

/** From and to as minutes of the day in the time zone; the night may lie between. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

/** What one subject has to tell. Strings from AWS stand in it as they are: each sink makes them inert. */
export interface Delivery {
  /** Of the last row of the outbox that it stands for; grows. The same thing told twice has the same one. */
  readonly id: number;
  readonly subject: Subject;
  readonly episode: number;
  /** The number of the last change that it tells, within the subject. */
  readonly number: number;
  /** How the subject is now. */
  readonly state: "open" | "resolved";
  /** What became of it and is not told yet, oldest first; one where the style is `each`. Empty where it is repeated. */
  readonly changes: readonly Told[];
  /** The finding; of a group those that are open, gravest first, at most 200. */
  readonly findings: readonly ToldFinding[];
  /** How many are open; of those that a cap holds back, how many they are. */
  readonly open: number;
  readonly thread: Thread;
}

/** What a delivery is about: a finding, all findings of a check in an account, or those that a cap holds back. */
export interface Subject {
  readonly kind: "finding" | "group" | "rest";
  /** 64 hex digits, the same for ever: of a finding its key when it was first told. */
  readonly key: string;
}

export interface Told {
  readonly change: Change;
  /** The finding's key, and what it is about in one line. */
  readonly finding: string;
  readonly message: string;
}

export interface ToldFinding {
  readonly finding: TrackedFinding;
  /** The sentences that it breaks. */
  readonly clauses: readonly BoundClause[];
  /** What is known of its check; null where no configured check is called so any more. */
  readonly check: CheckText | null;
  /** Of digests: where people look at the ticket that another sink has of it; absent where none is known. */
  readonly url?: string;
}

export interface CheckText {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly controls: readonly string[];
}

/** What the outbox remembers of a subject at a sink. Each method commits before it returns; it throws where another process sends now. */
export interface Thread {
  /** Null where none is known. */
  readonly ticket: Ticket | null;
  /** A creation was begun before, and it was never learned what came of it. */
  readonly isUnsure: boolean;
  /** For how long this process has known that, in milliseconds, by a clock that nobody sets. */
  readonly unsureForMs: number;
  /** Before a ticket is created: from now on it may be there. */
  intend(): Promise<void>;
  made(ticket: Ticket): Promise<void>;
  /** There is surely none: it was refused, or deleted over there. */
  forget(): Promise<void>;
}

export interface Ticket {
  /** As the system's API names it. */
  readonly id: string;
  /** Where people look at it. */
  readonly url: string;
}

export interface ClosedTicket {
  /** `Ticket.id` */
  readonly id: string;
  readonly at: string;
  /** As the ticket system names them. */
  readonly by: string;
  /** What the system says of why, such as a resolution. */
  readonly why: string;
}

/**
 * `refused`: it will never be taken as it is: parked until somebody asks for another try. `later`: surely not taken, try
 * again, not before `afterMs`. `unsure`: it may have been taken.
 */
export type Answer =
  | { readonly is: "accepted" }
  /** There was nothing to tell, such as the end of what nobody was told. */
  | { readonly is: "needless"; readonly why: string }
  | { readonly is: "refused" | "unsure"; readonly why: string }
  | { readonly is: "later"; readonly why: string; readonly afterMs?: number };

/** Something that `test` tried. */
export interface Tried {
  readonly what: string;
  /** What is wrong, and what to do; null where it works. */
  readonly wrong: string | null;
}
