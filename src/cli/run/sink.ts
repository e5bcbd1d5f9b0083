import { kindOf, openSinks } from "../../app/deliver/open-sinks.ts";
import { Secrets } from "../../app/deliver/secrets.ts";
import { configuredSinks, ConfigError, type Config } from "../../config/index.ts";
import { SinkError, type Tried } from "../../deliver/index.ts";
import { inertJson, sinksText, triedText, type SinkRow } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { readAll } from "./load.ts";
import { writeAll } from "./write.ts";

export interface SinkTestOptions extends Pick<SelectionOptions, "config"> {}

export interface SinkListOptions extends SinkTestOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runSinkList(options: SinkListOptions): Promise<number> {
  const { config, folder } = await configured(options);
  const wrong = await unopenedSinks({ config, folder });
  const rows = configuredSinks(config.sinks).map(({ name, kind }): SinkRow => {
    const { about, style } = kindOf(kind);
    return { name, kind, about, style, routes: routesTo(name, config), wrong: wrong.get(name) ?? null };
  });
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => sinksText(rows, text),
    json: () => `${inertJson(rows)}\n`,
  });
  return exit.ok;
}

type Configured = Pick<Awaited<ReturnType<typeof configured>>, "config" | "folder">;

/** The sinks that cannot be opened, and why; nobody is asked anything. `name`: that one alone is tried. */
export async function unopenedSinks(of: Configured, name?: string): Promise<ReadonlyMap<string, string>> {
  const { sinks, unopened } = await openSinks(openingOf(of), name);
  await Promise.all(sinks.map(({ sink }) => sink.close()));
  return new Map(unopened.map((one) => [one.name, one.why]));
}

function openingOf({ config, folder }: Configured, secrets = new Secrets()): Parameters<typeof openSinks>[0] {
  return { config, folder, env: process.env, secrets, now: () => new Date() };
}

export async function runSinkTest(name: string | undefined, options: SinkTestOptions): Promise<number> {
  const { config, folder } = await configured(options);
  const names = configuredSinks(config.sinks).map((sink) => sink.name);
  if (name !== undefined && !names.includes(name)) throw new UsageError(noSink(name, names));
  if (names.length === 0) throw new UsageError("the configuration names no sinks: docs/sinks.md tells how");
  return (await trySinks({ config, folder }, name === undefined ? names : [name])) ? exit.ok : exit.failed;
}

/** Tries sinks, and says on standard output what works. True where all does. */
export async function trySinks(of: Configured, names: readonly string[]): Promise<boolean> {
  const told = textOptions(process.stdout, process.env);
  const secrets = new Secrets();
  const opening = openingOf(of, secrets);
  let works = true;
  for (const name of names) {
    // What a server answers may repeat what it was sent.
    const tried = (await tryIt(opening, name)).map(({ what, wrong }) => ({
      what,
      wrong: wrong === null ? null : secrets.mask(wrong),
    }));
    works &&= tried.every(({ wrong }) => wrong === null);
    process.stdout.write(triedText(name, tried, told));
  }
  return works;
}

export function noSink(name: string, names: readonly string[]): string {
  return `there is no sink called ${name}: ${names.length === 0 ? "none is configured" : `there are ${names.join(", ")}`}`;
}

/** What it tried; what it cannot even be opened by is one thing that does not work. */
async function tryIt(opening: Parameters<typeof openSinks>[0], name: string): Promise<readonly Tried[]> {
  const { sinks, unopened } = await openSinks(opening, name);
  try {
    const tried = await Promise.all(sinks.map(({ sink }) => sink.test()));
    return [...tried.flat(), ...unopened.map(({ why }) => ({ what: "can be opened", wrong: why }))];
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    return [{ what: "can be tried", wrong: error.message }];
  } finally {
    await Promise.all(sinks.map(({ sink }) => sink.close()));
  }
}

async function configured(options: SinkTestOptions) {
  const read = await readAll(options);
  await read.catalog.close();
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return { config: read.loaded.config, folder: read.loaded.folder };
}

/** The routes that lead there, in words; none where everything does. */
function routesTo(name: string, { routes = [] }: Pick<Config, "routes">): readonly string[] {
  return routes
    .filter(({ to }) => to.includes(name))
    .map((route) => {
      const conditions = Object.entries(route).filter(([what]) => what !== "to");
      const words = conditions.map(([what, wanted]) =>
        what === "severity"
          ? `${String(wanted)} and graver`
          : `${what} ${Array.isArray(wanted) ? wanted.join(", ") : tagsText(wanted as Record<string, string>)}`,
      );
      return words.length === 0 ? "every finding" : words.join("; ");
    });
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}
