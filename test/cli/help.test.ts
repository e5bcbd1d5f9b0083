import { tmpdir } from "node:os";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { fitted } from "../../src/cli/help.ts";
import { program } from "../../src/cli/program.ts";
import { warmRunner } from "../kit/warm.ts";

function* commandsIn(command: Command): Generator<Command> {
  yield command;
  for (const child of command.commands) yield* commandsIn(child);
}

/** As it is written where nothing is known of the terminal. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => void (text += fitted(part, 80)) });
  command.outputHelp();
  return text;
}

const commands = [...commandsIn(program())].map((command) => [command.name(), command] as const);

/** A command to be copied stays on one line. */
const tooWide = (text: string) => text.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "));

test.each(commands)("the help of %s fits on 80 columns", (_, command) => {
  expect(tooWide(helpOf(command))).toEqual([]);
});

test("so it is for whoever asks", async () => {
  const { code, stdout } = await warmRunner()(tmpdir())(["serve", "--help"]);
  expect([code, tooWide(stdout)]).toEqual([0, []]);
});

test("sentences are set anew where they are too wide, and nothing else is", () => {
  const text = "Usage: x\n\nOne two three\nfour five.\n\nExamples:\n  $ much wider than that\n";
  expect(fitted(text, 80)).toBe(text);
  expect(fitted(text, 12)).toBe("Usage: x\n\nOne two\nthree four\nfive.\n\nExamples:\n  $ much wider than that\n");
});
