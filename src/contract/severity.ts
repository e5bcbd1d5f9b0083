/** Apart from the checks, so that the command line can name severities without loading what checks are made of. */
export const severities = ["critical", "high", "medium", "low", "informational"] as const;
export type Severity = (typeof severities)[number];
