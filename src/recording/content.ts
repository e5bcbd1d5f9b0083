import { hash } from "node:crypto";
import type { FlawedItem, Page } from "../contract/index.ts";

/**
 * What was kept of the items of a listing, whatever their order. Its hash is that of the hashes of its items, sorted: AWS
 * gives them in any order and on any pages. A sum of hashes would need no memory, and could be met with other items by
 * who may choose some of them.
 */
export class Content {
  private readonly hashes: string[] = [];

  /** Adds items as JSON, in UTF-8 where it is bytes. */
  add(lines: readonly (string | Uint8Array)[]): void {
    for (const line of lines) this.hashes.push(hash("sha256", line, "hex"));
  }

  sum(): { readonly items: number; /** 64 hex digits. */ readonly sha256: string } {
    return { items: this.hashes.length, sha256: hash("sha256", this.hashes.sort().join("\n"), "hex") };
  }
}

/**
 * The items of a page, each as JSON, its fields in the order of the allow list; one that lacks a field together with
 * what it lacks, by which it is known again: no listing keeps a field `missing`.
 */
export function linesOf({ items, flawed }: Page): readonly string[] {
  return [...items, ...flawed].map((item) => JSON.stringify(item));
}

/** The items of such lines. */
export function pageOf(lines: readonly string[]): Page {
  const items: unknown[] = [];
  const flawed: FlawedItem[] = [];
  for (const line of lines) {
    const value = JSON.parse(line) as FlawedItem | object;
    if ("missing" in value) flawed.push(value);
    else items.push(value);
  }
  return { items, flawed };
}
