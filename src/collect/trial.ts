import { randomBytes } from "node:crypto";
import type { Unreadable } from "../contract/index.ts";
import type { AccountSettings, Home } from "./accounts.ts";
import { RoleNotAssumed } from "./failure.ts";

/**
 * Whether a role can be assumed by who does not know its external id. If it can, whoever gets us to assume a role for
 * them may name this one: the confused deputy, docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html.
 */
export type Trial =
  | { readonly is: "no role" }
  /** A role is assumed, and no external id is configured. */
  | { readonly is: "none" }
  /** Without it, and with a wrong one, AWS refused. */
  | { readonly is: "required" }
  | { readonly is: "not required"; readonly assumed: "without one" | "with a wrong one" }
  /** AWS said something else than yes or no. */
  | { readonly is: "untried"; readonly why: Unreadable };

/** Tries the role of an account without its external id, and with a wrong one. */
export async function tryExternalId(
  settings: AccountSettings,
  account: string,
  { keyring }: Pick<Home, "keyring">,
): Promise<Trial> {
  const { role, externalId } = settings;
  if (role === undefined) return { is: "no role" };
  if (externalId === undefined) return { is: "none" };
  for (const [assumed, sent] of [
    ["without one", undefined],
    ["with a wrong one", randomBytes(16).toString("hex")],
  ] as const) {
    try {
      await keyring.tryRole({ ...settings, role }, sent);
      return { is: "not required", assumed };
    } catch (error) {
      if (!(error instanceof RoleNotAssumed)) throw error;
      const { unreadable } = error;
      // A role that was assumed a moment ago, and by the same: what is refused is the external id.
      if (unreadable.kind !== "denied") return { is: "untried", why: { ...unreadable, account } };
    }
  }
  return { is: "required" };
}
