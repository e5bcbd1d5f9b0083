import { expect, test } from "vitest";
import { fromFolderOf } from "../../src/cli/run/init.ts";

test.each([
  ["clausewatch.yaml", ".", "."],
  ["clausewatch.yaml", "policies/*.md", "policies/*.md"],
  ["conf/clausewatch.yaml", ".", ".."],
  ["conf/clausewatch.yaml", "conf", "."],
  ["conf/clausewatch.yaml", "./docs/../policies", "../policies"],
  ["conf/clausewatch.yaml", "/policies", "/policies"],
])("the policy, as %s must name %s", (out, pattern, named) => expect(fromFolderOf(out, pattern)).toBe(named));
