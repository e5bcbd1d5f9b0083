/**
 * How the engine asks a check. In this process or in one of its own: the engine sees no difference, save that
 * another process answers with a promise.
 */
import type { Fail, NotApplicable, Pass, Undecided } from "./outcome.ts";
import type { Proof } from "./proof.ts";
import type { Resource, Unit } from "./unit.ts";

/** What was said of one item, read and found well-formed: one verdict, or one or more fails. */
export type Verdicts = readonly [Pass | NotApplicable | Undecided] | readonly Fail[];

/** The check threw or gave what is no answer. */
export interface JudgeError {
  readonly error: string;
}

/** The complete listings that a check reads beside, by the name it gave them. */
export type RawTables = Readonly<Record<string, readonly unknown[]>>;

/** A check that judges the items of one cell, page by page. */
export interface CellSession {
  /** One answer per item, in order; or the error that ends the cell. */
  judge(items: readonly unknown[]): readonly Verdicts[] | JudgeError | Promise<readonly Verdicts[] | JudgeError>;
  close(): void;
}

export interface ResourceJudge {
  readonly scope: "resource";
  /** `at` is the time to judge by, ISO 8601. */
  open(tables: RawTables, params: unknown, at: string): CellSession | Promise<CellSession>;
}

/** One resource of the estate and what was said of it. */
export interface EstateAnswer {
  readonly unit: Unit;
  /** The id of the listing that the item is of. */
  readonly listing: string;
  readonly item: unknown;
  readonly verdicts: Verdicts;
}

export interface EstateJudge {
  readonly scope: "estate";
  judge(
    estate: readonly { readonly unit: Unit; readonly tables: RawTables }[],
    params: unknown,
    at: string,
  ): readonly EstateAnswer[] | JudgeError | Promise<readonly EstateAnswer[] | JudgeError>;
}

/** One resource and what was said of it. */
export interface NetworkAnswer {
  readonly unit: Unit;
  readonly resource: Resource;
  readonly customer: string | null;
  readonly verdicts: Verdicts;
}

export interface NetworkJudge {
  readonly scope: "network";
  judge(proof: Proof, params: unknown, at: string): readonly NetworkAnswer[] | JudgeError;
}

export type Judge = ResourceJudge | EstateJudge | NetworkJudge;
