import { Keyring, type Entry } from "./credentials.ts";
import { systemClock } from "./pace.ts";
import { connections, type CallSettings, type Credentials } from "./session.ts";
import { Traffic } from "./traffic.ts";

/** Who else speaks to AWS than the reading, and as whom. */
export interface RoleSettings extends Omit<Entry, "via"> {
  /** Where the role is assumed. */
  readonly region: string;
  readonly calls: CallSettings;
}

/** Credentials that are got as those for reading are, and are no more than these settings ask for; and connections. */
export function openRole({ region, calls, ...entry }: RoleSettings): {
  readonly credentials: () => Promise<Credentials>;
  readonly handler: Promise<unknown>;
} {
  const handler = connections(calls);
  const session = new Keyring(region, calls, handler, new Traffic(1, calls.concurrency, systemClock)).session(entry);
  return { credentials: () => session.credentials(), handler };
}
