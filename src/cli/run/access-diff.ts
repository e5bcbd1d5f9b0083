import { basename } from "node:path";
import { diffAccess } from "../../app/access-diff.ts";
import { diffText } from "../../report/access.ts";
import { inertJson } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { forPeople, proveAll, type AccessOptions, type Formats } from "./access-proof.ts";
import { writeAll } from "./write.ts";

export type DiffOptions = Omit<AccessOptions, "profile" | "recording"> & Formats;

export async function runAccessDiff(before: string, after: string, options: DiffOptions): Promise<number> {
  const [old, now] = await proveAll([before, after], options);
  if (old!.nothing || now!.nothing) return exit.failed;
  const [a, b] = [basename(before), basename(after)];
  const names = a === b ? ([before, after] as const) : ([a, b] as const);
  const told = diffAccess({ name: names[0], proof: old!.proof }, { name: names[1], proof: now!.proof });
  await writeAll(options.output ?? forPeople, {
    terminal: (text) => diffText(told, text),
    json: () => `${inertJson(told)}\n`,
  });
  if (told.doubts.length > 0 || told.opened.some(({ certain }) => !certain)) return exit.incomplete;
  return told.opened.length > 0 ? exit.findings : exit.ok;
}
