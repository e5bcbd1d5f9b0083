/** Whether all that is needed works, without leaving anything behind. */
import { SinkError, type Tried } from "../../sink.ts";
import { read, type Rest } from "../rest.ts";
import type { JiraSettings } from "./settings.ts";
import * as shapes from "./shapes.ts";

const PERMISSIONS: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: "Browse Projects",
  CREATE_ISSUES: "Create Issues",
  EDIT_ISSUES: "Edit Issues",
  ADD_COMMENTS: "Add Comments",
  TRANSITION_ISSUES: "Transition Issues",
};
const API = "/rest/api/3";

export async function tryJira(settings: JiraSettings, call: Rest): Promise<readonly Tried[]> {
  const { project, issueType } = settings;
  const tried: Tried[] = [];
  /** What comes after it hangs on it: where it fails, that is all that can be said. */
  const attempt = async <T>(what: string, work: () => Promise<readonly [string | null, T]>): Promise<T | null> => {
    try {
      const [wrong, value] = await work();
      tried.push({ what, wrong });
      return wrong === null ? value : null;
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      tried.push({ what, wrong: error.message });
      return null;
    }
  };

  if ((await attempt("the account signs in", async () => [null, await call("GET", `${API}/myself`)])) === null)
    return tried;
  const type = await attempt(`the project ${project} has the issue type ${issueType}`, async () => {
    const { issueTypes } = read(shapes.project, await call("GET", `${API}/project/${project}`));
    const found = issueTypes?.find(({ name }) => name === issueType) ?? null;
    const names = (issueTypes ?? []).map(({ name }) => name).join(", ");
    return [found === null ? `it has ${names}: set \`issueType\`` : null, found];
  });
  await attempt("the account may create, edit, comment and move issues", async () => {
    const asked = Object.keys(PERMISSIONS).join(",");
    const path = `${API}/mypermissions?projectKey=${project}&permissions=${asked}`;
    const { permissions } = read(shapes.permissions, await call("GET", path));
    const missing = Object.keys(PERMISSIONS).filter((key) => permissions[key]?.havePermission !== true);
    return [missing.length === 0 ? null : `it lacks ${missing.map((key) => PERMISSIONS[key]).join(", ")}`, null];
  });
  if (type === null) return tried;
  await attempt("the issue type has the fields that are set", async () => {
    const path = `${API}/issue/createmeta/${project}/issuetypes/${type.id}?maxResults=200`;
    return [fieldProblem(read(shapes.fields, await call("GET", path)).fields, settings), null];
  });
  await attempt("there are statuses to close and to reopen to", async () => {
    const all = read(shapes.statuses, await call("GET", `${API}/project/${project}/statuses`));
    const own = all.find(({ name }) => name === issueType)?.statuses ?? [];
    return [statusProblem(own, settings), null];
  });
  return tried;
}

type Field = ReturnType<typeof shapes.fields.parse>["fields"][number];

function fieldProblem(fields: readonly Field[], settings: JiraSettings): string | null {
  const { priorities, due, components } = settings;
  const ours = [
    "summary",
    "description",
    "labels",
    ...(priorities === null ? [] : ["priority"]),
    ...(due ? ["duedate"] : []),
    ...(components.length === 0 ? [] : ["components"]),
  ];
  const given = new Set([...ours, "project", "issuetype", "reporter"]);
  const missing = ours.filter((id) => !fields.some(({ fieldId }) => fieldId === id));
  const asked = fields.filter(({ fieldId, required, hasDefaultValue }) => required && hasDefaultValue !== true && !given.has(fieldId)); // prettier-ignore
  const names = (id: string) =>
    fields.find(({ fieldId }) => fieldId === id)?.allowedValues?.flatMap(({ name }) => name ?? []) ?? [];
  const absent = (wanted: readonly string[], there: readonly string[]) =>
    there.length === 0 ? [] : wanted.filter((name) => !there.includes(name));
  const noPriority = absent(Object.values(priorities ?? {}), names("priority"));
  const noComponent = absent(components, names("components"));
  const problems = [
    ...(missing.length === 0 ? [] : [`its screen lacks ${missing.join(", ")}: add it, or set that it is not set`]),
    ...(asked.length === 0 ? [] : [`it asks for ${asked.map(({ name }) => name).join(", ")}: give it a default`]),
    ...(noPriority.length === 0 ? [] : [`there is no priority ${noPriority.join(", ")}: set \`priorities\``]),
    ...(noComponent.length === 0 ? [] : [`there is no component ${noComponent.join(", ")}`]),
  ];
  return problems.length === 0 ? null : problems.join("; ");
}

type Status = ReturnType<typeof shapes.statuses.parse>[number]["statuses"][number];

function statusProblem(own: readonly Status[], { doneStatus, openStatus }: JiraSettings): string | null {
  const names = own.map(({ name }) => name).join(", ");
  for (const wanted of [doneStatus, openStatus])
    if (wanted !== undefined && !own.some(({ name }) => name === wanted))
      return `there is no status ${wanted}, but ${names}`;
  const done = own.filter(({ statusCategory }) => statusCategory.key === "done").length;
  return done > 0 && done < own.length
    ? null
    : `there must be one that is done and one that is not, but there are ${names}`;
}
