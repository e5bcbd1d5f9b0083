/** Runs commands one after the other, as a new process would. */
import { run } from "../../src/cli/program.ts";
import type { Asked } from "./warm.ts";

process.on("message", async ({ folder, args, env, mark }: Asked) => {
  process.chdir(folder);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.exitCode = undefined;
  await run(args);
  const code = process.exitCode ?? 0;
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.send!(code);
});
