import { existsSync } from "node:fs";
import { draftOf } from "../../app/access-draft.ts";
import { draftText } from "../../app/access-draft-text.ts";
import { unreadTexts } from "../../app/access-told.ts";
import { count, inert, lines } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { prove, type AccessOptions } from "./access-proof.ts";
import { tryPlace, writeWhole } from "./write.ts";

export interface AccessInitOptions extends AccessOptions {
  readonly out?: string;
}

export async function runAccessInit(options: AccessInitOptions): Promise<number> {
  const { out } = options;
  if (out !== undefined) {
    if (existsSync(out))
      throw new UsageError(`${out} is there already, and init overwrites nothing: give another --out`);
    await tryPlace(out);
  }
  const { proof, nothing } = await prove(options);
  if (nothing) return exit.failed;
  const draft = draftOf(proof);
  const doubts = [
    ...unreadTexts(proof),
    ...proof.targets.flatMap(({ resource, doubts: own }) =>
      own.map((text) => `${resource.name ?? resource.id}: ${text}`),
    ),
  ];
  const text = draftText(draft, doubts);
  if (out === undefined) process.stdout.write(lines([text.trimEnd()]));
  else await writeWhole(out, text, { fresh: true });
  const refused = draft.refused.length === 0 ? "" : `; ${count(draft.refused.length, "opening")} without one`;
  process.stderr.write(
    lines([
      `${out === undefined ? "The draft" : inert(out)}: ${count(draft.rows.length, "row")}${refused}.`,
      "Next: name it in clausewatch.yaml under access, then clausewatch policy lint.",
    ]),
  );
  return doubts.length === 0 ? exit.ok : exit.incomplete;
}
