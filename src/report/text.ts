/** Setting text in columns. What comes in is inert already; the only escapes in it are our own SGR codes. */

// oxlint-disable-next-line no-control-regex -- our own SGR codes begin with ESC
const sgr = /\u001b\[[\d;]*m/g;
const narrow = /^[\x20-\x7e]*$/;
const mark = /[\p{Mn}\p{Me}]/u;
/** Drawn two columns wide: East Asian wide and full-width characters, and emoji. */
const wide =
  /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\p{sc=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/** How many columns a terminal needs for it. */
export function displayWidth(text: string): number {
  const bare = text.replace(sgr, "");
  if (narrow.test(bare)) return bare.length;
  let columns = 0;
  for (const character of bare) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  return mark.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** Breaks at spaces, and within words that are wider than a whole line. At least one line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(" ").flatMap((word) => pieces(word, width))) {
    const columns = displayWidth(word);
    if (line !== "" && used + 1 + columns > width) {
      lines.push(line);
      line = "";
    }
    used = line === "" ? columns : used + 1 + columns;
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const character of word) {
    const columns = widthOf(character);
    if (used + columns > width && part !== "") {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += character;
    used += columns;
  }
  return [...parts, part];
}

/** The text, or its beginning and `mark` where it is wider. */
export function fit(text: string, width: number, mark: string): string {
  if (displayWidth(text) <= width) return text;
  return `${pieces(text, Math.max(1, width - displayWidth(mark)))[0]}${mark}`;
}

export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** `1,234`, of a whole number; by hand, for asking the locale first loads its data, which a short command waits for. */
export function number(n: number): string {
  return String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 region`, `1,234 regions`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
