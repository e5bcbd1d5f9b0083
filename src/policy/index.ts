export { bind, type Binding, type BindingProblem, type BindingRequest } from "./bind.ts";
export { readPolicy, type PolicyDocument, type PolicySource, type Sentence } from "./document.ts";
export { PolicyError } from "./error.ts";
export { findQuote, type Where } from "./find.ts";
export { LONGEST_POLICY } from "./limits.ts";
