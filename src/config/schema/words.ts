import { z } from "zod";

/** What several parts of our files are made of. */

export const text = z.string().trim().min(1);
export const words = (most: number) => text.max(most);
export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be an id: small letters and digits, set apart by -")
  .describe("An id as `clausewatch checks list` shows it.");

export const accountId = z
  .string()
  .regex(/^\d{12}$/, "must be twelve digits")
  .describe('The account\'s id: twelve digits, in quotes, such as "111122223333".');

export const region = z
  .string()
  .regex(/^[a-z]{2,5}(-[a-z]+){1,3}-\d{1,2}$/, "must be the name of a region")
  .describe("A region, such as eu-central-1; `aws ec2 describe-regions` lists them.");

const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;
/** EC2 lets no name begin as an id does. */
export const securityGroup = words(255).refine(
  (written) => SECURITY_GROUP.test(written) || !written.startsWith("sg-"),
  "must be the id of a security group, such as sg-0a1b2c3d4e5f67890, or a name",
);
export const prefixList = z
  .string()
  .regex(/^pl-[0-9a-f]{8,17}$/, "must be the id of a prefix list, such as pl-6ea54007");

/** A day of the calendar, as `2027-03-01`. */
export const day = z
  .string()
  .refine((written) => isDay(written), "must be a day of the calendar, written as 2027-03-01")
  .describe("A day, such as 2027-03-01.");

function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written);
}

/** For a rule that looks at a whole group of keys: it says nothing of one that is wrong already. */
export const ifRight = { when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0 };

/** A list without repetition. */
export function unique<T extends z.ZodType>(item: T, nameOf: (item: z.output<T>) => unknown = (item) => item) {
  return z
    .array(item)
    .min(1)
    .superRefine((items, context) => {
      const seen = new Set<unknown>();
      for (const [index, item] of items.entries()) {
        const name = nameOf(item as z.output<T>);
        if (name !== undefined && seen.has(name))
          context.addIssue({ code: "custom", path: [index], message: "stands in the list twice" });
        seen.add(name);
      }
    });
}
