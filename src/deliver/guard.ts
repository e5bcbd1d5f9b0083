/** No address is reached that the operator did not allow: what is connected to is what was looked at. */
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { SinkError } from "./error.ts";
import { isForbidden } from "./forbidden.ts";

export interface GuardOptions {
  /** Addresses or names that may be reached though they are link-local or give out credentials. */
  readonly allowed: readonly string[];
  /** How names are resolved; as the machine does, if absent. */
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
}

interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * How the host, a name or an address, is looked up: only addresses that may be reached are given. Throws a SinkError,
 * `refused`, where it is itself an address that may not; of a name that is the error of the lookup.
 */
export function guarded(host: string, { allowed, resolve = system }: GuardOptions): LookupFunction {
  const isAllowed = allowed.includes(host);
  if (isIP(host) !== 0 && !isAllowed && isForbidden(host)) throw forbidden(host);
  const found = async (hostname: string): Promise<Address[]> => {
    const all = await resolve(hostname);
    const fine = all.filter(({ address }) => isAllowed || allowed.includes(address) || !isForbidden(address));
    if (fine.length === 0) throw forbidden(hostname);
    return fine;
  };
  return (hostname, options, callback) => {
    // Node asks by callback.
    callbackify(found)(hostname, (error, addresses) => {
      if (error !== null) callback(error, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

const system = (hostname: string) => lookup(hostname, { all: true });

function forbidden(host: string): SinkError {
  const why = "is an address within the link or of a cloud's metadata: name it under allowAddresses if it is meant";
  return new SinkError("refused", `${host} ${why}`);
}
