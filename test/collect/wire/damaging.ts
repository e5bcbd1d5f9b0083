import fc from "fast-check";
import { bodyOf, tame, type Operation } from "./answers.ts";

/** Cuts out, inserts, replaces, repeats or moves a piece. */
const damage: fc.Arbitrary<(body: Buffer) => Buffer> = fc
  .tuple(
    fc.nat(),
    fc.nat(),
    fc.oneof(fc.constant(1), fc.nat({ max: 12 })),
    fc.oneof(
      fc.array(fc.constantFrom(..."<>/&;\"'=!?-[]xX0:\n#".split("")), { maxLength: 3 }).map((all) => all.join("")),
      fc.constantFrom(
        "<item>",
        "</item>",
        "<item/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&nbsp;",
        "&#x110000;",
        "\0",
        "text",
      ),
    ),
    fc.constantFrom("cut", "insert", "replace", "repeat", "move", "swap tags"),
  )
  .map(([from, to, length, text, how]) => (body) => {
    const at = from % (body.length + 1);
    const end = Math.min(body.length, at + length);
    const [before, piece, after] = [body.subarray(0, at), body.subarray(at, end), body.subarray(end)];
    const there = to % (before.length + after.length + 1);
    const rest = Buffer.concat([before, after]);
    if (how === "cut") return rest;
    if (how === "insert") return Buffer.concat([before, Buffer.from(text), piece, after]);
    if (how === "replace") return Buffer.concat([before, Buffer.from(text), after]);
    if (how === "repeat") return Buffer.concat([before, piece, piece, after]);
    if (how === "move") return Buffer.concat([rest.subarray(0, there), piece, rest.subarray(there)]);
    const whole = body.toString("latin1");
    const tags = [...whole.matchAll(/<[^<>]*>/g)];
    const [one, other] = [tags[from % tags.length]!, tags[to % tags.length]!].sort((a, b) => a.index - b.index);
    if (one === other) return body;
    const swapped = [
      whole.slice(0, one!.index),
      other![0],
      whole.slice(one!.index + one![0].length, other!.index),
      one![0],
      whole.slice(other!.index + other![0].length),
    ];
    return Buffer.from(swapped.join(""), "latin1");
  });

/** Bodies of answers with up to three damages. */
export const damaged = (operation: Operation): fc.Arbitrary<Buffer> =>
  fc
    .tuple(bodyOf(operation, tame), fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([body, damages]) => damages.reduce<Buffer>((bytes, damage) => damage(bytes), Buffer.from(body)));
