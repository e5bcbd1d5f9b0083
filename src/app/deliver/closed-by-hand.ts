import { SinkError, type ClosedTicket } from "../../deliver/index.ts";
import { closeFindingByHand, noteSinkFact, openFindingsOfTicket, sinkFact, type Hold } from "../../store/index.ts";
import type { SenderOptions } from "./sender-options.ts";

/** How often tickets are looked at that people may have closed, and how far back the first time. */
const POLL_MS = 300_000;
const FIRST_POLL_MS = 86_400_000;
/** What was closed is looked at again for so long: clocks differ, and what waits to be told comes first. */
const POLL_OVERLAP_MS = 3_600_000;

/** Looks for tickets that people closed: their findings stay open, and say so. */
export class ClosedByHand {
  private readonly options: SenderOptions;
  private readonly hold: Hold;
  private polledAt = Number.NEGATIVE_INFINITY;

  constructor(options: SenderOptions, hold: Hold) {
    this.options = options;
    this.hold = hold;
  }

  isTime(): boolean {
    const { open, clock } = this.options;
    return open.sink.closedByHand !== undefined && clock.monotonic() - this.polledAt >= POLL_MS;
  }

  async poll(): Promise<void> {
    const { db, clock, open, log, mask } = this.options;
    const { sink } = open;
    const { name } = open.configured;
    if (sink.closedByHand === undefined) return;
    this.polledAt = clock.monotonic();
    const now = clock.now();
    const known = await sinkFact(db, name, "closed");
    const first = new Date(now.getTime() - FIRST_POLL_MS).toISOString();
    const since = known === null || known > now.toISOString() ? first : known;
    try {
      let isWhole = true;
      for (const ticket of await sink.closedByHand(since)) if (!(await this.isTold(ticket))) isWhole = false;
      const upTo = new Date(now.getTime() - (isWhole ? POLL_OVERLAP_MS : FIRST_POLL_MS)).toISOString();
      await noteSinkFact(db, this.hold, name, "closed", upTo > since ? upTo : since);
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      log.warn({ sink: name, why: mask(error.message) }, "tickets that people closed could not be looked for");
    }
  }

  /** One that cannot be asked keeps nobody from being told of the others. It is asked again for a day. */
  private async isTold(ticket: ClosedTicket): Promise<boolean> {
    const { open, log, mask } = this.options;
    try {
      await this.tell(ticket);
      return true;
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      const told = { sink: open.configured.name, ticket: ticket.id, why: mask(error.message) };
      log.warn(told, "whether a person closed a ticket could not be asked");
      return false;
    }
  }

  private async tell({ id, at, by, why }: ClosedTicket): Promise<void> {
    const { db, open, outbox, log, mask } = this.options;
    const { name } = open.configured;
    const findings = await openFindingsOfTicket(db, { sink: name, ticket: id, route: outbox.route });
    const unknown = findings.filter(({ closedByHand }) => closedByHand === null);
    if (unknown.length === 0) return;
    // A search learns late, and other clocks go otherwise: what we reopened may be told as closed.
    if ((await open.sink.isClosed?.(id)) === false) return;
    for (const { key } of unknown) {
      await closeFindingByHand(db, key, { at, by, where: `${name} ${id}`, why: mask(why) }, outbox);
      log.info({ sink: name, ticket: id, finding: key }, "a ticket was closed by hand: its finding stays open");
    }
  }
}
