/** AWS Security Hub: a finding in that of its own account and region, made, updated and archived by BatchImportFindings. */
import type { ChangeKind } from "../../../track/index.ts";
import type { SinkKind } from "../../sink.ts";
import { settings, type Settings } from "./settings.ts";

/** All that a finding there shows; it has no owner and no due date. */
const tells: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "opened",
  "resolved",
  "reopened",
  "unverified",
  "verified",
  "out of scope",
  "in scope",
  "waived",
  "waiver expired",
  "waiver ended",
  "described",
  "severity",
  "clauses",
  "renamed",
]);

export const securityHub: SinkKind<Settings> = {
  kind: "security-hub",
  about:
    "AWS Security Hub: each finding in that of its own account and region, by a role of its own, archived on proof.",
  style: "latest",
  tells,
  settings,
  // How accounts are entered is not loaded for whoever reads a configuration alone.
  open: async (settings, opening) => new (await import("./hubs.ts")).Hubs(settings, opening),
};
