// Bundles the editor into one classic script that begins with the licences of what is in it.
//
//     node bundle.mjs PACKAGES OUT.js
//
// PACKAGES: the folder with node_modules.
import {readFileSync, readdirSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

const [, , packages, out] = process.argv;
const esbuild = createRequire(pathToFileURL(`${packages}/bundle.mjs`))("esbuild");
const made = await esbuild.build({
  entryPoints: [join(dirname(fileURLToPath(import.meta.url)), "editor.mjs")],
  nodePaths: [join(packages, "node_modules")],
  absWorkingDir: packages,
  bundle: true, minify: true, write: false, metafile: true, format: "iife", globalName: "thoihan_editor", target: "es2022", legalComments: "inline",
});

// Each licence once, with the packages that it is of.
const licences = new Map();
const folders = new Set(Object.keys(made.metafile.inputs).map(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean));
for (const folder of [...folders].sort()) {
  const file = readdirSync(join(packages, folder)).find(name => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${folder} has no licence`);
  const text = readFileSync(join(packages, folder, file), "utf8").trim();
  licences.set(text, [...(licences.get(text) ?? []), folder.replace(/^.*node_modules\//, "")]);
}
const notices = [...licences].map(([text, names]) => `/* ${names.join(", ")}:\n${text.replaceAll("*/", "* /")}\n*/\n`);
writeFileSync(out, `${notices.join("")}${made.outputFiles[0].text}`);
