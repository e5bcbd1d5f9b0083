/**
 * Names the points at which a process can be killed: before and after each statement that writes, and each COMMIT. The
 * product knows nothing of this: the drivers are wrapped, in the process that loads this file and asks for it.
 */
import { DatabaseSync, StatementSync } from "node:sqlite";
import pg from "pg";

/** Told each point that is reached, by its name. */
export type Reached = (point: string) => void;

/** What a statement is called: `insert findings`; null for one that only reads. */
function nameOf(sql: string): string | null {
  const [, verb, table] = /^\s*(insert into|update|delete from) "?(\w+)/i.exec(sql) ?? [];
  return verb === undefined ? null : `${verb.split(" ")[0]!.toLowerCase()} ${table!}`;
}

/** A COMMIT is called by what it commits first: `commit claims`. */
class Names {
  #first = "nothing";

  of(sql: string): string | null {
    const text = sql.trim().toLowerCase();
    if (text.startsWith("begin")) this.#first = "nothing";
    if (text === "commit") return `commit ${this.#first}`;
    const name = nameOf(sql);
    const [, table] = name?.split(" ") ?? [];
    // What takes a lock says nothing of what is done under it.
    if (this.#first === "nothing" && table !== undefined && table !== "facts") this.#first = table;
    return name;
  }
}

export function watchSqlite(reached: Reached): void {
  const names = new Names();
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    const name = names.of(sql);
    if (name !== null) reached(`before ${name}`);
    exec.call(this, sql);
    if (name !== null) reached(`after ${name}`);
  };
  for (const method of ["all", "run"] as const) {
    const original = StatementSync.prototype[method] as (...values: unknown[]) => unknown;
    StatementSync.prototype[method] = function (this: StatementSync, ...values: unknown[]) {
      const name = names.of(this.sourceSQL);
      if (name !== null) reached(`before ${name}`);
      const result = original.apply(this, values);
      if (name !== null) reached(`after ${name}`);
      return result;
    } as never;
  }
}

export function watchPostgres(reached: Reached): void {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  const names = new WeakMap<object, Names>();
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const sql = typeof args[0] === "string" ? args[0] : "";
    if (!names.has(this)) names.set(this, new Names());
    const name = names.get(this)!.of(sql);
    if (name === null) return query.apply(this, args);
    reached(`before ${name}`);
    const result = query.apply(this, args);
    // It is on its way, and nobody knows whether it arrived.
    if (name.startsWith("commit")) setImmediate(() => reached(`during ${name}`));
    if (result instanceof Promise) return result.finally(() => reached(`after ${name}`));
    return result;
  } as never;
}
