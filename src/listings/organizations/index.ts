export { accounts } from "./accounts.ts";
export { organization } from "./organization.ts";
export { tags } from "./tags.ts";
export { unitAccounts } from "./unit-accounts.ts";
export { units } from "./units.ts";
