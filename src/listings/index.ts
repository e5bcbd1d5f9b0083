import type { Listing } from "../contract/index.ts";
import * as ec2 from "./ec2/index.ts";
import * as elbv2 from "./elbv2/index.ts";
import * as rds from "./rds/index.ts";
import * as sts from "./sts/index.ts";

export { services, type ServiceFacts } from "./services.ts";
export { ec2, elbv2, rds, sts };

/** Every listing by its id. */
export const listings: ReadonlyMap<string, Listing> = new Map(
  [ec2, elbv2, rds, sts]
    .flatMap((service) => Object.values(service) as Listing[])
    .map((listing) => [listing.id, listing]),
);
