/** Strings that an attacker would put into a tag, a name or a description, by what they try. */
export const hostile: Readonly<Record<string, string>> = {
  "clears the screen": "a\u001b[2J\u001b[Hb",
  "sets the title": "\u001b]0;owned\u0007",
  "links elsewhere (OSC 8)": "\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\",
  "C1 control sequence introducer": "\u009b2J\u009d0;x\u009c",
  "color of ours": "\u001b[32m✔ pass\u001b[39m",
  "carriage return": "bad\rgood",
  "a line of its own": "x\r\nNo findings. Scan complete.\n",
  "backspaces and delete": "high\b\b\b\blow\u007f",
  "bidi override": "\u202Etxt.exe\u202C \u2066x\u2069",
  "zero width": "pay\u200Bpal\u200D\uFEFF\u2060\u00AD",
  "line separators": "a\u2028b\u2029c\u0085d\u000bc\u000cd",
  NUL: "a\u0000b",
  "lone surrogates": "\uD800a\uDC00",
  "tag characters": "a\u{E0041}\u{E007F}",
  "Hangul filler": "a\u3164b\u115F",
  "combining marks": `a${"\u0301".repeat(200)}`,
  "interlinear annotation": "\uFFF9a\uFFFAb\uFFFB",
  formula: "=cmd|' /C calc'!A0",
  "HTML and Markdown": "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ](x)",
  mentions: "@org/team <!channel>",
  "document of Jira": '{"type":"doc","version":1,"content":[]}',
  prototype: "__proto__",
  "a megabyte": "\u001b[31mA".repeat(175_000),
};

/** Where naive readers of lines split, Python's str.splitlines among them. */
// oxlint-disable-next-line no-control-regex -- they are control characters
export const lineEnds = /[\n\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]/;
