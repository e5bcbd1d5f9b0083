import { exit } from "../exit.ts";
import type { ResultsOptions, SelectionOptions } from "../options.ts";
import { writePage } from "./page.ts";
import { tryPlace } from "./write.ts";
import { covered } from "./policy-coverage.ts";

export interface RenderOptions extends Pick<SelectionOptions, "config">, ResultsOptions {
  readonly out: string;
}

export async function runPolicyRender(options: RenderOptions): Promise<number> {
  await tryPlace(options.out);
  const { read, results } = await covered(options);
  await writePage(options.out, read, results);
  return exit.ok;
}
