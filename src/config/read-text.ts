import { readFile, stat } from "node:fs/promises";

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
    const { code, name } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      return { missing: true, message: "does not exist", hint: "Check the path, and the folder that it starts from." };
    if (code === "EACCES" || code === "EPERM")
      return { message: "may not be read", hint: "Give the user that runs clausewatch the right to read it." };
    if (name === "TypeError") return notText;
    return { message: `cannot be read (${code ?? name})`, hint: "Check the path." };
  }
}

const notText: NoText = { message: "is not text in UTF-8", hint: "Save it as UTF-8, or name another file." };
