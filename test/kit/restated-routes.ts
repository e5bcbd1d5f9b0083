/** Which route table a subnet has, said again from the user guide, plainly; shares no code with `src/network`. */

export interface PlainTable {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations: readonly {
    readonly Main: boolean;
    readonly SubnetId?: string;
    readonly AssociationState?: { readonly State?: string };
  }[];
}

/** "Each subnet must be associated with one table; if not explicitly, then implicitly with the VPC's main table." */
export function plainTablesOf(subnetId: string, vpcId: string, tables: readonly PlainTable[]): string[] {
  const explicit: string[] = [];
  const implicit: string[] = [];
  for (const table of tables) {
    for (const association of table.Associations) {
      const state = association.AssociationState?.State ?? "associated";
      if (state === "failed" || state === "disassociated") continue;
      if (association.SubnetId === subnetId) explicit.push(table.RouteTableId);
      else if (association.Main && table.VpcId === vpcId) implicit.push(table.RouteTableId);
    }
  }
  return [...new Set(explicit.length > 0 ? explicit : implicit)].sort();
}
