import type { IncomingHttpHeaders } from "node:http";
import type { Service } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { formParams, jsonParams, type Form } from "./params.ts";

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

/** The region of what has none, as recordings name it. */
export const GLOBAL = "global";

/** Reads a call from its headers and body; null where it is none of a service that we serve. */
export function parseCall(headers: IncomingHttpHeaders, body: string): Call | null {
  const [, accessKeyId, signedRegion, signedFor] = credential.exec(headers.authorization ?? "") ?? [];
  const { operation, version = "", params } = readBody(headers, body);
  const service = (Object.keys(services) as Service[]).find(
    (name) => services[name].iamPrefix === signedFor && (services[name].version ?? version) === version,
  );
  if (!accessKeyId || !signedRegion || !service || !operation) return null;
  if (!version && !services[service].json) return null;
  const region = services[service].global ? GLOBAL : signedRegion;
  const sessionToken = String(headers["x-amz-security-token"] ?? "");
  return { service, region, operation, version, params, accessKeyId, sessionToken };
}

function readBody(headers: IncomingHttpHeaders, body: string): Form {
  const target = headers["x-amz-target"];
  if (typeof target !== "string") return formParams(body);
  try {
    return { operation: target.split(".").at(-1), version: undefined, params: jsonParams(body) };
  } catch {
    return { operation: undefined, version: undefined, params: new Map() };
  }
}
