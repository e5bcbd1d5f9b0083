import { ec2 } from "../../listings/index.ts";
import { Region } from "./region.ts";

/** A region as Example Health begins it, whether or not it builds there. */
export function newRegion(account: string, name: string): Region {
  const region = new Region(account, name);
  region.add(ec2.ebsEncryptionByDefault, { EbsEncryptionByDefault: true });
  return region;
}
