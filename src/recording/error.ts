/** A recording that cannot be read or written. The message names the file, the line where there is one, and what to do. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** What an error of any kind says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
