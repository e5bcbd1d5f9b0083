/** Which transition leads where. Their names are other ones in each language; the categories of statuses are not. */
import { SinkError } from "../../sink.ts";
import type { JiraSettings } from "./settings.ts";
import type { Transition } from "./shapes.ts";

export interface Target {
  readonly what: string;
  /** Categories of statuses, the best first. */
  readonly categories: readonly string[];
  readonly setting: "doneStatus" | "openStatus";
}

export const closing: Target = { what: "closes it", categories: ["done"], setting: "doneStatus" };
export const reopening: Target = {
  what: "reopens it",
  categories: ["new", "undefined", "indeterminate"],
  setting: "openStatus",
};

/** What is sent to go there. Throws `refused` where no transition does, or one asks for what is not known here. */
export function pick(transitions: readonly Transition[], target: Target, settings: JiraSettings) {
  const { what, categories, setting } = target;
  const name = settings[setting];
  const fitting = transitions
    .filter(({ isAvailable }) => isAvailable !== false)
    .filter(({ to }) => (name === undefined ? categories.includes(to.statusCategory.key) : to.name === name))
    .toSorted((a, b) => categories.indexOf(a.to.statusCategory.key) - categories.indexOf(b.to.statusCategory.key));
  const [chosen] = fitting;
  if (chosen === undefined) {
    const leads = transitions.map(({ to }) => to.name).join(", ") || "nowhere";
    const wanted = name === undefined ? `a status of the category ${categories[0]!}` : `the status ${name}`;
    throw new SinkError("refused", `no transition ${what}: none leads to ${wanted}, only to ${leads}`);
  }
  const { resolution, ...others } = chosen.fields ?? {};
  const asked = Object.keys(others).filter(
    (field) => others[field]!.required && others[field]!.hasDefaultValue !== true,
  );
  if (asked.length > 0)
    throw new SinkError("refused", `the transition to ${chosen.to.name} asks for ${asked.join(", ")}: set a default`);
  const isResolved = resolution !== undefined && setting === "doneStatus";
  return {
    transition: { id: chosen.id },
    ...(isResolved ? { fields: { resolution: { name: resolutionOf(resolution, settings) } } } : {}),
  };
}

/** The one that is configured, or whatever is allowed, where that is not. */
function resolutionOf(
  { allowedValues }: NonNullable<Transition["fields"]>[string],
  { resolution }: JiraSettings,
): string {
  const names = (allowedValues ?? []).flatMap(({ name }) => (name === null ? [] : [name]));
  if (names.length === 0 || names.includes(resolution)) return resolution;
  throw new SinkError("refused", `there is no resolution ${resolution}, but ${names.join(", ")}: set \`resolution\``);
}
