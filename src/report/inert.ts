/**
 * Strings from AWS are hostile: a tag may hold an escape sequence that rewrites the screen, or a bidi override that
 * shows one name as another. Here they become inert for terminals and logs, and for lines of JSON.
 */

/**
 * What never reaches a terminal as it is: controls (C0, DEL, C1), format characters (bidi, zero-width, tags), lone
 * surrogates, private and unassigned code points, the line separators U+2028 and U+2029, everything a terminal does
 * not draw, and the fourth and further combining marks in a row, which would be drawn over other lines.
 */
const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<=\p{M}{3})\p{M}/gu;

/** What the runners of builds take for a command, wherever in a line it stands. */
const commands = /#(?=#(?:vso)?\[)/gi;

/** As `commands`, at the beginning of a line: `::set-env name=…::`. */
const commandLines = /^([^\S\n]*):(?=:[a-z][^\n]*::)/gim;

const short: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** What is left of a string on the terminal, in UTF-16 units. Names and descriptions of AWS end at 256. */
const longest = 1000;

/**
 * The text on one line and inert: what is unsafe stands as a visible escape such as `\u{1b}`, and what is longer than
 * `max` is cut, and says so. For reading, not for reading back: a backslash stays as it is. What becomes the beginning
 * of a line, `lines` looks after.
 */
export function inert(text: string, max = longest): string {
  if (text.length <= max) return drawn(text);
  const head = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${drawn(head)} [cut: ${text.length.toLocaleString("en-US")} characters]`;
}

/** Lines, inert each, as one text for people: none of them is a command to what runs a build and reads its log. */
export function lines(all: Iterable<string>): string {
  return `${[...all].join("\n")}\n`.replace(commandLines, (_, space: string) => `${space}${escape(":")}`);
}

/** As `inert`, for texts that people wrote with line breaks in them: white space becomes one space. */
export function prose(text: string): string {
  return inert(
    text
      .slice(0, 4 * longest)
      .replace(/[ \t\r\n]+/g, " ")
      .trim(),
    2 * longest,
  );
}

function drawn(text: string): string {
  return text.replace(unsafe, escape).replace(commands, escape);
}

function escape(character: string): string {
  return short.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** What JSON.stringify leaves as it is, and a terminal, a log viewer or a naive splitter of lines does not. */
const unsafeInJson = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The value as JSON on one line, the same value to every parser, and inert where somebody prints the line. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafeInJson, inJson).replace(commands, inJson);
}

function inJson(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
