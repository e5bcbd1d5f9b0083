/** A sentence or list item of the organisation's own policy, as a finding cites it. */
export interface Clause {
  /** The document's id: its path below the policy folder, without the extension. */
  readonly policy: string;
  /** The document's title: its first heading. */
  readonly title: string;
  readonly version: PolicyVersion;
  /** The headings above it, outermost first. */
  readonly section: readonly string[];
  /** `path#anchor`, as a Markdown viewer resolves it. */
  readonly link: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The sentence as written, markup removed, on one line. */
  readonly text: string;
  /** `sha256:` and the hex hash of the normalised text: the clause's identity. */
  readonly hash: string;
}

/** Which version of a document was in force, and how that was found out. */
export interface PolicyVersion {
  readonly label: string;
  readonly from: "front matter" | "last-updated sentence" | "file hash";
}
