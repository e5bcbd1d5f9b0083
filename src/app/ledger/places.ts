/**
 * The places outside the store that checkpoints go to. They are what shows a ledger that was rewritten by somebody who
 * has the store and the key; the more they are out of that person's reach, the better.
 */
import { open, readFile } from "node:fs/promises";
import type { LedgerSettings } from "../../config/index.ts";
import { resolve } from "node:path";
import { openBucket } from "../../deliver/index.ts";
import { programName } from "../version.ts";
import { bucketPlace } from "./bucket-place.ts";
import type { CheckpointPlace } from "./place.ts";

/** How long a webhook may take, in milliseconds. */
const PATIENCE = 15_000;
const MOST_REDIRECTS = 3;

/** The places that a configuration names; relative files begin in `folder`. `print` writes to standard output. */
export function placesOf(
  { checkpoints }: LedgerSettings,
  folder: string,
  print: (note: string) => void,
): CheckpointPlace[] {
  const { files, s3, webhooks, stdout } = checkpoints;
  return [
    ...files.map((file) => filePlace(resolve(folder, file), file)),
    ...s3.map((settings) => bucketPlace(openBucket({ ...settings, program: programName() }), settings)),
    ...webhooks.map(webhookPlace),
    ...(stdout ? [{ name: "standard output", put: async (note: string) => print(note) }] : []),
  ];
}

/** A file that grows: one checkpoint after the other, an empty line behind each. */
export function filePlace(path: string, name = path): CheckpointPlace {
  const text = async () => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  };
  return {
    name,
    read: async () => splitCheckpoints(await text()),
    put: async (note) => {
      const before = await text();
      if (splitCheckpoints(before).at(-1) === note) return;
      const file = await open(path, "a", 0o644);
      try {
        // What broke off in the middle stays as it is, and ends here.
        const torn = before === "" || before.endsWith("\n\n") ? "" : "\n\n";
        await file.writeFile(`${torn}${note}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Checkpoints that follow each other in a text, each a text without empty lines, an empty line, and its signatures. */
export function splitCheckpoints(text: string): string[] {
  const blocks = text.split(/\n{2,}/).filter((block) => block !== "");
  return blocks.flatMap((block, i) => {
    const signatures = blocks[i + 1];
    if (block.startsWith("\u2014 ") || signatures?.startsWith("\u2014 ") !== true) return [];
    return [`${block}\n\n${signatures.replace(/\n$/, "")}\n`];
  });
}

/** Each checkpoint is sent by POST, as plain text; an answer of 2xx is what counts. */
export function webhookPlace(address: string): CheckpointPlace {
  const { origin } = new URL(address);
  return {
    // What is behind the host may be a secret.
    name: origin,
    put: async (body) => {
      let url = address;
      const signal = AbortSignal.timeout(PATIENCE);
      const headers = { "content-type": "text/plain; charset=utf-8" };
      for (let redirects = 0; ; redirects++) {
        const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal });
        await answer.body?.cancel();
        if (answer.ok) return;
        const to = answer.headers.get("location");
        if (![307, 308].includes(answer.status) || to === null) throw new Error(`it answered ${answer.status}`);
        const next = new URL(to, url);
        if (next.origin !== origin) throw new Error("it redirects to another host, which is not followed");
        if (redirects === MOST_REDIRECTS) throw new Error("it redirects without end");
        url = next.href;
      }
    },
  };
}
