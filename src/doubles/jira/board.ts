/** What a Jira project holds. */
import { Versions } from "../double.ts";

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly statusCategory: {
    readonly id: number;
    readonly key: "new" | "indeterminate" | "done";
    readonly name: string;
  };
}

const status = (id: string, name: string, key: Status["statusCategory"]["key"]): Status => ({
  id,
  name,
  statusCategory: {
    id: { new: 2, indeterminate: 4, done: 3 }[key],
    key,
    name: { new: "To Do", indeterminate: "In Progress", done: "Done" }[key],
  },
});
export const statuses = [
  status("10001", "To Do", "new"),
  status("10002", "In Progress", "indeterminate"),
  status("10003", "Done", "done"),
  status("10004", "Won't Do", "done"),
] as const;
export const resolutions = ["Done", "Won't Do", "Duplicate"] as const;
export const priorities = ["Highest", "High", "Medium", "Low", "Lowest"] as const;

export interface User {
  readonly accountId: string;
  readonly displayName: string;
}

export interface Comment {
  readonly id: string;
  readonly author: User;
  readonly body: unknown;
  readonly at: number;
}

export interface History {
  readonly id: string;
  readonly author: User;
  readonly at: number;
  readonly items: readonly { readonly field: string; readonly fromString: string; readonly toString: string }[];
}

export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly created: number;
  updated: number;
  summary: string;
  description: unknown;
  labels: readonly string[];
  components: readonly string[];
  priority: string;
  duedate: string | null;
  status: Status;
  resolution: string | null;
  readonly comments: Comment[];
  readonly histories: History[];
}

export class Board {
  readonly project: string;
  private readonly issues = new Map<string, Issue>();
  private readonly index = new Map<string, Versions<Issue>>();
  private readonly now: () => number;
  private readonly searchLagMs: number;
  private next = 1;

  constructor(project: string, now: () => number, searchLagMs: number) {
    this.project = project;
    this.now = now;
    this.searchLagMs = searchLagMs;
  }

  get all(): readonly Issue[] {
    return [...this.issues.values()];
  }

  /** By id or key. */
  find(name: string): Issue | null {
    return this.issues.get(name) ?? this.all.find(({ key }) => key === name) ?? null;
  }

  /** As the search knows it: some time behind. */
  indexed(): Issue[] {
    const time = this.now() - this.searchLagMs;
    return [...this.index.values()].flatMap((versions) => versions.at(time) ?? []);
  }

  add(fields: Pick<Issue, "summary" | "description" | "labels" | "components" | "priority" | "duedate">): Issue {
    const n = this.next++;
    const now = this.now();
    const issue: Issue = {
      id: String(10_000 + n),
      key: `${this.project}-${n}`,
      created: now,
      updated: now,
      status: statuses[0],
      resolution: null,
      comments: [],
      histories: [],
      ...fields,
    };
    this.issues.set(issue.id, issue);
    this.note(issue);
    return issue;
  }

  change(
    issue: Issue,
    fields: Partial<Pick<Issue, "summary" | "description" | "labels" | "components" | "priority" | "duedate">>,
  ): void {
    Object.assign(issue, fields);
    this.note(issue);
  }

  comment(issue: Issue, author: User, body: unknown): Comment {
    const comment = { id: String(this.next++ + 50_000), author, body, at: this.now() };
    issue.comments.push(comment);
    this.note(issue);
    return comment;
  }

  /** A resolution stays where none is given, and goes where the work begins again. */
  move(issue: Issue, author: User, to: Status, resolution: string | null): void {
    const items = [{ field: "status", fromString: issue.status.name, toString: to.name }];
    issue.histories.push({ id: String(this.next++ + 90_000), author, at: this.now(), items });
    issue.status = to;
    issue.resolution = to.statusCategory.key === "done" ? resolution : null;
    this.note(issue);
  }

  remove(issue: Issue): void {
    this.issues.delete(issue.id);
    this.index.get(issue.id)?.push(this.now(), null);
  }

  private note(issue: Issue): void {
    issue.updated = this.now();
    const versions = this.index.get(issue.id) ?? new Versions<Issue>();
    this.index.set(issue.id, versions);
    versions.push(issue.updated, issue);
  }
}
