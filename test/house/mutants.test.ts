/** A mutant whose place has moved proves nothing, and is noticed only when the long run is started. */
import { expect, test } from "vitest";
import { accessMutants } from "../../scripts/mutants/access-table.ts";
import { engineMutants } from "../../scripts/mutants/network-table.ts";
import { mutants } from "../../scripts/mutants/table.ts";
import { standing } from "../../scripts/mutants/workspace.ts";

test.each(Object.entries({ mutants, engineMutants, accessMutants }))(
  "what %s change stands exactly once",
  (_, table) => {
    expect(() => standing(table)).not.toThrow();
  },
);
