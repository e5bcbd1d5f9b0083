/**
 * One line of text as HTML: a paragraph, a heading, a cell. What is around a piece of text (a sentence's mark,
 * emphasis, a link) is opened and closed so that all of it nests, wherever a sentence begins and ends.
 */
export interface Around {
  readonly open: string;
  readonly close: string;
}

export class Line {
  private html = "";
  private readonly open: Around[] = [];

  /** Adds HTML with all of this around it, the outermost first. What is around the piece before, too, stays open. */
  put(around: readonly Around[], html: string): void {
    let same = 0;
    while (same < this.open.length && this.open[same] === around[same]) same += 1;
    this.close(same);
    for (const each of around.slice(same)) {
      this.html += each.open;
      this.open.push(each);
    }
    this.html += html;
  }

  end(): string {
    this.close(0);
    return this.html;
  }

  private close(depth: number): void {
    while (this.open.length > depth) this.html += this.open.pop()!.close;
  }
}
