/** A process that sinks speak to: `node bench/double.ts webhook|jira|github`. Tells its address. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startGithub, startJira } from "../src/doubles/index.ts";
import { account } from "./sinks.ts";

const { user, token, repository } = account;
const starts: Readonly<Record<string, () => Promise<string>>> = {
  jira: async () => (await startJira({ user, token })).url,
  github: async () => (await startGithub({ token, repository })).url,
  webhook: async () => {
    const server = createServer((request, response) => {
      request.resume().once("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};
process.send!({ url: await starts[process.argv[2]!]!() });
process.on("disconnect", () => process.exit());
