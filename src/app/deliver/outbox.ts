import { createHash } from "node:crypto";
import { configuredSinks } from "../../config/index.ts";
import type { CheckText } from "../../deliver/index.ts";
import type { Outbox } from "../../store/index.ts";
import type { Read } from "../read.ts";
import { kindOf } from "./open-sinks.ts";
import { routing } from "./routes.ts";

/** Where changes go by the configuration; null where it names no sink. */
export function outboxOf({ loaded, checks }: Pick<Read, "loaded" | "checks">): Outbox | null {
  const { sinks, routes } = loaded.config;
  const configured = configuredSinks(sinks);
  if (configured.length === 0) return null;
  const known = new Map(checks.map(({ check }) => [check.id, check]));
  const of = (id: string) => {
    const check = known.get(id);
    return { controls: check?.controls ?? [], ids: [id, ...(check?.aliases ?? [])] };
  };
  const routed = configured.map(({ name, kind, settings }) => {
    const { group, newPerScan } = settings as { readonly group?: string; readonly newPerScan?: number };
    const { tells } = kindOf(kind);
    return { name, tells, groups: group === "check-account", newPerScan: newPerScan ?? null };
  });
  const names = routed.map(({ name }) => name);
  const digest = createHash("sha256")
    .update(JSON.stringify([routes ?? null, routed.map(({ name, groups }) => [name, groups])]))
    .digest("hex");
  return { sinks: routed, route: routing(routes, names, of), digest };
}

/** What sinks tell of a check; null of one that is no longer configured. */
export function checkTexts({ checks }: Pick<Read, "checks">): (check: string) => CheckText | null {
  const texts = new Map(
    checks.map(({ check: { id, title, why, fix, controls } }) => [id, { title, why, fix, controls }] as const),
  );
  return (check) => texts.get(check) ?? null;
}
