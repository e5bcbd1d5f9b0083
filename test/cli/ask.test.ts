import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { asking } from "../../src/cli/run/ask.ts";
import { askAbout } from "../../src/cli/run/policy-accept.ts";
import { bind, Lock, readPolicy, Sentences } from "../../src/policy/index.ts";

function terminal() {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let text = "";
  output.setEncoding("utf8").on("data", (part: string) => (text += part));
  // As of a terminal: keys arrive one by one.
  const keys = Object.assign(input, { isTTY: true, setRawMode: () => input });
  return { input, asking: asking(keys, output), text: () => text };
}

describe("asking", () => {
  test("gives the answers in order, also those that are there before they are asked for", async () => {
    const { input, asking, text } = terminal();
    input.write("one\ntwo\n");
    expect(await asking.ask("First? ")).toBe("one");
    expect(await asking.ask("Second? ")).toBe("two");
    expect(text()).toContain("Second? ");
    asking.close();
  });

  test("Ctrl-D ends the answers", async () => {
    const { input, asking } = terminal();
    const answer = asking.ask("First? ");
    input.write("\u0004");
    expect(await answer).toBeNull();
    expect(await asking.ask("Second? ")).toBeNull();
  });

  test("Ctrl-C ends the program", async () => {
    const { input, asking } = terminal();
    const answer = asking.ask("First? ");
    input.write("\u0003");
    await expect(answer).rejects.toMatchObject({ name: "Interrupted", message: "stopped: nothing was written" });
    asking.close();
  });
});

describe("accepting", () => {
  const text = "# P\n\nDrives are encrypted. Keys are rotated.\n\n::error file=x::Backups are ##[error] kept.\n";
  const sentences = new Sentences([readPolicy({ id: "p", file: "p.md", text })]);
  const quotes = ["Drives are", "are encrypted", "Keys are", "Backups are"];
  const { resolved } = bind(sentences, new Lock(null), {
    bindings: [{ control: "c", clauses: quotes.map((quote) => ({ quote })), params: {} }],
    manual: [],
    notApplicable: [],
    normative: { include: [], exclude: [] },
  });
  const options = { width: 80, color: false, unicode: true };
  const ask = async (answers: readonly (string | null)[]) => {
    const said: string[] = [];
    const asked: string[] = [];
    const taken = await askAbout(
      resolved,
      "Officer",
      {
        say: (part) => void said.push(part),
        ask: async (question) => {
          asked.push(question);
          return answers[asked.length - 1]!;
        },
      },
      options,
    );
    return { taken: taken.map(({ quoted }) => quoted.quote), asked, said: said.join("") };
  };

  test("asks about a sentence once, however many quotes mean it, and counts", async () => {
    const { taken, asked } = await ask(["y", "n", "YES"]);
    expect(taken).toEqual(["Drives are", "are encrypted", "Backups are"]);
    expect(asked).toEqual([1, 2, 3].map((n) => `${n} of 3: accept this as Officer? [y/N] `));
  });

  test("what was answered before the end of the input holds", async () => {
    expect(await ask(["y", null])).toMatchObject({ taken: ["Drives are", "are encrypted"], asked: { length: 2 } });
  });

  test("a sentence is no command to what runs a build", async () => {
    const { said } = await ask(["n", "n", "n"]);
    expect(said).toContain("file=x::Backups");
    expect(said).not.toMatch(/^\s*::|##\[/m);
  });
});
