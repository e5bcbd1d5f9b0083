import type { Family } from "../addresses.ts";
import { contains } from "../intervals.ts";
import { aclSide, isOpen, openSide, type AclSide } from "../model/acl.ts";
import type { Estate, InterfaceNode, SubnetNode, VpcNode } from "../model/estate.ts";
import { Hosts } from "../model/hosts.ts";
import { openProfile, profileOf, type Mode, type Profile } from "../model/profile.ts";
import { routesOf, unreadRoutes, type Hop, type Routes } from "../model/routes.ts";
import type { TableShape } from "../model/shapes.ts";

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
}

const UNREAD: CompiledTable = { id: "", routes: [], unsure: true };

const NOWHERE: Hop = { kind: "nowhere" };

/** Everything that is made once and asked often: rules, ACLs and tables in the form in which sets are computed. */
export class Compiled {
  readonly estate: Estate;
  readonly mode: Mode;
  private readonly profiles = new Map<string, Profile>();
  private readonly acls = new Map<string, CompiledAcl>();
  private readonly tables = new Map<string, CompiledTable>();
  private readonly hosts = new Map<string, Hosts>();

  constructor(estate: Estate, mode: Mode) {
    this.estate = estate;
    this.mode = mode;
  }

  /** What the groups of an interface admit. Interfaces with the same groups have the same profile. */
  profile(family: Family, direction: Direction, groups: Filtered): Profile {
    return memo(this.profiles, `${family} ${direction} ${groupsKey(groups)}`, () => {
      const { estate, mode } = this;
      const unfiltered = groups.groups.length + groups.unread.length === 0;
      if (unfiltered || (groups.unread.length > 0 && mode === "possible")) return openProfile(family, estate.space);
      const permissions = groups.groups.flatMap(({ item }) =>
        direction === "ingress" ? item.IpPermissions : item.IpPermissionsEgress,
      );
      return profileOf(family, permissions, mode, estate);
    });
  }

  acl(family: Family, { acl }: SubnetNode): CompiledAcl {
    const id = acl?.NetworkAclId ?? "";
    return memo(this.acls, `${family} ${id}`, () => {
      const { estate, mode } = this;
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
    const { RouteTableId: id, Routes } = table;
    return memo(this.tables, `${family} ${id}`, () => {
      const unsure = unreadRoutes(Routes, this.estate.listOf).length > 0;
      return { id, routes: routesOf(family, Routes, this.estate), unsure };
    });
  }

  hostsIn(family: Family, vpc: VpcNode): Hosts {
    return memo(this.hosts, `${family} ${vpc.id}`, () => new Hosts(family, vpc));
  }
}

/** Where a table leads an address: to one hop, or to one of several where that is a matter of chance. */
export function hopsTo({ routes }: CompiledTable, at: number): readonly Hop[] {
  const hops = routes.filter(({ line }) => contains(line, at)).map(({ hop }) => hop);
  return hops.length === 0 ? [NOWHERE] : hops;
}

/** What filters an interface, or a database that has groups and no interface. */
export type Filtered = Pick<InterfaceNode, "groups" | "unread">;

export function groupsKey({ groups, unread }: Filtered): string {
  return [...groups.map(({ id }) => id), ...unread.map((id) => `?${id}`)].sort().join();
}

function memo<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
