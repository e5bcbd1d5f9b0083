import { optional, required } from "../../contract/index.ts";

/** The parameters by which a database refuses connections without TLS; of several hundred a group, only these are kept. */
export const tlsParameters = ["rds.force_ssl", "require_secure_transport"] as const;

/** The allow list of a parameter. A value is absent where the engine's own default holds. */
export const parameter = {
  ParameterName: required(),
  ParameterValue: optional(),
  Source: optional(),
} as const;
