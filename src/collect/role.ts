import { Keyring, type Entry } from "./credentials.ts";
import { systemClock } from "./pace.ts";
import { connections, type CallSettings, type CredentialSource } from "./session.ts";
import { Traffic } from "./traffic.ts";
import { tryExternalId, type Trial } from "./trial.ts";

export interface RolesSettings {
  /** Where roles are assumed. */
  readonly region: string;
  readonly calls: CallSettings;
}

/** As whom others speak to AWS than the reading: never by its roles, and by no more than what they ask for. */
export type RoleEntry = Omit<Entry, "via">;

export interface Roles {
  /** Connections, for calls that are made with the credentials. */
  readonly handler: Promise<unknown>;
  /** Credentials that are got as those for reading are, and renewed before they end. What is thrown, `told` tells. */
  enter(entry: RoleEntry): CredentialSource;
  /** Tries whether a role, which was assumed a moment ago, asks for its external id. */
  tryExternalId(entry: RoleEntry & { readonly role: string }): Promise<Trial>;
  /** Ends the connections. */
  close(): void;
}

export function openRoles({ region, calls }: RolesSettings): Roles {
  const handler = connections(calls);
  const keyring = new Keyring(region, calls, handler, new Traffic(1, calls.concurrency, systemClock));
  return {
    handler,
    enter: (entry) => {
      const session = keyring.session(entry);
      return () => session.credentials();
    },
    tryExternalId: (entry) => tryExternalId(entry, entry.role.split(":")[4] ?? "", { keyring }),
    close: () => {
      void handler.then((opened) => (opened as { destroy(): void }).destroy());
    },
  };
}
