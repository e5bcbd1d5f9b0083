import type { Resource } from "../contract/index.ts";

/** `percona (i-0a1b2c3d)`, or the id alone. */
export function nameWithId({ id, name }: Resource): string {
  // The id of a load balancer is its ARN, of which its name is the part that people know.
  return name === undefined || name === id ? id : id.startsWith("arn:") ? name : `${name} (${id})`;
}
