/** How people call what a finding is about; as it is, not inert. */
import type { BoundClause, Resource, Unit } from "../../contract/index.ts";
import { cut } from "./cut.ts";

/** The longest name or sentence of one that is worth reading. Names and descriptions of AWS end at 256. */
const LONGEST = 1000;

export function short(text: string): string {
  return cut(text.replace(/\s+/g, " ").trim(), LONGEST);
}

/** `production (111122223333)` */
export function accountOf({ account, accountName }: Unit): string {
  return accountName === undefined ? account : `${short(accountName)} (${account})`;
}

/** `vol-1 (logging data)` */
export function resourceOf({ id, name }: Resource): string {
  return name === undefined || name === id ? short(id) : `${short(id)} (${short(name)})`;
}

/** `2026-03-01` */
export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** The document with its version, the headings, the number, and the file. */
export function sourceOf({ title, version, section, number, file, line }: BoundClause): string {
  const of = version.from === "file hash" ? "file" : "version";
  // The document's title is often its first heading too.
  const headings = section.filter((heading, i) => i > 0 || heading !== title);
  const place = [`${title}, ${of} ${version.label}`, ...headings].map(short).join(" › ");
  return `${place}${number === undefined ? "" : `, §${number}`} (${short(file)}:${line})`;
}
