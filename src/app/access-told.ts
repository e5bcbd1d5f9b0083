/** What the proof found, in the words of the commands. */
import type { Justification, NetworkProof, Place } from "../access/index.ts";
import type { AccessRows, AccessTarget } from "../report/access-words.ts";

export function targetOf({ kind, resource, unit, roles, customer }: Place): AccessTarget {
  const { account, accountName, region } = unit;
  return {
    kind,
    id: resource.id,
    name: resource.name ?? resource.id,
    arn: resource.arn,
    account,
    ...(accountName === undefined ? {} : { accountName }),
    region,
    roles,
    customer,
  };
}

export function rowsOf({ rows, whole }: Justification): AccessRows {
  return { rows: rows.map(({ id, place }) => ({ id, ...place })), justified: whole };
}

/** The listings that were not read, a line each: in where many units. */
export function unreadTexts({ unread }: NetworkProof): string[] {
  return [...Map.groupBy(unread, ({ listing }) => listing)].map(([listing, all]) => {
    const [{ unit }] = all as [(typeof all)[number]];
    const where = all.length === 1 ? `in ${unit.account} ${unit.region}` : `in ${all.length} account-regions`;
    return `${listing} was not read, or not whole, ${where}`;
  });
}
