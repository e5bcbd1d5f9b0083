/** What a store refuses, in words for the person who runs it. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * `newer`: a newer clausewatch wrote it. `fenced`: somebody else took the unit over. `busy`: another scan is under way.
 * `incomplete`: units are missing. `gone`: there is no such scan or finding. `damaged`: it holds what it cannot hold.
 * `changed`: the scan that is taken up again was another one. `refused`: it may not be done. `unusable`: the database says so.
 */
export type StoreErrorKind =
  | "newer"
  | "fenced"
  | "busy"
  | "incomplete"
  | "gone"
  | "changed"
  | "damaged"
  | "refused"
  | "address"
  | "unusable";
