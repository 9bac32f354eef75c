// Joins scripts into one, as a source of the program.
//
//     node join.mjs SCRIPT... OUT.cpp
import {readFileSync, writeFileSync} from "node:fs";

const scripts = process.argv.slice(2, -1).map(name => readFileSync(name, "utf8"));
const text = scripts.join("\n");
// What would end the element in a page, or the literal here.
for (const end of [/<\/script/i, /<!--/, /\)thoihan"/])
  if (end.test(text)) throw new Error(`${end} stands in the script`);
writeFileSync(process.argv.at(-1), `#include "src/tool/book_assets.hpp"

namespace thoihan {

std::string_view book_calculator() noexcept {
  return R"thoihan(
${text})thoihan";
}

}  // namespace thoihan
`);
