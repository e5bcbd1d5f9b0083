import { inert } from "../inert.ts";

/**
 * The text in at most `max` UTF-16 units, which is never fewer than characters: what is longer is cut, and says so. Half
 * of a surrogate pair becomes U+FFFD, which readers of JSON that are strict about it would refuse.
 */
export function cut(text: string, max: number): string {
  const whole = text.length > max ? text.slice(0, max + 1) : text;
  return cutOff(whole.toWellFormed(), max, text.length);
}

/** As `cut`, on one line and inert. An escape may be cut in two. */
export function cutInert(text: string, max: number): string {
  return cutOff(inert(text.slice(0, max + 1), max + 1), max, text.length);
}

function cutOff(text: string, max: number, length: number): string {
  if (text.length <= max) return text;
  const mark = ` [cut: ${length} characters]`;
  return `${text.slice(0, Math.max(0, max - mark.length)).replace(/[\ud800-\udbff]$/, "")}${mark}`.slice(-max);
}
