import { z } from "zod";
import { severities, type Severity } from "../../../contract/index.ts";
import { address, group, newPerScan, secret } from "../../settings.ts";

const name = z.string().trim().min(1).max(255);
/** A label has no space in it. */
const label = z.string().regex(/^\S{1,255}$/, "must be one word: Jira's labels have no spaces");

const usual: Readonly<Record<Severity, string>> = {
  critical: "Highest",
  high: "High",
  medium: "Medium",
  low: "Low",
  informational: "Lowest",
};

export const settings = z.strictObject({
  url: address.describe("Where Jira Cloud is, such as https://example.atlassian.net."),
  user: z.email().describe("The e-mail address of the account that opens the issues."),
  token: secret.describe("Its API token."),
  project: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]+$/, "must be the key of a project, such as SEC")
    .describe("The key of the project, such as SEC."),
  issueType: name.default("Task").describe("The issue type, as the project calls it."),
  labels: z.array(label).max(20).default([]).describe("Labels beside `clausewatch` and the marker."),
  components: z.array(name).max(20).default([]).describe("Components of the project."),
  priorities: z
    .union([z.literal(false), z.partialRecord(z.enum(severities), name)])
    .default({})
    .transform((written) => (written === false ? null : { ...usual, ...written }))
    .describe("Severity to priority, where they are called otherwise than Highest to Lowest; false: none is set."),
  due: z.boolean().default(true).describe("Whether the due date is set; the project must have the field."),
  doneStatus: name.exactOptional().describe("The status of what is resolved, where several are done."),
  openStatus: name.exactOptional().describe("The status of what is reopened, where several are not done."),
  resolution: name.default("Done").describe("The resolution, where closing asks for one."),
  group,
  newPerScan,
});
export type JiraSettings = z.output<typeof settings>;
