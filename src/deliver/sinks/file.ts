/** A file, or standard output, that gets a line of JSON for each change: for whoever collects logs. */
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { inertJson } from "../../report/index.ts";
import { changeKinds } from "../../track/index.ts";
import { SinkError, type Answer, type Delivery, type Opening, type Sink, type SinkKind, type Tried } from "../sink.ts";
import { eventOf } from "../text/event.ts";

const settings = z.strictObject({
  path: z.string().trim().min(1).max(4096).describe("The file, relative to the configuration; `-` is standard output."),
  maxMegabytes: z
    .number()
    .min(0.001)
    .max(100_000)
    .default(100)
    .describe("Once it is larger, it gets .1 behind its name, and a new one is begun."),
  keep: z.int().min(1).max(1000).default(10).describe("How many of the former files are kept; .1 is the youngest."),
});
type Settings = z.output<typeof settings>;

export const file: SinkKind<Settings> = {
  kind: "file",
  about: "A file or standard output, with a line of JSON for each change of a finding.",
  style: "each",
  tells: new Set(changeKinds),
  settings,
  open: async (settings, opening) => (settings.path === "-" ? new Printed() : new Rotated(settings, opening)),
};

const limits = { most: 500, parallel: 1, pace: [] };

class Printed implements Sink {
  readonly limits = limits;

  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    await new Promise<void>((done, fail) => {
      process.stdout.write(linesOf(deliveries), (error) =>
        error === null || error === undefined ? done() : fail(unwritten("standard output", error)),
      );
    });
    return accepted(deliveries);
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    return deliveries.map(lineOf);
  }

  async test(): Promise<readonly Tried[]> {
    return [{ what: "standard output is there", wrong: null }];
  }

  async close(): Promise<void> {}
}

class Rotated implements Sink {
  readonly limits = limits;
  private readonly path: string;
  private readonly settings: Settings;

  constructor(settings: Settings, { folder }: Opening) {
    this.settings = settings;
    this.path = resolve(folder, settings.path);
  }

  /** All of them are on the disk before it returns. */
  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    try {
      await this.rotate();
      const handle = await open(this.path, "a+", 0o600);
      try {
        const { size } = await handle.stat();
        const last = size === 0 ? 10 : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
        // What broke off in the middle of a line is a line of its own: the next one can be read.
        await handle.appendFile(`${last === 10 ? "" : "\n"}${linesOf(deliveries)}`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw unwritten(this.settings.path, error as Error);
    }
    return accepted(deliveries);
  }

  preview(deliveries: readonly Delivery[]): readonly string[] {
    return deliveries.map(lineOf);
  }

  async test(): Promise<readonly Tried[]> {
    const what = `${this.settings.path} can be written`;
    try {
      const isNew = (await this.size()) === null;
      await (await open(this.path, "a", 0o600)).close();
      if (isNew) await rm(this.path);
      return [{ what, wrong: null }];
    } catch (error) {
      return [{ what, wrong: unwritten(this.settings.path, error as Error).message }];
    }
  }

  async close(): Promise<void> {}

  /** Null where it is not there. */
  private async size(): Promise<number | null> {
    return await stat(this.path).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      },
    );
  }

  private async rotate(): Promise<void> {
    const { keep, maxMegabytes } = this.settings;
    if (((await this.size()) ?? 0) < maxMegabytes * 1024 * 1024) return;
    await rm(`${this.path}.${keep}`, { force: true });
    for (let i = keep; i > 0; i--) {
      const from = i === 1 ? this.path : `${this.path}.${i - 1}`;
      await rename(from, `${this.path}.${i}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
    }
    // The names are on the disk before something is written under them.
    const folder = await open(dirname(this.path), "r");
    await folder.sync().finally(() => folder.close());
  }
}

function accepted(deliveries: readonly Delivery[]): readonly Answer[] {
  return deliveries.map(() => ({ is: "accepted" }));
}

function linesOf(deliveries: readonly Delivery[]): string {
  return deliveries.map((delivery) => `${lineOf(delivery)}\n`).join("");
}

function lineOf(delivery: Delivery): string {
  return inertJson(eventOf(delivery));
}

/** Part of it may stand there: then it comes again, whole, under the same id. */
function unwritten(path: string, { message }: Error): SinkError {
  return new SinkError("unsure", `${path} cannot be written: ${message}`);
}
