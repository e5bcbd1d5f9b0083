#!/usr/bin/env node
import { exit } from "./exit.ts";
import { fail, WriteError } from "./failure.ts";
import { run } from "./program.ts";

// Who reads what we print may stop reading: `clausewatch checks list | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  // After this nothing that is decided later makes it a success.
  process.on("exit", () => (process.exitCode = exit.failed));
  fail(new WriteError(`standard output cannot be written: ${error.message}`), process.stderr, false);
});
// Progress is lost with standard error; the results are not.
process.stderr.on("error", () => undefined);
await run(process.argv.slice(2));
