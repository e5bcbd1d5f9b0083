export { publicKeyOf, type PublicKey } from "./public-key.ts";
