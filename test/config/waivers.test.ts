import { recordingsFolder } from "../../src/app/open-store.ts";
import { postgresAddress, type StoreAddress } from "../../src/store/index.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuredStore, loadConfig, loadWaivers } from "../../src/config/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-waivers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function waivers(text: string | null) {
  await writeFile(join(folder, "clausewatch.yaml"), "waivers: waivers.yaml\n");
  if (text === null) await rm(join(folder, "waivers.yaml"), { force: true });
  else await writeFile(join(folder, "waivers.yaml"), text);
  return await loadWaivers(await loadConfig({ cwd: folder, env: {} }), folder);
}

const right = `waivers:
  - id: one
    covers: { check: a-b }
    clause: { quote: q }
    reason: r
    control: c
    approver: a
    expires: 2026-09-01
`;

describe("the file of waivers", () => {
  it("gives what is written, with its place", async () => {
    const file = await waivers(right);
    expect(file?.value).toEqual([
      {
        id: "one",
        kind: "waiver",
        covers: { check: "a-b" },
        clause: { quote: "q" },
        reason: "r",
        control: "c",
        approver: "a",
        expires: "2026-09-01",
      },
    ]);
    expect(file?.placeOf(["waivers", 0, "expires"])).toMatchObject({ file: "waivers.yaml", line: 8, column: 14 });
  });

  it.each<[string, string | null, string]>([
    ["that is not there", null, 'clausewatch.yaml:1:10: the file of waivers "waivers.yaml"'],
    ["that covers nothing", right.replace("{ check: a-b }", "{}"), "waivers.yaml:3:13: waivers[0].covers"],
    ["that covers everything", right.replace("{ check: a-b }", '{ pattern: "**" }'), "waivers.yaml:3:24: "],
    ["without an end", right.replace(/ {4}expires.*\n/, ""), "waivers.yaml:2:5: "],
    ["of no day of the calendar", right.replace("2026-09-01", "2026-02-30"), "waivers.yaml:8:14: "],
    ["with a key that is none", `${right}    untill: x\n`, 'waivers.yaml:9:5: there is no key "untill"'],
    ["of another kind", `${right}    kind: forever\n`, "waivers.yaml:9:11: "],
    ["with an id twice", right + right.slice(right.indexOf("\n") + 1), "waivers.yaml:9:9: "],
  ])("one %s is an error where it stands", async (_, text, place) => {
    await expect(waivers(text)).rejects.toThrow(place);
  });
});

describe("the store", () => {
  const store = async (text: string, env: Record<string, string> = {}) => {
    await writeFile(join(folder, "clausewatch.yaml"), text);
    return await configuredStore(await loadConfig({ cwd: folder, env }), env);
  };

  it("is a file beside the configuration, or a server whose password is elsewhere", async () => {
    await writeFile(join(folder, "secret"), "pass word\n");
    expect(await store("{}")).toBeNull();
    expect(await store("store: { sqlite: a.db }")).toEqual({ kind: "sqlite", file: join(folder, "a.db") });
    const address = "postgres://me@db/c";
    expect(await store(`store: { postgres: "${address}" }`)).toEqual({ kind: "postgres", address });
    const ofFile = `store: { postgres: "${address}", passwordFile: secret }`;
    expect(await store(ofFile)).toEqual({ kind: "postgres", address, password: "pass word" });
    const env = { CLAUSEWATCH_STORE_PASSWORD: "other" };
    expect(await store(ofFile, env)).toMatchObject({ password: "other" });
    expect(await store("{}", { CLAUSEWATCH_STORE_SQLITE: "b.db" })).toEqual({
      kind: "sqlite",
      file: join(folder, "b.db"),
    });
  });

  it("has what scans read beside it, or where the configuration says", async () => {
    const place = async (text: string, address: StoreAddress) => {
      await writeFile(join(folder, "clausewatch.yaml"), text);
      return recordingsFolder(await loadConfig({ cwd: folder, env: {} }), address);
    };
    const file = (name: string) => ({ kind: "sqlite", file: join(folder, name) }) as const;
    const server = { kind: "postgres", address: postgresAddress("postgres://me@db/c") } as const;
    expect(await place("store: { sqlite: a.db }", file("a.db"))).toBe(join(folder, "a.db.recordings"));
    const named = "store: { sqlite: a.db, recordings: kept }";
    expect(await place(named, file("a.db"))).toBe(join(folder, "kept"));
    // The store that the command line names is another one.
    expect(await place(named, file("b.db"))).toBe(join(folder, "b.db.recordings"));
    expect(await place("store: { postgres: 'postgres://me@db/c', recordings: /mnt/kept }", server)).toBe("/mnt/kept");
    expect(await place("store: { postgres: 'postgres://me@db/c' }", server)).toBeNull();
  });

  it.each([
    ["store: {}", "1:8: "],
    ["store: { sqlite: a.db, postgres: postgres://me@db/c }", "cannot stand beside postgres"],
    ["store: { sqlite: a.db, passwordFile: p }", "is of no use to SQLite"],
    ["evidence: full", "cannot be full without a store"],
    ["evidence: full\nstore: { postgres: 'postgres://me@db/c' }", "cannot be full without store.recordings"],
    ["evidence: all", "evidence"],
    ["store: { postgres: 'mysql://x' }", "this is no address of PostgreSQL"],
    ["store: { postgres: 'postgres://a:b:c@d/e' }", "a password must not stand here"],
    ["store: { postgres: 'postgres://me@db/c', passwordFile: missing }", "the password's file"],
  ])("%s is an error", async (text, said) => {
    await expect(store(text)).rejects.toThrow(said);
  });
});
