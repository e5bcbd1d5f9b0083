import { allPorts, fromRanges, nameOfRun, runsOf, subtract, type PortSet } from "../network/index.ts";

/** Ports that are told as one. */
export interface Part {
  readonly set: PortSet;
  /** For keys: the same whatever the register takes off. */
  readonly name: string;
  readonly text: string;
}

/** The runs of a set; or all of it, where it holds most of the protocols that have no name. */
export function partsOf(set: PortSet): Part[] {
  const runs = runsOf(set);
  const unnamed = runs.filter((run) => nameOfRun(run).startsWith("protocol ")).length;
  const whole = runs.length === 1 && nameOfRun(runs[0]!) === "all protocols";
  if (unnamed <= MANY_PROTOCOLS || whole)
    return runs.map((run) => ({ set: fromRanges([run]), name: nameOfRun(run), text: nameOfRun(run) }));
  const but = runsOf(subtract(allPorts, set)).map(nameOfRun);
  return [
    {
      set,
      name: "all protocols",
      text: `all protocols but ${but.slice(0, 8).join(", ")}${but.length > 8 ? ", …" : ""}`,
    },
  ];
}

const MANY_PROTOCOLS = 100;
