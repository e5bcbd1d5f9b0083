import { access, defineCheck, fail, pass, undecided, z, type Fail, type Proof, type Target } from "clausewatch";

const family = z.strictObject({
  name: z.string().min(1).describe("What findings call it."),
  engines: z.array(z.string()).default([]).describe("The engines of RDS that are of it, as RDS names them."),
  roles: z.array(z.string()).default([]).describe("The roles by which databases on servers of their own are known."),
  securityGroups: z
    .array(z.string())
    .default([])
    .describe("Ids of security groups by which databases on servers of their own are known."),
});

type Family = z.infer<typeof family>;

const usual: Family[] = [
  {
    name: "PostgreSQL",
    engines: ["postgres", "aurora-postgresql", "POSTGRESQL"],
    roles: ["postgresql"],
    securityGroups: [],
  },
  {
    name: "Percona or MySQL",
    engines: ["mysql", "mariadb", "aurora", "aurora-mysql", "MYSQL"],
    roles: ["percona", "mysql"],
    securityGroups: [],
  },
];

export default defineCheck({
  id: "databases-are-on-separate-hosts",
  severity: "high",
  title: "Databases of different kinds have hosts and security groups of their own",
  why: "Parts of a record are kept apart so that whoever gets hold of one database has no record: on one host, or behind one group, they are one.",
  fix: "Move one of the databases to a host of its own, and give each a security group of its own.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  params: z.strictObject({
    families: z.array(family).min(2).default(usual).describe("The kinds of databases that are kept apart."),
  }),
  *judge(proof, { families }) {
    const databases = proof.targets
      .filter(({ roles }) => roles.includes("database"))
      .map((target) => ({ target, own: families.filter((each) => isOf(target, each)) }));
    const all = databases.flatMap(({ target, own }) => target.groups.map((group): Holder => ({ group, target, own })));
    const holders = Map.groupBy(all, ({ group }) => group);
    for (const { target, own } of databases) {
      const { unit, resource, customer } = target;
      const told = { unit, resource, customer };
      if (own.length === 0) {
        const why = `The ${access.nameOf(target)} is of none of ${families.map(({ name }) => name).join(", ")}, as far as its engine and roles say`;
        yield { ...told, verdict: undecided(why) };
        continue;
      }
      const shared = target.groups.flatMap((group) => sharedGroup(proof, target, own, group, holders.get(group) ?? []));
      const fails = [...sharedHost(target, own), ...shared.filter((each) => typeof each !== "string")];
      const doubts = [...target.doubts, ...shared.filter((each) => typeof each === "string")];
      if (fails.length > 0) yield { ...told, verdict: fails };
      else yield { ...told, verdict: doubts.length > 0 ? undecided(doubts.join("; ")) : pass() };
    }
  },
});

interface Holder {
  readonly group: string;
  readonly target: Target;
  readonly own: readonly Family[];
}

function isOf({ engine, roles, groups }: Target, family: Family): boolean {
  if (engine !== undefined) return family.engines.includes(engine);
  return family.roles.some((role) => roles.includes(role)) || family.securityGroups.some((id) => groups.includes(id));
}

function sharedHost(target: Target, own: readonly Family[]): Fail[] {
  if (own.length < 2) return [];
  const names = own.map(({ name }) => name).join(" and ");
  return [fail(`The ${access.nameOf(target)} holds databases of ${names}`, { key: `host of ${names}` })];
}

/** Groups that it shares with databases of another kind: fails; or with some of which nobody can say it, in words. */
function sharedGroup(
  proof: Proof,
  target: Target,
  own: readonly Family[],
  group: string,
  holders: readonly Holder[],
): readonly (Fail | string)[] {
  const others = holders.filter((holder) => !holder.own.some((each) => own.includes(each)));
  const other = others.find((holder) => holder.own.length > 0) ?? others[0];
  if (other === undefined) return [];
  const found = proof.groups.find(({ resource }) => resource.id === group);
  // A group that opens nothing keeps nothing together.
  if ((found?.item as { readonly IpPermissions: readonly unknown[] } | undefined)?.IpPermissions.length === 0)
    return [];
  const shares = `The ${access.nameOf(target)} shares the security group ${group} with the ${access.nameOf(other.target)}`;
  if (other.own.length === 0) return [`${shares}, of which nothing says what kind it is`];
  if (found === undefined) return [`${shares}, and what it opens was not read`];
  const names = `${own[0]!.name} and ${other.own[0]!.name}`;
  return [fail(`${shares}: ${names} stand behind one rule`, { key: `group ${group}` })];
}
