import { kms } from "../../listings/index.ts";
import { uuid } from "./ids.ts";
import type { Region } from "./region.ts";

/** The ARN of the account's own key for a purpose, in this region; made where it is first needed. */
export function kmsKey(region: Region, purpose: string): string {
  return key(region, purpose, "CUSTOMER");
}

/** The ARN of the key that AWS manages for a service, in this account and region. */
export function awsManagedKey(region: Region, service: string): string {
  return key(region, `aws/${service}`, "AWS");
}

function key(region: Region, name: string, KeyManager: "AWS" | "CUSTOMER"): string {
  const KeyId = uuid(`${region.account} ${region.name} ${name}`);
  const Arn = region.arn("kms", `key/${KeyId}`);
  if (region.all(kms.keys).every((key) => key.KeyId !== KeyId)) {
    region.add(kms.keys, { KeyId, KeyArn: Arn });
    region.add(kms.keyDetails, { KeyId, Arn, KeyManager, KeyState: "Enabled" });
  }
  return Arn;
}
