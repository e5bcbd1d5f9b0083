import { expect, test } from "vitest";
import { tableOf } from "../../src/evaluate/table.ts";

interface Rule {
  readonly ListenerArn: string;
  readonly Priority: string;
  readonly IsDefault?: boolean;
}

const rules: readonly Rule[] = [
  { ListenerArn: "a", Priority: "1" },
  { ListenerArn: "b", Priority: "1", IsDefault: true },
  { ListenerArn: "a", Priority: "default", IsDefault: true },
];

test("a table gives its items, in order", () => {
  expect([...tableOf(rules)]).toEqual(rules);
  expect(tableOf(rules).size).toBe(3);
});

test("a table finds the items whose field has a value", () => {
  const table = tableOf(rules);
  expect(table.where("ListenerArn", "a")).toEqual([rules[0], rules[2]]);
  expect(table.where("Priority", "1")).toEqual([rules[0], rules[1]]);
  expect(table.where("IsDefault", undefined)).toEqual([rules[0]]);
  expect(table.where("ListenerArn", "c")).toEqual([]);
});
