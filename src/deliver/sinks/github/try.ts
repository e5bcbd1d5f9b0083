/** Whether all that is needed works, without leaving anything behind. */
import { SinkError, type Tried } from "../../sink.ts";
import { read, type Rest } from "../rest.ts";
import type { GithubSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";

export async function tryGithub({ repository, label }: GithubSettings, call: Rest): Promise<readonly Tried[]> {
  const path = `/repos/${repository}`;
  const seen = `the token shows the repository ${repository}`;
  let found;
  try {
    found = read(shapes.repository, await call("GET", path));
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return [{ what: seen, wrong: error.message }];
  }
  const { has_issues, archived, permissions } = found;
  const may = ["admin", "maintain", "push", "triage"].some((role) => permissions?.[role]);
  return [
    { what: seen, wrong: null },
    {
      what: "the repository takes issues",
      wrong: archived
        ? "it is archived"
        : has_issues
          ? null
          : "its issues are turned off: turn them on in its settings",
    },
    {
      what: `the token may set the label ${label}`,
      wrong: may
        ? null
        : "its account has no triage or write access, and GitHub drops the labels by which issues are found",
    },
    {
      what: "only members of the organisation read it",
      wrong: found.private
        ? null
        : "the repository is public, and issues would name resources and what is wrong with them",
    },
    await list(`${path}/issues?labels=${encodeURIComponent(label)}&state=all&per_page=1`, call),
  ];
}

async function list(path: string, call: Rest): Promise<Tried> {
  const what = "the token reads issues";
  try {
    read(shapes.listed, await call("GET", path));
    return { what, wrong: null };
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return { what, wrong: error.message };
  }
}
