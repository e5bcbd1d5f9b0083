import type { ScanEvent, Unit } from "../contract/index.ts";
import type { ResourceId } from "./name.ts";

/** Is told what happens, in order. */
export interface Emit {
  (event: ScanEvent): void;
  /**
   * That a check says nothing of a resource, for those who follow single resources; the cell comes after. There are too
   * many of these to be events.
   */
  notApplicable?(unit: Unit, check: string, resource: ResourceId): void;
}
