// What makes a rule book compute: thoihan compiled to WebAssembly, the editor, and the script that asks them.
//
//     if (const book_calculator* calculator = built_calculator()) page.own(calculator->script);
//
// A program that was built without it (THOIHAN_WASM) has none.
//
// Thread-safety: constants; `packed` is pure. Errors: `packed` std::bad_alloc.
#pragma once

#include <string>
#include <string_view>

namespace thoihan {

struct book_calculator {
  std::string_view script;                       // one classic script, with the editor packed inside
  std::string_view editor_hash;                  // of the editor as a script: a word of a content security policy
  std::string (*packed)(std::string_view text);  // gzip in base64, which that script unpacks
};

// Null where it was not built.
const book_calculator* built_calculator() noexcept;

}  // namespace thoihan
