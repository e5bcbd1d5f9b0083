#!/usr/bin/env node
// Written so that an old Node reads it, and can say that it is too old.
if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write(
    "clausewatch needs Node.js 24 or newer; this is " + process.version + " (" + process.execPath + ").\n",
  );
  process.exitCode = 1;
} else {
  // What was compiled once is kept for the next start, where there is a place for it.
  import("node:module").then(function (module) {
    module.enableCompileCache();
    return import("../src/cli/main.ts");
  });
}
