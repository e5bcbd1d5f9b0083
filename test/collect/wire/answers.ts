/** Bodies of answers, of every shape that XML allows and the SDK reads, and the two readers to hold beside each other. */
import { NormalizedSchema, operation as operationSchema } from "@smithy/core/schema";
import fc from "fast-check";
import { LISTING } from "../../../src/collect/wire/kept.ts";
import { fastProtocol } from "../../../src/collect/wire/protocol.ts";
import type { Fields, Listing, Service } from "../../../src/contract/index.ts";
import { loadSdk } from "../../../src/sdk/load.ts";

type Output = Record<string, unknown>;
export type Reader = (body: string | Uint8Array, listing?: Listing, status?: number) => Promise<Output>;

/** An operation of the SDK, or one that is made up. */
export interface Operation {
  readonly name: string;
  readonly output: NormalizedSchema;
  /** The output stands in an element `…Result`. */
  readonly nested: boolean;
  readonly fast: Reader;
  readonly sdk: Reader;
}

interface Protocol {
  deserializeResponse(operation: object, context: object, response: object): Promise<Output>;
}
interface Config {
  readonly protocol: Protocol;
}

/** An operation of a service; with an `output`, one that the service does not have. */
export async function operationOf(service: Service, name: string, output?: unknown): Promise<Operation> {
  const sdk = await loadSdk(service);
  const [, namespace, , traits, input, known] =
    output === undefined ? sdk.schema(name) : [9, "made.up", name, 0, "unit", output];
  const called = operationSchema(
    namespace as string,
    name,
    traits as never,
    input as never,
    (known ?? output) as never,
  );
  const reader = (settings: object): Reader => {
    const config = new sdk.Client({ region: "eu-west-1", ...settings }).config as unknown as Config;
    return async (body, listing, statusCode = 200) => {
      const headers = { "x-amzn-requestid": "request" };
      const context = { ...config, [LISTING]: listing };
      return await config.protocol.deserializeResponse(called, context, {
        statusCode,
        headers,
        body: Buffer.from(body),
      });
    };
  };
  const fast = reader({ protocol: fastProtocol(service) });
  return { name, output: NormalizedSchema.of(known as never), nested: service !== "ec2", fast, sdk: reader({}) };
}

/** How wild a body is. */
export interface Style {
  /** Text of elements, and what stands between elements, as the SDK reads it without loss. */
  readonly text: fc.Arbitrary<string>;
  readonly between: fc.Arbitrary<string>;
  readonly attributes: fc.Arbitrary<string>;
  /** A text that means something, such as a number, in one of its spellings. */
  readonly spelled: (text: string) => fc.Arbitrary<string>;
}

/** The body of an answer. Of each structure the `kept` members are likely, and a few others are there. */
export function bodyOf({ name, output, nested }: Operation, style: Style, kept?: Fields): fc.Arbitrary<string> {
  const plain = content(output, style, kept);
  const result = element(`${name}Result`, output, plain, style);
  const inner = nested ? wrapped(style, fc.tuple(result, unknown(style))) : plain;
  const prolog = fc.constantFrom("", '<?xml\nversion="1.0"\nencoding="UTF-8"?>', "<!-- first -->\n", "\n");
  const open = fc.constantFrom("", '\nxmlns="http://example.com/doc/2016-11-15/"');
  return fc
    .tuple(prolog, open, inner)
    .map(([before, attribute, text]) => `${before}<${name}Response${attribute}>${text}</${name}Response>`);
}

function content(schema: NormalizedSchema, style: Style, kept?: Fields): fc.Arbitrary<string> {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].filter(([, member]) => !member.isBlobSchema());
    const likely = members.filter(([name]) => kept !== undefined && Object.hasOwn(kept, name));
    return fc
      .tuple(
        fc.subarray(likely),
        fc.subarray(members, { maxLength: Math.min(3, members.length) }),
        fc.array(unknown(style), { maxLength: 1 }),
      )
      .chain(([some, others, odd]) => {
        const chosen = [...new Map([...some, ...others])];
        const elements = chosen.flatMap(([name, member]) => memberOf(name, member, style, shapeOf(kept, name)));
        return wrapped(
          style,
          fc.tuple(...elements).map((all) => [...all, ...odd]),
        );
      });
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const arbitrary = element(item.getMergedTraits().xmlName ?? "member", item, content(item, style, kept), style);
    return wrapped(style, fc.array(fc.oneof({ weight: 5, arbitrary }, unknown(style)), { maxLength: 3 }));
  }
  if (schema.isMapSchema()) {
    return wrapped(
      style,
      fc.array(element("entry", schema, entry(schema, style), style), { minLength: 1, maxLength: 3 }),
    );
  }
  return scalar(schema, style);
}

function entry(schema: NormalizedSchema, style: Style): fc.Arbitrary<string> {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const part = (schema: NormalizedSchema, name: string) =>
    element(schema.getMergedTraits().xmlName ?? name, schema, content(schema, style), style);
  return wrapped(style, fc.tuple(part(key, "key"), part(value, "value")));
}

function shapeOf(kept: Fields | undefined, name: string): Fields | undefined {
  return kept !== undefined && Object.hasOwn(kept, name) ? (kept[name]!.shape as Fields | undefined) : undefined;
}

/** The elements of a member: one, or two of a flattened list or map. */
function memberOf(name: string, member: NormalizedSchema, style: Style, kept?: Fields): fc.Arbitrary<string>[] {
  const tag = member.getMemberTraits().xmlName ?? name;
  if (!member.getMergedTraits().xmlFlattened) return [element(tag, member, content(member, style, kept), style)];
  const one = member.isMapSchema()
    ? element(tag, member, entry(member, style), style)
    : element(tag, member.getValueSchema(), content(member.getValueSchema(), style, kept), style);
  return [one, one];
}

/** Elements in any order, with what may stand between them. */
function wrapped(style: Style, elements: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  const shuffled = elements.chain((all) => fc.shuffledSubarray([...all], { minLength: all.length }));
  return fc
    .tuple(shuffled, fc.array(style.between, { minLength: 2, maxLength: 4 }))
    .map(([all, gaps]) => gaps[0] + all.map((one, index) => one + gaps[(index + 1) % gaps.length]).join(""));
}

function element(
  tag: string,
  schema: NormalizedSchema,
  inner: fc.Arbitrary<string>,
  style: Style,
): fc.Arbitrary<string> {
  return fc.tuple(style.attributes, inner, fc.boolean(), words("", "\n")).map(([attributes, held, short, end]) => {
    // The SDK refuses a string with attributes and no text.
    const text = attributes !== "" && schema.isStringSchema() ? `x${held}` : held;
    return text === "" && short ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${text}</${tag}${end}>`;
  });
}

const words = (...all: string[]) => fc.constantFrom(...all);

const oddName = words("unknownElement", "aws:item", "x-y.z_1", "itemSet2", "\u00e9l\u00e9ment", "constructor");

/** An element that no schema has, with known names in it. */
function unknown(style: Style): fc.Arbitrary<string> {
  const name = fc.oneof(oddName, words("item", "member", "requestId"));
  const { nested } = fc.letrec<{ nested: string }>((tie) => ({
    nested: fc
      .tuple(
        name,
        style.attributes,
        fc.oneof(
          { maxDepth: 3 },
          style.text,
          fc.array(tie("nested"), { maxLength: 3 }).map((all) => all.join("")),
        ),
      )
      .map(([tag, attributes, inner]) =>
        inner === "" ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inner}</${tag}>`,
      ),
  }));
  return fc.tuple(oddName, nested).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`);
}

function scalar(schema: NormalizedSchema, style: Style): fc.Arbitrary<string> {
  if (schema.isBooleanSchema()) return words("true", "false", "True", "FALSE").chain(style.spelled);
  if (schema.isNumericSchema()) return number.chain(style.spelled);
  if (schema.isTimestampSchema()) return date.chain(style.spelled);
  return style.text;
}

const number = fc.oneof(
  fc.integer().map(String),
  fc.maxSafeInteger().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  words("007", "+5", ".5", "5.", "-0", "1E3", "\n8\n", "123456789012345678901234567890"),
);
const date = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
    .map((date) => date.toISOString()),
  fc
    .date({ noInvalidDate: true, min: new Date("1970-01-01"), max: new Date("2099-12-31") })
    .map((date) => date.toISOString().replace(/\.\d+/, "")),
  words(
    "2026-01-02T03:04:05.123456Z",
    "2026-01-02T03:04:05.9996Z",
    "2026-01-02T03:04:05+02:30",
    "2026-01-02T03:04:05.5-11:00",
    "2026-01-02t03:04:05z",
    "2026-12-31T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "0099-01-01T00:00:00.000Z",
  ),
);

const comment = words("<!-- a comment -->", "<!---->", "<!--<item>-->", "<!-- > - -->");
const instruction = words("<?target?>", "<?xml-thing\na='>'?>", "<?a <b>?>");
const character = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  words("\n", "\r", "\r\n", "\t", "\u00a0", "]]>", "\u{1f600}"),
);
const raw = fc
  .array(character, { maxLength: 12 })
  .map((all) => all.join("").replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
const unit = fc.integer({ min: 0, max: 0xffff });
const entity = fc.oneof(
  words("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#10;", "&#13;", "&#x20;", "&#55357;&#56832;"),
  unit.map((code) => `&#${code};`),
  unit.map((code) => `&#x${code.toString(16)};`),
  unit.map((code) => `&#x${code.toString(16).toUpperCase().padStart(6, "0")};`),
);
const section = fc
  .oneof(words("", "\n", "<item>&amp;</item>", "]]", "\r\n"), fc.string({ unit: "binary" }))
  .map((text) => `<![CDATA[${text.replaceAll("]]>", "")}]]>`);

/** Everything at once. */
export const wild: Style = {
  text: fc.oneof(
    { weight: 3, arbitrary: raw },
    fc.array(fc.oneof(raw, entity, section, comment, instruction), { maxLength: 4 }).map((all) => all.join("")),
  ),
  // The SDK takes white space without a line break for text, and loses the elements beside it.
  between: fc
    .array(fc.oneof(words("", "\n", "\n  ", "\r\n\t"), comment, instruction), { maxLength: 3 })
    .map((all) => all.join("")),
  attributes: fc.oneof(
    { weight: 8, arbitrary: words("") },
    words(' a="1"', "\n b = '>'\n c=\"it's\"", ' xml:lang="&lt;"', ' xmlns:x="y" '),
  ),
  spelled: (text) =>
    words(
      text,
      text,
      text,
      `<![CDATA[${text}]]>`,
      [...text].map((letter) => `&#${letter.codePointAt(0)};`).join(""),
      `${text.slice(0, 2)}<!-- -->${text.slice(2)}`,
      `${text}<?end?>`,
    ),
};

/** Without a space in it, so that damage cannot make the white space that the SDK takes for text. */
export const tame: Style = {
  text: words("", "abc", "caf\u00e9", "a&amp;b&#xe9;", "<![CDATA[<x>]]>", "a<!--b-->c", "\u{1f600}"),
  between: words("", "", "\n", "<!--b-->", "<?p?>"),
  attributes: fc.oneof({ weight: 6, arbitrary: words("") }, words("\na='1'")),
  spelled: (text) => fc.constant(text.trim()),
};

/** Of what the SDK reads, what the allow list keeps. */
export function restricted(output: unknown, kept: Fields): Output {
  const entries = Object.entries(output as Output).filter(([name]) => Object.hasOwn(kept, name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, inside(value, kept[name]!.shape as Fields | undefined)]),
  );
}

function inside(value: unknown, shape: Fields | undefined): unknown {
  if (shape === undefined) return value;
  return Array.isArray(value) ? value.map((element) => inside(element, shape)) : restricted(value, shape);
}
