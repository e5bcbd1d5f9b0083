import type { Company } from "./company.ts";

export interface Sin {
  readonly id: string;
  readonly title: string;
  /** Changes the company for the worse. */
  commit(company: Company): void;
}
