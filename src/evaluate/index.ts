export { CellRun, judgeEstate, type EstatePart, type Gathered } from "./cell.ts";
export type { EnabledCheck } from "./tally.ts";
