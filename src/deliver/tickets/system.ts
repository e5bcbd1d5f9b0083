/** What a ticket system has to be able to do; sink.ts of this folder makes a sink of it, and opens one ticket only. */
import type { Severity } from "../../contract/index.ts";
import type { ClosedTicket, Limits, Ticket, Tried } from "../sink.ts";
import type { Block } from "../text/blocks.ts";

export interface TicketSystem {
  readonly limits: Limits;
  /** For how long after its creation a ticket may still not be found, in milliseconds: as its makers say, or worse. */
  readonly searchLagMs: number;
  /** The oldest ticket that bears the marker, open or not; null where none is found. `since`: none is older (ISO 8601). */
  find(marker: string, since: string): Promise<Ticket | null>;
  create(content: TicketContent): Promise<Ticket>;
  /** Whether it is of the place that is told now, by its address: elsewhere, tickets of others have the same ids. */
  isHere(ticket: Ticket): boolean;
  /** Null where there is no such ticket any more. */
  read(id: string): Promise<TicketState | null>;
  /** Title, body and priority become these. */
  update(id: string, content: TicketContent): Promise<void>;
  /** Whether one of its comments holds this text. */
  hasComment(id: string, text: string): Promise<boolean>;
  comment(id: string, body: readonly Block[]): Promise<void>;
  close(id: string): Promise<void>;
  reopen(id: string): Promise<void>;
  closedSince(since: string): Promise<readonly ClosedTicket[]>;
  /** For people: what `create` or `update` would send, without secrets. */
  preview(content: TicketContent): string;
  test(): Promise<readonly Tried[]>;
}

export interface TicketContent {
  /** Letters, digits and hyphens, at most 40 characters: the same for all episodes of a subject. */
  readonly marker: string;
  readonly title: string;
  readonly body: readonly Block[];
  readonly severity: Severity;
  /** ISO 8601; null where nothing is due. */
  readonly due: string | null;
}

export interface TicketState {
  readonly isClosed: boolean;
}
