import type { Thread } from "../../deliver/index.ts";
import { noteThread, type Db, type Hold, type LoadedSubject } from "../../store/index.ts";

/** What is remembered of subjects at one sink: in the store, and since when this process knows that it is not sure. */
export class Threads {
  private readonly db: Db;
  private readonly hold: Hold;
  private readonly monotonic: () => number;
  private readonly unsureSince = new Map<number, number>();

  constructor(db: Db, hold: Hold, monotonic: () => number) {
    this.db = db;
    this.hold = hold;
    this.monotonic = monotonic;
  }

  of({ id, ticket, url, unsure }: LoadedSubject): Thread {
    const { db, hold, monotonic, unsureSince } = this;
    if (unsure && !unsureSince.has(id)) unsureSince.set(id, monotonic());
    if (!unsure) unsureSince.delete(id);
    let known = { ticket, url, unsure: unsure ? 1 : 0 };
    const note = async (now: typeof known) => {
      await noteThread(db, hold, id, now);
      known = now;
      if (now.unsure === 0) unsureSince.delete(id);
    };
    return {
      get ticket() {
        return known.ticket === null ? null : { id: known.ticket, url: known.url ?? "" };
      },
      get isUnsure() {
        return known.unsure === 1;
      },
      get unsureForMs() {
        const since = unsureSince.get(id);
        return since === undefined ? 0 : monotonic() - since;
      },
      intend: async () => {
        await note({ ticket: null, url: null, unsure: 1 });
        // A new try: what is looked for may be younger than what was looked for before.
        unsureSince.set(id, monotonic());
      },
      made: async (made) => await note({ ticket: made.id, url: made.url, unsure: 0 }),
      forget: async () => await note({ ticket: null, url: null, unsure: 0 }),
    };
  }
}
