/** What a repository's issues are. */
import { Versions } from "../double.ts";

export interface Comment {
  readonly id: number;
  readonly by: string;
  readonly body: string;
  readonly at: number;
}

export interface Event {
  readonly at: number;
  readonly by: string;
  readonly what: "closed" | "reopened";
  readonly why: string;
}

export interface Issue {
  readonly number: number;
  readonly by: string;
  readonly created: number;
  updated: number;
  title: string;
  body: string;
  labels: readonly string[];
  assignees: readonly string[];
  state: "open" | "closed";
  reason: string | null;
  closedAt: number | null;
  closedBy: string | null;
  isDeleted: boolean;
  readonly comments: Comment[];
  readonly events: Event[];
}

export class Board {
  private readonly issues: Issue[] = [];
  private readonly listed: Versions<Issue>[] = [];
  private readonly now: () => number;
  private readonly listLagMs: number;

  constructor(now: () => number, listLagMs: number) {
    this.now = now;
    this.listLagMs = listLagMs;
  }

  get all(): readonly Issue[] {
    return this.issues.filter(({ isDeleted }) => !isDeleted);
  }

  /** Also one that was deleted. */
  find(number: number): Issue | null {
    return this.issues[number - 1] ?? null;
  }

  /** As lists know it: some time behind. */
  list(): Issue[] {
    const time = this.now() - this.listLagMs;
    return this.listed.flatMap((versions) => versions.at(time) ?? []);
  }

  add(by: string, given: Pick<Issue, "title" | "body" | "labels" | "assignees">): Issue {
    const now = this.now();
    const issue: Issue = {
      number: this.issues.length + 1,
      by,
      created: now,
      updated: now,
      ...given,
      state: "open",
      reason: null,
      closedAt: null,
      closedBy: null,
      isDeleted: false,
      comments: [],
      events: [],
    };
    this.issues.push(issue);
    this.listed.push(new Versions());
    this.note(issue);
    return issue;
  }

  change(
    issue: Issue,
    by: string,
    given: Partial<Pick<Issue, "title" | "body" | "labels">>,
    state: { to: Issue["state"]; why: string } | null,
  ): void {
    // prettier-ignore
    Object.assign(issue, given);
    if (state !== null && state.to !== issue.state) {
      const isClosed = state.to === "closed";
      issue.state = state.to;
      issue.reason = isClosed ? state.why : "reopened";
      issue.closedAt = isClosed ? this.now() : null;
      issue.closedBy = isClosed ? by : null;
      issue.events.push({ at: this.now(), by, what: isClosed ? "closed" : "reopened", why: issue.reason });
    }
    this.note(issue);
  }

  comment(issue: Issue, by: string, body: string): Comment {
    const comment = { id: issue.number * 1000 + issue.comments.length, by, body, at: this.now() };
    issue.comments.push(comment);
    this.note(issue);
    return comment;
  }

  remove(issue: Issue): void {
    issue.isDeleted = true;
    this.listed[issue.number - 1]!.push(this.now(), null);
  }

  private note(issue: Issue): void {
    issue.updated = this.now();
    this.listed[issue.number - 1]!.push(issue.updated, issue);
  }
}
