import { pino } from "pino";
import { MASKED, Secrets } from "../deliver/secrets.ts";

/** What the daemon logs: a sentence, and facts beside it. Never what AWS sent, but for what `mask` let through. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Fields that could hold one, wherever they stand. */
const FIELDS = ["password", "token", "secret", "authorization", "secretAccessKey", "sessionToken", "externalId"];

/**
 * JSON lines to `write`. Whatever of `secrets` would stand in a line is masked there, however it came into it; the list
 * may grow while the log is written.
 */
export function openLog(level: LogLevel, secrets: Set<string>, write: (line: string) => void): Log {
  const masked = new Secrets(secrets);
  const paths = FIELDS.flatMap((field) => [field, `*.${field}`]);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "message",
      redact: { paths, censor: MASKED },
    },
    {
      write: (line: string) => {
        write(masked.mask(line));
      },
    },
  );
}
