import check from "../../../checks/justified-ports/access-row-is-reviewed.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY } from "../network-world.ts";

const due = (review: string) => row("r", "internet", "web", "tcp/443", { approval: { by: "Officer", review } });

testNetworkCheck(check, [
  { name: "reviewed in time", ...COMPANY, world: company, says: { admins: "pass", users: "pass" } },
  { name: "due today", ...COMPANY, world: company, rows: [due("2026-03-02")], says: { r: "pass" } },
  {
    name: "due yesterday",
    ...COMPANY,
    world: company,
    rows: [due("2026-03-01")],
    says: { r: [""] },
    words: 'The review of the row "r" of the access register by Platform was due on 2026-03-01',
  },
  {
    name: "a draft",
    ...COMPANY,
    world: company,
    rows: [row("r", "internet", "web", "tcp/443", { approval: null })],
    says: { r: [""] },
    words: /Nobody has approved the row "r"/,
  },
]);
