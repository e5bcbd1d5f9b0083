export { BUCKET_CONCURRENCY, openBucket, type Bucket } from "./bucket.ts";
