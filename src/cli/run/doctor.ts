import { examine, type Examination } from "../../app/examine.ts";
import type { Unreadable } from "../../contract/index.ts";
import { count, inert, lines, look, type Look } from "../../report/index.ts";
import { exit } from "../exit.ts";
import type { SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { openLive } from "./live.ts";
import { load, type Loaded } from "./load.ts";

export async function runDoctor(options: SelectionOptions): Promise<number> {
  const loaded = await load(options);
  const style = look(textOptions(process.stdout, process.env));
  const say = (told: readonly string[]) => process.stdout.write(lines(told));
  say(configurationLines(loaded, style));
  const source = await openLive(loaded, options);
  try {
    const listings = new Set(loaded.checks.flatMap(({ listings }) => listings));
    const found: Examination[] = [];
    for (const plan of await source.accounts()) {
      const examination = await examine(source, plan, listings);
      found.push(examination);
      say(["", ...accountLines(examination, style)]);
    }
    if (found.some(({ plan }) => plan.unreadable !== undefined)) return exit.failed;
    const complete = found.every(
      ({ plan, listings }) =>
        plan.regions.every(({ unreadable }) => unreadable === undefined) && listings.every(({ end }) => end.complete),
    );
    return complete ? exit.ok : exit.incomplete;
  } finally {
    source.close();
    await loaded.close();
  }
}

function configurationLines({ configPath, checks, read }: Loaded, { strong, marks, good }: Look): string[] {
  const ok = good(marks.pass);
  const bound = checks.filter(({ clauses }) => clauses.length > 0).length;
  return [
    strong("Configuration"),
    `  ${ok} ${configPath === null ? "no clausewatch.yaml: defaults, and no policy" : inert(configPath)}`,
    `  ${ok} ${count(read.sources.length, "policy document")}`,
    `  ${ok} ${count(checks.length, "check")} enabled, ${bound} of them asked for by a clause`,
    `  ${ok} Node ${process.version}`,
  ];
}

function accountLines({ plan, region, listings }: Examination, { strong, faint, marks, good, bad }: Look): string[] {
  const name = plan.accountName === undefined ? plan.account : `${plan.accountName} (${plan.account})`;
  const wrong = (why: Unreadable) =>
    `  ${bad(marks.fail)} ${inert(`${why.region}: ${why.api}: ${why.code}: ${why.message}`)}${advice(why)}`;
  const told = [strong(inert(`Account ${name}`))];
  if (plan.unreadable !== undefined) return [...told, wrong(plan.unreadable)];
  told.push(`  ${good(marks.pass)} ${inert(plan.identity ?? "credentials accepted")}`);
  const enabled = plan.regions.filter(({ unreadable }) => unreadable === undefined);
  told.push(`  ${good(marks.pass)} ${count(enabled.length, "region")} to read, ${plan.disabled.length} not enabled`);
  for (const { unreadable } of plan.regions) if (unreadable !== undefined) told.push(wrong(unreadable));
  if (region === null) return told;
  told.push(faint(`  tried in ${inert(region)}:`));
  for (const { listing, end, items } of listings) {
    const actions = listing.iam.join(", ");
    told.push(end.complete ? `  ${good(marks.pass)} ${actions} ${faint(count(items, "item"))}` : wrong(end.unreadable));
  }
  return told;
}

/** What to do about it. */
function advice({ kind, action }: Unreadable): string {
  switch (kind) {
    case "denied":
      return action === "sts:AssumeRole"
        ? "\n      let the role trust these credentials, with this external id"
        : `\n      grant ${action}`;
    case "credentials":
      return "\n      sign in again, or choose a profile of this account";
    case "unreachable":
      return "\n      check the network, the region's name and AWS_ENDPOINT_URL";
    case "throttled":
      return "\n      lower collect.maxShare, or run it later";
    default:
      return "";
  }
}
