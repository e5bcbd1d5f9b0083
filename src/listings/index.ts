import type { Listing } from "../contract/index.ts";
import * as acm from "./acm/index.ts";
import * as ec2 from "./ec2/index.ts";
import * as elb from "./elb/index.ts";
import * as elbv2 from "./elbv2/index.ts";
import * as iam from "./iam/index.ts";
import * as kms from "./kms/index.ts";
import * as organizations from "./organizations/index.ts";
import * as rds from "./rds/index.ts";
import * as sts from "./sts/index.ts";

export { services } from "./services.ts";
export { acm, ec2, elb, elbv2, iam, kms, organizations, rds, sts };

/** Every listing by its id. */
export const listings: ReadonlyMap<string, Listing> = new Map(
  [acm, ec2, elb, elbv2, iam, kms, organizations, rds, sts]
    .flatMap((service) => Object.values(service) as Listing[])
    .map((listing) => [listing.id, listing]),
);
