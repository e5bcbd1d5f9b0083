export { BUCKET_CONCURRENCY, openBucket, type Bucket } from "./bucket.ts";
export { openHttp, type Http } from "./http.ts";
export { sinkKinds } from "./kinds.ts";
export type { SecretRef } from "./settings.ts";
export { openTcp } from "./tcp.ts";
export {
  SinkError,
  type Answer,
  type CheckText,
  type ClosedTicket,
  type Delivery,
  type Limits,
  type Opening,
  type QuietHours,
  type Sink,
  type SinkKind,
  type Style,
  type Thread,
  type Tried,
} from "./sink.ts";
