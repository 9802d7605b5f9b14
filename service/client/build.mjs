/**
 * Bundles `src` into `dist`: hashed names under `assets`, each beside its brotli and gzip; `index.html` and what
 * must keep its name at the root. With `--modules FOLDER`: each source as a module of its own, for tests.
 */

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build as esbuild } from "esbuild";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SRC = path.join(HERE, "src");
const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  target: ["chrome111", "firefox115", "safari16.4"],
};
const MODULES = { format: "esm", splitting: true, outbase: SRC };
const WAY_IN = "src/features/welcome/welcome.ts";
/** What the chat fetches when it is first needed. */
const LATE = ["src/features/settings/dialogs.ts", WAY_IN, "src/features/compose/autocomplete/writer.ts"];
const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest)$/;

/** The client as it is served, swapped in whole: who serves the old one meanwhile is not disturbed. */
async function client() {
  const fresh = path.join(HERE, `dist.${process.pid}`);
  await mkdir(path.join(fresh, "assets"), { recursive: true });
  const sharing = ["src/main.ts", ...LATE];
  const main = await bundled(fresh, {
    entryPoints: ["src/main.ts"],
    ...MODULES,
    plugins: [sources(sharing)],
  });
  const chunks = eager(main, "src/main.ts");
  const later = (source) =>
    [entry(main, source), ...eager(main, source)].filter((one) => !chunks.includes(one));
  const define = {
    DICTIONARIES: JSON.stringify(await dictionaries(main)),
    WAY_IN: JSON.stringify(later(WAY_IN)),
  };
  const boot = await bundled(fresh, { entryPoints: ["src/boot.ts"], format: "iife", define });
  const css = await bundled(fresh, { entryPoints: ["src/css/all.css", "src/css/late.css"] });
  const names = {
    main: entry(main, "src/main.ts"),
    boot: entry(boot, "src/boot.ts"),
    css: entry(css, "src/css/all.css"),
    late: entry(css, "src/css/late.css"),
  };
  await page(fresh, "index.html", names, chunks);
  await part(fresh, "widget", "src/widget/frame.ts");
  await part(fresh, "desk", "src/desk/desk.ts");
  await loader(fresh);
  await cp(path.join(SRC, "static"), fresh, { recursive: true });
  const kept = new Set(["/", ...Object.values(names), ...chunks, ...LATE.flatMap(later), "/favicon.svg"]);
  await worker(fresh, [...kept], await spoken(main));
  await compress(fresh);
  await swapped(fresh, path.join(HERE, "dist"));
}

/** A page of its own beside the chat, `src/NAME/NAME.html`. Bundled by itself: it shares no chunk that the chat waits for. */
async function part(folder, name, source) {
  const main = await bundled(folder, { entryPoints: [source], ...MODULES });
  const css = await bundled(folder, { entryPoints: [`src/${name}/${name}.css`] });
  const names = { main: entry(main, source), css: entry(css, `src/${name}/${name}.css`) };
  await page(folder, `${name}.html`, names, eager(main, source), name);
}

/** What a site's script tag names: it keeps its name, at the root. */
async function loader(folder) {
  const options = { entryPoints: ["src/widget/loader.ts"], format: "iife", minify: true, metafile: false };
  await esbuild({ ...COMMON, ...options, outfile: path.join(folder, "widget.js") });
}

/**
 * The service worker, at the root so that it answers for all of it. Its cache is named by what it keeps.
 * @param words Language -> addresses of all its words, which it keeps for who reads it.
 */
async function worker(folder, files, words) {
  const index = await readFile(path.join(folder, "index.html"));
  const build = createHash("sha256").update(files.join()).update(index).digest("hex").slice(0, 16);
  const define = {
    FILES: JSON.stringify(files),
    WORDS: JSON.stringify(words),
    BUILD: JSON.stringify(build),
  };
  const options = { entryPoints: ["src/sw.ts"], format: "iife", minify: true, define, metafile: false };
  await esbuild({ ...COMMON, ...options, outfile: path.join(folder, "sw.js") });
}

/**
 * Sources without their indent, which would stay within templates: nobody reads it there, and all would fetch it.
 * @param late Those that are fetched later, and who fetches them. They share what is there from the start as one file,
 *   and not as a file for each set of them that happens to use the same.
 */
const sources = (late = []) => ({
  name: "sources",
  setup({ onLoad }) {
    const shares = `\nimport ${JSON.stringify(path.join(SRC, "early.ts"))};\n`;
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
      const contents = (await readFile(file, "utf8")).replaceAll(/\n[ \t]+/g, "\n");
      const isLate = late.some((source) => path.join(HERE, source) === file);
      return { contents: isLate ? contents + shares : contents, loader: "ts" };
    });
  },
});

async function bundled(folder, options) {
  const outdir = path.join(folder, "assets");
  const naming = { entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", assetNames: "[name]-[hash]" };
  return (
    await esbuild({
      ...COMMON,
      ...naming,
      outdir,
      minify: true,
      sourcemap: false,
      plugins: [sources()],
      ...options,
    })
  ).metafile;
}

/** Address of what was made of a source. */
function entry(metafile, source) {
  const [name] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === source);
  return `/assets/${path.basename(name)}`;
}

/** Language -> address of its words, so that the first script can ask for them at once. */
async function dictionaries(metafile) {
  const files = (await readdir(path.join(SRC, "i18n/words"))).filter((name) => name.endsWith(".ts"));
  const tags = files.map((name) => name.replace(/\.ts$/, ""));
  return Object.fromEntries(tags.map((tag) => [tag, entry(metafile, `src/i18n/words/${tag}.ts`)]));
}

/** Language -> addresses of all words in it that the chat may need. */
async function spoken(metafile) {
  const words = /^src\/.*\/words\/(?:late\/)?([a-z]+)\.ts$/;
  const found = {};
  for (const [name, { entryPoint = "" }] of Object.entries(metafile.outputs)) {
    const [, tag] = words.exec(entryPoint) ?? [];
    if (tag) (found[tag] ??= []).push(`/assets/${path.basename(name)}`);
  }
  return found;
}

/** Chunks that a page's first script imports before it runs. */
function eager(metafile, source) {
  const found = new Set();
  const walk = (name) => {
    for (const { path: next, kind } of metafile.outputs[name].imports) {
      if (kind !== "import-statement" || found.has(next)) continue;
      found.add(next);
      walk(next);
    }
  };
  walk(Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === source));
  return [...found].map((name) => `/assets/${path.basename(name)}`);
}

async function page(folder, file, names, chunks, where = ".") {
  const template = await readFile(path.join(SRC, where, file), "utf8");
  const preloads = chunks.map((one) => `<link rel="modulepreload" href="${one}">`).join("\n    ");
  const values = { ...names, preloads };
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
  await writeFile(path.join(folder, file), filled.replace(/^\s+\n/gm, ""));
}

/** `NAME.br` and `NAME.gz` beside each file that becomes smaller by them. */
async function compress(folder) {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!COMPRESSIBLE.test(name)) continue;
    const body = await readFile(path.join(folder, name));
    const best = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    };
    const made = {
      br: await promisify(brotliCompress)(body, best),
      gz: await promisify(gzip)(body, { level: 9 }),
    };
    for (const [suffix, smaller] of Object.entries(made)) {
      if (smaller.length < body.length) await writeFile(path.join(folder, `${name}.${suffix}`), smaller);
    }
  }
}

async function swapped(fresh, target) {
  const old = `${target}.old.${process.pid}`;
  await rename(target, old).catch(() => null);
  await rename(fresh, target);
  await rm(old, { recursive: true, force: true });
}

/** Every source as a module that a test can import by its path. */
async function modules(outdir) {
  const names = await readdir(SRC, { recursive: true });
  const skipped = /^main\.ts$|^boot\.ts$|^sw\.ts$|^widget\/(frame|loader)\.ts$|^desk\/desk\.ts$|\.d\.ts$/;
  const entryPoints = names
    .filter((name) => name.endsWith(".ts") && !skipped.test(name))
    .map((name) => `src/${name}`);
  await rm(outdir, { recursive: true, force: true });
  await esbuild({ ...COMMON, ...MODULES, entryPoints, outdir, metafile: false });
}

const [flag, folder] = process.argv.slice(2);
await (flag === "--modules" ? modules(path.resolve(folder)) : client());
