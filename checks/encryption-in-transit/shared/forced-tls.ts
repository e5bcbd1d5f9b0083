import { fail, pass, undecided, type ItemOf, type rds, type Verdict } from "clausewatch";

/** The parameter by which an engine refuses connections without TLS. */
const parameters: ReadonlyMap<string, string> = new Map([
  ["aurora-mysql", "require_secure_transport"],
  ["aurora-postgresql", "rds.force_ssl"],
  ["mariadb", "require_secure_transport"],
  ["mysql", "require_secure_transport"],
  ["postgres", "rds.force_ssl"],
  ["sqlserver", "rds.force_ssl"],
]);

/** Where engines without such a parameter have the setting. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ["db2", "Db2 takes it from the parameter DB2COMM and the ports that are open, which are not read"],
  ["docdb", "DocumentDB has parameter groups of its own, which are not read"],
  ["neptune", "Neptune has parameter groups of its own, which are not read"],
  ["oracle", "Oracle takes it from its option group and the ports that are open, which are not read"],
]);

/** Engines of several editions have names such as `sqlserver-ee`. */
const family = (engine: string) => engine.replace(/^(db2|oracle|sqlserver)-.*$/, "$1");

/** A parameter group that a database uses, and whether what stands in it is in force. */
export interface GroupInUse {
  readonly name: string;
  /** By server: `in-sync` where it runs with the group's values. */
  readonly statuses: readonly (string | undefined)[];
  /** What the group holds; the engine's defaults for what nobody set are among it. */
  readonly parameters: readonly Pick<ItemOf<typeof rds.dbParameters>, "ParameterName" | "ParameterValue" | "Source">[];
}

/** Whether a database, which `name` calls so, refuses connections without TLS, as far as one of its groups says. */
export function judgeForcedTls(name: string, engine: string, group: GroupInUse): Verdict {
  const parameter = parameters.get(family(engine));
  if (parameter === undefined) {
    const where = elsewhere.get(family(engine)) ?? `its engine is ${engine}`;
    return undecided(`It is not known whether ${name} forces TLS: ${where}`);
  }
  const found = group.parameters.find(({ ParameterName }) => ParameterName === parameter);
  if (found === undefined) return undecided(`${name} has the parameter group ${group.name}, without ${parameter}`);
  const { ParameterValue: value, Source } = found;
  const forces = value === undefined ? null : meaningOf(value);
  const setting = `${parameter}${value === undefined ? "" : ` = ${value}`} in its parameter group ${group.name}`;
  if (forces === null) return undecided(`It is not known whether ${name} forces TLS by ${setting}`);
  if (!forces) {
    const evidence = { parameter, value, group: group.name, ...(Source !== undefined && { source: Source }) };
    return fail(`${name} also accepts connections without TLS: ${setting}`, { evidence });
  }
  const waiting = [...new Set(group.statuses.map((status) => status ?? "not known"))].filter(
    (one) => one !== "in-sync",
  );
  return waiting.length === 0
    ? pass()
    : undecided(`${name} is to force TLS by ${setting}, which may not be in force yet: ${waiting.sort().join(", ")}`);
}

/** Whether a switch is on; null for what is no switch. */
function meaningOf(value: string): boolean | null {
  if (/^(1|on|true)$/i.test(value)) return true;
  return /^(0|off|false)$/i.test(value) ? false : null;
}
