/** A sentence or list item of the organisation's own policy, as a finding cites it. */
export interface Clause {
  /** The document's id: its path below the policy folder, without the extension. */
  readonly policy: string;
  /** The document's title: its first heading. */
  readonly title: string;
  readonly version: PolicyVersion;
  /** The headings above it, outermost first. */
  readonly section: readonly string[];
  /** As people cite it: `7.14.2` is the second item of the list in §7.14, `7.14` a sentence there. Absent where nothing is numbered. */
  readonly number?: string;
  /** `path#anchor`, as a Markdown viewer resolves it. */
  readonly link: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The sentences that introduce the list or the table that it stands in, outermost first. */
  readonly introducedBy?: readonly string[];
  /** The sentence as written, markup and number removed, on one line. */
  readonly text: string;
  /** `sha256:` and the hex hash of its normalised text and of what introduces it: the clause's identity. */
  readonly hash: string;
}

/** Which version of a document was in force, and how that was found out. */
export interface PolicyVersion {
  readonly label: string;
  readonly from: "front matter" | "last-updated sentence" | "version section" | "Git commit" | "file hash";
}

/** A clause as a binding holds checks to it. */
export interface BoundClause extends Clause {
  /** What the clause demands in figures and names, as the binding says: `{ rsaBits: 4096 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The sentence is not the one that was accepted. */
  readonly stale?: Stale;
}

/** How a clause differs from the one that `policy accept` wrote down. */
export interface Stale {
  /**
   * `changed`: other words stand there now. `moved`: its words stand under another heading, and the one that they stood
   * under is still there. `vanished`: nothing takes its place; the clause is then given as it was accepted.
   */
  readonly kind: "changed" | "moved" | "vanished";
  readonly accepted: Accepted;
}

/** What was accepted, by whom and when. */
export interface Accepted {
  readonly text: string;
  readonly introducedBy?: readonly string[];
  readonly hash: string;
  /** Where it stood. */
  readonly file: string;
  readonly section: readonly string[];
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
