/** A policy on a page: what the room that knows its text and the one that knows what is true of it tell each other. */
import type { Clause, PolicyVersion } from "./clause.ts";

/** How a sentence is marked on the page. All of it is HTML. */
export interface Mark {
  /** Around the sentence, within its line. */
  readonly open: string;
  readonly close: string;
  /** Right behind it. */
  readonly sign: string;
  /** Behind the paragraph or table that it stands in. */
  readonly after: string;
}

/** A document of the policy as it is put on a page. */
export interface PageDocument {
  readonly policy: string;
  readonly title: string;
  readonly file: string;
  readonly version: PolicyVersion;
  /** Its sentences, in order. */
  readonly clauses: readonly Clause[];
  readonly outline: readonly OutlineEntry[];
  /** The document as HTML, its sentences marked. Its topmost headings are `h2`. */
  readonly body: (mark: (clause: Clause) => Mark | null) => string;
}

export interface OutlineEntry {
  /** Of its heading on the page; unlike any other, in any document of the page. Holds a `/`. */
  readonly id: string;
  readonly heading: string;
  /** 1 at the top; a section is one deeper than the one that it is part of. */
  readonly level: number;
  /** The sentences under this heading, without those of sections in it. */
  readonly clauses: readonly Clause[];
}
