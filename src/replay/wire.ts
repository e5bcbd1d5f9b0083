/** Answers as they go over the wire: in EC2's query protocol, in that of other services, in JSON. */
import { JsonCodec, XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { services } from "../listings/index.ts";
import type { Api } from "./api.ts";
import type { Failure } from "./failure.ts";

const DATE_TIME = 5;
const settings = { xmlNamespace: "", serviceNamespace: "", httpBindings: false };

function write(schema: unknown, value: unknown): string {
  const serializer = new XmlShapeSerializer({ ...settings, timestampFormat: { useTrait: true, default: DATE_TIME } });
  serializer.write(schema as never, value);
  return serializer.flush() as string;
}

/** What stands between the tags of the outermost element; nothing, where that is one empty tag. */
function inner(xml: string): string {
  return xml.slice(xml.indexOf(">") + 1, xml.lastIndexOf("</"));
}

/** The body of an answer. `output` holds dates where the service has times. */
export function writeOutput(api: Api, operation: string, output: unknown, requestId: string): string {
  if (services[api.service].json) return writeJson(api.output(operation), output);
  const body = inner(write(api.output(operation), output));
  const open = `<${operation}Response xmlns="${api.xmlNamespace}">`;
  const close = `</${operation}Response>`;
  if (api.service === "ec2") {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${open}<requestId>${requestId}</requestId>${body}${close}`;
  }
  const result = `<${operation}Result>${body}</${operation}Result>`;
  return `${open}${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>${close}`;
}

const EPOCH_SECONDS = 7;

function writeJson(schema: unknown, value: unknown): string {
  const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false });
  const serializer = codec.createSerializer();
  serializer.write(schema as never, value);
  return String(serializer.flush());
}

const STRING = 0;
const errorSchema = [3, "replay", "Error", 0, ["Type", "Code", "Message"], [STRING, STRING, STRING]];

/** The body of a refusal. */
export function writeFailure(api: Api, { status, code, message }: Failure, requestId: string): string {
  if (services[api.service].json) return JSON.stringify({ __type: code, message });
  if (api.service === "ec2") {
    const error = write(errorSchema, { Code: code, Message: message });
    const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
    return `${start}<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  const error = write(errorSchema, { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message });
  return `<ErrorResponse xmlns="${api.xmlNamespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}
