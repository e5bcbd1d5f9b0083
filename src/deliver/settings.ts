/** What the settings of several sinks have in common. */
import { z } from "zod";

/** Where a secret is: never in the configuration itself. */
export const secret = z
  .union(
    [
      z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of an environment variable") }),
      z.strictObject({ file: z.string().min(1).max(4096) }),
    ],
    "must be { env: NAME } or { file: PATH }: a secret does not stand in the configuration",
  )
  .describe("`env`: the environment variable that holds it; `file`: the file that holds it and nothing else.");
export type SecretRef = z.output<typeof secret>;

/** An address that is spoken to with a secret: by TLS, or within this machine. */
export const address = z
  .string()
  .max(2048)
  .refine(isSafe, "must begin with https://, or http:// on this machine, without a user and password");

/** Nobody on the way can read or change what is sent; within the machine there is no way. */
export function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isHere);
}

/** Of sinks of tickets. */
export const group = z
  .enum(["finding", "check-account"])
  .default("finding")
  .describe("One ticket for each finding, or one for all findings of a check in an account, with a list kept current.");

export const newPerScan = z
  .int()
  .min(1)
  .max(10_000)
  .default(50)
  .describe("How many new tickets one scan may open; the rest waits for the next ones, and one ticket counts them.");
