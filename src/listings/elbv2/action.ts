import { optional, required } from "../../contract/index.ts";

/** The allow list of a listener's or rule's action. Authentication settings carry client secrets and are not kept. */
export const action = {
  Type: required(),
  Order: optional(),
  TargetGroupArn: optional(),
  RedirectConfig: optional({ Protocol: optional(), Port: optional(), Host: optional(), StatusCode: optional() }),
  ForwardConfig: optional({ TargetGroups: optional({ TargetGroupArn: optional(), Weight: optional() }) }),
} as const;
