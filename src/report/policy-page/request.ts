import type { CoverageReport, Finding, PageDocument } from "../../contract/index.ts";

/** What a page of a policy is made of. */
export interface PolicyPageRequest {
  /** In the order in which they stand on the page. */
  readonly documents: readonly PageDocument[];
  readonly coverage: CoverageReport;
  /** Of the scan that the coverage speaks of, in any order. */
  readonly findings: readonly Finding[];
  /** ISO 8601, UTC. */
  readonly generated: string;
  /** Name and version of the program. */
  readonly program: string;
}
