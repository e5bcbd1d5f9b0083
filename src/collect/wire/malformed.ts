import { MalformedAnswer } from "../failure.ts";

/** An answer that cannot be read. Quotes nothing of the answer: it may hold secrets. */
export function malformed(what: string, at: number): MalformedAnswer {
  return new MalformedAnswer("MalformedXml", `the answer cannot be read: ${what} (byte ${at})`);
}
