import { createHash } from "node:crypto";
import { goneHtml, undemandedHtml } from "./beside.ts";
import { barRules, coverHtml, pageTitle } from "./cover.ts";
import { filterHtml } from "./filter.ts";
import { Findings } from "./findings.ts";
import { markup, trusted, type Html } from "./html.ts";
import { marker } from "./mark.ts";
import { outlineHtml } from "./outline.ts";
import { Promises } from "./promises.ts";
import type { PolicyPageRequest } from "./request.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/**
 * The policy as written, as one page of HTML that needs nothing else: each promise with what is true of it, opening to
 * what that rests on.
 */
export function policyPage(request: PolicyPageRequest): string {
  const { documents, coverage } = request;
  const promises = new Promises(coverage);
  const findings = new Findings(request.findings);
  const mark = marker(promises, findings);
  const articles = documents.map(
    ({ title, body }, i) =>
      markup`<article id="document-${i + 1}" aria-label="${title}" dir="auto">${trusted(body(mark))}</article>
`,
  );
  const body = markup`<a class="skip" href="#content">Skip to the policy</a> ${coverHtml(request, promises)}
    <aside aria-label="Coverage">${filterHtml(promises)}${outlineHtml(documents, promises)}</aside>
    <main id="content" tabindex="-1">${articles}${goneHtml(promises, findings)}${undemandedHtml(coverage)}</main>
    ${footHtml()}`;
  return documentHtml(pageTitle(documents), body, style + barRules(promises));
}

function footHtml(): Html {
  return markup`<footer>
    <p>
      A promise is a sentence that binds: one that says what must be, or that the configuration names. “Pass in part”
      means that every check passed, and that the checks do not see all that the sentence demands. “Unknown” is
      neither pass nor fail: what it takes could not all be read.
    </p>
  </footer>
`;
}

/** Even if text got through as HTML, it could neither run nor load anything: only this style and script are allowed. */
function documentHtml(title: string, body: Html, style: string): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  // The hashes are of what stands between these tags, to the letter.
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}<script>${trusted(script)}</script>
</body>
</html>
`.source;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
