/** What checks see of this room. */
export { judged, nameOf } from "./verdicts.ts";
