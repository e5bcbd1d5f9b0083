import { tryWriting, writeText } from "../../config/index.ts";
import type { TextOptions } from "../../report/index.ts";
import { WriteError } from "../failure.ts";
import type { OutputSpec } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { OutputError, plainText } from "./outputs.ts";

/** Writes each output, files whole or not at all: its text is made for where it goes. */
export async function writeAll<Format extends string>(
  specs: readonly OutputSpec<Format>[],
  make: Readonly<Record<Format, (options: TextOptions) => string>>,
): Promise<void> {
  for (const { file } of specs) if (file !== null) await tryPlace(file);
  for (const { format, file } of specs) {
    if (file === null) process.stdout.write(make[format](textOptions(process.stdout, process.env)));
    else await writeWhole(file, make[format](plainText));
  }
}

/** Throws OutputError where nothing can be written: said before anything is done. */
export async function tryPlace(file: string): Promise<void> {
  try {
    await tryWriting(file);
  } catch (error) {
    throw new OutputError(`${file}: cannot be written: ${reason(error)}`);
  }
}

/** Writes a file whole or not at all. Throws WriteError; `fresh`: also where it is there already. */
export async function writeWhole(file: string, text: string, care: { readonly fresh?: boolean } = {}): Promise<void> {
  try {
    await writeText(file, text, care);
  } catch (error) {
    throw new WriteError(`${file}: cannot be written: ${reason(error)}`);
  }
}

/** Why a file cannot be written, and what to do. Node's own words name the file beside, which nobody knows. */
export function reason(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "clausewatch may not write there: give its user the right to, or name another place",
  EPERM: "clausewatch may not write there: give its user the right to, or name another place",
  EROFS: "nothing can be written there: name another place",
  ENOSPC: "no space is left: make room, and run it again",
  EDQUOT: "no space is left for this user: make room, and run it again",
  ENOENT: "its folder is not there: make it",
  ENOTDIR: "its folder is none: name another place",
  EISDIR: "it is a folder: name a file",
  EEXIST: "it is there already: name another file",
};
