import { StoreError } from "../error.ts";

/** Where a row stands in an order: by its value, and of those with the same one by its number. */
export interface Position {
  readonly value: string | number;
  readonly id: number;
}

export function cursorOf(order: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([order, value, id])).toString("base64url");
}

/** Throws StoreError where it is no cursor of that order. */
export function readCursor(cursor: string, order: string): Position {
  try {
    const [of, value, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const typed = order === "severity" ? typeof value === "number" : typeof value === "string";
    if (of === order && typed && Number.isSafeInteger(id)) return { value: value as string, id: id as number };
  } catch {
    // Said below.
  }
  throw new StoreError("refused", "this is not where a page of that list in that order begins");
}
