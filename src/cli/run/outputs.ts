import { createWriteStream, openSync } from "node:fs";
import { finished } from "node:stream/promises";
import type { ScanEvent } from "../../contract/index.ts";
import { outputs, type TextOptions } from "../../report/index.ts";
import { WriteError } from "../failure.ts";
import type { OutputSpec } from "../options.ts";
import { textOptions } from "../terminal.ts";

/** A file for results cannot be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

export interface OpenOutputs {
  emit(event: ScanEvent): void;
  /** Writes the rest, and waits until all is written. */
  close(): Promise<void>;
}

/** Opens the outputs, files before anything else is done: what cannot be written is said before the first AWS call. */
export function openOutputs(specs: readonly OutputSpec[], stdout: NodeJS.WriteStream): OpenOutputs {
  const opened = specs.map(({ format, file }) => {
    const stream = file === null ? stdout : openFile(file);
    return { output: outputs[format](file === null ? textOptions(stdout, process.env) : plainText), stream, file };
  });
  const failures: WriteError[] = [];
  for (const { stream, file } of opened) {
    if (file === null) continue;
    stream.on("error", ({ message }) => failures.push(new WriteError(`${file}: cannot write the results: ${message}`)));
  }
  return {
    emit: (event) => {
      for (const { output, stream } of opened) write(stream, output.event(event));
    },
    close: async () => {
      for (const { output, stream, file } of opened) {
        write(stream, output.end());
        if (file !== null) await closeFile(stream);
      }
      if (failures[0] !== undefined) throw failures[0];
    },
  };
}

/** How text for people is set in a file. */
export const plainText: TextOptions = { width: 100, color: false, unicode: true };

function openFile(file: string): NodeJS.WritableStream {
  try {
    return createWriteStream(file, { fd: openSync(file, "w") });
  } catch (error) {
    throw new OutputError(`${file}: cannot write the results: ${(error as Error).message}`);
  }
}

function write(stream: NodeJS.WritableStream, text: string | undefined): void {
  if (text !== undefined && text !== "" && stream.writable) stream.write(text);
}

async function closeFile(stream: NodeJS.WritableStream): Promise<void> {
  stream.end();
  await finished(stream).catch(() => undefined);
}
