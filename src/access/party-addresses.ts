/** What the parties of rows say of addresses. */
import type { AccessRow, Party } from "../contract/index.ts";
import { emptySet, intersect, type Compiled, type Estate, type LineSet } from "../network/index.ts";
import { memo } from "./memo.ts";

const NOBODY: LineSet = { ipv4: emptySet(), ipv6: emptySet() };

export class PartyAddresses {
  private readonly estate: Estate;
  private readonly unread: LineSet;
  private readonly told = new Map<Party, LineSet | null>();

  /** What a prefix list that was not read holds is nobody, or everybody where the question is what is open for certain. */
  constructor(estate: Estate, mode: Compiled["mode"]) {
    this.estate = estate;
    this.unread = mode === "certain" ? estate.space.all : NOBODY;
  }

  /** Undefined where the party says nothing of addresses. */
  of(party: Party): LineSet | undefined {
    return memo(this.told, party, () => this.find(party) ?? null) ?? undefined;
  }

  private find({ cidr, prefixList }: Party): LineSet | undefined {
    const block = cidr === undefined ? undefined : this.estate.lines.cidrs([cidr]);
    if (prefixList === undefined) return block;
    const list = this.estate.listOf(prefixList)?.lines ?? this.unread;
    if (block === undefined) return list;
    return { ipv4: intersect(block.ipv4, list.ipv4), ipv6: intersect(block.ipv6, list.ipv6) };
  }
}

/** The CIDR blocks that a register names: the estate's line of addresses must know them. */
export function cidrsIn(rows: readonly AccessRow[]): string[] {
  return rows.flatMap(({ from, to }) => [...from, ...to].flatMap(({ cidr }) => cidr ?? []));
}
