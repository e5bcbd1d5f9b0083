import { optional } from "../contract/index.ts";

/** The allow list of a tag; kept for names, roles, customers and owners. */
export const tag = { Key: optional(), Value: optional() } as const;
