export { CellRun, judgeEstate, type EstatePart, type Gathered } from "./cell.ts";
export { findingKey, nameResource } from "./name.ts";
export type { EnabledCheck } from "./tally.ts";
