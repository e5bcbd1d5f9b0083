/** A fact of the reference page as a small world, with packets that it lets through and packets that it does not. */
import type { Estate } from "../estate.ts";
import { readPacket } from "../notation.ts";
import type { Packet, ThroughPacket, Verdict } from "../packet.ts";
import { Sketch } from "../sketch.ts";

export interface Fact {
  /** Its number on the page; `wrong` for what stands there under "Where others go wrong". */
  readonly fact: number | "wrong";
  readonly title: string;
  readonly world: Estate;
  readonly cases: readonly Case[];
}

export interface Case {
  /** As `../notation.ts` writes it. */
  readonly text: string;
  readonly packet: Packet | ThroughPacket;
  readonly verdict: Verdict;
}

export function fact(
  number: Fact["fact"],
  title: string,
  draw: (s: Sketch) => void,
  packets: { readonly [V in Verdict]?: readonly string[] },
): Fact {
  const sketch = new Sketch();
  draw(sketch);
  const cases = Object.entries(packets).flatMap(([verdict, texts]) =>
    texts.map((text): Case => ({ text, packet: readPacket(text), verdict: verdict as Verdict })),
  );
  return { fact: number, title, world: sketch.estate(), cases };
}

/** A VPC with two subnets, and groups that let all out: what most facts are told in. */
export function twoSubnets(s: Sketch): Sketch {
  return s
    .vpc("vpc-a", "10.0.0.0/16", "2600:1f00:a::/56")
    .subnet("subnet-1", "vpc-a", "10.0.1.0/24", "2600:1f00:a:1::/64")
    .subnet("subnet-2", "vpc-a", "10.0.2.0/24", "2600:1f00:a:2::/64")
    .group("sg-out", { out: ["all 0.0.0.0/0 ::/0"] })
    .group("sg-any", { in: ["all 0.0.0.0/0 ::/0"], out: ["all 0.0.0.0/0 ::/0"] });
}

/** A second VPC with one subnet, beside that of `twoSubnets`. */
export function besides(s: Sketch, vpc = "vpc-b", net = "10.1"): Sketch {
  const letter = vpc.at(-1);
  return s
    .vpc(vpc, `${net}.0.0/16`, `2600:1f00:${letter}::/56`)
    .subnet(`subnet-${letter}`, vpc, `${net}.1.0/24`, `2600:1f00:${letter}:1::/64`);
}
