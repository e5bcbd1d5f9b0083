import { randomUUID } from "node:crypto";
import type { Thread } from "../../deliver/index.ts";
import { noteThread, type Db, type Hold, type LoadedSubject } from "../../store/index.ts";

/**
 * What is remembered of subjects at one sink: in the store, and since when this process knows of a try that nobody learned
 * the end of. Another process may have begun another try meanwhile: that one is waited for anew.
 */
export class Threads {
  private readonly db: Db;
  private readonly hold: Hold;
  private readonly monotonic: () => number;
  private readonly unsureSince = new Map<number, { readonly of: string; readonly since: number }>();

  constructor(db: Db, hold: Hold, monotonic: () => number) {
    this.db = db;
    this.hold = hold;
    this.monotonic = monotonic;
  }

  /** Whether a try is waited for: by this process alone, and by another one from the beginning. */
  get isUnsure(): boolean {
    return this.unsureSince.size > 0;
  }

  of({ id, ticket, url, unsure }: LoadedSubject): Thread {
    const { db, hold, monotonic, unsureSince } = this;
    const begin = (of: string) => void unsureSince.set(id, { of, since: monotonic() });
    if (unsure === null) unsureSince.delete(id);
    else if (unsureSince.get(id)?.of !== unsure) begin(unsure);
    let known = { ticket, url, unsure };
    const note = async (now: typeof known) => {
      await noteThread(db, hold, id, now);
      known = now;
      if (now.unsure === null) unsureSince.delete(id);
    };
    return {
      get ticket() {
        return known.ticket === null ? null : { id: known.ticket, url: known.url ?? "" };
      },
      get isUnsure() {
        return known.unsure !== null;
      },
      get unsureForMs() {
        const began = unsureSince.get(id);
        return began === undefined ? 0 : monotonic() - began.since;
      },
      intend: async () => {
        const unsure = randomUUID();
        await note({ ticket: null, url: null, unsure });
        begin(unsure);
      },
      made: async (made) => await note({ ticket: made.id, url: made.url, unsure: null }),
      forget: async () => await note({ ticket: null, url: null, unsure: null }),
    };
  }
}
