/** An API as its makers describe it (OpenAPI 3), and what is wrong with an exchange by that. */
import { Ajv, type ValidateFunction } from "ajv";
import type { Exchange } from "../../src/doubles/index.ts";

interface Operation {
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Reference {
  readonly $ref: string;
}
type Schema = Readonly<Record<string, unknown>>;

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Operation>> & { readonly parameters?: Operation["parameters"] }>
  >;
}

export class Description {
  private readonly document: Document;
  private readonly ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });
  private readonly compiled = new Map<object, ValidateFunction>();

  /** `text`: the document as JSON. */
  constructor(text: string) {
    this.document = JSON.parse(text, nullable) as Document;
    // Schemas refer to each other within it.
    this.ajv.addSchema(this.document as object, "doc");
  }

  /** The operation that a request is one of, such as `POST /rest/api/3/issue`; null where it is not described. */
  nameOf({ method, path }: Pick<Exchange, "method" | "path">): string | null {
    const fitting = Object.keys(this.document.paths)
      .filter((template) => this.document.paths[template]![method.toLowerCase()] !== undefined)
      .filter((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path))
      // What names more of the path is meant.
      .toSorted((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0));
    return fitting[0] === undefined ? null : `${method} ${fitting[0]}`;
  }

  /** A line for each thing that is not as described. */
  problems(name: string, exchange: Exchange): string[] {
    const [method = "", template = ""] = name.split(" ");
    const path = this.document.paths[template]!;
    const operation = path[method.toLowerCase()]!;
    const parameters = [...(path.parameters ?? []), ...(operation.parameters ?? [])].map((each) => this.resolve<Parameter>(each)); // prettier-ignore
    const { query, request, status, reply } = exchange;
    const problems: string[] = [];
    for (const [key, value] of new URLSearchParams(query)) {
      const parameter = parameters.find((each) => each.in === "query" && each.name === key);
      if (parameter === undefined) problems.push(`the query has ${key}, which is not described`);
      else problems.push(...this.check(parameter.schema, asDescribed(value, parameter.schema)).map((wrong) => `the query's ${key} ${wrong}`)); // prettier-ignore
    }
    const body = operation.requestBody?.content["application/json"]?.schema;
    if (request !== null) {
      if (body === undefined) problems.push("a body is sent, and none is described");
      else
        problems.push(
          ...this.check(body, request).map((wrong) => `the request ${wrong}`),
          ...this.unknown(body, request),
        );
    }
    const response = operation.responses[String(status)];
    if (response === undefined) return [...problems, `the status ${status} is not described`];
    const answer = this.resolve<Response>(response).content?.["application/json"]?.schema;
    return answer === undefined
      ? problems
      : [...problems, ...this.check(answer, reply).map((wrong) => `the answer ${wrong}`)];
  }

  private check(schema: Schema | undefined, value: unknown): string[] {
    if (schema === undefined) return [];
    const validate = this.compiled.get(schema) ?? this.ajv.compile(schema);
    this.compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, 5)
      .map(({ instancePath, message }) => `${instancePath || "as a whole"} ${message}`);
  }

  /** Of a request: what nobody would read. */
  private unknown(schema: Schema, request: unknown): string[] {
    const { properties, additionalProperties } = this.resolve<Schema>(schema as never);
    if (properties === undefined || (additionalProperties !== undefined && additionalProperties !== true && additionalProperties !== false)) return []; // prettier-ignore
    const known = Object.keys(properties as object);
    return Object.keys(request as object)
      .filter((key) => !known.includes(key))
      .map((key) => `the request has ${key}, which is not described`);
  }

  private resolve<T>(value: T | Reference): T {
    if (!("$ref" in (value as object))) return value as T;
    const steps = (value as Reference).$ref.replace(/^doc/, "").replace(/^#\//, "").split("/");
    let found: unknown = this.document;
    for (const step of steps) found = (found as Record<string, unknown>)[step];
    return found as T;
  }
}

/** OpenAPI 3.0's `nullable` in JSON Schema; and references into the document that they stand in. */
function nullable(key: string, value: unknown): unknown {
  if (key === "$ref" && typeof value === "string") return value.replace(/^#/, "doc#");
  if (typeof value !== "object" || value === null || !("nullable" in value)) return value;
  const { nullable: isNullable, ...schema } = value;
  return isNullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

/** A query is text: as what it is described to be. */
function asDescribed(value: string, schema: Schema | undefined): unknown {
  if (schema?.["type"] === "integer") return Number(value);
  if (schema?.["type"] === "boolean") return value === "true";
  return schema?.["type"] === "array" ? value.split(",") : value;
}
