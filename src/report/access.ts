import type { PathStep } from "../contract/index.ts";
import type {
  AccessBlocked,
  AccessChange,
  AccessDiff,
  AccessExplained,
  AccessList,
  AccessOpener,
  AccessRows,
  AccessTarget,
  AccessWay,
} from "./access-words.ts";
import { inert, lines } from "./inert.ts";
import type { TextOptions } from "./output.ts";
import { look, paragraph, type Look, type Style } from "./style.ts";
import { rule } from "./terminal/controls.ts";
import { accountLabel } from "./terminal/names.ts";
import { columnWidths, setRow } from "./table.ts";
import { count, displayWidth, pad } from "./text.ts";

/** The rows that are shown of a list of them. */
const MOST_ROWS = 4;
/** From here on the layers stand in a column of their own. */
const ROOMY = 100;
const WORD = 13;

/** Whether somebody reaches something, for people. */
export function explainText(told: AccessExplained, options: TextOptions): string {
  const style = look(options);
  return lines(explainLines(told, Math.max(60, options.width), style));
}

function* explainLines(told: AccessExplained, width: number, look: Look): Iterable<string> {
  const { from, to, verdict, ways, blocked, doubts, hasRegister } = told;
  const [mark, tone] = markOf(verdict, look);
  const known = ways.filter((way) => way.verdict === "reachable").flatMap(({ ports }) => ports);
  const unsure = [...ways, ...blocked].filter((each) => each.verdict === "unknown").flatMap(({ ports }) => ports);
  const closed = blocked.filter((each) => each.verdict === "not reachable").flatMap(({ ports }) => ports);
  const facts = [
    ...(known.length === 0 ? [] : [`reachable on ${portsText(known)}`]),
    ...(unsure.length === 0 ? [] : [`unknown on ${portsText(unsure)}`]),
    ...(closed.length === 0 ? [] : [`not reachable on ${portsText(closed)}`]),
  ];
  yield* paragraph(
    `${inert(from)} to ${label(to)}: ${facts.join("; ") || verdict}`,
    { width, first: `${tone(mark)} ` },
    tone,
  );
  yield* paragraph(whereText(to, look), { width, first: "  " }, look.faint);
  for (const doubt of doubts) yield* paragraph(`not sure: ${inert(doubt)}`, { width, first: "  " }, look.unsure);
  for (const way of ways) {
    yield* sectionLines(way, `from ${inert(way.from)}`, width, look);
    yield* fieldLines("justified by", rowsText(way, hasRegister), rowsTone(way, hasRegister, look), width, look);
  }
  for (const each of blocked) {
    const more = each.pairs > 1 ? `the nearest to it of ${count(each.pairs, "pair")} of addresses` : "";
    yield* sectionLines(each, more, width, look);
  }
}

/** One way: its end points, and what decides in each layer. */
function* sectionLines(
  { verdict, ports, witness, path }: AccessWay | AccessBlocked,
  remark: string,
  width: number,
  look: Look,
): Iterable<string> {
  yield "";
  yield rule(portsText(ports), verdict, width, look);
  if (remark !== "") yield* paragraph(remark, { width, first: "  " }, look.faint);
  yield* fieldLines(
    "connection",
    `${inert(witness.from)} to ${inert(witness.to)}, ${witness.port}`,
    look.plain,
    width,
    look,
  );
  const column = Math.max(...path.map(({ layer }) => displayWidth(inert(layer))));
  for (const step of path) yield* stepLines(step, column, width, look);
}

function* stepLines({ layer, result, by }: PathStep, column: number, width: number, look: Look): Iterable<string> {
  const verdict = ({ passes: "reachable", blocks: "not reachable", unknown: "unknown" } as const)[result];
  const [mark, tone] = markOf(verdict, look);
  const said = result === "passes" ? look.plain : tone;
  if (width >= ROOMY) {
    const first = `  ${tone(mark)} ${look.faint(pad(inert(layer), column))}  `;
    yield* paragraph(inert(by), { width, first }, said);
    return;
  }
  yield* paragraph(inert(layer), { width, first: `  ${tone(mark)} ` }, look.faint);
  yield* paragraph(inert(by), { width, first: "      " }, said);
}

function* fieldLines(name: string, text: string, tone: Style, width: number, look: Look): Iterable<string> {
  yield* paragraph(text, { width, first: `  ${look.faint(pad(name, WORD))} ` }, tone);
}

/** Everybody who reaches something, for people. */
export function listText({ to, openers, doubts, hasRegister }: AccessList, options: TextOptions): string {
  const style = look(options);
  const width = Math.max(60, options.width);
  const told = [
    rule(label(to), count(openers.length, "opening"), width, style),
    ...paragraph(whereText(to, style), { width, first: "" }, style.faint),
    "",
    ...openerLines(openers, hasRegister, width, style),
  ];
  if (openers.length === 0) told.push(style.good(`${style.marks.pass} nobody can open a connection to it`));
  for (const doubt of doubts) told.push(...paragraph(`not sure: ${inert(doubt)}`, { width, first: "" }, style.unsure));
  return lines(told);
}

/** In columns where there is room for them, else a few lines each. */
function openerLines(openers: readonly AccessOpener[], hasRegister: boolean, width: number, look: Look): string[] {
  const cells = openers.map((each) => [inert(each.text), portsText(each.ports), rowsText(each, hasRegister)]);
  const widths = columnWidths([["From", "Ports", "Justified by"], ...cells], width - 2);
  const roomy = width >= ROOMY;
  const head = roomy
    ? setRow(["From", "Ports", "Justified by"], widths, () => look.strong).map((line) => `  ${line}`)
    : [];
  return [
    ...head,
    ...openers.flatMap((each, i) => {
      const tone = rowsTone(each, hasRegister, look);
      const [mark] = each.certain ? markOfRows(each, hasRegister, look) : [look.marks.unknown];
      const first = each.certain ? tone(mark!) : look.unsure(mark!);
      const [from = "", ports = "", rows = ""] = cells[i]!;
      if (roomy) {
        const set = setRow([from, ports, rows], widths, (column) => (column === 2 ? tone : look.plain));
        return set.map((line, k) => `${k === 0 ? first : " "} ${line}`);
      }
      const unsure = each.certain ? "" : "possibly, ";
      return [
        ...paragraph(from, { width, first: `${first} ` }, look.plain),
        ...paragraph(`${unsure}${ports} ${look.dot} ${rows}`, { width, first: "    " }, tone),
      ];
    }),
  ];
}

/** What changed between two recordings, for people. */
export function diffText(told: AccessDiff, options: TextOptions): string {
  const style = look(options);
  const width = Math.max(60, options.width);
  const { opened, closed, before, after, doubts, hasRegister } = told;
  const all = [
    ...changeLines(`Reachable in ${inert(after)}, not in ${inert(before)}`, opened, hasRegister, width, style),
    ...(closed.length === 0 ? [] : [""]),
    ...changeLines(`No longer reachable in ${inert(after)}`, closed, hasRegister, width, style),
  ];
  if (opened.length > 0 && closed.length === 0) all.push("");
  if (closed.length > 0 && opened.length > 0) all.push("");
  for (const doubt of doubts) all.push(...paragraph(`not sure: ${inert(doubt)}`, { width, first: "" }, style.unsure));
  const news =
    opened.length === 0 ? style.good(`${style.marks.pass} nothing became reachable`) : newsText(opened, style);
  return lines([...all, ...(opened.length === 0 && closed.length > 0 ? [""] : []), news]);
}

function newsText(opened: readonly AccessChange[], { bad, marks }: Look): string {
  const bare = opened.filter(({ justified }) => justified !== "yes").length;
  const rest = bare === 0 ? "all justified" : `${bare} not justified`;
  return bad(
    `${marks.fail} ${count(opened.length, "opening")} that ${opened.length === 1 ? "was" : "were"} not there, ${rest}`,
  );
}

function* changeLines(
  title: string,
  changes: readonly AccessChange[],
  hasRegister: boolean,
  width: number,
  look: Look,
): Iterable<string> {
  if (changes.length === 0) return;
  yield rule(title, count(changes.length, "opening"), width, look);
  const byTarget = Map.groupBy(changes, ({ to }) => JSON.stringify([to.account, to.region, to.kind, to.id]));
  for (const same of byTarget.values()) {
    const { to } = same[0]!;
    yield* ["", ...paragraph(`${label(to)}`, { width, first: "" }, look.strong)];
    yield* paragraph(whereText(to, look), { width, first: "" }, look.faint);
    yield* openerLines(same, hasRegister, width, look);
  }
}

/** `birch-records`, `app a (i-0025c1d3dbe321077)`. */
function label({ id, name }: AccessTarget): string {
  return name === id || id.startsWith("arn:") ? inert(name) : `${inert(name)} (${inert(id)})`;
}

function whereText({ kind, roles, customer, region, ...unit }: AccessTarget, { dot }: Look): string {
  const whose = customer === null ? "" : ` of ${inert(customer)}`;
  return [`${kind}, ${inert(roles.join(", "))}${whose}`, accountLabel(unit), inert(region)].join(` ${dot} `);
}

function portsText(ports: readonly string[]): string {
  return [...new Set(ports)].join(", ");
}

function rowsText({ rows, justified }: AccessRows, hasRegister: boolean): string {
  if (!hasRegister) return "no register";
  const named = rows.slice(0, MOST_ROWS).map(({ id }) => id);
  const more = rows.length > MOST_ROWS ? `, and ${rows.length - MOST_ROWS} more` : "";
  const all = `${named.join(", ")}${more}`;
  if (justified === "yes") return all;
  if (justified === "unsure") return all === "" ? "not known" : `perhaps ${all}`;
  return all === "" ? "no row" : `in part ${all}`;
}

function rowsTone({ justified }: AccessRows, hasRegister: boolean, { good, bad, unsure, faint }: Look): Style {
  if (!hasRegister) return faint;
  return { yes: good, no: bad, unsure }[justified];
}

function markOfRows({ justified }: AccessRows, hasRegister: boolean, { marks }: Look): [string] {
  return [hasRegister ? { yes: marks.pass, no: marks.fail, unsure: marks.unknown }[justified] : marks.none];
}

function markOf(verdict: AccessExplained["verdict"], { marks, good, bad, unsure }: Look): [string, Style] {
  if (verdict === "unknown") return [marks.unknown, unsure];
  return verdict === "reachable" ? [marks.pass, good] : [marks.fail, bad];
}
