export { demoRecording } from "./recording.ts";
export { sins } from "./sins.ts";
