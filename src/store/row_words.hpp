// The words in which every kind of store keeps what is not a text of its own: kinds of texts, and lists of names.
//
//     text_kind_name(text_kind::pack);                  // "pack"
//     names_of_json(names_as_json({"lead", "due"}));    // a JSON array; none: what names_as_json does not write
//
// Thread-safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/store/store_backend.hpp"

namespace thoihan {

std::string_view text_kind_name(text_kind which) noexcept;

std::string names_as_json(const std::vector<std::string>& names);
std::optional<std::vector<std::string>> names_of_json(std::string_view json);

}  // namespace thoihan
