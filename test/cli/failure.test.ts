import { Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { fail, Interrupted, parserText, UsageError, WriteError } from "../../src/cli/failure.ts";
import { many, regionName } from "../../src/cli/options.ts";
import { ConfigError } from "../../src/config/index.ts";

function told(error: unknown): { status: number; text: string } {
  let text = "";
  const stderr = { write: (part: string) => (text += part) } as unknown as NodeJS.WritableStream;
  return { status: fail(error, stderr, false), text };
}

const forged = "x\n::error::forged\u001b[2J\u202e";
const shown = String.raw`x\n::error::forged\u{1b}[2J\u{202e}`;

describe("what is quoted in a message stays on its line", () => {
  test.each<[string, unknown, number, string]>([
    ["an option's value", new UsageError(`--check ${forged}`), 2, `--check ${shown}`],
    ["a file's name", new WriteError(`${forged}: cannot be written`), 1, `${shown}: cannot be written`],
    [
      "a file's name in the configuration",
      new ConfigError([{ file: forged, line: 1, column: 2, message: "is wrong", hint: "Mend it." }]),
      2,
      `${shown}:1:2: is wrong. Mend it.`,
    ],
    ["nobody's fault", new Error(forged), 1, `internal error: ${shown}\nRun again with CLAUSEWATCH_DEBUG=1`],
    ["Ctrl-C", new Interrupted("stopped"), 130, "stopped"],
  ])("%s", (_, error, status, text) => {
    expect(told(error)).toEqual({ status, text: expect.stringContaining(`clausewatch: ${text}`) });
    expect(told(error).text).not.toMatch(/^\s*::/m);
  });

  test("each problem has a line, and none is a command to what runs a build", () => {
    const problem = (file: string) => ({ file, message: "is wrong", hint: "Mend it." });
    const { text } = told(new ConfigError([problem("a"), problem("::set-env name=x::y"), problem("##[error]")]));
    expect(text.trimEnd().split("\n")).toEqual([
      "clausewatch: a: is wrong. Mend it.",
      // What to do is said once.
      String.raw`\u{3a}:set-env name=x::y: is wrong.`,
      String.raw`\u{23}#[error]: is wrong.`,
    ]);
  });
});

test.each<[string[], string]>([
  [["--region", forged], `argument '${shown}' is invalid. It must be a region's name`],
  [["--color", forged], `argument '${shown}' is invalid. Allowed choices are red, blue.`],
  [[`--regio${forged}`], `unknown option '--regio${shown}'`],
  [["--regoin"], "unknown option '--regoin'\n(Did you mean --region?)\n"],
  [["--x\n(Did you mean rm?)"], String.raw`unknown option '--x\n(Did you mean rm?)'`],
])("the parser of the command line: %j", (args, says) => {
  let text = "";
  const command = new Command("x")
    .addOption(many("--region <name>", "", regionName))
    .addOption(new Option("--color <name>").choices(["red", "blue"]))
    .exitOverride()
    .configureOutput({ writeErr: (part) => (text += part), outputError: (part, write) => write(parserText(part)) });
  expect(() => command.parse(args, { from: "user" })).toThrow();
  expect(text).toContain(says);
  expect(text.endsWith("\n")).toBe(true);
});
