import fc from "fast-check";
import { expect, test } from "vitest";
import { look, table } from "../../src/report/index.ts";
import { displayWidth } from "../../src/report/text.ts";

const plain = { width: 80, color: false, unicode: false };
const columns = [{ title: "CHECK" }, { title: "SEVERITY" }, { title: "TITLE" }];
const rows = [
  ["ebs-volume-encrypted", "high", "EBS volumes are encrypted"],
  [
    "rds-not-public",
    "critical",
    "RDS instances are not publicly accessible, from anywhere but the subnets of their own network",
  ],
];

test("columns are aligned; the widest is wrapped", () => {
  expect(table(columns, rows, plain)).toBe(
    `
CHECK                 SEVERITY  TITLE
--------------------  --------  ------------------------------------------------
ebs-volume-encrypted  high      EBS volumes are encrypted
rds-not-public        critical  RDS instances are not publicly accessible, from
                                anywhere but the subnets of their own network
`.slice(1),
  );
});

test("where there is room, a row is a line", () => {
  expect(table(columns, rows, { ...plain, width: 200 }).split("\n")).toHaveLength(5);
});

test("no rows: the heading alone", () => {
  expect(table(columns, [], plain)).toBe("CHECK  SEVERITY  TITLE\n-----  --------  -----\n");
});

test("cells are inert, and styled by their text", () => {
  const options = { width: 80, color: true, unicode: true };
  const { severity, plain } = look(options);
  const style = (cell: string) => (cell === "low" ? severity.low : plain);
  const text = table([{ title: "A", style }], [["low"], ["\u001b[2J\n"]], options);
  expect(text.split("\n").slice(2)).toEqual(["\u001b[34mlow\u001b[39m", "\\u{1b}[2J\\n", ""]);
});

test("no line is wider than asked, down to eight columns a cell", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell)), fc.integer({ min: 28, max: 200 }), (rows, width) => {
      const text = table(columns, rows, { ...plain, width });
      for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});
