import { suggestFor } from "../../app/suggest.ts";
import { inertJson, suggestText } from "../../report/index.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readRequest } from "./load.ts";
import { writeAll } from "./write.ts";

export interface SuggestOptions extends Pick<SelectionOptions, "config" | "control"> {
  readonly policy: readonly string[];
  readonly most: number;
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runPolicySuggest(options: SuggestOptions): Promise<number> {
  const { loaded, controls, suggestions } = await suggestFor(options.policy, readRequest(options));
  if (loaded.config.policies.length === 0) throw new UsageError("name your policy: --policy 'docs/**/*.md'");
  const strange = options.control.find((id) => !controls.has(id));
  if (strange !== undefined) throw new UsageError(`--control ${strange}: there are ${[...controls.keys()].join(", ")}`);
  const byControl = Map.groupBy(suggestions, ({ control }) => control);
  const shown = [...controls.values()]
    .filter(({ id }) => options.control.length === 0 || options.control.includes(id))
    .map(({ id, title }) => ({ id, title, suggestions: (byControl.get(id) ?? []).slice(0, options.most) }));
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => suggestText(shown, text),
    json: () => `${inertJson(shown.flatMap((control) => control.suggestions.map(told)))}\n`,
  });
  return 0;
}

type Told = Awaited<ReturnType<typeof suggestFor>>["suggestions"][number];

function told({ control, clause, score, reason, terms, params }: Told): object {
  const { policy, file, line, column, number, section, text, introducedBy, hash } = clause;
  const place = { policy, file, section, ...(number === undefined ? {} : { number }), line, column };
  const introduction = introducedBy === undefined ? {} : { introducedBy };
  return {
    control,
    ...place,
    clause: text,
    ...introduction,
    hash,
    score: Number(score.toFixed(4)),
    reason,
    terms,
    params,
  };
}
