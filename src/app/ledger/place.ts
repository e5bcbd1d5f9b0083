/** A place outside the store that checkpoints go to. */
export interface CheckpointPlace {
  /** As people know it. */
  readonly name: string;
  /** Takes a signed checkpoint; the same one twice is no error. Throws where it could not. */
  put(note: string): Promise<void>;
  /** All that it was given, the oldest first, where it can be asked; what is no checkpoint included. */
  read?(): Promise<readonly string[]>;
  /** The last of that, where it is found without reading all. */
  newest?(): Promise<readonly string[]>;
}
