/** Recipients of e-mail, who get a digest: SMTP, by TLS. */
import type { SinkKind } from "../../sink.ts";
import { digestTells } from "../../text/digest.ts";
import { settings, type MailSettings } from "./settings.ts";

export const mail: SinkKind<MailSettings> = {
  kind: "mail",
  about: "Recipients of e-mail, who get a digest of what opened, resolved, reopened, or is no longer waived.",
  style: "digest",
  tells: digestTells,
  settings,
  open: async (settings, opening) => {
    const { Mail } = await import("./sink.ts");
    return new Mail(settings, opening);
  },
};
