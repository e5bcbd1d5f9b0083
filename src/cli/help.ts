/** Sets what a help text says in whole sentences at this width; what is indented stays as it is. */
export function fitted(text: string, width: number): string {
  const told: string[] = [];
  let paragraph: string[] = [];
  const end = () => {
    if (paragraph.some((line) => line.length > width)) told.push(...wrapped(paragraph.join(" "), width));
    else told.push(...paragraph);
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    if (/^\S/.test(line)) {
      paragraph.push(line);
      continue;
    }
    end();
    told.push(line);
  }
  end();
  return told.join("\n");
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
