import type { KeyMetadata } from "@aws-sdk/client-kms";
import { defineListing, optional, required } from "../../contract/index.ts";
import { keys } from "./keys.ts";

/**
 * One call a key. A key may refuse us by its own policy, whatever IAM allows us: then it alone is missing, and what
 * it encrypts cannot be judged.
 */
export const keyDetails = defineListing<KeyMetadata>()({
  id: "kms.key-details",
  service: "kms",
  operation: "DescribeKey",
  iam: ["kms:DescribeKey"],
  items: "KeyMetadata",
  each: { of: keys, by: "KeyId", gone: ["NotFoundException"], refused: ["AccessDeniedException"] },
  fields: { Arn: required(), KeyManager: required(), KeyState: optional() },
  resource: { type: "AWS::KMS::Key", id: "Arn", arn: "{Arn}" },
});
