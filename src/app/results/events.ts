/** What the events of a scan must look like to be read again, by their type. Further fields may come. */
import { z } from "zod";
import type { ScanEvent } from "../../contract/index.ts";

const text = z.string();
const count = z.int().min(0);
const texts = z.array(text);
const object = z.record(text, z.unknown());
const severity = z.enum(["critical", "high", "medium", "low", "informational"]);
const time = z.iso.datetime({ offset: true });
const status = z.enum(["pass", "fail", "unknown", "not-applicable"]);
const unit = z.looseObject({ account: text, accountName: text.exactOptional(), partition: text, region: text });
const resource = z.looseObject({ type: text, id: text, arn: text, name: text.exactOptional() });
const counts = z.looseObject({ pass: count, fail: count, unknown: count, notApplicable: count });

const scan = z.looseObject({
  id: text,
  started: time,
  program: text,
  source: text,
  recorded: time.exactOptional(),
  only: z.looseObject({ accounts: texts.exactOptional(), regions: texts.exactOptional() }).exactOptional(),
  ownership: text.exactOptional(),
  access: text.exactOptional(),
  checks: z.array(z.looseObject({ id: text, params: object })),
});

const account = z.looseObject({
  account: text,
  accountName: text.exactOptional(),
  regions: texts,
  disabled: texts,
  unreadable: object.exactOptional(),
});

const finding = z.looseObject({
  key: text,
  unit,
  check: text,
  severity,
  resource,
  message: text,
  detail: text,
  customer: text.exactOptional(),
  waived: z.looseObject({ waiver: text, kind: text, until: time }).exactOptional(),
  evidence: object.exactOptional(),
});

const cell = z.looseObject({
  unit,
  check: text,
  status,
  resources: counts,
  customers: z.record(text, counts).exactOptional(),
  reasons: z.array(z.looseObject({ kind: text })),
  notApplicable: z.record(text, count),
});

const summary = z.looseObject({
  id: text,
  cells: z.looseObject({ planned: count, pass: count, fail: count, unknown: count, "not-applicable": count }),
  findings: z.record(severity, count),
  accounts: count,
  accountsUnreadable: count,
});

/** What is not looked at again, such as `unknown`, has no schema. */
export const eventSchemas: Readonly<Partial<Record<string, z.ZodType>>> = {
  scan,
  account,
  finding,
  cell,
  summary,
} satisfies Partial<Record<ScanEvent["type"], z.ZodType>>;
