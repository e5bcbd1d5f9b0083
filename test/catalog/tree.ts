import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Writes files below a new folder that is removed after the test. Path → text. */
export function tree(files: Readonly<Record<string, string>>, parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true });
  const root = mkdtempSync(join(parent, "clausewatch-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** As `tree`, inside the checkout, where Node finds `clausewatch` by itself: a stand-in for `checks/`. */
export function builtInTree(files: Readonly<Record<string, string>>): string {
  return tree(files, join(ROOT, ".tmp"));
}

/** The control `drives`. */
export const control = `id: drives
title: Drives are encrypted
demands: Every drive holds its data encrypted.
hipaa:
  - 164.312(a)(2)(iv)
reach: [volumes]
blind: [drives inside of instances]
`;

/** The text of a check's file. `fields` replace those of a sound check, `judge` is the function's text. */
export function checkFile(id: string, fields: Readonly<Record<string, string | undefined>> = {}, head = ""): string {
  const all = {
    id: JSON.stringify(id),
    severity: '"high"',
    title: '"Volumes are encrypted"',
    why: '"Who holds the disk holds the data."',
    fix: '"Encrypt it."',
    sources: "[]",
    over: "ec2.volumes",
    judge: "(volume) => (volume.Encrypted ? pass() : fail(`${volume.VolumeId} is not encrypted`))",
    ...fields,
  };
  const body = Object.entries(all).flatMap(([name, text]) => (text === undefined ? [] : [`  ${name}: ${text},`]));
  const imports = 'import { defineCheck, ec2, elbv2, fail, notApplicable, pass, undecided, z } from "clausewatch";';
  return [imports, head, "export default defineCheck({", ...body, "});", ""].join("\n");
}
