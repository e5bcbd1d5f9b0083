import { z } from "zod";
import { knownRoles, resourceKinds } from "../../contract/index.ts";
import { id, ifRight, securityGroup, text, unique, words } from "./words.ts";

/** What the company's resources are, for checks of the network and for the access register. */

/** What a party of the access register is read as before it is read as a role. */
const TAKEN = /^(?:internet$|sg-|pl-)/;

const subnet = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "must be the id of a subnet");

export const role = z
  .strictObject({
    role: id
      .refine((written) => !TAKEN.test(written), "must not be internet, or begin with sg- or pl-")
      .describe(`The role: ${knownRoles.join(", ")}, which checks know; or one of your own.`),
    tags: z
      .record(words(128), z.string().max(256))
      .refine((tags) => Object.keys(tags).length > 0, "must not be empty")
      .exactOptional()
      .describe("Tags that the resource has, all of them."),
    name: words(256)
      .exactOptional()
      .describe("The resource's name, or its tag Name where it has no other; * stands for any characters."),
    securityGroups: unique(securityGroup)
      .exactOptional()
      .describe("Ids or names of security groups, of which the resource has one at least."),
    subnets: unique(subnet)
      .exactOptional()
      .describe("Ids of subnets, in one of which the resource is, such as subnet-0a1b2c3d4e5f67890."),
    ids: unique(text).exactOptional().describe("Ids or ARNs, of which the resource has one."),
    kinds: unique(z.enum(resourceKinds))
      .exactOptional()
      .describe(`Kinds of resources, of which it is one: ${resourceKinds.join(", ")}.`),
  })
  .refine((rule) => Object.keys(rule).some((key) => key !== "role"), {
    ...ifRight,
    error: "needs tags, name, securityGroups, subnets, ids or kinds: by what its resources are known",
  });
