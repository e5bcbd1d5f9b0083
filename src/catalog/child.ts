/**
 * The process that a check from a user's folder runs in: loads that one file and answers questions about it. It has no
 * environment, and the folder's files may import `clausewatch`, each other and packages, but no module of Node: a check
 * does no I/O. That is a guard rail and not a wall; who may write to the folder is trusted.
 */
import { isBuiltin, registerHooks } from "node:module";
import { Worker } from "node:worker_threads";
import type { CellSession, EstateAnswer, EstateJudge, JudgeError, RawTables, Verdicts } from "../contract/index.ts";
import { loadDeclared, type Declaration } from "./declaration.ts";
import { judgeOf, thrown } from "./judge.ts";
import { readParams, type ParamsAnswer } from "./params.ts";

/** Question → what is asked with it, and what is answered where nothing goes wrong. One answer a question, in order. */
export interface Talk {
  describe: { asked: object; answered: { declaration: Declaration } };
  params: { asked: { raw: unknown }; answered: ParamsAnswer };
  open: { asked: { session: number; tables: RawTables; params: unknown; at: string }; answered: object };
  judge: { asked: { session: number; items: readonly unknown[] }; answered: { answers: readonly Verdicts[] } };
  close: { asked: { session: number }; answered: object };
  estate: {
    asked: { estate: Parameters<EstateJudge["judge"]>[0]; params: unknown; at: string };
    answered: { answers: readonly EstateAnswer[] };
  };
}
export type Question = { [K in keyof Talk]: { readonly ask: K } & Talk[K]["asked"] }[keyof Talk];

export interface Asked {
  readonly number: number;
  readonly question: Question;
}

export interface Answered {
  /** The question's number. */
  readonly to: number;
  readonly answer: Talk[keyof Talk]["answered"] | JudgeError;
}

/** The addresses of the check's file and of what `clausewatch` stands for, and the check's id. */
const [check = "", clausewatch = "", id = ""] = process.argv.splice(2);
// It is for Node alone, which has read it.
delete process.env["NODE_COMPILE_CACHE"];
const send = process.send?.bind(process) as (answered: Answered) => void;

const ours = new URL(".", clausewatch).href;
const isTheirs = (importer = ours) => !importer.startsWith(ours) && !importer.includes("/node_modules/");
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "clausewatch") return { url: clausewatch, shortCircuit: true };
    if (isBuiltin(specifier) && isTheirs(context.parentURL))
      throw new Error(`a check may not import ${specifier}: it does no I/O`);
    return next(specifier, context);
  },
});
for (const name of ["fetch", "WebSocket", "EventSource"]) Reflect.deleteProperty(globalThis, name);

// The program that asks ends this process; a check that loops would outlive it, were it killed.
const watch = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, "SIGKILL"), 1000);`;
new Worker(watch, { eval: true }).unref();
process.on("disconnect", () => process.exit());

const sessions = new Map<number, CellSession>();
const load = loadDeclared(check, id);
// Told with the first answer; until somebody asks, it is nobody's error.
load.catch(() => {});

process.on("message", ({ number, question }: Asked) => {
  void answer(question)
    .catch((error: Error) => ({ error: error.message }))
    // In the next turn, so that what `judge` put off fails under the question that it belongs to.
    .then((answer) => setImmediate(reply, { to: number, answer }));
});

function reply(answered: Answered): void {
  try {
    send(answered);
  } catch (error) {
    send({ to: answered.to, answer: { error: `its answer cannot be passed on: ${thrown(error)}` } });
  }
}

async function answer(question: Question): Promise<Answered["answer"]> {
  const loaded = await load;
  const judge = judgeOf(loaded.check);
  switch (question.ask) {
    case "describe":
      return { declaration: loaded.declaration };
    case "params":
      return readParams(loaded.check.params, question.raw);
    case "open": {
      const read = readParams(loaded.check.params, question.params);
      if ("issues" in read || judge.scope !== "resource") throw new Error("its parameters do not hold");
      sessions.set(question.session, await judge.open(question.tables, read.params, question.at));
      return {};
    }
    case "judge": {
      const answers = await sessions.get(question.session)?.judge(question.items);
      return answers === undefined ? { error: "the cell is not open" } : "error" in answers ? answers : { answers };
    }
    case "close":
      sessions.delete(question.session);
      return {};
    case "estate": {
      const read = readParams(loaded.check.params, question.params);
      if ("issues" in read || judge.scope !== "estate") throw new Error("its parameters do not hold");
      const answers = await judge.judge(question.estate, read.params, question.at);
      return "error" in answers ? answers : { answers };
    }
  }
}
