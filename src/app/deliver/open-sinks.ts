import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { configuredSinks, type Config, type ConfiguredSink } from "../../config/index.ts";
import {
  openHttp,
  openTcp,
  type Http,
  sinkKinds,
  SinkError,
  type Opening,
  type SecretRef,
  type Sink,
  type SinkKind,
} from "../../deliver/index.ts";
import { messageOf } from "../serve/told.ts";
import { programName } from "../version.ts";
import type { Secrets } from "./secrets.ts";

/** A sink, with what the configuration says of it. */
export interface OpenSink {
  readonly configured: ConfiguredSink;
  readonly kind: SinkKind<never>;
  readonly sink: Sink;
}

/** A sink that cannot be opened for now: no reason for others not to be told. */
export interface UnopenedSink {
  readonly name: string;
  readonly why: string;
  /** Tries again; throws why it cannot. */
  open(): Promise<OpenSink>;
}

export interface OpenedSinks {
  readonly sinks: readonly OpenSink[];
  readonly unopened: readonly UnopenedSink[];
}

export interface OpenSinksOptions {
  readonly config: Pick<Config, "sinks" | "routes" | "delivery" | "accounts" | "regions">;
  /** Where relative paths of the configuration begin. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Grows by what is read, which is never to be written anywhere. */
  readonly secrets: Secrets;
  readonly now: () => Date;
}

/** Opens the sinks of the configuration, or the one that is named. Asks nothing of anybody. */
export async function openSinks(options: OpenSinksOptions, name?: string): Promise<OpenedSinks> {
  const { config, folder, env, secrets, now } = options;
  const program = programName();
  const reach = { timeoutMs: config.delivery.timeoutSeconds * 1000, allowed: config.delivery.allowAddresses };
  const asked = openHttp({ ...reach, userAgent: program.replace(" ", "/") });
  const tcp = openTcp(reach);
  // What is refused is told in words, cut short: a secret that it repeats goes before that.
  const http: Http = async (request) => {
    const answer = await asked(request);
    return answer.status < 400 ? answer : { ...answer, body: secrets.mask(answer.body) };
  };
  const regions = config.regions === "all" ? [] : config.regions;
  const secret = async (ref: SecretRef) => {
    const text = await secretOf(ref, folder, env);
    secrets.add(text);
    return text;
  };
  const sinks: OpenSink[] = [];
  const unopened: UnopenedSink[] = [];
  for (const configured of configuredSinks(config.sinks)) {
    if (name !== undefined && configured.name !== name) continue;
    const open = async (): Promise<OpenSink> => {
      const kind = kindOf(configured.kind);
      const reads = { accounts: accountsTo(configured.name, config), regions };
      const opening: Opening = { name: configured.name, http, tcp, secret, program, folder, reads, now };
      return { configured, kind, sink: await kind.open(configured.settings as never, opening) };
    };
    try {
      sinks.push(await open());
    } catch (error) {
      unopened.push({ name: configured.name, why: secrets.mask(messageOf(error)), open });
    }
  }
  return { sinks, unopened };
}

/** The accounts by which routes lead there; all that the configuration names, where one leads there from any. */
function accountsTo(sink: string, { routes, accounts = [] }: OpenSinksOptions["config"]): readonly string[] {
  const leading = routes?.filter(({ to }) => to.includes(sink)) ?? [{ accounts: undefined }];
  const named = leading.flatMap((route) => route.accounts ?? accounts.map(({ id }) => id));
  return [...new Set(named)];
}

export function kindOf(name: string): SinkKind<never> {
  const kind = sinkKinds.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(`there is no kind of sink called ${name}`);
  return kind;
}

/** Read anew each time: a secret is rotated without a restart. What is wrong is said without it. */
async function secretOf(ref: SecretRef, folder: string, env: OpenSinksOptions["env"]): Promise<string> {
  if ("env" in ref) {
    const text = env[ref.env]?.trim();
    if (text === undefined || text === "")
      throw new SinkError("later", `the environment variable ${ref.env} is not set`);
    return text;
  }
  const text = await readFile(resolve(folder, ref.file), "utf8").catch((error: Error) => {
    throw new SinkError("later", `the secret cannot be read: ${error.message}`);
  });
  if (text.trim() === "") throw new SinkError("later", `${ref.file}: the file of the secret is empty`);
  return text.trim();
}
