import { listAccess } from "../../app/access-list.ts";
import { findTarget } from "../../app/access-names.ts";
import { unreadTexts } from "../../app/access-told.ts";
import { listText } from "../../report/access.ts";
import { inertJson } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { found } from "./access-explain.ts";
import { forPeople, prove, type AccessOptions, type Formats } from "./access-proof.ts";
import { writeAll } from "./write.ts";

export interface ListOptions extends AccessOptions, Formats {
  readonly to: string;
}

export async function runAccessList(options: ListOptions): Promise<number> {
  const { proof, nothing } = await prove(options);
  if (nothing) return exit.failed;
  const list = listAccess(proof, found(findTarget(proof, options.to)));
  // Who is in a listing that was not read is in no line of this one.
  const told = { ...list, doubts: [...list.doubts, ...unreadTexts(proof)] };
  await writeAll(options.output ?? forPeople, {
    terminal: (text) => listText(told, text),
    json: () => `${inertJson(told)}\n`,
  });
  const sure = told.doubts.length === 0 && told.openers.every(({ certain }) => certain);
  return sure ? exit.ok : exit.incomplete;
}
