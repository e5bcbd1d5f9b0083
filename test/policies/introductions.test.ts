/** Two real policies, where POLICY_DIR says they lie. What is expected of them names no word of theirs. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { normativeBy, readPolicy } from "../../src/policy/index.ts";
import { suggest } from "../../src/policy/suggest/suggest.ts";
import { controls } from "../kit/controls.ts";
import { demanded, promises, sections, type Document, type Place } from "./expected.ts";

const folder = process.env["POLICY_DIR"];
const documents = Object.keys(demanded) as Document[];

/** Controls of our own of which these policies say nothing. */
const silent = [
  [
    "wireless-networks",
    [
      ["wireless", "Wi-Fi", "WLAN", "access point"],
      ["network", "encrypt", "WPA", "guest"],
    ],
  ],
  [
    "passwords",
    [
      ["password", "passphrase"],
      ["length", "character", "rotate", "complex", "change"],
    ],
  ],
  [
    "mobile-devices",
    [
      ["laptop", "phone", "tablet", "mobile"],
      ["encrypt", "lock", "wipe", "device"],
    ],
  ],
].map(([id, subject]) => ({
  id: id as string,
  vocabulary: { subject: subject as string[][], typical: [], foreign: [], figures: {} },
}));

function read(id: Document) {
  const file = `${id}.md`;
  return readPolicy({ id, file, text: readFileSync(join(folder!, file), "utf8") });
}

const placeOf = ({ line, hash }: Place): Place => ({ line, hash: hash.replace("sha256:", "").slice(0, 12) });

describe.skipIf(folder === undefined)(
  `real policies${folder === undefined ? ": skipped, POLICY_DIR is not set" : ""}`,
  () => {
    describe.each(documents)("%s", (id) => {
      test.each(promises[id])("line $line speaks of $about", ({ line, hash, under }) => {
        const found = read(id).sentences.find(({ clause }) => placeOf(clause).hash === hash);
        expect(found?.clause.line).toBe(line);
        const above = createHash("sha256").update(found!.clause.section.join("\n")).digest("hex").slice(0, 12);
        expect(above).toBe(sections[id][under]);
      });

      test("the right clause comes first for at least nine controls in ten", () => {
        const proposed = suggest([read(id)], controls, normativeBy);
        expect(Object.keys(demanded[id]).sort()).toEqual(controls.map(({ id }) => id).sort());
        const wrong = Object.entries(demanded[id]).flatMap(([control, right]) => {
          const first = proposed.find((suggestion) => suggestion.control === control);
          const place = first === undefined ? undefined : placeOf(first.clause);
          return right.some(({ hash }) => hash === place?.hash) ? [] : [{ control, place }];
        });
        expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(controls.length / 10);
      });

      test("nothing is proposed for controls of which it does not speak", () => {
        expect(suggest([read(id)], silent, normativeBy)).toEqual([]);
      });
    });
  },
);
