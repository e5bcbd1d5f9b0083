/** What a ledger, a checkpoint, a key or a proof holds that it must not. The message says what, and where. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** What an error of any kind says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
