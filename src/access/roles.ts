import type { Resource, ResourceKind, RoleRule } from "../contract/index.ts";

/** What a role is told by. */
export interface Described {
  readonly kind: ResourceKind;
  readonly resource: Resource;
  readonly item: unknown;
  readonly groups: readonly { readonly id: string; readonly name: string | undefined }[];
  readonly subnets: readonly string[];
}

/** The roles that a resource plays, sorted; none where no rule is about it. */
export function rolesOf(described: Described, rules: readonly RoleRule[]): string[] {
  const tags = tagsOf(described.item);
  const played: string[] = [];
  for (const rule of rules) if (!played.includes(rule.role) && plays(described, tags, rule)) played.push(rule.role);
  return played.sort();
}

function plays(
  { kind, resource, groups, subnets: own }: Described,
  has: ReadonlyMap<unknown, unknown>,
  { tags, name, securityGroups, subnets, ids, kinds }: RoleRule,
): boolean {
  return (
    (tags === undefined || hasAll(has, tags)) &&
    (name === undefined || matches(resource.name ?? "", name)) &&
    (securityGroups === undefined || groups.some((group) => isGroup(group, securityGroups))) &&
    (subnets === undefined || subnets.some((id) => own.includes(id))) &&
    (ids === undefined || ids.some((id) => id === resource.id || id === resource.arn)) &&
    (kinds === undefined || kinds.includes(kind))
  );
}

function hasAll(has: ReadonlyMap<unknown, unknown>, tags: Readonly<Record<string, string>>): boolean {
  for (const key of Object.keys(tags)) if (has.get(key) !== tags[key]) return false;
  return true;
}

/** Whether a group is one of those that are told by id or by name. */
export function isGroup({ id, name }: Described["groups"][number], told: readonly string[]): boolean {
  return told.includes(id) || (name !== undefined && told.includes(name));
}

/** `*` stands for any characters. Bounded in time, whatever the pattern. */
function matches(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

export function tagsOf(item: unknown): ReadonlyMap<unknown, unknown> {
  const fields = item as Readonly<Record<string, unknown>>;
  const tags = fields["Tags"] ?? fields["TagSet"] ?? fields["TagList"];
  if (!Array.isArray(tags)) return new Map();
  const found = new Map<unknown, unknown>();
  for (const { Key, Value } of tags as readonly { Key?: string; Value?: string }[]) found.set(Key, Value ?? "");
  return found;
}
