import { matchesGlob } from "node:path";

/**
 * A glob, to be asked on the way down a tree: which of its parts the next name may be matched by. The case of a name's
 * extension does not matter, and what begins with a dot is matched by no `*`.
 */
export class Glob {
  private readonly pattern: string;
  private readonly parts: readonly string[];

  constructor(pattern: string) {
    const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
    this.pattern = parts.join("/");
    // Alternatives with a slash in them are told apart by the whole pattern alone.
    this.parts = /\{[^{}]*\//.test(pattern) ? ["**"] : parts;
  }

  /** The parts that a name at the top may be matched by. */
  get start(): readonly number[] {
    return this.reach(0);
  }

  /** Those that what stands below this name may be matched by; none, where nothing there can match. */
  next(at: readonly number[], name: string): readonly number[] {
    const parts = at.flatMap((i) => {
      const part = this.parts[i];
      if (part === "**") return name.startsWith(".") ? [] : this.reach(i);
      return part !== undefined && matches(name, part) ? this.reach(i + 1) : [];
    });
    return [...new Set(parts)];
  }

  /** Whether a folder that led here may hold something that matches. */
  goesOn(at: readonly number[]): boolean {
    return at.some((i) => i < this.parts.length);
  }

  /** Whether a file that led here matches; its path is set apart by `/`. */
  matches(at: readonly number[], path: string): boolean {
    return at.includes(this.parts.length) && matches(path, this.pattern);
  }

  /** A part, and those behind it, where it may match nothing. */
  private reach(part: number): number[] {
    return this.parts[part] === "**" ? [part, ...this.reach(part + 1)] : [part];
  }
}

function matches(path: string, pattern: string): boolean {
  return matchesGlob(path, pattern) || matchesGlob(plain(path), plain(pattern));
}

/** With the extension in small letters. */
function plain(path: string): string {
  return path.replace(/\.\w+$/, (extension) => extension.toLowerCase());
}
