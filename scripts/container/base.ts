import { cpSync, existsSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { Missing, output, type Run } from "./tools.ts";

interface Archive {
  readonly uri: string;
  /** The release's name, as `bookworm`. */
  readonly release: string;
}

/** Where this machine's own apt has its release from. */
async function archive(run: Run): Promise<Archive> {
  const release = await output(run, "sh", "-c", '. /etc/os-release && echo "$VERSION_CODENAME"');
  const listed = await output(
    run,
    "apt-get",
    "indextargets",
    "--format",
    "$(REPO_URI) $(RELEASE) $(COMPONENT)",
    "Created-By: Packages",
  );
  for (const line of listed.split("\n")) {
    const [uri, of, component] = line.split(" ");
    if (uri && of === release && component === "main") return { uri, release };
  }
  throw new Missing(`apt's sources name no archive of ${release} main, which the base image is made from`);
}

/** The Node of this process, which is the one that package.json asks for, and this machine's npm. */
async function addNode(run: Run, root: string): Promise<void> {
  cpSync(realpathSync(process.execPath), join(root, "usr/local/bin/node"));
  const npm = dirname(dirname(realpathSync(await output(run, "sh", "-c", "command -v npm"))));
  if (!existsSync(join(npm, "bin/npm-cli.js"))) throw new Missing(`npm's own files are not in ${npm}`);
  cpSync(npm, join(root, "usr/local/lib/node_modules/npm"), { recursive: true, dereference: true });
  for (const name of ["npm", "npx"]) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, "usr/local/bin", name));
  }
}

/** Fills an empty folder with the smallest Debian that apt runs on, and Node. */
export async function makeBase(run: Run, root: string): Promise<void> {
  const { uri, release } = await archive(run);
  await output(run, "debootstrap", "--variant=minbase", release, root, uri);
  for (const cache of ["var/cache/apt", "var/lib/apt/lists"]) rmSync(join(root, cache), { recursive: true });
  await addNode(run, root);
}
