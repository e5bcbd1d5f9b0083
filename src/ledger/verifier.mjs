/**
 * Verifies a folder of evidence with Node alone (18 or newer), without the program that wrote it:
 *
 *     node verifier.mjs [FOLDER] [--key NAME+ID+BASE64]... [--checkpoint FILE]...
 *
 * FOLDER is the one this file lies in, unless named. --key is the ledger's public key as it was given to you in another
 * way than this folder; without it the folder's own key is taken, which whoever wrote the folder chose. --checkpoint is a
 * file of signed checkpoints that you kept from earlier: a ledger that was rewritten since, even with the key, does not fit it.
 * Prints what was checked. Exit status: 0 all well, 1 something is wrong, 2 wrong usage.
 * Rules: RFC 9162, section 2.1 (tree), RFC 8785 (entries), C2SP signed-note, tlog-checkpoint and tlog-proof.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
/** What the folder holds is shown, not obeyed. */
const shown = (text) =>
  JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

function need(holds, what) {
  if (!holds) throw new Error(what);
}

function base64(text, what) {
  const bytes = Buffer.from(text ?? "", "base64");
  need(bytes.toString("base64") === text, `${what} is not Base 64`);
  return bytes;
}

function hashIn(text, what) {
  const bytes = base64(text, what);
  need(bytes.length === 32, `${what} has not 32 bytes`);
  return bytes;
}

function count(text, what) {
  need(/^(0|[1-9]\d{0,15})$/.test(text ?? "") && Number.isSafeInteger(Number(text)), `${what} is not a number`);
  return Number(text);
}

function utf8(bytes) {
  const text = bytes.toString("utf8");
  need(Buffer.from(text, "utf8").equals(bytes), "it is not UTF-8");
  return text;
}

/** Lines of a text that ends with a newline. */
function linesOf(text) {
  const lines = text.split("\n");
  need(lines.pop() === "", "its last line does not end");
  return lines;
}

function parseKey(text) {
  const [name, id, ...rest] = text.split("+");
  const bytes = base64(rest.join("+"), "the key");
  need(/^[^\s\p{Z}\p{Cc}]+$/u.test(name), "a key's name is empty or has spaces");
  need(bytes.length === 33 && bytes[0] === 1, "a key is none of Ed25519");
  need(sha256(`${name}\n`, bytes).toString("hex", 0, 4) === id, "a key has not the id of its name and bytes");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), bytes.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

/** The text of a signed note that one of the keys signed. Signatures of other keys are ignored, as the specification says. */
function openNote(bytes, keys) {
  const note = utf8(bytes);
  // eslint-disable-next-line no-control-regex -- what is not to be there
  need(!/[\u0000-\u0009\u000b-\u001f]/.test(note), "it holds a control character");
  const blank = note.lastIndexOf("\n\n");
  need(blank > 0, "it is no signed note");
  const text = note.slice(0, blank + 1);
  let signed = false;
  for (const line of linesOf(note.slice(blank + 2))) {
    const [, name, data] = /^\u2014 ([^\s\p{Z}+]+) ([^ ]+)$/u.exec(line) ?? [];
    const signature = base64(data, "a signature");
    const key = keys.find((key) => key.name === name && key.id === signature.toString("hex", 0, 4));
    if (key === undefined) continue;
    need(verify(null, Buffer.from(text), key.key, signature.subarray(4)), `the signature of ${name} does not fit`);
    signed = true;
  }
  need(signed, "none of the keys signed it");
  return text;
}

/** The signed notes that follow each other in a file, each with its name. */
function notesIn(path) {
  const notes = utf8(readFileSync(path)).split(/\n{2,}(?!\u2014 )/);
  const all = notes.filter((note) => note !== "").map((note) => Buffer.from(note.replace(/\n?$/, "\n")));
  return all.map((note, i) => [`${all.length > 1 ? `${i + 1} in ` : ""}${shown(path)}`, () => note]);
}

function openCheckpoint(bytes, keys) {
  const [origin, size, root, ...more] = linesOf(openNote(bytes, keys));
  const [ledger, later] = [keys[0].name, /\/epoch-([1-9]\d{0,15})$/.exec(origin)?.[1]];
  const epoch = later === undefined ? 1 : Number(later);
  const isOurs = origin === (epoch === 1 ? ledger : `${ledger}/epoch-${epoch}`);
  need(isOurs && !more.includes(""), `it is no checkpoint of this ledger, but of ${shown(origin)}`);
  return { epoch, size: count(size, "the size"), root: hashIn(root, "the root") };
}

/** The roots of the tree of these leaves at these sizes: RFC 9162, section 2.1.1. */
function rootsAt(leaves, sizes) {
  const wanted = new Set(sizes);
  const roots = new Map([[0, sha256()]]);
  const peaks = [];
  leaves.forEach((leaf, place) => {
    let node = leaf;
    for (let n = place; n % 2 === 1; n = (n - 1) / 2) node = nodeHash(peaks.pop(), node);
    peaks.push(node);
    const root = wanted.has(place + 1) && peaks.reduceRight((right, left) => nodeHash(left, right));
    if (root) roots.set(place + 1, root);
  });
  return roots;
}

/** RFC 9162, section 2.1.3.2. */
function isIncluded(leaf, index, { size, root }, path) {
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else r = nodeHash(r, p);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && r.equals(root);
}

/** RFC 8785. */
function canonical(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function parseEntry(line) {
  const entry = JSON.parse(line);
  need(canonical(entry) === line, "it is not in canonical form");
  need(Object.keys(entry ?? 0).join(" ") === "body epoch index kind time", "it has not the members of an entry");
  need(Number.isSafeInteger(entry.index) && Number.isSafeInteger(entry.epoch), "its place is no number");
  return entry;
}

/** What an entry tells; what canonical JSON cannot say stands in it as a text. */
function toldBy({ body }) {
  return typeof body.json === "string" && Object.keys(body).length === 1 ? JSON.parse(body.json) : body;
}

const isSame = (a, b) => canonical(a) === canonical(b);
const utc = (time) => (time === null ? null : new Date(time).toISOString());

/**
 * A line of findings.jsonl against the entries of its changes: each step of its history, and the whole finding by the hash
 * in the last of them. Gives what the ledger cannot vouch for, because retention deleted the entry; null if nothing.
 */
function compareFinding({ finding, episodes, history, ...more }, entries, isDeleted) {
  need(Object.keys(more).length === 0 && history.length === finding.changes, "it is no finding with its history");
  const told = new Map(entries.map((entry) => [toldBy(entry).number, entry]));
  need(told.size === entries.length, "the ledger tells one of its changes twice");
  need(
    [...told.keys()].every((number) => number <= history.length),
    "the ledger tells of a change that it leaves out",
  );
  const terms = [];
  let unsure = null;
  history.forEach(({ number, kind, at, scan, episode, detail, ...more }, i) => {
    need(number === i + 1 && Object.keys(more).length === 0, `change ${i + 1} is not in its place`);
    if (kind === "opened" || kind === "reopened")
      terms.push({ number: terms.length + 1, opened: { at, scan }, resolved: null });
    else if (kind === "resolved") terms[terms.length - 1].resolved = { at, scan };
    const entry = told.get(number);
    need(entry !== undefined || isDeleted, `the ledger tells of no change ${number}`);
    if (entry === undefined) return void (unsure = "some changes");
    const { finding: key, change, sha256: _, ...rest } = toldBy(entry);
    need(key === finding.key || finding.formerKeys.includes(key), `change ${number} is of another finding`);
    const isTold = change === kind && entry.time === utc(at) && isSame(rest, { number, scan, episode, detail });
    need(isTold, `change ${number} is not as entry ${entry.index} tells it`);
  });
  need(isSame(episodes, terms), "its episodes are not those of its history");
  const last = told.get(history.length);
  const hash = last && toldBy(last).sha256;
  if (hash === undefined) return unsure ?? "its present state";
  const is = sha256(JSON.stringify(finding)).toString("hex");
  need(hash === is, `the finding is not the one that entry ${last.index} names by its hash`);
  return unsure;
}

/** A line of scans.jsonl against the scan's entry. */
function compareScan({ scan, started, finished, source, documents, units, manifest, ...more }, { body }) {
  need(Object.keys(more).length === 0, "it has members that no scan has");
  const { access, configuration, coverage, listings, lock, policies } = body;
  const held = { access, configuration, coverage, listings, lock, policies };
  const isHeld = ([name, value]) => isSame(value ?? null, manifest[name] ?? null);
  need(
    Object.keys(manifest).every((name) => name in held),
    "its manifest has members that no manifest has",
  );
  for (const member of Object.entries(held)) need(isHeld(member), `${member[0]} is not as the ledger has it`);
  const told = [body.name, body.started, body.result.finished, body.source, body.scope, body.checks];
  const isTold = isSame(told, [scan, started, finished, source, documents.scope, documents.checks]);
  need(isTold, "its times, source or documents are not those that the ledger has");
  if (typeof units === "number") return need(units === body.units, "it has not the units that the ledger has");
  const lines = units.map(({ account, region, answers }) => `${account} ${region} ${answers}\n`);
  return need(sha256(lines.join("")).toString("hex") === body.answers, "its units did not answer what the ledger has");
}

/** The terms of waivers, as the ledger's entries tell them. */
function waiverTerms(entries) {
  const terms = [];
  for (const entry of entries) {
    const { waiver, how } = toldBy(entry);
    if (entry.kind === "waiver-began") terms.push({ waiver, began: entry.time, ended: null, how: null });
    else {
      const term = terms.findLast((term) => term.ended === null && isSame(term.waiver, waiver));
      if (term) [term.ended, term.how] = [entry.time, how];
    }
  }
  return terms;
}

/** All files of a folder, as paths with `/`. */
function filesIn(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((item) => {
    const path = `${below}${item.name}`;
    if (item.isDirectory()) return filesIn(folder, `${path}/`);
    need(item.isFile(), `${shown(path)} is neither a file nor a folder`);
    return [path];
  });
}

/** Holds each line of the tables against what the ledger's entries tell, and the documents against their names. */
function compareTables({ files, read, entries, check, say }) {
  const isDeleted = entries.some(({ kind, body }) => kind === "deletion" && body.entries.length > 0);
  const changes = new Map();
  for (const entry of entries.filter(({ kind }) => kind === "finding")) {
    const { finding } = toldBy(entry);
    changes.set(finding, [...(changes.get(finding) ?? []), entry]);
  }
  const scans = new Map(entries.filter(({ kind }) => kind === "scan").map((entry) => [toldBy(entry).name, entry]));
  const terms = waiverTerms(entries.filter(({ kind }) => kind.startsWith("waiver-")));
  let held = 0;
  const each = (file, compare) => {
    if (!files.includes(file)) return;
    const lines = check(file, () => linesOf(utf8(read(file)))) ?? [];
    lines.forEach((line, i) => check(`${file}, line ${i + 1}`, () => compare(JSON.parse(line))));
    held += lines.length;
  };
  const left = (file, names) => {
    if (files.includes(file))
      for (const name of names)
        check(file, () => need(false, `it leaves out ${shown(name)}, of which the ledger tells`));
  };
  let unsure = 0;
  each("findings.jsonl", (line) => {
    const keys = [...line.finding.formerKeys, line.finding.key];
    const own = keys.flatMap((key) => changes.get(key) ?? []);
    for (const key of keys) changes.delete(key);
    if (compareFinding(line, own, isDeleted) !== null) unsure++;
  });
  left("findings.jsonl", [...changes.keys()]);
  each("scans.jsonl", (line) => {
    const entry = scans.get(line.scan);
    need(entry !== undefined, "the ledger tells of no such scan");
    scans.delete(line.scan);
    compareScan(line, { body: toldBy(entry) });
    for (const { answers } of Array.isArray(line.units) ? line.units : [])
      need(files.includes(`documents/${answers}.json`), `the document ${shown(answers)} is not there`);
  });
  left("scans.jsonl", [...scans.keys()]);
  each("waivers.jsonl", ({ waiver, began, ended, how, ...more }) => {
    const is = { waiver, began: utc(began), ended: utc(ended), how };
    const place = terms.findIndex((term) => isSame(term, is));
    need(Object.keys(more).length === 0 && (place >= 0 || isDeleted), "it is not as the ledger tells it");
    if (place >= 0) terms.splice(place, 1);
    else unsure++;
  });
  for (const path of files) {
    const [, hash] = /^(?:documents|policies)\/([0-9a-f]{64})\.(?:json|md)$/.exec(path) ?? [];
    if (hash !== undefined)
      check(shown(path), () => need(sha256(read(path)).toString("hex") === hash, "its name is not its hash"));
  }
  if (held > 0) say(`lines  ${held} of findings, scans and waivers, each held against the entries that tell of it`);
  if (unsure > 0)
    say(`       Of ${unsure} of them the ledger has not all any more: for the rest the manifest alone vouches.`);
}

/**
 * Checks a folder. `say` takes a line for each thing that was checked or is wrong. True if all is well.
 * `given` are keys and `kept` paths of checkpoints that did not come with the folder.
 */
export function verifyFolder(folder, { given = [], kept = [], say }) {
  let wrong = 0;
  /** Runs one check; what is wrong is told with the file, and the others go on. */
  const check = (file, run) => {
    try {
      return run();
    } catch (error) {
      wrong++;
      say(`WRONG  ${file}: ${shown(error.message).slice(1, -1)}`);
      return undefined;
    }
  };
  const read = (path) => readFileSync(join(folder, path));
  const files = check("the folder", () => filesIn(folder).sort()) ?? [];
  const below = (path) => files.filter((file) => file.startsWith(path));

  const keys = check("ledger/key.txt", () => {
    const texts = given.length > 0 ? given : linesOf(utf8(read("ledger/key.txt")));
    const keys = texts.map(parseKey);
    const isOne = keys.length > 0 && keys.every(({ name }) => name === keys[0].name);
    need(isOne, "it has no key, or keys of several ledgers");
    say(`key    ${texts.map(shown).join(", ")}`);
    if (given.length === 0)
      say("       It came with the folder: compare it with the one you were given, or pass that as --key.");
    return keys;
  });
  if (keys === undefined) return false;

  check("manifest.txt", () => {
    const [format, ledger, ...lines] = linesOf(openNote(read("manifest.txt"), keys));
    need(format === "clausewatch evidence 1" && ledger === keys[0].name, "it is no manifest of this ledger's evidence");
    const isListed = lines.every((line) => /^[0-9a-f]{64} {2}./.test(line));
    need(isListed, "it has a malformed line");
    const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    need(listed.size === lines.length, "it names a file twice");
    for (const path of new Set([...files, ...listed.keys()])) {
      if (path === "manifest.txt") continue;
      check(shown(path), () => {
        need(listed.has(path), "the manifest does not name it");
        need(files.includes(path), "the manifest names it, and it is not there");
        need(sha256(read(path)).toString("hex") === listed.get(path), "it is not the file that the manifest names");
      });
    }
    say(`files  ${listed.size} named by the signed manifest`);
  });

  const head = check("ledger/checkpoint.txt", () => openCheckpoint(read("ledger/checkpoint.txt"), keys));
  const leaves = check("ledger/leaf-hashes.txt", () => {
    return linesOf(utf8(read("ledger/leaf-hashes.txt"))).map((line, i) => hashIn(line, `line ${i + 1}`));
  });
  if (head === undefined || leaves === undefined) return false;
  say(`head   ${head.size} entries, epoch ${head.epoch}, root ${head.root.toString("base64")}`);

  const epochs = [];
  const entries = [];
  let next = 0;
  const lines = check("ledger/entries.jsonl", () => linesOf(utf8(read("ledger/entries.jsonl")))) ?? [];
  lines.forEach((line, i) => {
    check(`ledger/entries.jsonl, line ${i + 1}`, () => {
      const entry = parseEntry(line);
      const { index, epoch, kind, body } = entry;
      need(index >= next, `entry ${index} is not in its place`);
      next = index + 1;
      need(leaves[index]?.equals(leafHash(line)), `entry ${index} is not the one that the ledger holds`);
      if (kind === "epoch") {
        const goesOn = epoch === 1 ? index === 0 : body.previous?.size === index && body.previous.epoch === epoch - 1;
        need(epoch === epochs.length + 1 && goesOn, `entry ${index} does not begin the epoch that it says`);
        epochs.push(index);
        if (epoch > 1) say(`epoch  ${epoch} goes on from ${index} entries: ${shown(body.reason)}`);
      } else need(epoch === epochs.length, `entry ${index} is not of its epoch`);
      entries.push(entry);
    });
  });
  say(`shown  ${lines.length} of ${leaves.length} entries, each held against the hash of its place`);

  compareTables({ files, read, entries, check, say });

  const folded = below("ledger/checkpoints/").map((path) => [shown(path), () => read(path)]);
  const opened = ([name, bytes]) => [name, check(name, () => openCheckpoint(bytes(), keys))];
  const older = [...folded, ...kept.flatMap((path) => check(shown(path), () => notesIn(path)) ?? [])]
    .map(opened)
    .filter(([, checkpoint]) => checkpoint !== undefined);
  const roots = rootsAt(leaves, [head.size, ...older.map(([, { size }]) => size)]);
  check("ledger/leaf-hashes.txt", () => {
    need(leaves.length === head.size, `it has ${leaves.length} hashes, and the checkpoint signs ${head.size} entries`);
    need(roots.get(head.size).equals(head.root), "its tree is not the one that the checkpoint signs");
    need(epochs.length === head.epoch || head.size === 0, "the entries that begin its epochs are not all shown");
    say("tree   all leaf hashes give the root that the checkpoint signs");
  });
  for (const [name, { epoch, size, root }] of older) {
    check(name, () => {
      need(epoch <= head.epoch, `it is of epoch ${epoch}, which the ledger has not`);
      const end = epochs[epoch] ?? head.size;
      if (size > end && epoch < head.epoch)
        return say(`older  ${name}: entries ${end} to ${size - 1} of epoch ${epoch} were given up`);
      need(size <= end, `it signs ${size} entries, and the ledger has ${head.size}`);
      need(size === 0 || size > epochs[epoch - 1], "it signs no entry of its epoch");
      need(roots.get(size)?.equals(root), `it signs another tree of ${size} entries: the ledger was rewritten since`);
      return say(`older  ${name}: the same tree at ${size} entries`);
    });
  }

  const proofs = below("ledger/proofs/");
  for (const path of proofs) {
    check(shown(path), () => {
      const text = utf8(read(path));
      const [start, extra, place] = /^c2sp\.org\/tlog-proof@v1\nextra (.*)\nindex (.*)\n/.exec(text) ?? [];
      const blank = text.indexOf("\n\n");
      need(start !== undefined && blank > 0, "it is no proof");
      const bytes = base64(extra, "the entry");
      const { index } = parseEntry(utf8(bytes));
      need(index === count(place, "the index"), `it proves another place than that of entry ${index}`);
      const signed = openCheckpoint(Buffer.from(text.slice(blank + 2)), keys);
      const steps = linesOf(text.slice(start.length, blank + 1)).map((line) => hashIn(line, "a hash"));
      need(isIncluded(leafHash(bytes), index, signed, steps), `entry ${index} does not lead to the signed root`);
      need(leaves[index]?.equals(leafHash(bytes)), `entry ${index} is not the one that the ledger holds`);
    });
  }
  say(`proofs ${proofs.length}`);
  say(wrong === 0 ? `All well${given.length > 0 ? "" : ", if the key is the ledger's"}.` : `${wrong} wrong.`);
  return wrong === 0;
}

function main() {
  const options = { key: { type: "string", multiple: true }, checkpoint: { type: "string", multiple: true } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const folder = positionals[0] ?? dirname(fileURLToPath(import.meta.url));
  const say = (line) => void process.stdout.write(`${line}\n`);
  return verifyFolder(folder, { given: values.key, kept: values.checkpoint, say }) ? 0 : 1;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
