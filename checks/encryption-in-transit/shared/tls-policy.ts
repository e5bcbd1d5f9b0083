import { fail, pass, undecided, z, type Verdict } from "clausewatch";

/** From the oldest to the newest, as AWS writes them. */
const versions = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/**
 * What RFC 9325 (sections 3.1.1 and 4.1) tells servers not to negotiate, and NIST SP 800-52 rev. 2 does not allow: no
 * encryption, no authentication, broken or short ciphers, and RSA key transport, which has no forward secrecy. Names
 * are OpenSSL's: those of key transport begin with the cipher.
 */
const weak = ["*NULL*", "ADH-*", "AECDH-*", "EXP-*", "*RC2*", "*RC4*", "*DES-*", "*MD5*"];
const keyTransport = ["AES*", "CAMELLIA*", "IDEA*", "SEED*"];

export const tlsPolicyParams = z.strictObject({
  minimumProtocol: z
    .enum(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
    .default("TLSv1.2")
    .describe(
      "The oldest protocol that may be accepted; RFC 8996 and NIST SP 800-52 rev. 2 retire those before TLSv1.2",
    ),
  forbiddenCiphers: z
    .array(z.string().regex(/^[\w*-]+$/, "write a cipher's name as OpenSSL does; * stands for any characters"))
    .default([...weak, ...keyTransport])
    .describe(
      "Ciphers that may not be accepted, by OpenSSL's names; * stands for any characters. By default those that RFC 9325 advises against: without encryption or authentication, broken, short, or without forward secrecy",
    ),
});

/** What a listener offers its clients. */
export interface TlsPolicy {
  readonly name: string;
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
}

/** Judges what is offered at `listener`, which is how messages call it; `key` tells the listeners of a resource apart. */
export function judgeTlsPolicy(
  listener: string,
  policy: TlsPolicy,
  { minimumProtocol, forbiddenCiphers }: z.infer<typeof tlsPolicyParams>,
  key = "",
): Verdict {
  const age = (protocol: string) => versions.indexOf(protocol as (typeof versions)[number]);
  const protocols = policy.protocols.filter((protocol) => age(protocol) >= 0 && age(protocol) < age(minimumProtocol));
  const patterns = forbiddenCiphers.map((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`));
  const ciphers = policy.ciphers.filter((cipher) => patterns.some((pattern) => pattern.test(cipher)));
  const faults = [...(protocols.length > 0 ? [list(protocols)] : []), ...(ciphers.length > 0 ? [count(ciphers)] : [])];
  if (faults.length > 0) {
    const evidence = { policy: policy.name, protocols: protocols.sort(), ciphers: ciphers.sort() };
    return fail(`${listener} accepts ${faults.join(" and ")} by its policy ${policy.name}`, { key, evidence });
  }
  const unknown = policy.protocols.filter((protocol) => age(protocol) < 0).sort();
  if (unknown.length > 0)
    return undecided(`${listener} accepts ${list(unknown)}, of which it is not known how old it is`);
  return policy.protocols.length > 0
    ? pass()
    : undecided(`${listener} has the policy ${policy.name}, which names no protocol`);
}

function list(names: readonly string[]): string {
  return names.toSorted().join(", ");
}

function count(ciphers: readonly string[]): string {
  const [first = "", ...rest] = ciphers.toSorted();
  return rest.length === 0 ? `the forbidden cipher ${first}` : `${rest.length + 1} forbidden ciphers such as ${first}`;
}
