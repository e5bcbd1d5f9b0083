import { z } from "zod";
import { accountId, id, unique, words } from "./words.ts";

/** Whom the accounts serve, and what each signed up for. */

export const service = z.strictObject({
  id: id.describe("What bindings and customers call the service, such as backup."),
  name: words(200).describe("What the policy calls it, such as Backup Service."),
});

const vpc = z.string().regex(/^vpc-[0-9a-f]{8,17}$/, "must be the id of a VPC");

export const customer = z
  .strictObject({
    name: id.describe("What the configuration and the outputs call the customer."),
    accounts: unique(accountId).exactOptional().describe("Accounts that are the customer's alone."),
    vpcs: unique(vpc).exactOptional().describe("VPCs that are the customer's alone, such as vpc-0a1b2c3d4e5f67890."),
    tags: z
      .record(words(128), words(256))
      .refine((tags) => Object.keys(tags).length > 0, "must not be empty")
      .exactOptional()
      .describe(
        "Tags by which a resource is the customer's; each of them must be there. What is in a VPC with them is too.",
      ),
    services: unique(id).exactOptional().describe("The optional services that the customer signed up for."),
    contract: words(200)
      .exactOptional()
      .describe("Where that is agreed; shown where a service does not apply to the customer."),
  })
  .superRefine(({ accounts, vpcs, tags }, context) => {
    if (accounts ?? vpcs ?? tags) return;
    context.addIssue({ code: "custom", message: "needs accounts, vpcs or tags: by what its resources are known" });
  });
