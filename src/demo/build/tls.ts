/** Ciphers by OpenSSL's names, and two of the security policies that AWS has predefined for load balancers. */
import type { ItemOf } from "../../contract/index.ts";
import type { elbv2 } from "../../listings/index.ts";

const keys = ["ECDSA", "RSA"];

export const FORWARD_SECRET = keys.flatMap((key) => [
  `ECDHE-${key}-AES128-GCM-SHA256`,
  `ECDHE-${key}-AES256-GCM-SHA384`,
  `ECDHE-${key}-AES128-SHA256`,
  `ECDHE-${key}-AES256-SHA384`,
]);
const TLS_1_3 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
const SHA_1 = keys.flatMap((key) => [`ECDHE-${key}-AES128-SHA`, `ECDHE-${key}-AES256-SHA`]);
const KEY_TRANSPORT = ["128-GCM-SHA256", "128-SHA256", "128-SHA", "256-GCM-SHA384", "256-SHA256", "256-SHA"].map(
  (rest) => `AES${rest}`,
);

export const MODERN_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
export const OLD_POLICY = "ELBSecurityPolicy-2016-08";

function policy(
  Name: string,
  SslProtocols: readonly string[],
  ciphers: readonly string[],
): ItemOf<typeof elbv2.sslPolicies> {
  return { Name, SslProtocols, Ciphers: ciphers.map((cipher) => ({ Name: cipher })) };
}

export const predefinedPolicies = [
  policy(MODERN_POLICY, ["TLSv1.2", "TLSv1.3"], [...TLS_1_3, ...FORWARD_SECRET]),
  policy(OLD_POLICY, ["TLSv1", "TLSv1.1", "TLSv1.2"], [...FORWARD_SECRET, ...SHA_1, ...KEY_TRANSPORT]),
];
