import type { IncomingHttpHeaders } from "node:http";
import type { Service } from "../contract/index.ts";
import { services } from "../listings/index.ts";

/** One call of an API, as it arrived. */
export interface Call {
  readonly service: Service;
  readonly region: string;
  readonly operation: string;
  readonly version: string;
  /** The parameters, by their names in the request, without action and version. */
  readonly params: ReadonlyMap<string, string>;
  readonly accessKeyId: string;
  /** Empty for credentials that have none. */
  readonly sessionToken: string;
}

/** `AWS4-HMAC-SHA256 Credential=<key id>/<date>/<region>/<service>/aws4_request, …` */
const credential = /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\s*,/;

/** Reads a call from its headers and form; null where it is none of a service that we serve. */
export function parseCall(headers: IncomingHttpHeaders, form: string): Call | null {
  const [, accessKeyId, region, signedFor] = credential.exec(headers.authorization ?? "") ?? [];
  const { Action: operation, Version: version, ...params } = Object.fromEntries(new URLSearchParams(form));
  const service = (Object.keys(services) as Service[]).find(
    (name) => services[name].iamPrefix === signedFor && (services[name].version ?? version) === version,
  );
  if (!accessKeyId || !region || !service || !operation || !version) return null;
  const sessionToken = String(headers["x-amz-security-token"] ?? "");
  return { service, region, operation, version, params: new Map(Object.entries(params)), accessKeyId, sessionToken };
}
