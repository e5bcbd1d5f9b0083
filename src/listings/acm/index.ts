export { certificates } from "./certificates.ts";
