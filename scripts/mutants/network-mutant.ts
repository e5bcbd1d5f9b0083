import type { Change } from "./workspace.ts";

/** A mistake about what AWS's networks do, or about the register. */
export interface NetworkMutant extends Change {
  readonly name: string;
  /** The fact of the reference page that it breaks; or what else it is about. */
  readonly about: string;
}

export const mutant = (about: string, name: string, file: string, find: string, replace: string): NetworkMutant => ({
  about,
  name,
  file,
  find,
  replace,
});
