import type { Figure, FigureValue, Vocabulary } from "../../contract/index.ts";

export type Params = Readonly<Record<string, FigureValue>>;

/** Reads the figures that a text demands: parameter → value. */
export type FigureReader = (text: string) => Params;

export function figureReader(figures: Vocabulary["figures"]): FigureReader {
  const readers = Object.entries(figures).map(([name, figure]) => [name, readerOf(figure)] as const);
  return (text) =>
    Object.fromEntries(
      readers.flatMap(([name, read]) => {
        const value = read(text);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
}

function readerOf(figure: Figure): (text: string) => FigureValue | undefined {
  if (typeof figure === "string") {
    const pattern = compile(figure);
    return (text) => {
      const found = pattern.exec(text)?.[1];
      return found === undefined ? undefined : Number(found.replaceAll(",", ""));
    };
  }
  const meanings = Object.entries(figure).map(([source, value]) => [compile(source), value] as const);
  return (text) => meanings.find(([pattern]) => pattern.test(text))?.[1];
}

function compile(source: string): RegExp {
  return new RegExp(source, "iu");
}
