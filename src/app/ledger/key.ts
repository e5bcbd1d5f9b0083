import { randomBytes } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { ConfigError } from "../../config/index.ts";
import { LedgerError, formatSignerKey, parseSignerKey, type Signer } from "../../ledger/index.ts";

/** Holds the signing key itself, for who keeps secrets in the environment: it beats the file. */
export const KEY_VARIABLE = "CLAUSEWATCH_LEDGER_KEY";

const MOST_BYTES = 10_000;

/**
 * The signing key, from the environment or from a file that nobody but its owner may read. Null where there is neither.
 * Throws ConfigError; no message quotes the key.
 */
export async function readSigner(
  env: Readonly<Record<string, string | undefined>>,
  file: string | null,
): Promise<Signer | null> {
  const given = env[KEY_VARIABLE];
  if (given !== undefined && given !== "") return parse(given.trim(), KEY_VARIABLE);
  if (file === null) return null;
  let text: string;
  try {
    const { mode, size } = await stat(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const rights = (mode & 0o777).toString(8);
      throw wrong(
        file,
        `the signing key has the rights ${rights}, so that others can use it`,
        "chmod 600, and ask who read it.",
      );
    }
    if (size > MOST_BYTES)
      throw wrong(file, "is no signing key: it is too long", "Name the file that `ledger init` made.");
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw wrong(file, `the signing key cannot be read: ${message}`, "Run it as the user whose file it is.");
  }
  return parse(text.trim(), file);
}

/** Makes a key in a new file that only its owner may read. Throws ConfigError where there is one already. */
export async function makeKey(file: string, name: string): Promise<Signer> {
  const text = formatSignerKey(name, randomBytes(32));
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`${text}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw wrong(file, `no signing key can be written there: ${(error as Error).message}`, "Name another file.");
  }
  return parseSignerKey(text);
}

function parse(text: string, where: string): Signer {
  try {
    return parseSignerKey(text);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw wrong(
      where,
      `holds no signing key: ${error.message}`,
      "It is one line, as `clausewatch ledger init` wrote it.",
    );
  }
}

function wrong(file: string, message: string, hint: string): ConfigError {
  return new ConfigError([{ file, message, hint }]);
}
