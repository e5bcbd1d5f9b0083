export { Metrics, ReadMetrics } from "./metrics.ts";
export { BadRequest, listenOnPort, listenOnSocket, type Health, type Listening } from "./operations.ts";
export { askForScan, type DaemonAddress, type DaemonAnswer } from "./ask.ts";
