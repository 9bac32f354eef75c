// The files of a pack as texts: all that loading it reads, for a place that has no folders, and for a draft that is no file yet.
//
//     pack_texts texts = read_pack_texts("rules/province/lac-hong", "");
//     texts.own["pack.json"];                                    // as the author wrote it
//     texts.own["pack.json"] = draft;
//     const checked_pack checked = check_pack(texts);            // findings at their lines of the draft
//
// A draft may refer to what the pack refers to, and to no other file: there is none.
//
// Errors: `read_pack_texts` thoihan::error (io). Thread-safety: pure but for reading files. Cost: that of checking the pack.
#pragma once

#include <map>
#include <string>

#include "thoihan/pack/load.hpp"

namespace thoihan {

struct pack_texts {
  std::map<std::string, std::string> own;     // by name: "pack.json"
  std::map<std::string, std::string> shared;  // by reference: "national/office"
};

pack_texts read_pack_texts(const std::string& path, const std::string& root);
// As the folder with these files.
checked_pack check_pack(const pack_texts& texts);

}  // namespace thoihan
