/** Somebody who has both sinks, a folder with the sample configuration and recordings of the sample account, and the program. */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAll } from "../../src/app/record.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { ec2, kms, rds } from "../../src/listings/index.ts";
import { createRecording, recordingInto } from "../../src/recording/index.ts";
import type { TrackedFinding } from "../../src/track/index.ts";
import { Home } from "../../test/app/serve/kit.ts";
import { environment, runIn, type Ran } from "../../test/kit/clausewatch.ts";
import { startDaemon, type Program } from "../prometheus/programs.ts";
import type { RequestTracker } from "./servers.ts";

const CHECKS = ["ebs-snapshot-encrypted", "rds-instance-not-public"];
/** What RT is told nothing of, and Alertmanager does not look at. */
const ALERTS_TOKEN = "t0ken-of-alerts/with+more=";

export interface Row {
  readonly id: number;
  readonly sink: string;
  readonly kind: string;
  readonly state: string;
  readonly why: string | null;
}

export interface Settings {
  readonly more?: object;
  readonly dueDays?: number;
}

export class User {
  readonly home: Home;
  private readonly rt: RequestTracker;
  private readonly alerts: string;
  private readonly said: string[] = [];

  static async make(rt: RequestTracker, alerts: string): Promise<User> {
    const user = new User(await Home.make(""), rt, alerts);
    await writeFile(user.file("rt.token"), `${rt.token}\n`);
    await user.configure();
    await user.record("wrong.gz", [], 0);
    await user.record("mended.gz", ["public-database"], 1);
    await user.record("again.gz", [], 2);
    return user;
  }

  private constructor(home: Home, rt: RequestTracker, alerts: string) {
    this.home = home;
    this.rt = rt;
    this.alerts = alerts;
  }

  file(name: string): string {
    return join(this.home.folder, name);
  }

  /** `more`: other settings of RT; `dueDays`: of what is critical. */
  async configure({ more = {}, dueDays = 7 }: Settings = {}): Promise<void> {
    const tickets = { url: this.rt.url, token: { file: "rt.token" }, queue: "General", ...more };
    const alerts = { url: this.alerts, token: { env: "ALERTS_TOKEN" } };
    const settings = {
      store: { sqlite: "clausewatch.db" },
      sinks: [
        { name: "tickets", "request-tracker": tickets },
        { name: "alerts", alertmanager: alerts },
      ],
      routes: [{ to: ["tickets", "alerts"], severity: "medium" }],
      delivery: { timeoutSeconds: 300 },
      serve: { listen: "127.0.0.1:0", socket: "clausewatch.sock" },
    };
    // JSON is YAML.
    await this.home.write(Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join("\n")); // prettier-ignore
    const text = await readFile(this.home.config, "utf8");
    const key = text
      .replace(/^ledger:$/m, "ledger:\n  key: ledger.key")
      .replace("  critical: 7", `  critical: ${dueDays}`);
    await writeFile(this.home.config, key);
  }

  private async record(name: string, mended: readonly string[], later: number): Promise<void> {
    const demo = { ...demoRecording({ mended, later }), name: "demo" };
    const writer = await createRecording(this.file(name), { recorded: demo.recorded!, program: "test" });
    const listings = new Set([ec2.snapshots, kms.keyDetails, rds.dbInstances]);
    await readAll(recordingInto(demo, writer), listings, 4, () => undefined);
    await writer.close();
  }

  /** What was said is kept: no secret may stand in it. */
  async run(...args: readonly string[]): Promise<Ran> {
    const ran = await runIn(this.home.folder)(args, { ALERTS_TOKEN });
    this.said.push(ran.stdout, ran.stderr);
    return ran;
  }

  /** As `run`, where the exit status must be that. */
  async must(code: number, ...args: readonly string[]): Promise<Ran> {
    const ran = await this.run(...args);
    assert.equal(ran.code, code, `clausewatch ${args.join(" ")} ended with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
    return ran;
  }

  /** Judges a recording, and tells the sinks, unless told otherwise. */
  async scan(name: string, ...more: readonly string[]): Promise<Ran> {
    const checks = CHECKS.flatMap((check) => ["--check", check]);
    const ran = await this.run("scan", "--from", name, ...checks, ...more);
    assert.ok([0, 3].includes(ran.code), `the scan ended with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
    return ran;
  }

  async findings(...more: readonly string[]): Promise<readonly TrackedFinding[]> {
    const { stdout } = await this.must(0, "findings", "list", "--output", "json", ...more);
    return (JSON.parse(stdout) as { findings: readonly TrackedFinding[] }).findings;
  }

  async deliveries(...more: readonly string[]): Promise<readonly Row[]> {
    const { stdout } = await this.must(0, "deliveries", "list", "--output", "json", ...more);
    return JSON.parse(stdout) as readonly Row[];
  }

  async serve(signal: AbortSignal): Promise<Program> {
    return await startDaemon(this.home.folder, environment(this.home.folder, { ALERTS_TOKEN }), signal);
  }

  /** Where a secret stands: in what was said, or in a file that is not its own. */
  async secretsFound(): Promise<readonly string[]> {
    const names = await readdir(this.home.folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile() && entry.name !== "rt.token");
    const texts = await Promise.all(
      files.map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), "latin1")] as const),
    );
    return [...texts, ["what was said", this.said.join("\n")] as const].flatMap(([name, text]) =>
      [this.rt.token, ALERTS_TOKEN]
        .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
        .filter((form) => text.includes(form))
        .map(() => name),
    );
  }
}
