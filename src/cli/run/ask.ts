import { createInterface } from "node:readline/promises";
import { Interrupted } from "../failure.ts";

/** Somebody who can be asked. */
export interface Asking {
  say(text: string): void;
  /** Null once the input has ended. Throws Interrupted for Ctrl-C. */
  ask(question: string): Promise<string | null>;
  close(): void;
}

/** Asks on standard error, for standard output is for results. */
export function asking(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asking {
  const prompt = createInterface({ input, output });
  // Answers may be there before they are asked for.
  const answers = prompt[Symbol.asyncIterator]();
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  prompt.once("SIGINT", () => stop(new Interrupted("stopped: nothing was written")));
  let ended = false;
  prompt.once("close", () => (ended = true));
  const say = (text: string) => void output.write(text);
  return {
    say,
    ask: async (question) => {
      prompt.setPrompt(question);
      if (!ended) prompt.prompt();
      try {
        const { value, done } = await Promise.race([answers.next(), stopped]);
        if (done !== true) return value;
        say("\n");
        return null;
      } catch (error) {
        say("\n");
        throw error;
      }
    },
    close: () => prompt.close(),
  };
}
