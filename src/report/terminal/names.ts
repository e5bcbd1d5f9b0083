import type { Resource, Unit } from "../../contract/index.ts";
import { inert } from "../inert.ts";

/** `production (111122223333)`, or the number alone. */
export function accountLabel({ account, accountName }: Pick<Unit, "account" | "accountName">): string {
  return accountName === undefined ? inert(account) : `${inert(accountName)} (${inert(account)})`;
}

/** The id as people say it: of an ARN the part after the account, for account and region stand beside it. */
export function resourceId({ id }: Resource): string {
  return inert(/^arn:(?:[^:]*:){4}(.+)$/s.exec(id)?.[1] ?? id);
}

/** `vol-0a1b (backups)`; the id alone where it is the name too, as that of a database is. */
export function resourceLabel(resource: Resource): string {
  const { id, name = id } = resource;
  return name === id ? resourceId(resource) : `${resourceId(resource)} (${inert(name)})`;
}

/** A time of ours, to the minute. */
export function minute(iso: string): string {
  return `${inert(iso.slice(0, 16).replace("T", " "))} UTC`;
}
