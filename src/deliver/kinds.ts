import type { SinkKind } from "./sink.ts";

/** Every kind of sink, in the order of the documentation; its name is its key in the configuration. */
export const sinkKinds: readonly SinkKind<never>[] = [];
