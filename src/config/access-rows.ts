import { z } from "zod";
import { knownRoles, type AccessRow, type Party } from "../contract/index.ts";
import { cidrsOf, fromRanges, parseCidr, parsePorts } from "../network/index.ts";
import { suggest } from "./closest.ts";
import { show, type Path } from "./error.ts";
import { register, type accessRow, type partyKeys } from "./schema/access.ts";
import type { Config } from "./schema/index.ts";
import { prefixList, securityGroup } from "./schema/words.ts";

type WrittenRow = z.output<typeof accessRow>;
type Keys = z.output<typeof partyKeys>;

/** A row of the access register as it is written down: its clauses are quoted, and not found yet. */
export type RegisterRow = Omit<AccessRow, "clauses" | "place"> & Pick<WrittenRow, "clauses">;

/** What rows may name. */
interface Known {
  readonly role: ReadonlySet<string>;
  readonly customer: ReadonlySet<string>;
}

type Tell = (path: Path, message: string, hint: string) => void;

/** The schema of a configuration's access register, which gives its rows. */
export function registerOf({ roles = [], customers = [] }: Pick<Config, "roles" | "customers">) {
  const known: Known = {
    role: new Set([...knownRoles, ...roles.map(({ role }) => role)]),
    customer: new Set(customers.map(({ name }) => name)),
  };
  return register.transform(({ rows }, context): readonly RegisterRow[] => {
    let right = true;
    const tell: Tell = (path, message, hint) => {
      right = false;
      context.addIssue({ code: "custom", path: ["rows", ...path], message, params: { hint } });
    };
    for (const [i, row] of rows.entries()) checkRow(row, i, known, tell);
    if (!right) return z.NEVER;
    const read = rows.map(rowOf);
    checkRepeated(read, tell);
    return read;
  });
}

function checkRow(row: WrittenRow, i: number, known: Known, tell: Tell): void {
  checkParties(row.from, [i, "from"], known, tell);
  checkParties(row.to, [i, "to"], known, tell);
  checkPorts(row, i, tell);
  checkApproval(row, i, tell);
}

function checkParties(written: WrittenRow["from"], path: Path, known: Known, tell: Tell): void {
  for (const [one, at] of each(written, path)) {
    const keys = keysOf(one);
    const place = (key: string) => (typeof one === "string" ? at : [...at, key]);
    const { cidr } = keys;
    if (cidr !== undefined) complain(() => blockOf(cidr), place("cidr"), tell);
    if (typeof one === "string") checkId(one, keys, at, tell);
    for (const key of ["role", "customer"] as const) {
      const name = keys[key];
      if (name === undefined || known[key].has(name)) continue;
      const others = [...(typeof one === "string" ? ["internet"] : []), ...known[key]];
      tell(place(key), `${show(name)} is no ${key}`, adviceFor(name, others));
    }
  }
}

function adviceFor(name: string, others: readonly string[]): string {
  if (others.length === 0) return "None is declared under customers.";
  return name === "internet" ? "Write internet: true." : suggest(name, others);
}

/** Of what stands under a key of its own the schema has seen to that. */
function checkId(written: string, { prefixList: list, securityGroup: group }: Keys, at: Path, tell: Tell): void {
  const schema = list === undefined ? (group === undefined ? undefined : securityGroup) : prefixList;
  const [wrong] = schema?.safeParse(written).error?.issues ?? [];
  if (wrong !== undefined) tell(at, `${show(written)} ${wrong.message}`, "An id ends in 8 to 17 hexadecimal digits.");
}

function checkPorts({ protocol, ports }: WrittenRow, i: number, tell: Tell): void {
  const name = String(protocol);
  if (!complain(() => parsePorts(name, "all"), [i, "protocol"], tell)) return;
  for (const [port, at] of each(ports, [i, "ports"])) complain(() => parsePorts(name, String(port)), at, tell);
}

/** Said of a key that is not there, it is told as of any other that is missing. */
const MISSING = "is missing";

function checkApproval({ approvedBy, review, unreviewed }: WrittenRow, i: number, tell: Tell): void {
  if (unreviewed !== undefined) {
    if (approvedBy === undefined && review === undefined) return;
    const hint = "Remove it, if somebody has approved the row; else remove approvedBy and review.";
    tell([i, "unreviewed"], "a draft has neither approvedBy nor review", hint);
  } else {
    if (approvedBy === undefined) tell([i, "approvedBy"], MISSING, MISSING);
    else if (review === undefined) tell([i, "review"], MISSING, MISSING);
  }
}

/** Whether a parser of the network room takes it; else tells what that says: what is wrong; what to write. */
function complain(parse: () => unknown, path: Path, tell: Tell): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    const [message = "", advice = "correct it"] = (error as Error).message.split("; ");
    tell(path, message, `${advice[0]?.toUpperCase()}${advice.slice(1)}.`);
    return false;
  }
}

/** Rows with one id, and rows that say the same, however they write it. */
function checkRepeated(rows: readonly RegisterRow[], tell: Tell): void {
  const byId = new Map<string, number>();
  const byMeaning = new Map<string, string>();
  for (const [i, row] of rows.entries()) {
    const first = byId.get(row.id) ?? i;
    byId.set(row.id, first);
    const meaning = meaningOf(row);
    const same = byMeaning.get(meaning) ?? row.id;
    byMeaning.set(meaning, same);
    if (first !== i)
      tell([i, "id"], `${show(row.id)} is the id of rows[${first}] too`, "Give each row an id of its own.");
    else if (same !== row.id)
      tell([i], `the parties and ports are those of the row ${show(same)}`, "Keep one of the two.");
  }
}

const KEYS = ["internet", "cidr", "prefixList", "securityGroup", "role", "customer"] as const satisfies (keyof Party)[];

/** What a row lets through: the same for rows that write it differently. */
function meaningOf({ from, to, protocol, ports }: RegisterRow): string {
  const parties = (all: readonly Party[]) => [...new Set(all.map((one) => JSON.stringify(one, [...KEYS])))].sort();
  const open = fromRanges(ports.map((port) => parsePorts(protocol, port)));
  return JSON.stringify([parties(from), parties(to), open]);
}

/** The row, of what was written without mistake. */
function rowOf({ id, from, to, protocol, ports, why, owner, approvedBy, review, clauses }: WrittenRow): RegisterRow {
  return {
    id,
    from: listOf(from).map(partyOf),
    to: listOf(to).map(partyOf),
    protocol: String(protocol),
    ports: listOf(ports).map(String),
    why,
    owner,
    approval: approvedBy === undefined || review === undefined ? null : { by: approvedBy, review },
    clauses,
  };
}

function partyOf(written: string | Keys): Party {
  const keys = keysOf(written);
  return keys.cidr === undefined ? keys : { ...keys, cidr: blockOf(keys.cidr) };
}

/** What a text alone means. No role can be called like an address or an id. */
function keysOf(written: string | Keys): Keys {
  if (typeof written !== "string") return written;
  if (written === "internet") return { internet: true };
  if (written.startsWith("sg-")) return { securityGroup: written };
  if (written.startsWith("pl-")) return { prefixList: written };
  return /[.:/]/.test(written) ? { cidr: written } : { role: written };
}

/**
 * The block, however it is written; of an address without a prefix length, its own. AWS drops bits beyond the prefix: a
 * register must not let in a whole network where one address was meant. Throws an Error that says what is wrong.
 */
function blockOf(written: string): string {
  const [address = "", length] = written.split("/");
  const one = `${address}/${address.includes(":") ? 128 : 32}`;
  const block = length === undefined ? one : written;
  const { range } = parseCidr(block);
  if (parseCidr(one).range[0] !== range[0])
    throw new Error(
      `${show(written)} has bits beyond its prefix; write ${canonical(block)}, or ${address} for the one address`,
    );
  // There is one way to write an IPv4 address.
  return address.includes(":") ? canonical(block) : block;
}

function canonical(block: string): string {
  const { family, range } = parseCidr(block);
  const blocks = family === "ipv4" ? cidrsOf(family, fromRanges([range])) : cidrsOf(family, fromRanges([range]));
  return blocks[0]!;
}

function listOf<T>(written: T | readonly T[]): readonly T[] {
  return Array.isArray(written) ? written : [written as T];
}

/** Each of what is one thing or a list, with its path. */
function each<T>(written: T | readonly T[], path: Path): (readonly [T, Path])[] {
  return listOf(written).map((one, i) => [one, Array.isArray(written) ? [...path, i] : path] as const);
}
