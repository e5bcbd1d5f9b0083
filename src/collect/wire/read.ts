/** Reads an answer by its plan. */
import { malformed } from "./malformed.ts";
import { Kind, type Member, type Plan, type Value } from "./plan.ts";
import { digits, plainDate, scalar } from "./scalar.ts";
import { Scanner } from "./scanner.ts";

type Output = Record<string, unknown>;

/**
 * The output that an answer's body spells, with the kept members only. Throws `MalformedAnswer` for a body that is
 * not the whole answer of this operation.
 */
export function read(plan: Plan, body: Uint8Array): Output {
  const scanner = new Scanner(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  scanner.root();
  if (!scanner.named(plan.root.tag)) throw malformed(`it is no ${plan.root.name}`, 0);
  const output = structure(scanner, plan.root.value);
  scanner.finish();
  if (plan.result === null) return output;
  if (!Object.hasOwn(output, plan.result)) throw malformed(`it has no ${plan.result}`, scanner.at);
  return output[plan.result] as Output;
}

function structure(scanner: Scanner, { members }: Value): Output {
  const output: Output = {};
  if (scanner.attributes !== null) refuseAttributes(scanner.attributes, members, scanner);
  if (scanner.empty) return output;
  const { nameStart, nameEnd } = scanner;
  const mask = members.length - 1;
  let seen = 0;
  while (scanner.child(nameStart, nameEnd)) {
    let member = members[scanner.hash & mask]!;
    while (member !== null && !scanner.named(member.tag)) member = member.next!;
    if (member === null) {
      scanner.skip();
    } else if (member.flat) {
      const held = (output[member.name] ??= member.value.kind === Kind.list ? [] : {});
      add(scanner, member.value, held);
    } else {
      const twice = member.bit === 0 ? Object.hasOwn(output, member.name) : (seen & member.bit) !== 0;
      if (twice) throw malformed(`${member.name} appears twice`, scanner.at);
      seen |= member.bit;
      output[member.name] = value(scanner, member);
    }
  }
  return output;
}

function value(scanner: Scanner, member: Member): unknown {
  const { kind } = member.value;
  if (kind === Kind.structure) return structure(scanner, member.value);
  if (kind === Kind.list || kind === Kind.map) return collection(scanner, member.value);
  if (!scanner.plainText()) return scalar(kind, scanner.text(), member.name, scanner.at);
  const { bytes, textStart, textEnd } = scanner;
  if (kind === Kind.number) {
    const number = digits(bytes, textStart, textEnd);
    if (number >= 0) return number;
  } else if (kind === Kind.date) {
    const date = plainDate(bytes, textStart, textEnd);
    if (date !== null) return date;
  }
  // A string of its own: a slice of the whole answer's text would keep all of it in memory.
  return scalar(
    kind,
    textEnd === textStart ? "" : bytes.toString("latin1", textStart, textEnd),
    member.name,
    textStart,
  );
}

/** A list or a map. */
function collection(scanner: Scanner, { kind, item }: Value): unknown {
  const held: unknown = kind === Kind.list ? [] : {};
  if (scanner.attributes !== null) refuseAttributes(scanner.attributes, [item], scanner);
  if (scanner.empty) return held;
  const { nameStart, nameEnd } = scanner;
  while (scanner.child(nameStart, nameEnd)) {
    if (scanner.named(item!.tag)) add(scanner, { kind, item }, held);
    else scanner.skip();
  }
  return held;
}

/** Reads the list item or map entry that was opened, into `held`. */
function add(scanner: Scanner, { kind, item }: Pick<Value, "kind" | "item">, held: unknown): void {
  const element = value(scanner, item!);
  if (kind === Kind.list) {
    (held as unknown[]).push(element);
    return;
  }
  const { key, value: mapped } = element as Output;
  if (typeof key !== "string" || mapped === undefined) throw malformed("an entry has no key or no value", scanner.at);
  Object.defineProperty(held, key, { value: mapped, enumerable: true, configurable: true, writable: true });
}

/** The SDK reads attributes as if they were elements. Who has both is no service of AWS. */
function refuseAttributes(attributes: readonly string[], members: readonly (Member | null)[], scanner: Scanner): void {
  for (const first of members) {
    for (let member = first; member !== null; member = member.next) {
      if (attributes.includes(Buffer.from(member.tag).toString())) {
        throw malformed(`${member.name} is an attribute`, scanner.at);
      }
    }
  }
}
