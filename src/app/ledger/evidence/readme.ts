import type { EvidenceRequest } from "./subject.ts";

interface Shown {
  readonly ledger: string;
  readonly key: string;
  readonly counts: Readonly<
    Record<"findings" | "scans" | "waivers" | "policies" | "shown" | "entries" | "proofs", number>
  >;
}

/** What the auditor reads first. Names that the user chose stand as code, so that Markdown makes nothing of them. */
export function readmeText({ from, to, control, customer }: EvidenceRequest, { ledger, key, counts }: Shown): string {
  const part = [
    ...(control === undefined ? [] : [`of the control ${code(control)}`]),
    ...(customer === undefined ? [] : [`of the customer ${code(customer)}`]),
  ];
  return `# Evidence from ${from} to ${to}${part.length === 0 ? "" : `, ${part.join(", ")}`}

Written by clausewatch from the ledger ${code(ledger)}. Days are in UTC, both of them included.

## Verify it

You need Node 18 or newer, and nothing else; no network.

    node verifier.mjs --key '${key}'

Take the key from where the company gave it to you, not from here: this folder could have been written by anybody, with a
key of his own. If you kept a checkpoint from earlier (a page of three lines and a signature), add it:

    node verifier.mjs --key '…' --checkpoint kept.txt

The last line says \`All well.\`, and the exit status is 0; what is wrong is told with its file. The verifier is about 430
lines that you can read; what it does is published: RFC 9162, section 2.1, and the C2SP specifications signed-note,
tlog-checkpoint and tlog-proof. Any other program that knows these can do it instead.

## What is here

| File | What it holds |
| --- | --- |
| \`findings.jsonl\` | ${counts.findings} findings that were open on one of these days: each with its episodes and its whole history |
| \`waivers.jsonl\` | ${counts.waivers} accepted exceptions that were in force on one of these days |
| \`scans.jsonl\` | ${counts.scans} scans, each with the manifest that the ledger holds of it |
| \`coverage.csv\` | what the cells (account, region, check) of each scan answered |
| \`listings.jsonl\` | what was read: of each listing how many items, and the SHA-256 of what was kept of them, from which scan to which; of a customer nothing |
| \`clauses.jsonl\` | for each scan how many sentences of the policy were held in which way |
| \`policies.jsonl\`, \`policies/\` | the texts of the policy (${counts.policies}), and from which scan to which each was in force |
| \`documents/\` | what others name by its SHA-256, which is the file's name |
| \`ledger/entries.jsonl\` | ${counts.shown} of the ledger's ${counts.entries} entries: those that tell of the above, with all that is needed to follow them |
| \`ledger/leaf-hashes.txt\` | the hashes of all ${counts.entries} entries, from which the tree is computed |
| \`ledger/checkpoint.txt\` | the signed head of the tree; \`ledger/checkpoints/\` are earlier ones |
| \`ledger/proofs/\` | ${counts.proofs} proofs of single entries, each of use without the rest |
| \`manifest.txt\` | the SHA-256 of every file, signed |

## What it shows, and what it does not

- That every entry shown stands in the ledger where it says, and that the ledger is the one that was signed. That an entry
  was not left out of this export shows in the hashes: there are as many as the checkpoint signs.
- \`findings.jsonl\`, \`waivers.jsonl\` and \`scans.jsonl\` are held line by line against \`ledger/entries.jsonl\`, and each
  document against its name. The other tables are made from the store for reading, and signed as a whole.
- A pass says that everything that the check reads was read to its end, at that time. Between two scans nothing was seen.
- Who holds the signing key can sign another ledger. A checkpoint that you kept, or that somebody else keeps, shows it.
`;
}

function code(text: string): string {
  const inert = text
    .replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("`", "'");
  return `\`${inert}\``;
}
