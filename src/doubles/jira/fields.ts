/** What may be written into an issue, and what Jira says of what may not. */
import { adfProblem } from "../page/adf.ts";
import { priorities, type Issue } from "./board.ts";

export type Fields = Pick<Issue, "summary" | "description" | "labels" | "components" | "priority" | "duedate">;

const LONGEST_SUMMARY = 255;
const LONGEST_TEXT = 32_767;
export const COMPONENTS = ["Compliance", "Infrastructure"];

/** The fields that are given, and what is wrong with each. */
export function readFields(given: Readonly<Record<string, unknown>>): {
  fields: Partial<Fields>;
  errors: Record<string, string>;
} {
  const fields: { -readonly [Key in keyof Fields]?: Fields[Key] } = {};
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    switch (name) {
      case "project":
      case "issuetype":
        break;
      case "summary": {
        const text = typeof value === "string" ? value : "";
        if (text.trim() === "") errors[name] = "You must specify a summary of the issue.";
        else if (/[\r\n]/.test(text)) errors[name] = "The summary is invalid because it contains newline characters.";
        else if (text.length > LONGEST_SUMMARY) errors[name] = "Summary can't exceed 255 characters.";
        else fields.summary = text;
        break;
      }
      case "description": {
        const wrong = textProblem(value);
        if (wrong === null) fields.description = value;
        else errors[name] = wrong;
        break;
      }
      case "labels":
        if (!isTexts(value)) errors[name] = "data was not an array";
        else if (value.some((label) => /\s/.test(label) || label.length > 255))
          errors[name] = `The label '${value.find((label) => /\s/.test(label))}' contains spaces which is invalid.`;
        else fields.labels = [...new Set(value)];
        break;
      case "components": {
        const names = (value as { name?: unknown }[]).map(({ name }) => String(name));
        const unknown = names.find((name) => !COMPONENTS.includes(name));
        if (unknown === undefined) fields.components = names;
        else errors[name] = `Component name '${unknown}' is not valid`;
        break;
      }
      case "priority": {
        const wanted = (value as { name?: unknown } | null)?.name;
        const found = priorities.find((priority) => priority === wanted);
        if (found === undefined) errors[name] = `The priority selected is invalid.`;
        else fields.priority = found;
        break;
      }
      case "duedate":
        if (value === null || (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value))) fields.duedate = value;
        else errors[name] = "Operation value must be a string in the format 'yyyy-MM-dd'";
        break;
      default:
        errors[name] = `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;
    }
  }
  return { fields, errors };
}

/** Of a description or a comment; null where nothing is wrong. */
export function textProblem(document: unknown): string | null {
  const wrong = adfProblem(document);
  if (wrong !== null) return wrong;
  return JSON.stringify(document).length > LONGEST_TEXT
    ? "CONTENT_LIMIT_EXCEEDED: The entered text is too long. It exceeds the allowed limit of 32,767 characters."
    : null;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
