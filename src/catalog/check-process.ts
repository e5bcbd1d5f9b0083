import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import type { Socket } from "node:net";
import { dirname, extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { JudgeError } from "../contract/index.ts";
import type { Answered, Asked, Question, Talk } from "./child.ts";

/** What a check of a user's folder may take. */
export interface Limits {
  /** Of its heap; in MiB. */
  readonly memory: number;
  /** For one question, such as a page of items; in seconds. */
  readonly seconds: number;
  /** For its start, until its file is loaded; in seconds. 30, if absent: a busy machine starts slowly. */
  readonly starting?: number;
}

/** After so many ends it is not started again. */
const LIVES = 3;
/** Of what one process prints; in characters. */
const LOGGED = 20_000;

/** `.ts` in development, `.js` once built. */
const extension = extname(fileURLToPath(import.meta.url));
const beside = (path: string) => new URL(`${path}${extension}`, import.meta.url);

/** Where what this process compiled is kept, if it is: each check loads much of the same. */
function compiled(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // Node names a folder in it by its own version.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

/** Asks one question of the running process; throws where that ends instead of answering. */
export type Ask = <K extends keyof Talk>(ask: K, asked: Talk[K]["asked"]) => Promise<Talk[K]["answered"] | JudgeError>;

interface Running {
  readonly child: ChildProcess;
  /** The sessions that it knows. */
  readonly sessions: Set<number>;
}

interface Waiting {
  readonly number: number;
  resolve(answer: Answered["answer"]): void;
  reject(error: Error): void;
}

/**
 * The process of one check. A process and not a thread: V8 ends the whole process when one array or map of a thread
 * outgrows the heap, whatever the thread's limits are.
 *
 * It answers one question at a time, so that the question which ended it is known. A process that ended is started
 * anew for the next question, three times at most.
 */
export class CheckProcess {
  private readonly file: string;
  private readonly id: string;
  private readonly limits: Limits;
  private readonly log: (text: string) => void;
  private running: Running | null = null;
  private waiting: Waiting | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private questions = 0;
  private ends = 0;

  constructor(file: string, id: string, limits: Limits, log: (text: string) => void) {
    this.file = file;
    this.id = id;
    this.limits = limits;
    this.log = log;
  }

  /** Waits until nobody else asks, then lets `work` ask; the sessions it is given are those the running process knows. */
  inTurn<T>(work: (ask: Ask, sessions: Set<number>) => Promise<T>): Promise<T> {
    const result = this.turn.then(async () => {
      const { seconds, starting = 30 } = this.limits;
      if (this.running === null) await this.ask({ ask: "describe" }, starting);
      const { sessions } = this.start();
      return work((ask, asked) => this.ask({ ask, ...asked } as Question, seconds), sessions);
    });
    this.turn = result.catch(() => {});
    return result;
  }

  /** Lets the running process drop a session; one started anew never knew it. */
  forget(session: number): void {
    if (this.running?.sessions.delete(session) !== true) return;
    void this.inTurn((ask) => ask("close", { session })).catch(() => {});
  }

  async close(): Promise<void> {
    this.ends = LIVES;
    const { running } = this;
    this.end("was closed");
    if (running !== null && running.child.exitCode === null && running.child.signalCode === null) {
      // Nothing else may be left that keeps the program from ending before this.
      hold(running.child, true);
      await once(running.child, "exit");
    }
  }

  private ask(question: Question, seconds: number): Promise<never> {
    const { child } = this.start();
    return new Promise<never>((resolve, reject) => {
      const stop = this.limit(seconds);
      const settle = () => {
        stop();
        this.waiting = null;
        hold(child, false);
      };
      this.questions += 1;
      this.waiting = {
        number: this.questions,
        resolve: (answer) => (settle(), resolve(answer as never)),
        reject: (error) => (settle(), reject(error)),
      };
      hold(child, true);
      const asked: Asked = { number: this.questions, question };
      child.send(asked, (error) => error && this.died(child, "takes no questions"));
    });
  }

  /** Ends the process when the time for one question is over. Gives what calls that off. */
  private limit(seconds: number): () => void {
    const { running } = this;
    const over = () => running !== null && this.died(running.child, `gave no answer within ${seconds} s`);
    // An answer may have arrived while this process was busy itself: the second timer lets it be read first.
    let timer = setTimeout(() => (timer = setTimeout(over, 50)), seconds * 1000);
    return () => clearTimeout(timer);
  }

  private died(child: ChildProcess, why: string): void {
    if (this.running?.child !== child) return;
    this.ends += 1;
    this.end(why);
  }

  private end(why: string): void {
    const { running, waiting } = this;
    this.running = null;
    running?.child.kill("SIGKILL");
    waiting?.reject(new Error(`the check's process ${why}`));
  }

  private start(): Running {
    if (this.running !== null) return this.running;
    if (this.ends >= LIVES) throw new Error(`the check's process ended ${LIVES} times and is not started again`);
    const child = fork(beside("./child"), [pathToFileURL(this.file).href, beside("../index").href, this.id], {
      env: compiled(),
      // A folder needs no package.json; Node would remark on that.
      execArgv: [`--max-old-space-size=${this.limits.memory}`, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child.on("message", (message: Answered | null) => {
      if (this.waiting !== null && message?.to === this.waiting.number) this.waiting.resolve(message.answer);
      else this.died(child, "sent a message of its own");
    });
    child.on("error", (error) => this.died(child, `failed: ${error.message}`));
    child.on("exit", (code, signal) => this.died(child, this.endOf(code, signal)));
    this.listen(child);
    hold(child, false);
    this.running = { child, sessions: new Set() };
    return this.running;
  }

  private endOf(code: number | null, signal: string | null): string {
    if (signal === "SIGABRT") return `ended for want of memory: it may take ${this.limits.memory} MiB`;
    return signal === null ? `ended itself with code ${code}` : `was ended by ${signal}`;
  }

  /** What a check prints goes to the log, as far as a log should hold it. */
  private listen(child: ChildProcess): void {
    let left = LOGGED;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        if (left > 0) this.log(text.slice(0, left));
        left -= text.length;
      });
    }
  }
}

/** While it is asked, the program waits for the child; otherwise the child does not keep the program from ending. */
function hold(child: ChildProcess, waits: boolean): void {
  for (const handle of [child, child.channel, child.stdout as Socket, child.stderr as Socket]) {
    if (waits) handle?.ref();
    else handle?.unref();
  }
}
