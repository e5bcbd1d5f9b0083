import { readFileSync } from "node:fs";

/** The program as it names itself in outputs, recordings and the user agent: `clausewatch 1.2.3`. */
export function programName(): string {
  return `clausewatch ${programVersion()}`;
}

export function programVersion(): string {
  // Two folders up, in the source tree as in the build.
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
