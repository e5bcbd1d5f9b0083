import { describe, expect, test } from "vitest";
import {
  epochOf,
  formatCheckpoint,
  formatSignerKey,
  formatVerifierKey,
  openCheckpoint,
  openNote,
  originOf,
  parseCheckpoint,
  parseSignerKey,
  parseVerifierKey,
  signCheckpoint,
  signNote,
  trustOf,
} from "../../src/ledger/index.ts";
import { ledgerName, signer, signerNamed, trust, verifierKeyText } from "./sample.ts";

const root = Buffer.alloc(32, 7);
const head = { epoch: 1, size: 20, root };
const note = signCheckpoint(head, signer);

describe("others' notes", () => {
  // The head of Go's checksum database that C2SP tlog-checkpoint has as its example, under the name it was signed for,
  // and the key of that database as Go knows it.
  const key = parseVerifierKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
  const theirs =
    "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

  test("are verified", () => {
    const { text, signedBy } = openNote(theirs, [key]);
    expect(signedBy).toEqual([key]);
    const root = Buffer.from("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62", "hex");
    expect(parseCheckpoint(text)).toEqual({ origin: "go.sum database tree", size: 20852163, root, extensions: [] });
    expect(() => openNote(theirs.replace("20852163", "20852164"), [key])).toThrow("does not fit its text");
  });

  test("are no checkpoints of ours", () => {
    expect(() => openCheckpoint(theirs, trust)).toThrow("no known key signed it");
    expect(() => openCheckpoint(theirs, { ledger: ledgerName, keys: [key] })).toThrow("is of another log");
  });
});

describe("keys", () => {
  // RFC 8032, section 7.1, test 1.
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const secret = formatSignerKey("example.com/log", seed);

  test("are written and read", () => {
    const signer = parseSignerKey(secret);
    const public_ = formatVerifierKey(signer.key);
    expect(public_).toBe(`example.com/log+${signer.key.id}+${Buffer.from(`01${publicKey}`, "hex").toString("base64")}`);
    expect(formatVerifierKey(parseVerifierKey(public_))).toBe(public_);
    expect(parseVerifierKey(public_).verify(Buffer.from("x"), signer.sign(Buffer.from("x")))).toBe(true);
    expect(parseVerifierKey(public_).verify(Buffer.from("y"), signer.sign(Buffer.from("x")))).toBe(false);
    expect(secret.startsWith(`PRIVATE+KEY+example.com/log+${signer.key.id}+AZ1hsZ3v`)).toBe(true);
  });

  test("are refused at any other letter", () => {
    for (const [text, read] of [
      [verifierKeyText, parseVerifierKey],
      [secret, parseSignerKey],
    ] as const) {
      for (let i = 0; i < text.length; i++) {
        const other = text[i] === "A" ? "B" : "A";
        expect(() => read(text.slice(0, i) + other + text.slice(i + 1)), `letter ${i}`).toThrow();
        expect(() => read(text.slice(0, i) + text.slice(i + 1)), `without letter ${i}`).toThrow();
      }
    }
  });

  test.each(["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "a\u0000b", "a\u0085b", "\ud800"])(
    "no name: %j",
    (name) => {
      expect(() => signerNamed(name)).toThrow("a key's name");
    },
  );

  test("an error does not quote a secret", () => {
    expect(() => parseSignerKey(`${secret}x`)).toThrow(/^the signer key is not Base 64 as RFC 4648 writes it$/);
    expect(JSON.stringify(parseSignerKey(secret))).not.toContain("AZ1hsZ3v");
  });

  test("are of one ledger", () => {
    const key = (name: string) => formatVerifierKey(signerNamed(name).key);
    expect(() => trustOf([])).toThrow("no verifier key");
    expect(() => trustOf([key("a"), key("b")])).toThrow("different ledgers");
    expect(() => trustOf([key("a/epoch-2")])).toThrow("cannot be the name of a ledger");
    expect(trustOf([key("a"), formatVerifierKey(signerNamed("a", "another").key)]).keys).toHaveLength(2);
  });
});

describe("notes", () => {
  const other = signerNamed(ledgerName, "another secret");
  const witness = signerNamed("witness.example");
  const line = (text: string) => `${text.trimEnd().split("\n").at(-1)!}\n`;
  const text = note.slice(0, note.indexOf("\n\n") + 1);

  test("are of the form that the specification gives", () => {
    expect(note).toMatch(
      /^example\.com\/clausewatch\n20\n[A-Za-z0-9+/]{43}=\n\n— example\.com\/clausewatch [A-Za-z0-9+/]{91}=\n$/,
    );
    expect(openCheckpoint(note, trust)).toEqual(head);
    expect(openCheckpoint(Buffer.from(note), trust)).toEqual(head);
  });

  test("signatures of unknown keys are ignored, also where the name is known", () => {
    const theirs = line(signNote(text, [other])) + line(signNote("something else\n", [witness]));
    expect(openNote(note + theirs, trust.keys).signedBy).toEqual(trust.keys);
    expect(() => openNote(`${text}\n${theirs}`, trust.keys)).toThrow("no known key signed it");
    const renamed = line(note).replace(ledgerName, "example.com/other");
    expect(openNote(note + renamed, trust.keys).signedBy).toHaveLength(1);
    expect(openNote(text + "\n" + theirs + line(note), trust.keys).signedBy).toEqual(trust.keys);
  });

  test("a key that signed twice counts once, and a wrong signature of a known key spoils a right one", () => {
    expect(openNote(note + line(note), trust.keys).signedBy).toHaveLength(1);
    expect(openNote(signNote(text, [signer, witness]), [signer.key, witness.key]).signedBy).toHaveLength(2);
    expect(() => openNote(note + line(signNote("something else\n", [signer])), trust.keys)).toThrow("does not fit");
    expect(() => openNote(note, [signer.key, signerNamed(ledgerName).key])).toThrow("two known keys");
  });

  test("sixteen signatures are read, a thousand are not", () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => line(signNote(text, [signerNamed(`witness-${i}`)]))).join("");
    expect(openNote(note + lines(16), trust.keys).signedBy).toHaveLength(1);
    expect(() => openNote(note + lines(100), trust.keys)).toThrow("more than 100 signatures");
  });

  test("a text may have blank lines, and look like a note itself", () => {
    const inner = `a\n\n${note}\n\n`;
    expect(openNote(signNote(inner, [signer]), trust.keys).text).toBe(inner);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["no signature", `${text}\n`],
    ["no blank line", note.replace("\n\n", "\n")],
    ["no text", `\n${line(note)}`],
    ["no last newline", note.slice(0, -1)],
    ["a carriage return", note.replace("\n", "\r\n")],
    ["a tab", note.replace("20", "20\t")],
    ["a null", note.replace("20", "\u0000")],
    ["something after it", `${note}x`],
    ["a blank line after it", `${note}\n`],
    ["another dash", note.replace("—", "-")],
    ["two spaces", note.replace("— ", "—  ")],
    ["a space at the end", `${note.slice(0, -1)} \n`],
    ["no padding", note.replace(/=\n$/, "\n")],
    ["a signature that is too short", `${text}\n— ${ledgerName} AAAAAA==\n`],
    [
      "bits beyond the last byte",
      note.replace(/(.)=\n$/, (_, c: string) => `${String.fromCharCode(c.charCodeAt(0) + 1)}=\n`),
    ],
  ])("%s is refused", (_, bad) => {
    expect(() => openNote(bad, trust.keys)).toThrow(
      /is no signed note|control character|line of signature|Base 64|too short/,
    );
  });

  test("every byte that differs is noticed", () => {
    const bytes = Buffer.from(note);
    for (let i = 0; i < bytes.length; i++) {
      for (const bit of [1, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[i]! ^= bit;
        expect(() => openCheckpoint(changed, trust), `byte ${i}`).toThrow();
      }
    }
  });

  test.each(["no newline", "a\u0000\n", "a\r\n", "\ud800\n"])("no text of a note: %j", (bad) => {
    expect(() => signNote(bad, [signer])).toThrow("a note's text ends with a newline");
  });
});

describe("checkpoints", () => {
  const base64 = root.toString("base64");
  test.each<[string, string]>([
    ["two lines", `a\n1\n`],
    ["an empty origin", `\n1\n${base64}\n`],
    ["an empty line", `a\n1\n${base64}\n\nx\n`],
    ["no last newline", `a\n1\n${base64}`],
    ["a leading zero", `a\n01\n${base64}\n`],
    ["a sign", `a\n+1\n${base64}\n`],
    ["a space", `a\n1 \n${base64}\n`],
    ["hex", `a\n0x1\n${base64}\n`],
    ["other digits", `a\n١\n${base64}\n`],
    ["2^53", `a\n9007199254740992\n${base64}\n`],
    ["a short root", `a\n1\n${base64.slice(4)}\n`],
    ["another alphabet", `a\n1\n${base64.replace("B", "_")}\n`],
  ])("%s is refused", (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow();
  });

  test("extension lines are read, and not by newlines made", () => {
    const checkpoint = { origin: "a", size: 2 ** 53 - 1, root, extensions: ["x y", "z"] };
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
    expect(() => formatCheckpoint({ ...checkpoint, extensions: ["x\ny"] })).toThrow("holds a newline");
    expect(() => formatCheckpoint({ ...checkpoint, origin: `evil\n9\n${base64}` })).toThrow("holds a newline");
    expect(() => formatCheckpoint({ ...checkpoint, size: 1.5 })).toThrow("the size");
    expect(() => formatCheckpoint({ ...checkpoint, extensions: [""] })).toThrow("none of them empty");
  });

  test("the origin names the epoch", () => {
    expect([1, 2, 10].map((epoch) => originOf("a", epoch))).toEqual(["a", "a/epoch-2", "a/epoch-10"]);
    expect([1, 2, 10].map((epoch) => epochOf("a", originOf("a", epoch)))).toEqual([1, 2, 10]);
    for (const origin of [
      "",
      "b",
      "a/epoch-1",
      "a/epoch-02",
      "a/epoch-0",
      "a/epoch-",
      "ab/epoch-2",
      "a/epoch-2/epoch-3",
      "a/epoch-2.5",
    ]) {
      expect(epochOf("a", origin), origin).toBeNull();
    }
    expect(openCheckpoint(signCheckpoint({ ...head, epoch: 3 }, signer), trust)).toEqual({ ...head, epoch: 3 });
  });
});
