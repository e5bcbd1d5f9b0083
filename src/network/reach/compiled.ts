import type { Family } from "../addresses.ts";
import { contains } from "../intervals.ts";
import { aclSide, isOpen, openSide, type AclSide } from "../model/acl.ts";
import type { Estate, GroupNode, InterfaceNode, SubnetNode, VpcNode } from "../model/estate.ts";
import { hostsIn, type Hosts } from "../model/hosts.ts";
import { isWhole, openProfile, profileOf, rulesOf, type Mode, type Profile, type Rule } from "../model/profile.ts";
import { routesOf, unreadRoutes, type Hop, type Routes } from "../model/routes.ts";
import type { AclShape, TableShape } from "../model/shapes.ts";
import { Recent } from "./recent.ts";

/** Whether rules that cite groups apply to a packet: over transit gateways inbound ones alone may. */
export type Carried = "both ways" | "inbound" | "dropped";

/** Which way a rule filters. */
export type Direction = "ingress" | "egress";

/** An ACL in one family and mode. */
export interface CompiledAcl {
  readonly id: string;
  readonly inbound: AclSide;
  readonly outbound: AclSide;
  /** Admits everything, both ways. */
  readonly open: boolean;
}

/** A route table in one family. */
export interface CompiledTable {
  readonly id: string;
  readonly routes: Routes;
  /** It was not read, or a prefix list of its was not: no way that it leads is certain. */
  readonly unsure: boolean;
  /** It leads, or may lead, somewhere that is not modelled. */
  readonly unmodelled: boolean;
}

const UNREAD: CompiledTable = { id: "", routes: [], unsure: true, unmodelled: true };

const NOWHERE: Hop = { kind: "nowhere" };

/** Everything that is made once and asked often: rules, ACLs and tables in the form in which sets are computed. */
export class Compiled {
  readonly estate: Estate;
  readonly mode: Mode;
  private readonly profiles = { ingress: recent<string, Profile>(), egress: recent<string, Profile>() };
  private readonly rules = {
    ingress: recent<GroupNode, readonly Rule[]>(),
    egress: recent<GroupNode, readonly Rule[]>(),
  };
  private readonly acls = byFamily<AclShape | null, CompiledAcl>();
  private readonly tables = byFamily<TableShape, CompiledTable>();

  constructor(estate: Estate, mode: Mode) {
    this.estate = estate;
    this.mode = mode;
  }

  /** What the groups of an interface admit. Interfaces with the same groups have the same profile. */
  profile(family: Family, direction: Direction, groups: Filtered): Profile {
    return this.profiles[direction][family].of(keyOf(groups), () => {
      const { estate, mode } = this;
      const unfiltered = groups.groups.length + groups.unread.length === 0;
      if (unfiltered || (groups.unread.length > 0 && mode === "possible")) return openProfile(family, estate.space);
      const rules = groups.groups.map((group) => this.rulesIn(family, direction, group));
      const whole = rules.some((own) => own.some((rule) => isWhole(rule, family, estate.space)));
      return whole ? openProfile(family, estate.space) : profileOf(rules);
    });
  }

  private rulesIn(family: Family, direction: Direction, group: GroupNode): readonly Rule[] {
    const { IpPermissions, IpPermissionsEgress } = group.item;
    return this.rules[direction][family].of(group, () =>
      rulesOf(family, direction === "ingress" ? IpPermissions : IpPermissionsEgress, this.mode, this.estate),
    );
  }

  acl(family: Family, { acl }: SubnetNode): CompiledAcl {
    return memo(this.acls[family], acl, () => {
      const { estate, mode } = this;
      const id = acl?.NetworkAclId ?? "";
      if (acl === null) {
        const side = mode === "possible" ? openSide(family, estate.space) : [];
        return { id, inbound: side, outbound: side, open: mode === "possible" };
      }
      const [inbound, outbound] = [false, true].map((egress) =>
        aclSide(
          family,
          acl.Entries.filter(({ Egress }) => Egress === egress),
          mode,
          estate,
        ),
      ) as [AclSide, AclSide];
      const open = isOpen(inbound, estate.space, family) && isOpen(outbound, estate.space, family);
      return { id, inbound, outbound, open };
    });
  }

  table(family: Family, { table }: SubnetNode): CompiledTable {
    return table === null ? UNREAD : this.tableOf(family, table);
  }

  tableOf(family: Family, table: TableShape): CompiledTable {
    return memo(this.tables[family], table, () => {
      const { RouteTableId: id, Routes } = table;
      const unsure = unreadRoutes(Routes, this.estate.listOf).length > 0;
      const routes = routesOf(family, Routes, this.estate);
      return { id, routes, unsure, unmodelled: unsure || routes.some(({ hop }) => hop.kind === "unmodelled") };
    });
  }

  hostsIn(family: Family, vpc: VpcNode): Hosts {
    return hostsIn(family, vpc);
  }
}

/** Where a table leads an address: to one hop, or to one of several where that is a matter of chance. */
export function hopsTo({ routes }: CompiledTable, at: number): readonly Hop[] {
  const hops = routes.filter(({ line }) => contains(line, at)).map(({ hop }) => hop);
  return hops.length === 0 ? [NOWHERE] : hops;
}

/** What filters an interface, or a database that has groups and no interface. */
export type Filtered = Pick<InterfaceNode, "groups" | "unread">;

/** What two interfaces share that have the same groups. */
export function keyOf({ groups, unread }: Filtered): string {
  if (groups.length <= 2 && unread.length === 0) {
    const [one, other] = [groups[0]?.id ?? "", groups[1]?.id];
    return other === undefined ? one : one < other ? `${one},${other}` : `${other},${one}`;
  }
  return [...groups.map(({ id }) => id), ...unread.map((id) => `?${id}`)].sort().join();
}

function byFamily<K, V>(): { readonly [F in Family]: Map<K, V> } {
  return { ipv4: new Map(), ipv6: new Map() };
}

/** Of neighbours. More would outlive the collection of what is young, and be kept for nothing. */
const KEPT = 32;

function recent<K, V>(): { readonly [F in Family]: Recent<K, V> } {
  return { ipv4: new Recent(KEPT), ipv6: new Recent(KEPT) };
}

function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
