/** Where in a file; both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A control or check that cannot be used: what is wrong, in which file, and what to do. It stops the start. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly file: string;
  readonly position: Position | undefined;

  constructor(file: string, what: string, position?: Position) {
    super(`${file}${position === undefined ? "" : `:${position.line}:${position.column}`}: ${what}`);
    this.file = file;
    this.position = position;
  }
}
