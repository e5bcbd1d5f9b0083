import type { z } from "zod";

export interface ParamsIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a binding's raw parameters came to: what `judge` is to be given, or what is wrong with them. */
export type ParamsAnswer = { readonly params: unknown } | { readonly issues: readonly ParamsIssue[] };

/** Reads raw parameters by a check's schema. */
export function readParams(schema: z.ZodType, raw: unknown): ParamsAnswer {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return { params: parsed.data };
  return {
    issues: parsed.error.issues.map(({ path, message }) => ({
      path: path.map((step) => (typeof step === "symbol" ? String(step) : step)),
      message,
    })),
  };
}
