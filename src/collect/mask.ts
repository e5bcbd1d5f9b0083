/**
 * Credentials in messages of others: whoever answers, a proxy for one, may quote the request's headers. Names stay, so
 * that the message can be understood; what looks like a credential does not.
 */
const MASKED = "[masked]";

/** What stands before a value, as in headers, queries and JSON. */
const named: readonly RegExp[] = [
  /((?:credential|signature)(?:=|["']\s*:\s*["']))[^\s"'&,;<>]+/gi,
  /(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"'&,;<>]+/gi,
  /(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',;<>]+/gi,
  /(:\/\/)[^\s/@]+(?=@)/g,
];

const accessKeyId = /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}/g;

/** An ARN, or a run of characters as tokens, secret keys and signatures have them, as such or in a query. */
const arnOrRun = /arn:aws[\w-]*:[\w-]*:[\w-]*:\d*:[\w+=,.@:/*-]+|[\w+/=%-]{40,}/g;

/** A part of an ARN that is longer than any name of a role or session. */
const longPart = /[^:/]{65,}/g;

/** `secret`, if any, is masked wherever it stands. */
export function mask(text: string, secret?: string): string {
  let masked = text;
  for (const form of secret ? [secret, encodeURIComponent(secret)] : []) masked = masked.replaceAll(form, MASKED);
  for (const pattern of named) masked = masked.replace(pattern, `$1${MASKED}`);
  masked = masked.replace(accessKeyId, MASKED);
  return masked.replace(arnOrRun, (found) => (found.startsWith("arn:") ? found.replace(longPart, MASKED) : MASKED));
}
