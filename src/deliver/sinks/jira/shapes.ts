/** What of Jira's answers is read; all else in them is left alone. */
import { z } from "zod";
import { maybe } from "../rest.ts";

export const made = z.object({ id: z.string(), key: z.string() });

const status = z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) });
export const issue = z.object({ id: z.string(), key: z.string(), fields: z.object({ status }) });

export const marked = z.object({
  issues: z.array(z.object({ id: z.string(), key: z.string(), fields: z.object({ labels: z.array(z.string()) }) })),
  nextPageToken: maybe(z.string()),
});

const history = z.object({
  created: z.string(),
  author: maybe(z.object({ displayName: maybe(z.string()), accountId: maybe(z.string()) })),
  items: z.array(z.object({ field: maybe(z.string()) })),
});
export const closed = z.object({
  issues: z.array(
    z.object({
      id: z.string(),
      fields: z.object({
        status,
        resolution: maybe(z.object({ name: z.string() })),
        updated: z.string(),
      }),
      changelog: maybe(z.object({ histories: z.array(history) })),
    }),
  ),
  nextPageToken: maybe(z.string()),
});

export const comments = z.object({ total: z.int(), comments: z.array(z.object({ body: z.unknown() })) });

const named = z.array(z.object({ name: maybe(z.string()) }));
export const transitions = z.object({
  transitions: z.array(
    z.object({
      id: z.string(),
      to: status,
      isAvailable: maybe(z.boolean()),
      fields: maybe(
        z.record(
          z.string(),
          z.object({
            required: z.boolean(),
            hasDefaultValue: maybe(z.boolean()),
            allowedValues: maybe(named),
          }),
        ),
      ),
    }),
  ),
});
export type Transition = z.output<typeof transitions>["transitions"][number];

export const project = z.object({ issueTypes: maybe(z.array(z.object({ id: z.string(), name: z.string() }))) });
export const permissions = z.object({ permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })) });
export const statuses = z.array(z.object({ name: z.string(), statuses: z.array(status) }));
export const fields = z.object({
  fields: z.array(
    z.object({
      fieldId: z.string(),
      name: z.string(),
      required: z.boolean(),
      hasDefaultValue: maybe(z.boolean()),
      allowedValues: maybe(named),
    }),
  ),
});
