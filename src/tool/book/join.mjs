// Joins the scripts of the calculator into one, as a source of the program. The editor goes in packed: the page makes a script of it when
// somebody edits.
//
//     node join.mjs THOIHAN.js EDITOR.js CALCULATOR.js OUT.cpp
import {createHash} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {gzipSync} from "node:zlib";

const [thoihan, editor, calculator, out] = process.argv.slice(2);
const edits = readFileSync(editor);
const text = `${readFileSync(thoihan, "utf8")}
const packed_editor = "${gzipSync(edits, {level: 9}).toString("base64")}";
${readFileSync(calculator, "utf8")}`;
// What would end the element in a page, or the literal here.
for (const end of [/<\/script/i, /<!--/, /\)thoihan"/])
  if (end.test(text)) throw new Error(`${end} stands in the script`);
writeFileSync(out, `#include "src/tool/book/packed_text.hpp"
#include "src/tool/book_calculator.hpp"

namespace thoihan {
namespace {

constexpr char script[] = R"thoihan(
${text})thoihan";
constexpr book_calculator calculator = {{script, sizeof(script) - 1},
                                        "'sha256-${createHash("sha256").update(edits).digest("base64")}'", packed_text};

}  // namespace

const book_calculator* built_calculator() noexcept { return &calculator; }

}  // namespace thoihan
`);
