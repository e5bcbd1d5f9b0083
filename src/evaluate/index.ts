export { CellRun, judgeEstate, type EstatePart } from "./cell.ts";
export type { Gathered } from "./gathered.ts";
export { ownersIn, type OwnerOf, type Ownership } from "./owner.ts";
export type { EnabledCheck } from "./tally.ts";
