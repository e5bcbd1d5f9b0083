import { readFile, stat } from "node:fs/promises";
import { relative } from "node:path";

/** A file as a user in the folder `cwd` would name it. */
export function nameFrom(cwd: string, path: string): string {
  const inside = relative(cwd, path);
  return inside === "" || inside.startsWith("..") ? path : inside;
}

/** Why a file could not be had as text. */
export interface NoText {
  readonly missing?: true;
  readonly message: string;
  readonly hint: string;
}

/** The text of a UTF-8 file, its byte order mark kept; sized before it is read. */
export async function readText(path: string, mostBytes: number): Promise<string | NoText> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { message: "is a folder", hint: "Name a file." };
    if (!found.isFile()) return { message: "is no regular file", hint: "Name a file." };
    if (found.size > mostBytes) {
      const [size, most] = [found.size, mostBytes].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
      return { message: `is too large: ${size}, where ${most} is the most`, hint: "Check that it is the right file." };
    }
    const bytes = await readFile(path);
    if (bytes.includes(0)) return notText;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    return (error as Error).name === "TypeError" ? notText : noText(path, error as NodeJS.ErrnoException);
  }
}

/** Why a file or folder cannot be had, by the error that trying it gave. */
export function noText(path: string, { code, name }: NodeJS.ErrnoException): NoText {
  if (code === "ENOENT" || code === "ENOTDIR") {
    // What is no UTF-8 in a name arrives as this character, and leads nowhere.
    if (path.includes("\uFFFD")) return { message: "has a name that is not UTF-8", hint: "Rename it." };
    return { missing: true, message: "does not exist", hint: "Check the path, and the folder that it starts from." };
  }
  if (code === "EACCES" || code === "EPERM")
    return { message: "may not be read", hint: "Give the user that runs clausewatch the right to read it." };
  return { message: `cannot be read (${code ?? name})`, hint: "Check the path." };
}

const notText: NoText = { message: "is not text in UTF-8", hint: "Save it as UTF-8, or name another file." };
