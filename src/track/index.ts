export { factsAt, findingsAt, openAt, scanAt, type FactsAt, type TrackedScan } from "./at.ts";
export { canonical } from "./canonical.ts";
export { addDays, addYears, startOf } from "./day.ts";
export * from "./finding.ts";
export type { Basis } from "./refresh.ts";
export { deletionRefused, keptUntil, RETENTION_YEARS } from "./retention.ts";
export { defaultSettings, type KeyOf, type Rule, type Settings } from "./rule.ts";
export type { Scope } from "./scope.ts";
export { standingOf } from "./scope.ts";
export { Seen, type SeenCell, type SeenFail } from "./seen.ts";
export { closeByHand } from "./step.ts";
export { track, trackBasis, trackUnanswered, type Tracking } from "./track.ts";
export {
  covers,
  expiresSoon,
  holdOf,
  inForce,
  soonFrom,
  waiverProblems,
  waiverWarnings,
  type Waiver,
  type WaiverCover,
  type WaiverWarning,
} from "./waiver.ts";
export { waiverChanges, type WaiverTerm } from "./waivers.ts";
