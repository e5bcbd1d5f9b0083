/** What a check says of one resource. `unknown` is not among them: only the engine answers it. */
export type Verdict = Pass | Fail | NotApplicable | Undecided;

export interface Pass {
  readonly status: "pass";
}

export interface Fail {
  readonly status: "fail";
  /** One sentence: what is wrong with this resource. May contain strings from AWS, which are hostile; outputs make them inert. */
  readonly message: string;
  /**
   * Tells the findings of one check on one resource apart: an opening, a rule. Part of the finding's identity, so
   * it is made of what the finding is about; never of a count, a date, a message or an id that moves.
   */
  readonly key: string;
  /** Facts that a reader needs to check the verdict, as JSON. */
  readonly evidence?: Readonly<Record<string, unknown>>;
}

export interface NotApplicable {
  readonly status: "not-applicable";
  /** Why the check has nothing to say of this resource. */
  readonly reason: string;
}

/** The listings do not carry the fact that the verdict hangs on; the engine answers `unknown` for the resource. */
export interface Undecided {
  readonly status: "undecided";
  readonly why: string;
}

const PASS: Pass = Object.freeze({ status: "pass" });

export function pass(): Pass {
  return PASS;
}

export function fail(
  message: string,
  details: { key?: string; evidence?: Readonly<Record<string, unknown>> } = {},
): Fail {
  const { key = "", evidence } = details;
  return evidence === undefined ? { status: "fail", message, key } : { status: "fail", message, key, evidence };
}

export function notApplicable(reason: string): NotApplicable {
  return { status: "not-applicable", reason };
}

/** For facts that complete listings still do not carry; never for what could be judged. */
export function undecided(why: string): Undecided {
  return { status: "undecided", why };
}
