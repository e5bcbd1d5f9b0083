/** Request Tracker and Alertmanager on loopback, each with all that it keeps in a folder of the test. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../test/moto/kit/run.ts";
import { freePort, until, type Program } from "../prometheus/programs.ts";
import { alertmanager, rtLibrary, rtServer, rtSetup } from "./install.ts";

export interface RequestTracker extends Program {
  /** Of the account that opens tickets, and has the rights that it needs and no other. */
  readonly token: string;
  readonly person: { readonly name: string; readonly password: string };
}

/** A person who may do what they like. */
const PERSON = { name: "ann", password: "not-a-secret" } as const;

/** As docs/sinks/request-tracker.md says; ReplyToTicket is for those who want replies. */
const RIGHTS = [
  "SeeQueue",
  "CreateTicket",
  "ShowTicket",
  "ShowTicketComments",
  "ModifyTicket",
  "CommentOnTicket",
] as const;

const prepare = `my @users = map {
  my $user = RT::User->new(RT->SystemUser);
  my ($made, $why) = $user->Create(Name => $_, Password => "${PERSON.password}", Privileged => 1);
  die $why unless $made;
  $user } "${PERSON.name}", "clausewatch";
$users[0]->PrincipalObj->GrantRight(Object => RT->System, Right => "SuperUser");
my $queue = RT::Queue->new(RT->SystemUser); $queue->Load("General");
$users[1]->PrincipalObj->GrantRight(Object => $queue, Right => $_) for qw(${RIGHTS.join(" ")});
my $token = RT::AuthToken->new(RT->SystemUser);
my ($ok, $message, $secret) = $token->Create(Owner => $users[1]->id, Description => "clausewatch");
die $message unless $ok; print $secret;`;

export async function startRequestTracker(folder: string, signal: AbortSignal): Promise<RequestTracker> {
  const port = await freePort();
  const site = join(folder, "RT_SiteConfig.pm");
  mkdirSync(join(folder, "more"), { recursive: true });
  const settings: Readonly<Record<string, string | number>> = {
    rtname: "clausewatch.test",
    Organization: "clausewatch.test",
    WebDomain: "127.0.0.1",
    WebPort: port,
    WebPath: "",
    DatabaseType: "SQLite",
    DatabaseName: join(folder, "rt.db"),
    // No letter leaves this machine.
    MailCommand: "testfile",
    LogToSTDERR: "error",
    Timezone: "UTC",
    // RT hashes the token anew for each request: as dear as passwords are, that is most of what a request costs.
    BcryptCost: 4,
  };
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, ${perl(value)});`);
  writeFileSync(site, `${lines.join("\n")}\nSet($LogToSyslog, undef);\n1;\n`);
  const env = { ...process.env, RT_SITE_CONFIG: site, RT_SITE_CONFIG_DIR: join(folder, "more") };
  const must = async (command: string, ...args: string[]) => {
    const { status, stdout, stderr } = await run(command, args, { env, signal });
    if (status !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
    return stdout.trim();
  };
  await must(rtSetup, "--action", "init", "--skip-create");
  const token = await must("perl", `-I${rtLibrary}`, "-MRT=-init", "-e", prepare);
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const program = await start(rtServer, [...address, "--server", "Starlet", "--workers", "4"], env, signal, {
    url: `http://127.0.0.1:${port}`,
    ready: "/REST/2.0/rt",
    // It asks who we are: it is there.
    status: 401,
  });
  return { ...program, token, person: PERSON };
}

export async function startAlertmanager(folder: string, signal: AbortSignal): Promise<Program> {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "alertmanager.yml");
  // JSON is YAML, too.
  const route = { receiver: "nobody", group_wait: "1s", group_interval: "1s" };
  writeFileSync(config, JSON.stringify({ route, receivers: [{ name: "nobody" }] }));
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, "alerts")}`,
    `--web.listen-address=${address}`,
    "--cluster.listen-address=",
  ];
  return start(alertmanager, flags, process.env, signal, { url: `http://${address}`, ready: "/-/ready", status: 200 });
}

async function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  { url, ready, status }: { readonly url: string; readonly ready: string; readonly status: number },
): Promise<Program> {
  const child = spawn(command, args, { env, signal, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit") as Promise<[number | null]>;
  // One that is stopped with us is no failure of its own.
  child.on("error", () => undefined);
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  await until(`${command} answers`, signal, async () => {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${said}`);
    const answer = await fetch(url + ready).catch(() => null);
    return answer?.status === status ? true : null;
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}

function perl(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
