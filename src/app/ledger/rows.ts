import { LedgerError, decodeJson, encodeEntry, encodeJson, leafHash } from "../../ledger/index.ts";
import type { Entry, EntryKind, Json, JsonObject, LedgerRow } from "../../ledger/index.ts";
import type { LedgerEnd, LedgerEntryRow, PendingRow } from "../../store/index.ts";

/**
 * The bytes of an entry, of which its leaf is the hash: put together of all columns of its row, so that none of them can
 * be changed unnoticed.
 */
export function bytesOf({ position, epoch, kind, at, body }: LedgerEntryRow): Buffer | null {
  if (body === null) return null;
  const place = `"epoch":${epoch},"index":${position},"kind":${JSON.stringify(kind)},"time":${JSON.stringify(at)}`;
  return Buffer.from(`{"body":${body},${place}}`, "utf8");
}

export function ledgerRow(row: LedgerEntryRow): LedgerRow {
  return { entry: bytesOf(row), leafHash: Buffer.from(row.leaf, "hex") };
}

export function rowOf(entry: Entry): LedgerEntryRow {
  const { index, epoch, kind, time, body } = entry;
  const leaf = leafHash(encodeEntry(entry)).toString("hex");
  return { position: index, epoch, kind, at: time, body: encodeJson(body), leaf };
}

/** The entry that a row becomes which waited for its place. */
export function entryOf({ kind, at, body }: PendingRow, { position, epoch }: LedgerEnd): LedgerEntryRow {
  if (epoch === 0) throw new LedgerError("the ledger has not begun");
  const told = kindOf(kind, JSON.parse(body) as JsonObject);
  const row = (body: JsonObject) =>
    rowOf({ index: position, epoch, kind: told.kind, time: new Date(at).toISOString(), body });
  try {
    return row(told.body);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    // What AWS sent may hold halves of characters, which canonical JSON has not: it stands there as it was written.
    return row({ json: body });
  }
}

function kindOf(kind: string, body: JsonObject): { kind: EntryKind; body: JsonObject } {
  switch (kind) {
    case "scan":
    case "finding":
    case "daemon":
    case "delivery":
      return { kind, body };
    case "scan abandoned":
      return { kind: "scan-abandoned", body };
    case "waiver": {
      const { change, ...rest } = body;
      return { kind: change === "began" ? "waiver-began" : "waiver-ended", body: rest };
    }
    case "deleted": {
      const { sha256, ...what } = body;
      const reason = `its time of retention is over: ${encodeJson(what)}`;
      return { kind: "deletion", body: { entries: [], contents: [`sha256:${String(sha256)}`], reason } };
    }
    case "listings deleted": {
      const contents = (body["listings"] as string[]).map((sha256) => `sha256:${sha256}`);
      return { kind: "deletion", body: { entries: [], contents, reason: "no scan that is kept read these listings" } };
    }
    case "expired":
      return { kind: "deletion", body: { ...body, contents: [], reason: "their time of retention is over" } };
    default:
      throw new LedgerError(`something of the unknown kind ${JSON.stringify(kind)} waits for its place in the ledger`);
  }
}

/** What an entry tells, also where canonical JSON could not. */
export function bodyOf({ body }: LedgerEntryRow): Readonly<Record<string, Json>> {
  if (body === null) return {};
  const told = decodeJson(body) as JsonObject;
  const { json } = told;
  return typeof json === "string" && Object.keys(told).length === 1 ? (JSON.parse(json) as JsonObject) : told;
}
