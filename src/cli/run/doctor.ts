import { examine, type Examination, type Tried } from "../../app/examine.ts";
import type { Trial } from "../../collect/index.ts";
import { configuredSinks } from "../../config/index.ts";
import type { AccountPlan, Unreadable } from "../../contract/index.ts";
import { count, inert, lines, look, paragraph, type Look } from "../../report/index.ts";
import { exit } from "../exit.ts";
import type { SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { openLive } from "./live.ts";
import { load, type Loaded } from "./load.ts";
import { trySinks } from "./sink.ts";

/** What is told, and how wide. */
interface Text extends Look {
  readonly width: number;
}

export async function runDoctor(options: SelectionOptions): Promise<number> {
  const loaded = await load(options);
  const screen = textOptions(process.stdout, process.env);
  const text: Text = { ...look(screen), width: screen.width };
  const say = (told: readonly string[]) => process.stdout.write(lines(told));
  say(configurationLines(loaded, text));
  const source = await openLive(loaded, options);
  try {
    const listings = new Set(loaded.checks.flatMap(({ listings }) => listings));
    const found: Examination[] = [];
    const plans = await source.accounts();
    say(["", text.strong("AWS"), ...clockLines(source.skewMs(), text), ...organizationLines(loaded, plans, text)]);
    for (const plan of plans.filter((plan) => !isLeftOut(plan))) {
      const examination = await examine(source, plan, listings);
      found.push(examination);
      const trial = plan.unreadable === undefined ? await source.tryExternalId(plan.account) : null;
      say(["", ...accountLines(examination, trial, text)]);
    }
    const sinks = configuredSinks(loaded.config.sinks).map(({ name }) => name);
    if (sinks.length > 0) say(["", text.strong("Sinks")]);
    const told = await trySinks({ config: loaded.config, folder: loaded.read.loaded.folder }, sinks);
    if (found.some(({ plan }) => plan.unreadable !== undefined)) return exit.failed;
    const complete = found.every(
      ({ plan, listings }) =>
        plan.regions.every(({ unreadable }) => unreadable === undefined) && listings.every(({ end }) => end.complete),
    );
    return complete && told ? exit.ok : exit.incomplete;
  } finally {
    source.close();
    await loaded.close();
  }
}

/** An account that the organization says is not active: nothing of it is to be read. */
function isLeftOut({ regions }: AccountPlan): boolean {
  return regions.length === 0;
}

/** AWS refuses signatures that are five minutes off, some services fifteen: docs.aws.amazon.com/general/latest/gr/sigv4_signing.html. */
const WORST_SKEW_MS = 2 * 60_000;

function clockLines(skewMs: number | null, text: Text): string[] {
  if (skewMs === null) return [warning("this machine's clock was not compared: AWS did not answer", text)];
  if (Math.abs(skewMs) <= WORST_SKEW_MS)
    return [`  ${text.good(text.marks.pass)} this machine's clock agrees with AWS's`];
  const off = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "behind" : "ahead of"} AWS's`;
  return [warning(`this machine's clock is ${off}: set it by NTP, or AWS will refuse what it signs`, text)];
}

function organizationLines({ config }: Loaded, plans: readonly AccountPlan[], text: Text): string[] {
  if (config.organization === undefined) return [];
  const listed = new Set(config.accounts?.map(({ id }) => id));
  const discovered = plans.filter((plan) => !listed.has(plan.account) && plan.account !== "*" && !isLeftOut(plan));
  const known = plans.every(({ account }) => account !== "*");
  return [
    known
      ? `  ${text.good(text.marks.pass)} ${count(discovered.length, "account")} discovered in the organization`
      : warning("the organization would not say which accounts it has: see below", text),
    ...plans
      .filter(isLeftOut)
      .map(({ account, unreadable }) => warning(`${account} is left out: ${unreadable?.message ?? ""}`, text)),
  ];
}

/** Something to look at that stops no scan. */
function warning(told: string, text: Text): string {
  return noted(text.unsure(text.marks.unknown), told, text);
}

/** A paragraph behind a mark. */
function noted(mark: string, told: string, { plain, width }: Text): string {
  return paragraph(inert(told), { width, first: `  ${mark} ` }, plain).join("\n");
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

function accountLines({ plan, region, listings }: Examination, trial: Trial | null, text: Text): string[] {
  const { strong, faint, marks, good, bad } = text;
  const name = plan.accountName === undefined ? plan.account : `${plan.accountName} (${plan.account})`;
  const wrong = (why: Unreadable) =>
    `${noted(bad(marks.fail), `${why.region}: ${why.api}: ${why.code}: ${why.message}`, text)}${advice(why)}`;
  const told = [strong(inert(`Account ${name}`))];
  if (plan.unreadable !== undefined) return [...told, wrong(plan.unreadable)];
  told.push(`  ${good(marks.pass)} ${inert(plan.identity ?? "credentials accepted")}`);
  if (trial !== null) told.push(...trialLines(trial, text));
  const enabled = plan.regions.filter(({ unreadable }) => unreadable === undefined);
  told.push(`  ${good(marks.pass)} ${count(enabled.length, "region")} to read, ${plan.disabled.length} not enabled`);
  for (const { unreadable } of plan.regions) if (unreadable !== undefined) told.push(wrong(unreadable));
  if (region === null) return told;
  told.push(faint(`  tried in ${inert(region)}:`));
  // Several listings may be asked by the same call, and what is asked of another's items fails with that.
  const calls = Map.groupBy(listings, ({ listing }) => listing.iam.join(", "));
  const tried = [...calls].flatMap(([actions, all]) => {
    const failed = all.flatMap(({ end }) => (end.complete ? [] : wrong(end.unreadable)));
    return failed.length > 0 ? failed : [callLine(actions, all, text)];
  });
  return [...told, ...new Set(tried)];
}

function callLine(actions: string, tried: readonly Tried[], text: Text): string {
  const { faint, good, marks } = text;
  if (tried.every(({ asked }) => !asked))
    return noted(faint(marks.none), `${actions}: not tried, nothing to ask about`, text);
  const items = tried.reduce((sum, one) => sum + one.items, 0);
  return `  ${good(marks.pass)} ${actions} ${faint(count(items, "item"))}`;
}

/** Whether the role can be assumed by who does not know the external id. */
function trialLines(trial: Trial, text: Text): string[] {
  const tricked = "a role that others can be tricked into (the confused deputy)";
  switch (trial.is) {
    case "no role":
      return [];
    case "none":
      return [warning(`no external id is configured: ${tricked}`, text)];
    case "required":
      return [`  ${text.good(text.marks.pass)} the role asks for its external id`];
    case "not required":
      return [warning(`the role was assumed ${trial.assumed}, not only with its external id: ${tricked}`, text)];
    case "untried":
      return [warning(`whether the role asks for its external id: ${trial.why.code}: ${trial.why.message}`, text)];
  }
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
