/** As much of JQL as anybody asks this double; of all else it says that it does not know it. */
import type { Issue } from "./board.ts";

type Test = (issue: Issue) => boolean;

export class JqlError extends Error {}

/** The issues that a query names, in its order. Throws JqlError. */
export function search(jql: string, issues: readonly Issue[], project: string, now: number): Issue[] {
  const [where = "", order] = jql.split(/\s+ORDER\s+BY\s+/i);
  if (where.trim() === "")
    throw new JqlError("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
  const tests = where.split(/\s+AND\s+/i).map((clause) => testOf(clause.trim(), project, now));
  const found = issues.filter((issue) => tests.every((test) => test(issue)));
  return found.toSorted(orderOf(order));
}

function testOf(clause: string, project: string, now: number): Test {
  const [, field = "", operator, , quoted, bare] = /^(\w+)\s*(=|>=)\s*("([^"]*)"|([\w-]+))$/.exec(clause) ?? [];
  const value = quoted ?? bare ?? "";
  switch (`${field} ${operator}`) {
    case "labels =":
      return ({ labels }) => labels.includes(value);
    case "project =":
      if (value !== project) throw new JqlError(`The value '${value}' does not exist for the field 'project'.`);
      return () => true;
    case "statusCategory =":
      return ({ status }) => status.statusCategory.name === value;
    case "updated >=": {
      const minutes = /^-(\d+)m$/.exec(value)?.[1];
      if (minutes === undefined) break;
      return ({ updated }) => updated >= now - Number(minutes) * 60_000;
    }
  }
  throw new JqlError(`Error in the JQL Query: ${clause} is not understood`);
}

function orderOf(order: string | undefined): (a: Issue, b: Issue) => number {
  if (order === undefined) return (a, b) => b.created - a.created;
  const [, field, direction = "ASC"] = /^(created|updated)(?:\s+(ASC|DESC))?$/i.exec(order.trim()) ?? [];
  if (field === undefined) throw new JqlError(`Error in the JQL Query: ORDER BY ${order} is not understood`);
  const key = field.toLowerCase() as "created" | "updated";
  const sign = direction.toUpperCase() === "ASC" ? 1 : -1;
  return (a, b) => sign * (a[key] - b[key] || Number(a.id) - Number(b.id));
}
