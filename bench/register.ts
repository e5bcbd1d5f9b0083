/** What the generated networks are held to. */
import type { Access, AccessRow } from "../src/contract/index.ts";
import { ROLES } from "./network-parts.ts";

/** Roles by tag, and a register of fifty rows, which justifies what is open but for the doors that nobody wanted. */
export function networkAccess(): Access {
  const parties = [...ROLES, "database"].map((role) => ({ role }));
  const offices = (...cidrs: readonly string[]) => cidrs.map((cidr) => ({ cidr }));
  const rowsTo = (to: (typeof parties)[number]) => [
    { from: parties, to: [to], protocol: "tcp", ports: ["22", "443"] },
    { from: parties, to: [to], protocol: "tcp", ports: ["5432"] },
    { from: parties, to: [to], protocol: "udp", ports: ["8000-8200"] },
    { from: offices("203.0.0.0/17"), to: [to], protocol: "tcp", ports: ["22", "443", "5432"] },
    { from: offices("203.0.128.0/17"), to: [to], protocol: "tcp", ports: ["22", "443", "5432"] },
    { from: offices("203.0.0.0/16"), to: [to], protocol: "udp", ports: ["8000-8200"] },
  ];
  const customers = [0, 1].map((n) => ({
    from: [{ role: "application", customer: `customer-${n}` }],
    to: [{ customer: `customer-${n}` }],
    protocol: "tcp",
    ports: ["9000-9100"],
  }));
  const rows = [...parties.flatMap(rowsTo), ...customers];
  return {
    roles: ROLES.map((role) => ({ role, tags: { Role: role } })),
    rows: rows.map((row, n): AccessRow => ({
      id: `row-${n}`,
      why: "the benchmark",
      owner: "bench",
      approval: { by: "bench", review: "2027-01-01" },
      clauses: [],
      place: { file: "access.yaml", line: n + 1 },
      ...row,
    })),
  };
}
