export { bind, type Binding, type BindingProblem, type BindingRequest } from "./bind/bind.ts";
export { findQuote, type Where } from "./bind/find.ts";
export { readPolicy, type PolicyDocument, type PolicySource, type Sentence } from "./read/document.ts";
export { PolicyError } from "./read/error.ts";
export { LONGEST_POLICY } from "./read/limits.ts";
