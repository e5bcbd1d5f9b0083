import type { SinkKind } from "./sink.ts";
import { file } from "./sinks/file.ts";
import { webhook } from "./sinks/webhook.ts";

/** Every kind of sink, in the order of the documentation; its name is its key in the configuration. */
export const sinkKinds: readonly SinkKind<never>[] = [webhook, file] as unknown as readonly SinkKind<never>[];
