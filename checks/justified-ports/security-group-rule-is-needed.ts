import { defineCheck, ec2, fail, network, pass, type Fail, type ItemOf } from "clausewatch";

type Group = ItemOf<typeof ec2.securityGroups>;

interface Rule {
  readonly text: string;
  readonly ports: network.Ports;
  /** A block, or the id of a list or group. */
  readonly block: network.Cidr | null;
  readonly peer: string;
}

/** In an order of their own: AWS promises none. */
function rulesOf(permissions: Group["IpPermissions"]): readonly Rule[] {
  const rules = permissions.flatMap((permission) => {
    const ports = network.portsOf(permission);
    if (ports === null) return [];
    const named = network.nameOfPorts(ports);
    return network.peersOf(permission).map(({ kind, text }): Rule => {
      const block = kind === "cidr" ? network.parseCidr(text) : null;
      return { text: `${named} from ${text}`, ports, block, peer: text };
    });
  });
  return rules.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

/** Whether one rule admits all that the other does. */
function covers(wide: Rule, narrow: Rule): boolean {
  if (wide.ports[0] > narrow.ports[0] || wide.ports[1] < narrow.ports[1]) return false;
  const [a, b] = [wide.block, narrow.block];
  if (a === null || b === null) return wide.peer === narrow.peer;
  return a.family === b.family && a.range[0] <= b.range[0] && b.range[1] <= a.range[1];
}

function failsOf({ GroupId, GroupName }: Group, rules: readonly Rule[], way: "inbound" | "outbound"): Fail[] {
  const fails = new Map<string, Fail>();
  for (const [i, rule] of rules.entries()) {
    const wider = rules.find((other, k) => k !== i && covers(other, rule) && (!covers(rule, other) || k < i));
    if (wider === undefined) continue;
    const text = way === "inbound" ? rule.text : rule.text.replace(" from ", " to ");
    const by = way === "inbound" ? wider.text : wider.text.replace(" from ", " to ");
    const message = `Security group ${GroupId} (${GroupName}) has the ${way} rule ${text}, of which ${by} admits all`;
    fails.set(`${way} ${text}`, fail(message, { key: `${way} ${text}`, evidence: { rule: text, by } }));
  }
  return [...fails.values()];
}

export default defineCheck({
  id: "security-group-rule-is-needed",
  severity: "informational",
  title: "No rule of a security group is shadowed by another one of it",
  why: "Who removes the rule that everybody sees does not close the port, for another one still holds it open.",
  fix: "Remove the narrower rule; or the wider one, where the narrower is what was meant.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: ec2.securityGroups,
  judge: (group) => {
    const fails = [
      ...failsOf(group, rulesOf(group.IpPermissions), "inbound"),
      ...failsOf(group, rulesOf(group.IpPermissionsEgress), "outbound"),
    ];
    return fails.length === 0 ? pass() : fails;
  },
});
