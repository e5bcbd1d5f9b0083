export { Metrics } from "./metrics.ts";
export { BadRequest, listenOnPort, listenOnSocket, type Listening, type Operations } from "./operations.ts";
export { askForScan, type DaemonAddress, type DaemonAnswer } from "./ask.ts";
