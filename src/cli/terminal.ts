import type { TextOptions } from "../report/index.ts";

/** What matters of a stream that people may look at. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * How to set text for this stream: NO_COLOR and FORCE_COLOR as Node reads them (the second wins); ASCII in the locales
 * C and POSIX and on the Linux console; 80 columns where nobody says how many.
 */
export function textOptions({ isTTY = false, columns }: Screen, env: Env): TextOptions {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return {
    width: columns || Number.parseInt(env["COLUMNS"] ?? "", 10) || 80,
    color: wantsColor(isTTY, env),
    unicode: locale !== "C" && locale !== "POSIX" && env["TERM"] !== "linux",
  };
}

function wantsColor(isTTY: boolean, env: Env): boolean {
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return isTTY && env["TERM"] !== "dumb";
}

/** Whether lines can be rewritten in place: a terminal that can, and nobody keeps its output as a log. */
export function canRewrite({ isTTY = false }: Screen, env: Env): boolean {
  return isTTY && env["TERM"] !== "dumb" && !env["CI"];
}
