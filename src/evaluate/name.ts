import { createHash } from "node:crypto";
import { valuesAt, type Listing, type Resource, type Unit } from "../contract/index.ts";

type Item = Readonly<Record<string, unknown>>;

/** What a resource is known by within its unit. */
export type ResourceId = Pick<Resource, "type" | "id">;

/** The type and id of the resource that an item of a listing is; null where the identifying field is not there. */
export function identify(listing: Listing, item: unknown, unit: Unit): ResourceId | null {
  const fields = (item ?? {}) as Item;
  const { type, id: idField } = listing.resource;
  const id = idField.includes("{") ? fillTemplate(idField, fields, unit) : fields[idField];
  return typeof id === "string" && id !== "" ? { type, id } : null;
}

/** Names the resource that an item of a listing is; null where the identifying field is not there. */
export function nameResource(listing: Listing, item: unknown, unit: Unit): Resource | null {
  const known = identify(listing, item, unit);
  if (known === null) return null;
  const fields = (item ?? {}) as Item;
  const { arn, name: nameField } = listing.resource;
  const name = nameField === undefined ? nameTag(fields) : fields[nameField];
  const resource = { ...known, arn: fillTemplate(arn, fields, unit) };
  return typeof name === "string" && name !== "" ? { ...resource, name } : resource;
}

/** Templates cut at what is to be filled in: there are few, and as many things to be named as there are resources. */
const cut = new Map<string, readonly string[]>();

function fillTemplate(template: string, fields: Item, unit: Unit): string {
  let parts = cut.get(template);
  if (parts === undefined) cut.set(template, (parts = template.split(/\{([\w.]+)\}/)));
  let filled = "";
  for (const [i, part] of parts.entries()) filled += i % 2 === 0 ? part : valueOf(part, fields, unit);
  return filled;
}

function valueOf(path: string, fields: Item, unit: Unit): string {
  if (path === "partition" || path === "region" || path === "account") return unit[path];
  if (path.includes(".")) return String(valuesAt(fields, path)[0] ?? "");
  const value = fields[path];
  return String((Array.isArray(value) ? valuesAt(fields, path)[0] : value) ?? "");
}

function nameTag(fields: Item): unknown {
  const tags = fields["Tags"] ?? fields["TagSet"] ?? fields["TagList"];
  if (!Array.isArray(tags)) return undefined;
  return tags.find((tag: { Key?: string }) => tag.Key === "Name")?.Value;
}

/**
 * The identity of a finding: account, region, check, resource and the check's own key. Nothing that moves from scan
 * to scan goes in. A JSON array keeps the parts apart, whatever characters they hold.
 */
export function findingKey(unit: Unit, check: string, resource: Resource, detail: string): string {
  const identity = JSON.stringify([unit.account, unit.region, check, resource.type, resource.id, detail]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}
