import { StoreError } from "../error.ts";

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  /** Whether the connection must be encrypted, and to a server that a known authority vouches for. */
  readonly tls: boolean;
}

/**
 * Reads `postgres://user@host:5432/database`, from the environment or a file, never from a command line, which others
 * can see. `password` is from a place of its own where the address has none. Throws StoreError; no message holds a
 * password.
 */
export function postgresAddress(address: string, password?: string): PostgresAddress {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new StoreError("address", "the store's address is none: expected postgres://user@host:5432/database");
  }
  const { protocol, hostname, port, pathname, username } = url;
  if (protocol !== "postgres:" && protocol !== "postgresql:")
    throw new StoreError("address", `the store's address begins with ${protocol}//: expected postgres://`);
  const database = decodeURIComponent(pathname.slice(1));
  if (hostname === "" || username === "" || database === "")
    throw new StoreError("address", "the store's address lacks its host, user or database");
  const secret = password ?? (url.password === "" ? undefined : decodeURIComponent(url.password));
  const mode = url.searchParams.get("sslmode") ?? (isLoopback(hostname) ? "disable" : "verify-full");
  if (mode !== "disable" && mode !== "verify-full")
    throw new StoreError("address", `sslmode is ${JSON.stringify(mode)}: use verify-full or disable`);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 5432 : Number(port),
    user: decodeURIComponent(username),
    database,
    ...(secret === undefined ? {} : { password: secret }),
    tls: mode === "verify-full",
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
