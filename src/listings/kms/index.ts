export { keyDetails } from "./key-details.ts";
export { keys } from "./keys.ts";
