/** A digest as a message of text and HTML, for whatever reader: it loads nothing, and links to tickets alone. */
import MailComposer from "nodemailer/lib/mail-composer";
import type { Digest } from "../../text/digest.ts";
import { html, plain } from "../../text/index.ts";

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** `name`: of the sink. */
export async function messageOf(digest: Digest, { from, to }: Envelope, name: string, at: Date): Promise<Buffer> {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const message = new MailComposer({
    from: { name: "clausewatch", address: from },
    to: [...to],
    subject: digest.title,
    // The same whenever the same is sent again: readers show it once.
    messageId: `<${digest.id}@${domain}>`,
    date: at,
    headers: {
      // By these nobody's absence is answered, and filters know it: RFC 3834, RFC 2919, and Exchange.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-Id": `clausewatch <${name}.clausewatch.${domain}>`,
    },
    text: textOf(digest, name),
    html: htmlOf(digest, name),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await message.compile().build();
}

export function textOf({ body }: Digest, name: string): string {
  return `${plain(body, unlinked)}\n\n-- \n${footer(name)}\n`;
}

export function htmlOf({ title, body }: Digest, name: string): string {
  // What is text in it has no angle bracket: these are the elements.
  const told = html(body)
    .replaceAll("h3>", "h2>")
    .replaceAll(/<li><strong>(\w+)<\/strong>/g, '<li><strong class="$1">$1</strong>');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${told.replaceAll(/<[^>]*>|[^<]+/g, (part) => (part.startsWith("<") ? part : unlinked(part)))}
</main>
<footer><p>${footer(name)}</p></footer>
</body>
</html>
`;
}

function footer(name: string): string {
  return `Sent by clausewatch, sink ${name}. What is open now: clausewatch findings list.`;
}

/** Where readers see an address to link: most of them do in a bare `example.com`. */
const LINKED =
  /(?<=[\p{L}\p{N}-])(?=[.。．｡]\p{L})|(?<=@)(?=[\p{L}\p{N}])|(?<=[:/])(?=\/)|(?<=\b(?:mailto|tel))(?=:)/giu;

/** Text, of HTML what stands between its tags, in which no reader finds an address: names from AWS stand in it. */
function unlinked(text: string): string {
  return text.replace(LINKED, "\u200b");
}

/** Without variables, which many readers do not know; with both grounds, for some know what is preferred, and show white. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #ffffff; color: #1c1e21;
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main, footer { max-width: 680px; margin: 0 auto; overflow-wrap: anywhere; }
h1 { margin: 0 0 24px; font-size: 20px; line-height: 1.3; }
h2 { margin: 28px 0 0; padding-bottom: 6px; border-bottom: 2px solid #888888; font-size: 16px; line-height: 1.3; }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: 9px 0; border-bottom: 1px solid #88888866; }
li strong { margin-right: 4px; font-size: 12px; letter-spacing: 0.04em; text-transform: uppercase; }
footer { padding-top: 24px; font-size: 13px; }
.critical { color: #b3001e; }
.high { color: #a83800; }
.medium { color: #7a5700; }
.low { color: #2b64a0; }
.informational, footer { color: #666666; }
@media (prefers-color-scheme: dark) {
  body { background: #17191c; color: #e4e6e9; }
  .critical { color: #ff8f9c; }
  .high { color: #ffab73; }
  .medium { color: #e8c35a; }
  .low { color: #8fc0f5; }
  .informational, footer { color: #a3a3a3; }
}
`;
