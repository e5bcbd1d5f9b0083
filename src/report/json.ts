import type {
  AccountRead,
  Cell,
  Finding,
  FindingChange,
  ScanStarted,
  Summary,
  Tracked,
  UnknownResource,
} from "../contract/index.ts";
import { inertJson } from "./inert.ts";
import { by } from "./order.ts";
import type { Output } from "./output.ts";

/**
 * One document at the end: `{ scan, accounts, findings, unknown, cells, changes?, tracked?, summary }`, the lists in a stable order and an
 * element a line, so that two scans can be compared with `diff`. `scan` and `summary` are null where the scan did not
 * get that far.
 */
export function json(): Output {
  let scan: ScanStarted | null = null;
  let summary: Summary | null = null;
  const accounts: AccountRead[] = [];
  const findings: Finding[] = [];
  const unknown: UnknownResource[] = [];
  const cells: Cell[] = [];
  const changes: FindingChange[] = [];
  let tracked: Tracked | null = null;
  return {
    event(event) {
      switch (event.type) {
        case "scan":
          scan = event;
          break;
        case "account":
          accounts.push(event);
          break;
        case "finding":
          findings.push(event);
          break;
        case "unknown":
          unknown.push(event);
          break;
        case "cell":
          cells.push(event);
          break;
        case "change":
          changes.push(event);
          break;
        case "tracked":
          tracked = event;
          break;
        case "summary":
          summary = event;
          break;
      }
      return undefined;
    },
    end() {
      accounts.sort(by(({ account }) => [account]));
      findings.sort(by((f) => [...place(f), f.resource.type, f.resource.id, f.detail, f.key]));
      unknown.sort(by((u) => [...place(u), u.resource?.type ?? "", u.resource?.id ?? "", u.why]));
      cells.sort(by(place));
      changes.sort(by((c) => [...place(c), c.resource.type, c.resource.id, c.key]));
      const members = [
        `"scan": ${inertJson(scan)}`,
        list("accounts", accounts),
        list("findings", findings),
        list("unknown", unknown),
        list("cells", cells),
        ...(tracked === null ? [] : [list("changes", changes), `"tracked": ${inertJson(tracked)}`]),
        `"summary": ${inertJson(summary)}`,
      ];
      return `{\n${members.join(",\n")}\n}\n`;
    },
  };
}

function place({ unit, check }: Finding | UnknownResource | Cell | FindingChange): readonly string[] {
  return [unit.account, unit.region, check];
}

function list(name: string, items: readonly unknown[]): string {
  return items.length === 0 ? `"${name}": []` : `"${name}": [\n${items.map(inertJson).join(",\n")}\n]`;
}
