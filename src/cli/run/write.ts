import { writeFile } from "node:fs/promises";
import type { TextOptions } from "../../report/index.ts";
import type { OutputSpec } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { OutputError, plainText } from "./outputs.ts";

/** Writes each output: its text is made for where it goes. */
export async function writeAll<Format extends string>(
  specs: readonly OutputSpec<Format>[],
  make: Readonly<Record<Format, (options: TextOptions) => string>>,
): Promise<void> {
  for (const { format, file } of specs) {
    if (file === null) process.stdout.write(make[format](textOptions(process.stdout, process.env)));
    else await write(file, make[format](plainText));
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new OutputError(`${file}: cannot write the results: ${(error as Error).message}`);
  }
}
