import type { ScanEvent } from "../contract/index.ts";

/** Turns the events of a scan into text; whoever made it writes the pieces somewhere, in order. */
export interface Output {
  /** The piece that can be written now, if any. */
  event(event: ScanEvent): string | undefined;
  /** The rest; called once, after the last event. */
  end(): string;
}

/** How a text for people is set. Formats for machines ignore it. */
export interface TextOptions {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** Whether our own marks and lines may be other than ASCII. */
  readonly unicode: boolean;
}
