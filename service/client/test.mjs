/** Unit tests of what needs no page, by node's own runner: bundled first, since node knows no TypeScript. */

import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const OUT = path.join(HERE, `.tests/${process.pid}`);

const names = (await readdir(path.join(HERE, "tests"), { recursive: true })).filter((name) =>
  name.endsWith(".test.ts"),
);
await build({
  absWorkingDir: HERE,
  bundle: true,
  entryPoints: names.map((name) => `tests/${name}`),
  format: "esm",
  logLevel: "warning",
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: "node20",
});
const files = names.map((name) => path.join(OUT, name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--test", ...process.argv.slice(2), ...files], {
  stdio: "inherit",
});
await rm(OUT, { recursive: true, force: true });
process.exitCode = status ?? 1;
