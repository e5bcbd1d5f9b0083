import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { messageOf, RecordingError } from "./error.ts";
import { VERSION, type Header, type Line } from "./line.ts";

export interface RecordingWriter {
  /** Resolves when the line was taken, so that who writes faster than the disk waits. */
  write(line: Exclude<Line, { kind: "recording" }>): Promise<void>;
  /** Finishes the file and gives it its name. */
  close(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/**
 * Begins a recording. It is written beside its place and gets its name when it is whole, so that a crash leaves no
 * half one under it; what was there before stays until then. Only its owner may read it.
 * Everything here throws `RecordingError`.
 */
export async function createRecording(path: string, header: Header): Promise<RecordingWriter> {
  const partial = `${path}.${randomUUID()}.partial`;
  const failed = (error: unknown) => new RecordingError(`${path}: cannot write the recording: ${messageOf(error)}`);

  const file = await open(partial, "wx", 0o600).catch((error: unknown) => {
    throw failed(error);
  });
  const gzip = createGzip();
  const written = pipeline(gzip, file.createWriteStream({ flush: true }));
  // A stream that the file's error ends in the middle of a write never says that the write is over.
  let giveUp = (_error: unknown): void => undefined;
  written.catch((error: unknown) => giveUp(error));

  async function put(line: Line): Promise<void> {
    const text = `${JSON.stringify(line)}\n`;
    try {
      await new Promise<void>((resolve, reject) => {
        giveUp = reject;
        gzip.write(text, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      // The file's own error says more than that of the stream before it.
      throw failed(
        await written.then(
          () => error,
          (cause: unknown) => cause,
        ),
      );
    }
  }

  async function abort(): Promise<void> {
    gzip.destroy();
    await written.catch(() => undefined);
    await rm(partial, { force: true });
  }

  await put({ kind: "recording", version: VERSION, ...header });
  return {
    write: put,
    abort,
    close: async () => {
      try {
        gzip.end();
        await written;
        await rename(partial, path);
      } catch (error) {
        await abort();
        throw failed(error);
      }
    },
  };
}
