export { adf, adfBlock, adfText, type AdfDocument } from "./adf.ts";
export type { Block } from "./blocks.ts";
export { commentOn, worthTelling } from "./comment.ts";
export { cut, fit } from "./cut.ts";
export { html, htmlBlock } from "./html.ts";
export { apart, markdown, markdownBlock } from "./markdown.ts";
export { plain, plainBlock } from "./plain.ts";
export { markerOf, referenceOf } from "./reference.ts";
export { ticketText } from "./ticket.ts";
