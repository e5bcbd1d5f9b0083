import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Moto {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Forgets everything that was created. */
  reset(): Promise<void>;
  /** From now on, moto verifies signatures and asks IAM whether a call is allowed; or does so no more. */
  enforceIam(enforce: boolean): Promise<void>;
  /** The end of its log, without the requests that it served: tracebacks, if any. */
  lastWords(): string;
}

const serve = fileURLToPath(new URL("../serve.py", import.meta.url));

/** Starts moto, which takes requests when this returns, and ends with the signal or with this process. */
export async function startMoto(python: string, signal: AbortSignal): Promise<Moto> {
  // Credentials of its own, lest it looks for some of this machine's.
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "moto", AWS_SECRET_ACCESS_KEY: "moto" };
  const child = spawn(python, [serve], { env, signal, stdio: ["pipe", "pipe", "pipe"] });
  let log = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (!line.includes(" - - [")) log = `${log}${line}\n`.slice(-5000);
  });
  // The signal's end of it is no error.
  child.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout });
  const [url] = (await Promise.race([once(lines, "line"), once(child, "close")])) as [unknown];
  if (typeof url !== "string" || !url.startsWith("http")) throw new Error(`moto did not start:\n${log}`);

  const tell = async (path: string, body?: string): Promise<void> => {
    const { ok, status } = await fetch(`${url}/moto-api/${path}`, { method: "POST", signal, ...(body && { body }) });
    if (!ok) throw new Error(`moto answers ${status} to ${path}`);
  };
  return {
    url,
    reset: () => tell("reset"),
    // How many calls it takes on trust before.
    enforceIam: (enforce) => tell("reset-auth", enforce ? "0" : "inf"),
    lastWords: () => log.trim(),
  };
}
