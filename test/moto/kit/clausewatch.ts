import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials as defaults, type Credentials } from "./aws.ts";
import { bindings, held, policyText } from "./policy.ts";
import { run, type Ran } from "./run.ts";
import type { Report } from "./table.ts";

export interface Installed {
  /** The program's main file. */
  readonly main: string;
  readonly url: string;
  /** The ids of all its checks. */
  readonly checks: readonly string[];
  /** Where users' folders are made. */
  readonly temporary: string;
  readonly signal: AbortSignal;
}

export interface UserSettings {
  readonly accounts?: readonly object[];
  readonly organization?: object;
  readonly regions?: readonly string[] | "all";
  readonly store?: object;
  readonly schedules?: readonly object[];
  readonly serve?: object;
  readonly ledger?: object;
  readonly sinks?: readonly object[];
  /** Check → parameters. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The checks that run, unbound; those that the worlds hold, if absent. */
  readonly only?: ReadonlySet<string>;
  /** What the networks are held to. */
  readonly network?: {
    readonly roles?: readonly object[];
    readonly customers?: readonly object[];
    readonly rows?: readonly object[];
  };
}

/** A user with a folder of their own: the policy, a clausewatch.yaml, and nothing else in the environment. */
export class User {
  readonly folder: string;
  private readonly installed: Installed;

  constructor(installed: Installed, { params, only, network: { rows, ...network } = {}, ...settings }: UserSettings) {
    this.installed = installed;
    this.folder = mkdtempSync(join(installed.temporary, "user-"));
    writeFileSync(join(this.folder, "policy.md"), policyText());
    const runs = only ?? held;
    // JSON is YAML.
    if (rows !== undefined) writeFileSync(join(this.folder, "access.yaml"), JSON.stringify({ rows }));
    const config = {
      ...settings,
      policies: ["policy.md"],
      bindings: only === undefined ? bindings(params) : [],
      ...network,
      ...(rows && { access: "access.yaml" }),
      checks: { disabled: installed.checks.filter((check) => !runs.has(check)) },
      collect: { maxShare: 1 },
    };
    writeFileSync(join(this.folder, "clausewatch.yaml"), JSON.stringify(config, null, 2));
  }

  /** Runs a command in the user's folder. */
  async run(args: readonly string[], credentials: Credentials = defaults): Promise<Ran> {
    const { main, signal } = this.installed;
    return await run(process.execPath, [main, ...args], {
      cwd: this.folder,
      env: this.environment(credentials),
      signal,
    });
  }

  /** Leaves it running until it logs this message, and stops it then. Gives its exit status, and all that it logged. */
  async serve(until: string): Promise<{ readonly status: number | null; readonly logged: readonly object[] }> {
    const { main, signal } = this.installed;
    const child = spawn(process.execPath, [main, "serve"], {
      cwd: this.folder,
      env: this.environment(defaults),
      signal,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const exited = once(child, "exit") as Promise<[number | null]>;
    const logged: object[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      const told = line.startsWith("{") ? (JSON.parse(line) as { readonly message: string }) : { message: line };
      logged.push(told);
      if (told.message === until) child.kill("SIGTERM");
    }
    const [status] = await exited;
    return { status, logged };
  }

  private environment(credentials: Credentials): NodeJS.ProcessEnv {
    const { url } = this.installed;
    return {
      PATH: process.env["PATH"],
      // Keeps the profiles of whoever runs this test out.
      HOME: this.folder,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
      NO_COLOR: "1",
      // Well over a hundred runs, of which the first compiles for all.
      NODE_COMPILE_CACHE: join(this.installed.temporary, "compiled"),
    };
  }

  /** Runs a scan with both outputs. */
  async scan(args: readonly string[] = [], credentials: Credentials = defaults): Promise<Ran & { report: Report }> {
    const ran = await this.run(["scan", ...args, "--output", "json=report.json", "--output", "terminal"], credentials);
    if (ran.status === 1 && ran.stdout === "") throw new Error(`clausewatch scan failed: ${ran.stderr}`);
    return { ...ran, report: JSON.parse(readFileSync(join(this.folder, "report.json"), "utf8")) as Report };
  }
}
