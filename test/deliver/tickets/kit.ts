/** Subjects with something to tell, what the outbox remembers of one, and a ticket system in memory that loses answers. */
import type { BoundClause } from "../../../src/contract/index.ts";
import {
  SinkError,
  type Answer,
  type Delivery,
  type Sink,
  type Ticket,
  type Told,
  type ToldFinding,
} from "../../../src/deliver/sink.ts";
import { plain } from "../../../src/deliver/text/index.ts";
import type { TicketContent, TicketSystem } from "../../../src/deliver/tickets/system.ts";
import type { Change, ChangeKind, TrackedFinding } from "../../../src/track/index.ts";

export const KEY = "0123456789abcdef".repeat(4);
export const NOW = "2026-03-02T12:00:00.000Z";

export const clause: BoundClause = {
  policy: "encryption",
  title: "Encryption Policy",
  version: { label: "2.1", from: "front matter" },
  section: ["Encryption Policy", "Drives"],
  number: "7.14.2",
  link: "policies/encryption.md#drives",
  file: "policies/encryption.md",
  line: 14,
  column: 3,
  text: "Every drive of every server is encrypted.",
  hash: `sha256:${"a".repeat(64)}`,
};

export const check = {
  title: "EBS volumes are encrypted",
  why: "Whoever gets at the storage reads the ePHI on it.",
  fix: "Copy a snapshot with encryption, and swap the volume.",
  controls: ["encryption-at-rest"],
};

export function findingOf(more: Partial<TrackedFinding> = {}): TrackedFinding {
  const opened = { at: "2026-03-01T10:00:00.000Z", scan: 7 };
  return {
    key: KEY,
    formerKeys: [],
    unit: { account: "111122223333", accountName: "production", partition: "aws", region: "eu-central-1" },
    check: "ebs-volume-encrypted",
    detail: "",
    severity: "high",
    clauses: "c1",
    owner: "platform",
    due: "2026-03-31T10:00:00.000Z",
    state: "open",
    firstSeen: opened,
    lastSeen: opened,
    episode: { number: 1, opened, resolved: null },
    unverifiedSince: null,
    outOfScopeSince: null,
    waiver: null,
    closedByHand: null,
    changes: 1,
    resource: {
      type: "AWS::EC2::Volume",
      id: "vol-00000001",
      arn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-00000001",
      name: "logging data",
    },
    message: "EBS volume vol-00000001 is not encrypted",
    ...more,
  };
}

export function toldFinding(more: Partial<TrackedFinding> = {}): ToldFinding {
  return { finding: findingOf(more), clauses: [clause], check };
}

export const details: Partial<Record<ChangeKind, Change["detail"]>> = {
  resolved: { how: "passed or gone", cell: { pass: 3, fail: 0, unknown: 0, notApplicable: 0 } },
  severity: { was: "high", is: "critical" },
  owner: { was: "platform", is: null },
  due: { was: null, is: "2026-03-31T10:00:00.000Z" },
  waived: { waiver: "old-drive", kind: "waiver", until: "2026-06-01T00:00:00.000Z" },
  "waiver expires soon": { waiver: "old-drive", until: "2026-06-01T00:00:00.000Z" },
  "waiver expired": { waiver: "old-drive", until: "2026-06-01T00:00:00.000Z" },
  "waiver ended": { waiver: "old-drive", until: "2026-06-01T00:00:00.000Z" },
  "out of scope": { why: "the account is not configured" },
  "closed by hand": { by: "somebody", where: "jira SEC-1", at: NOW, why: "Won't Do" },
};

export function told(kind: ChangeKind, number: number, more: Partial<Told> & { episode?: number } = {}): Told {
  const { episode = 1, finding = KEY, message = "EBS volume vol-00000001 is not encrypted" } = more;
  return {
    finding,
    message,
    change: { at: NOW, scan: 7 + number, number, kind, episode, detail: details[kind] ?? {} },
  };
}

export const hold = { id: "old-drive", kind: "waiver", until: "2026-06-01T00:00:00.000Z", expired: false } as const;

/** What the outbox remembers of a subject; it dies where it is told to. */
export class Memory {
  ticket: Ticket | null = null;
  isUnsure = false;
  private since = 0;
  private readonly clock: { now: number };

  constructor(clock: { now: number }) {
    this.clock = clock;
  }
  get unsureForMs(): number {
    return this.isUnsure ? this.clock.now - this.since : 0;
  }
  /** Another process goes on. */
  restart(): void {
    this.since = this.clock.now;
  }
  async intend(): Promise<void> {
    this.isUnsure = true;
    this.since = this.clock.now;
  }
  async made(ticket: Ticket): Promise<void> {
    this.ticket = ticket;
    this.isUnsure = false;
  }
  async forget(): Promise<void> {
    this.ticket = null;
    this.isUnsure = false;
  }
}

export function deliveryOf(thread: Memory, more: Partial<Delivery> = {}): Delivery {
  const findings = more.findings ?? [toldFinding()];
  return {
    id: 1,
    subject: { kind: "finding", key: KEY },
    episode: 1,
    number: 1,
    state: "open",
    changes: [told("opened", 1)],
    findings,
    open: findings.length,
    thread,
    ...more,
  };
}

/** What a sink answers to one delivery; what it throws is its answer, as it is to the outbox. */
export async function answerTo(sink: Sink, delivery: Delivery): Promise<Answer> {
  try {
    return (await sink.send([delivery]))[0]!;
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    const { is, message: why, afterMs } = error;
    return is === "later" && afterMs !== undefined ? { is, why, afterMs } : { is, why };
  }
}

export interface MadeTicket {
  content: TicketContent;
  isClosed: boolean;
  isDeleted: boolean;
  readonly comments: string[];
  readonly madeAt: number;
}

/** What becomes of a call: it is done; or it is not, or is, and nobody learns of that. */
export type Fate = "done" | "died before" | "answer lost" | "refused" | "later";

export const LAG_MS = 300_000;

export class Tickets implements TicketSystem {
  readonly limits = { most: 1, parallel: 1, pace: [] };
  readonly searchLagMs = LAG_MS;
  readonly made: MadeTicket[] = [];
  readonly calls: string[] = [];
  fate: (call: string) => Fate = () => "done";
  private readonly clock: { now: number };

  constructor(clock: { now: number }) {
    this.clock = clock;
  }
  get there(): MadeTicket[] {
    return this.made.filter(({ isDeleted }) => !isDeleted);
  }
  private act<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    const fate = this.fate(call);
    if (fate === "refused" || fate === "later") return Promise.reject(new SinkError(fate, `${call}: ${fate}`));
    if (fate === "died before") return Promise.reject(new SinkError("unsure", `${call}: no answer`));
    const result = work();
    return fate === "done" ? Promise.resolve(result) : Promise.reject(new SinkError("unsure", `${call}: no answer`));
  }
  private of(id: string): MadeTicket {
    const ticket = this.made[Number(id)];
    if (ticket === undefined || ticket.isDeleted) throw new SinkError("refused", `there is no ticket ${id}`);
    return ticket;
  }
  /** A search that learns late. */
  find(marker: string) {
    return this.act("find", () => {
      const isOurs = ({ content, madeAt }: MadeTicket) =>
        content.marker === marker && madeAt + LAG_MS <= this.clock.now;
      const at = this.made.findIndex(isOurs);
      return at < 0 ? null : { id: String(at), url: `https://tickets.test/${at}` };
    });
  }
  create(content: TicketContent) {
    return this.act("create", () => {
      const { now } = this.clock;
      const id = this.made.push({ content, isClosed: false, isDeleted: false, comments: [], madeAt: now }) - 1;
      return { id: String(id), url: `https://tickets.test/${id}` };
    });
  }
  isHere: (ticket: Ticket) => boolean = () => true;
  read(id: string) {
    return this.act("read", () => {
      const ticket = this.made[Number(id)];
      return ticket === undefined || ticket.isDeleted ? null : { isClosed: ticket.isClosed };
    });
  }
  update(id: string, content: TicketContent) {
    return this.act("update", () => void (this.of(id).content = content));
  }
  hasComment(id: string, text: string) {
    return this.act("hasComment", () => this.of(id).comments.some((comment) => comment.includes(text)));
  }
  comment(id: string, body: Parameters<TicketSystem["comment"]>[1]) {
    return this.act("comment", () => void this.of(id).comments.push(plain(body)));
  }
  close(id: string) {
    return this.act("close", () => void (this.of(id).isClosed = true));
  }
  reopen(id: string) {
    return this.act("reopen", () => void (this.of(id).isClosed = false));
  }
  closedSince() {
    return this.act("closedSince", () => []);
  }
  preview({ title }: TicketContent): string {
    return title;
  }
  test() {
    return this.act("test", () => []);
  }
}
