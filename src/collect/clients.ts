import type { Sdk, SdkClient } from "../sdk/load.ts";

export type OpenClient = readonly [Sdk, SdkClient];

/** More than all units that are read at a time use. */
const MOST = 128;

/**
 * The SDK clients that were used last, of all sessions. Each costs a hundred kilobytes once it was used, and a company
 * has one per account, region and service: thousands, of which few are used at a time. One that is let go is not
 * destroyed: that would end the connections, which all share and the source ends.
 */
export class Clients {
  private readonly used = new Map<string, Promise<OpenClient>>();
  private sessions = 0;

  /** A number for a session, by which its clients are told from those of all others. */
  numberSession(): number {
    return ++this.sessions;
  }

  /** The client of this name; opened, where it was not used for long. */
  get(name: string, open: () => Promise<OpenClient>): Promise<OpenClient> {
    const client = this.used.get(name) ?? open();
    this.used.delete(name);
    this.used.set(name, client);
    if (this.used.size > MOST) this.used.delete(this.used.keys().next().value!);
    return client;
  }
}
