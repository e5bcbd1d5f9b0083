/** What was given as the results of a scan is none: where, why, and what to do. */
export class ResultsError extends Error {
  override readonly name = "ResultsError";

  constructor(place: string, what: string, advice = ADVICE) {
    super(`${place}: ${what}. ${advice}`);
  }
}

const ADVICE = "Give the file that `clausewatch scan --output json=FILE` or `--output jsonl=FILE` wrote.";
