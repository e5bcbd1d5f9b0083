/** The rules of encryption in transit, said again without regard to speed or wording: what the checks are held against. */

interface Action {
  readonly Type: string;
  readonly RedirectConfig?: { readonly Protocol?: string };
}

/** Where an HTTP client is sent by a rule's actions, as a URL; null where it is given something instead. */
function location(actions: readonly Action[]): string | null {
  let url: string | null = null;
  for (const { Type, RedirectConfig } of actions) {
    if (Type !== "redirect") return null;
    const protocol = (RedirectConfig?.Protocol ?? "#{protocol}").replace("#{protocol}", "HTTP");
    url = `${protocol.toLowerCase()}://example.com/`;
    if (new URL(url).protocol !== "https:") return url;
  }
  return url;
}

/** Whether some request to an HTTP listener can meet a rule that does not send it on to HTTPS. Each rule is met by some request. */
export function servesInPlain(answers: readonly (readonly Action[])[]): boolean {
  let plain = false;
  for (const actions of answers) if (!(location(actions) ?? "").startsWith("https://")) plain = true;
  return plain;
}

/** What can be done to a database's parameters. Setting one is in force at once, unless a group waits for a reboot. */
export type Deed =
  | { readonly deed: "set"; readonly to: boolean }
  | { readonly deed: "set-another" }
  | { readonly deed: "associate"; readonly to: boolean }
  | { readonly deed: "reboot" };

/** A server of a database: what its parameter group says, and what it runs with. */
export interface Server {
  /** Whether the group says that TLS is forced. */
  readonly configured: boolean;
  /** Whether TLS is forced. */
  readonly running: boolean;
  readonly status: "in-sync" | "pending-reboot";
}

/** A server that lived through all this, from a first boot with a group that says `first`. */
export function serverAfter(first: boolean, deeds: readonly Deed[]): Server {
  let configured = first;
  let running = first;
  let newGroup = false;
  let staticWaits = false;
  for (const one of deeds) {
    if (one.deed === "reboot") {
      running = configured;
      newGroup = false;
      staticWaits = false;
    } else if (one.deed === "associate") {
      configured = one.to;
      newGroup = true;
    } else if (one.deed === "set-another") {
      staticWaits = true;
    } else {
      configured = one.to;
      if (!newGroup) running = one.to;
    }
  }
  return { configured, running, status: newGroup || staticWaits ? "pending-reboot" : "in-sync" };
}

const ages = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** Whether a name is of a pattern in which * stands for any characters. */
function isOf(name: string, pattern: string): boolean {
  if (pattern === "") return name === "";
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first !== "*") return name[0] === first && isOf(name.slice(1), rest);
  for (let i = 0; i <= name.length; i++) if (isOf(name.slice(i), rest)) return true;
  return false;
}

/** Whether a policy accepts what is older than `minimum`, or a cipher of a forbidden pattern. */
export function acceptsTooMuch(
  protocols: readonly string[],
  ciphers: readonly string[],
  minimum: string,
  patterns: readonly string[],
): boolean {
  for (const protocol of ages) {
    if (protocol === minimum) break;
    if (protocols.includes(protocol)) return true;
  }
  for (const cipher of ciphers) for (const pattern of patterns) if (isOf(cipher, pattern)) return true;
  return false;
}
