export { Content, linesOf } from "./content.ts";
export { RecordingError } from "./error.ts";
export { KeepError, KeptListings } from "./kept.ts";
export type { AccountLine, EndLine, Header, Line, PageLine } from "./line.ts";
export { openRecording } from "./read.ts";
export { recordingInto } from "./record.ts";
export { recordingOf, type RecordedListing, type Recording } from "./recording.ts";
export { createRecording, type RecordingWriter } from "./write.ts";
