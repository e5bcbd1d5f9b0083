import { createHash } from "node:crypto";
import { join, relative, resolve } from "node:path";
import { loadCatalog, type Catalog } from "../catalog/index.ts";
import {
  ConfigError,
  firstInputs,
  inputsOf,
  loadConfig,
  loadLock,
  loadRegister,
  loadWaivers,
  policyFiles,
  type Config,
  type LoadedConfig,
  type LockFile,
  type ParsedFile,
  type Place,
  type Problem,
  type RegisterFile,
  type WaiversFile,
} from "../config/index.ts";
import type { DeclaredAccess, LintRule, PolicyLock } from "../contract/index.ts";
import type { Ownership } from "../evaluate/index.ts";
import { ec2, listings } from "../listings/index.ts";
import {
  bind,
  Effort,
  Lock,
  NORMALISER,
  PolicyError,
  readPolicy,
  Sentences,
  type Bound,
  type PolicyDocument,
  type PolicySource,
} from "../policy/index.ts";
import type { Waiver } from "../track/index.ts";
import type { BoundCheck } from "./enable.ts";
import { refuseOverwriting, type ReadFile, type WrittenFile } from "./overwriting.ts";
import { prepare } from "./prepare.ts";
import { nameProblems } from "./name-problems.ts";

export interface ReadRequest {
  /** The configuration's path as the user gave it. */
  readonly path?: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files that will be written: refused, where they are among those that are read. */
  readonly writes?: readonly WrittenFile[];
  /** Files that are read beside those that the configuration names. */
  readonly reads?: readonly ReadFile[];
  /** Told what users' checks print. */
  readonly log: (check: string, text: string) => void;
}

/** All that the user wrote, read and put together. Nothing here asked AWS. */
export interface Read {
  readonly loaded: LoadedConfig;
  readonly sources: readonly PolicySource[];
  readonly sentences: Sentences;
  readonly lock: Lock;
  /** Null where there is none. */
  readonly lockFile: LockFile | null;
  readonly bound: Bound;
  /** Null where there is neither a register nor a role. */
  readonly access: DeclaredAccess | null;
  /** Accepted exceptions, with the hash of the sentence that each is from. */
  readonly waivers: readonly Waiver[];
  /** Where a path of `bound` or of another part of what the user wrote stands. */
  placeOf(path: readonly (string | number)[]): Place;
  /** Null where the configuration names no customers. */
  readonly ownership: Ownership | null;
  readonly catalog: Catalog;
  /** Every enabled check; none where something is wrong. */
  readonly checks: readonly BoundCheck[];
  /** What is wrong with configuration, register and lock beyond their form. */
  readonly problems: readonly ReadProblem[];
}

export interface ReadProblem extends Problem {
  readonly rule: LintRule;
}

/**
 * Reads configuration, access register, lock, policies and checks. Throws ConfigError, CatalogError or OverwriteError for
 * what cannot be read at all; what does not fit together is given as problems. The catalog is the caller's to close.
 */
export async function readEverything({ log, ...request }: ReadRequest): Promise<Read> {
  const loaded = await loadGuarded(request);
  const { config } = loaded;
  const lockFile = await loadLock(loaded, request.cwd);
  refuseNewer(lockFile);
  const lock = new Lock(lockFile?.value ?? null);
  const register = await loadRegister(loaded, request.cwd);
  const waiversFile = await loadWaivers(loaded, request.cwd);
  const sources = await policyFiles(loaded);
  const sentences = new Sentences(documentsOf(sources, nearness(loaded, request.cwd)));
  const bound = bind(sentences, lock, { ...config, rows: register?.value ?? [], exceptions: waiversFile?.value ?? [] });
  const access = accessOf(config, register, bound);
  const waivers = waiversOf(waiversFile, bound);
  const placeOf: Read["placeOf"] = (path) => {
    if (path[0] === "rows") return register!.placeOf(path);
    // The configuration has a key of this name too, which names the file.
    return (path[0] === "waivers" && path.length > 1 ? waiversFile! : loaded).placeOf(path);
  };
  const catalog = await loadCatalog({
    listings,
    folders: config.checks.folders.map((folder) => resolve(loaded.folder, folder)),
    limits: { memory: config.checks.memoryMb, seconds: config.checks.timeoutSeconds },
    log,
  });
  try {
    const ownership = ownershipOf(config);
    const { checks, problems } = await prepare({
      catalog,
      bindings: bound.bindings,
      disabled: config.checks.disabled,
      services: config.services ?? [],
      beside: ownership?.vpcs ? [ownership.vpcs] : [],
    });
    const misnamed = problems.length > 0 ? [] : await nameProblems(config, catalog, checks);
    const wrong = [...bound.problems, ...problems, ...misnamed].map(({ rule, path, message, hint }) => ({
      ...placeOf(path),
      rule,
      message,
      hint,
    }));
    const all = [...wrong, ...damages(lock, lockFile)];
    return {
      loaded,
      sources,
      sentences,
      lock,
      lockFile,
      bound,
      access,
      waivers,
      placeOf,
      ownership,
      catalog,
      checks,
      problems: all,
    };
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

/** The configuration; read where nothing that will be written is among what is read. */
export async function loadGuarded(request: Omit<ReadRequest, "log">): Promise<LoadedConfig> {
  const { writes = [], reads = [], cwd } = request;
  const first = [...reads, ...firstInputs(request)];
  await refuseOverwriting(writes, first, cwd);
  const loaded = await loadConfig(request);
  if (writes.length > 0) await refuseOverwriting(writes, [...first, ...(await inputsOf(loaded))], cwd);
  return loaded;
}

function refuseNewer(lockFile: ParsedFile<PolicyLock> | null): void {
  if (lockFile === null || lockFile.value.normaliser <= NORMALISER) return;
  const message = `the lock is of normaliser ${lockFile.value.normaliser}, and this program knows ${NORMALISER}`;
  const hint = "A newer clausewatch wrote it: use that, or take the lock back from version control.";
  throw new ConfigError([{ ...lockFile.placeOf(["normaliser"]), message, hint }]);
}

function damages(lock: Lock, lockFile: ParsedFile<PolicyLock> | null): ReadProblem[] {
  return lock.damaged.map((i) => ({
    ...lockFile!.placeOf(["clauses", i]),
    rule: "lock-damaged",
    message: `the text of ${JSON.stringify(lockFile!.value.clauses[i]!.quote.slice(0, 100))} is not the one that was accepted`,
    hint: "Take the entry back from version control, or accept the clause again.",
  }));
}

/** The configuration's folder, as a user in `cwd` would name it. */
export function nearness({ folder }: LoadedConfig, cwd: string): string {
  const near = relative(cwd, folder);
  return near.startsWith("..") ? folder : near;
}

/** Reads every document. Throws one ConfigError for all that cannot be read. */
export function documentsOf(sources: readonly PolicySource[], near: string): readonly PolicyDocument[] {
  const problems: Problem[] = [];
  const effort = new Effort();
  const documents = sources.flatMap((source) => {
    try {
      return [readPolicy(source, effort)];
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const { file, line, column, what, hint } = error;
      problems.push({ file: join(near, file), line, column, message: what, hint });
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return documents;
}

/** The rows with the clauses that were found, and with their lines. */
function accessOf({ roles = [] }: Config, register: RegisterFile | null, { rows }: Bound): DeclaredAccess | null {
  if (register === null && roles.length === 0) return null;
  const declared = (register?.value ?? []).map((row, i) => {
    const { line } = register!.placeOf(["rows", i]);
    const place = { file: register!.file, ...(line === undefined ? {} : { line }) };
    return { ...row, clauses: rows[i]!.clauses, place };
  });
  return { roles, rows: declared, hash: hashOf({ roles, rows: register?.value ?? [] }) };
}

function waiversOf(file: WaiversFile | null, { exceptions }: Bound): readonly Waiver[] {
  return (file?.value ?? []).map((waiver, i) => ({ ...waiver, clause: exceptions[i]?.hash ?? waiver.clause.quote }));
}

function hashOf(declared: unknown): string {
  return createHash("sha256").update(JSON.stringify(declared)).digest("hex");
}

function ownershipOf({ customers = [], services = [] }: Config): Ownership | null {
  if (customers.length === 0) return null;
  const hash = hashOf({ customers, services });
  return { customers, hash, vpcs: customers.some(({ tags }) => tags !== undefined) ? ec2.vpcs : null };
}
