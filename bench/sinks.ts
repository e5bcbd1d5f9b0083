/** Sinks of each style, as a configuration names them, and what they speak to. */
import { kindOf } from "../src/app/deliver/open-sinks.ts";
import { outboxOf } from "../src/app/deliver/outbox.ts";
import type { Config } from "../src/config/index.ts";
import type { Outbox } from "../src/store/index.ts";

export type SinkName = "webhook" | "jira" | "github" | "slack";
export type Sinks = NonNullable<Config["sinks"]>;

/** What the doubles ask for; secret from nobody. */
export const account = { user: "clausewatch@example.com", token: "benchmark", repository: "example/compliance" };
export const env = { BENCH_TOKEN: account.token, BENCH_KEY: `whsec_${Buffer.alloc(24).toString("base64")}` };
const token = { env: "BENCH_TOKEN" };

/** `url`: where the double is; `newPerScan`: of ticket systems, as it is by itself if absent. */
export function sinksOf(names: readonly SinkName[], url: string, newPerScan?: number): Sinks {
  const cap = newPerScan === undefined ? {} : { newPerScan };
  const written: Readonly<Record<SinkName, object>> = {
    webhook: { address: url, secrets: [{ env: "BENCH_KEY" }] },
    jira: { url, user: account.user, token, project: "SEC", ...cap },
    github: { url, repository: account.repository, token, ...cap },
    slack: { bot: { token, channel: "C0123456789", api: url } },
  };
  return names.map((name) => ({ name, [name]: kindOf(name).settings.parse(written[name]) })) as never;
}

/** Every change goes to all of them; null where there are none. */
export function outboxTo(sinks: Sinks): Outbox | null {
  const loaded = { config: { sinks } };
  return outboxOf({ loaded: loaded as never, checks: [] });
}
