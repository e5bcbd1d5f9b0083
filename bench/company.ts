/** Many accounts with many regions, each with a little: what costs is how many there are. */
import { listings } from "../src/listings/index.ts";
import type { RecordedListing, Recording } from "../src/recording/index.ts";
import { account as model, region as home, worldOf } from "./world.ts";

export interface CompanySize {
  readonly accounts: number;
  readonly regions: number;
}

const little = {
  volumes: 12,
  snapshots: 20,
  instances: 6,
  securityGroups: 4,
  rules: 12,
  databases: 2,
  loadBalancers: 2,
  listeners: 4,
  targetGroups: 2,
};

export const roleOf = (account: string) => `arn:aws:iam::${account}:role/clausewatch-reader`;

export const accountsOf = ({ accounts }: CompanySize) =>
  Array.from({ length: accounts }, (_, n) => String(200_000_000_000 + n));

const all =
  "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3".split(
    " ",
  );
export const regionsOf = ({ regions }: CompanySize) => all.slice(0, regions);

/** Every region of every account has the same. Of what no check of encryption at rest reads, nothing. */
export function companyOf(size: CompanySize): Recording {
  const world = worldOf(little);
  const held = new Map<string, RecordedListing>();
  for (const listing of read) {
    const { pages = [] } = world.listings(model, home).get(listing.id) ?? {};
    const made = given.get(listing.id) ?? pages.flatMap(({ items }) => items).map((item) => withKey(listing.id, item));
    held.set(listing.id, { pages: [{ items: made, flawed: [] }], end: { complete: true } });
  }
  const regions = regionsOf(size).map((region) => ({ region }));
  const plans = accountsOf(size).map((account) => ({ account, partition: "aws", regions, disabled: [] }));
  const nothing = new Map<string, RecordedListing>();
  return {
    ...world,
    plans,
    accounts: async () => plans,
    listings: (_, region) => (region === "global" ? nothing : held),
  };
}

const Arn = `arn:aws:kms:${home}:${model}:key/00000000-1111-2222-3333-444444444444`;
export const KeyId = "00000000-1111-2222-3333-444444444444";
/** One key, which everything is encrypted with; and that everything is by default. */
const given: ReadonlyMap<string, readonly unknown[]> = new Map([
  ["ec2.ebs-encryption-by-default", [{ EbsEncryptionByDefault: true }]],
  ["kms.keys", [{ KeyId, KeyArn: Arn }]],
  ["kms.key-details", [{ KeyId, Arn, KeyManager: "CUSTOMER", KeyState: "Enabled" }]],
]);

const withKey = (listing: string, item: unknown) =>
  listing === "rds.db-instances" ? { ...(item as object), KmsKeyId: Arn } : item;

/** What the checks of the control encryption-at-rest read, and what tells customers apart. */
export const read = [
  "ec2.volumes",
  "ec2.snapshots",
  "ec2.ebs-encryption-by-default",
  "ec2.images",
  "rds.db-instances",
  "rds.db-clusters",
  "rds.db-snapshots",
  "rds.db-cluster-snapshots",
  "kms.keys",
  "kms.key-details",
  "ec2.vpcs",
].map((id) => {
  const listing = listings.get(id);
  if (listing === undefined) throw new Error(`there is no listing ${id}`);
  return listing;
});
