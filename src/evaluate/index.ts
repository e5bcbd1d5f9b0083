export { CellRun, flawOf, judgeEstate, judgeNetwork, type EstatePart } from "./cell.ts";
export type { Gathered } from "./gathered.ts";
export type { Emit } from "./emit.ts";
export { findingKey, nameResource } from "./name.ts";
export { ownersIn, type OwnerOf, type Ownership, type SharedVpcs } from "./owner.ts";
export { tagsOf } from "./tags.ts";
export type { EnabledCheck } from "./tally.ts";
