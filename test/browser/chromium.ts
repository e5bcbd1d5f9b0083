/** A real browser for tests, from npm alone. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packed from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** One process for all would end with the first context that is closed; the others make the browser less strict. */
const UNWANTED = /single-process|no-zygote|disable-web-security|allow-running-insecure|site-isolation|disable-features/;

export async function launch(): Promise<Browser> {
  const args = ["--no-sandbox", ...packed.args.filter((arg) => !UNWANTED.test(arg))];
  return chromium.launch({ executablePath: await unpacked(), args });
}

/** Unpacked once on a machine. Test files run side by side: each finds it whole, or unpacks it for itself. */
async function unpacked(): Promise<string> {
  const manifest = new URL("../../node_modules/@sparticuz/chromium/package.json", import.meta.url);
  const shared = join(tmpdir(), `clausewatch-chromium-${JSON.parse(readFileSync(manifest, "utf8")).version}`);
  if (!existsSync(join(shared, "chromium"))) {
    const fresh = mkdtempSync(`${shared}-`);
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = fresh;
    try {
      await packed.executablePath();
      renameSync(fresh, shared);
    } catch (error) {
      if (!existsSync(join(shared, "chromium"))) throw error;
      rmSync(fresh, { recursive: true });
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  }
  return join(shared, "chromium");
}
