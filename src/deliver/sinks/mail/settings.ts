import { isIP } from "node:net";
import { z } from "zod";
import { secret } from "../../settings.ts";
import { digestSettings } from "../digest.ts";

const mailbox = z.email("must be an address such as security@example.com").max(254);

export const settings = z
  .strictObject({
    host: z
      .string()
      .max(253)
      .refine(
        (host) => isIP(host) !== 0 || /^[\w.-]+$/.test(host),
        "must be the name of a mail server, or its address, without a port",
      )
      .describe("The mail server; the name stands in its certificate."),
    port: z.int().min(1).max(65_535).exactOptional().describe("465 if absent, 587 with starttls, 25 with none."),
    security: z
      .enum(["tls", "starttls", "none"])
      .default("tls")
      .describe(
        "`starttls`: TLS after a greeting in the clear, and nothing without it. `none`: on this machine alone.",
      ),
    ca: z
      .string()
      .min(1)
      .max(4096)
      .exactOptional()
      .describe("The file (PEM) of whom the server's certificate is of, where that is nobody whom Node trusts."),
    user: z
      .string()
      .regex(/^[^\p{Cc}]{1,320}$/u, "must be a name on one line")
      .exactOptional()
      .describe("Where the server wants somebody to sign in."),
    password: secret.exactOptional(),
    from: mailbox.describe("Whom it is from. Where recipients' servers refuse it later, they write there."),
    to: z.array(mailbox).min(1).max(50).describe("Whom it goes to. All of them see each other."),
    ...digestSettings,
  })
  .refine(
    ({ user, password }) => (user === undefined) === (password === undefined),
    "needs user and password, or neither",
  ) // prettier-ignore
  .refine(({ security, host }) => security !== "none" || isHere(host), "speaks without TLS to this machine alone")
  .refine(({ to }) => new Set(to).size === to.length, "names a recipient twice");

export type MailSettings = z.output<typeof settings>;

const PORTS = { tls: 465, starttls: 587, none: 25 } as const;

export function portOf({ port, security }: MailSettings): number {
  return port ?? PORTS[security];
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
