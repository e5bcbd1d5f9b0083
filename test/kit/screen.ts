/** A terminal that knows the few codes that our own lines use; what it does not know, it refuses. */
export class FakeScreen {
  readonly isTTY = true;
  columns: number;
  rows: number;
  written = "";
  private lines: string[] = [""];
  private row = 0;
  private column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** What stands on it, without the empty lines at the end. */
  get text(): string {
    return this.lines
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd();
  }

  write(text: string): void {
    this.written += text;
    // oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
    for (const [piece] of text.matchAll(/\u001b\[\d*(?:;\d+)*[A-Za-z]|[\s\S]/gu)) this.piece(piece);
  }

  private piece(piece: string): void {
    if (piece === "\n") this.lines[++this.row] ??= "";
    if (piece === "\n" || piece === "\r") this.column = 0;
    else if (piece.length === 1) this.put(piece);
    else this.control(piece.slice(2, -1), piece.at(-1)!);
  }

  private put(character: string): void {
    if (character === "\u001b") throw new Error("a bare ESC");
    if (this.column === this.columns) {
      this.lines[++this.row] ??= "";
      this.column = 0;
    }
    const line = this.lines[this.row]!.padEnd(this.column);
    this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
    this.column += 1;
  }

  private control(parameter: string, final: string): void {
    if (final === "m") return;
    if (final === "A") this.row = Math.max(0, this.row - Number(parameter));
    else if (final === "J") {
      this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
      this.lines.length = this.row + 1;
    } else throw new Error(`ESC[${parameter}${final} is not known here`);
  }
}
