import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { messageOf, RecordingError } from "./error.ts";
import { parseLine } from "./line.ts";
import { RecordingBuilder, type Recording } from "./recording.ts";
import { typeChecker } from "./types.ts";

/** What a recording may be, unpacked, before it is taken for a decompression bomb. */
export const MAX_BYTES = 2 * 1024 ** 3;
/** The longest line; a page of a thousand large items is a tenth of it. */
const MAX_LINE_BYTES = 256 * 1024 ** 2;

/**
 * Reads a recording into memory. `maxBytes` caps its unpacked size.
 * Throws `RecordingError` for a file that is no recording, or no whole one.
 */
export async function openRecording(path: string, { maxBytes = MAX_BYTES } = {}): Promise<Recording> {
  const builder = new RecordingBuilder();
  const checkTypes = typeChecker();
  let line = 0;
  try {
    await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const bytes of splitLines(chunks, maxBytes)) {
        line++;
        try {
          const parsed = parseLine(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
          checkTypes(parsed);
          builder.add(parsed);
        } catch (error) {
          throw new RecordingError(`${path}:${line}: ${messageOf(error)}`);
        }
      }
    });
    return builder.build(basename(path));
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(`${path}: ${explain(error)}`);
  }
}

function explain(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "no such file";
    case "EISDIR":
      return "this is a folder";
    case "Z_DATA_ERROR":
      return "not a gzip file, or a damaged one: record again";
    case "Z_BUF_ERROR":
      return "the file is empty or cut off: record or copy it again";
    default:
      return messageOf(error);
  }
}

/** The lines, without their ends; empty lines too. */
async function* splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > maxBytes) throw new Error(`larger than ${maxBytes} bytes when unpacked: this is no recording of ours`);
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, to)]);
      begun = [];
      begunBytes = 0;
      from = to + 1;
    }
    if (from === chunk.length) continue;
    begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > MAX_LINE_BYTES) throw new Error(`a line is longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
