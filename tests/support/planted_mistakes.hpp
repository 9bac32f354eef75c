// One mistake after the other, each in a good pack of its own: the only finding must be the one that is expected, where it
// is expected, in both languages.
//
//     check_mistakes({{"pack.json", R"("start": "received",)", R"("start": @"recieved",)", "unknown-name", "there is no state", "received"}});
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"

struct planted_mistake {
  std::string file;
  std::string old;
  std::string fresh;      // with `@` where the finding is expected
  std::string code;
  std::string says = {};  // a part of the English message
  std::string near = {};  // the name that both languages suggest; empty: none
};

inline void check_mistakes(const std::vector<planted_mistake>& mistakes) {
  for (const planted_mistake& m : mistakes) {
    CAPTURE(m.fresh);
    pack_writer rules;
    rules.plant(m.file, m.old, m.fresh);
    const thoihan::checked_pack checked = rules.check();
    CHECK_FALSE(checked.clean());
    CHECK(told(checked) == rules.expected({m.code}));
    for (const thoihan::finding& f : checked.findings) {
      if (f.level == thoihan::severity::note) continue;
      CHECK(checked.pack.has_value() == (f.level == thoihan::severity::gap));
      CHECK(f.text.vi != f.text.en);
      CHECK_MESSAGE(f.text.en.find(m.says) != std::string::npos, f.text.en);
      const bool suggests = f.text.en.find("did you mean") != std::string::npos;
      CHECK_MESSAGE(suggests == !m.near.empty(), f.text.en);
      if (m.near.empty()) continue;
      CHECK_MESSAGE(f.text.en.find("; did you mean \"" + m.near + "\"?") != std::string::npos, f.text.en);
      CHECK_MESSAGE(f.text.vi.find("; có phải \"" + m.near + "\"?") != std::string::npos, f.text.vi);
    }
  }
}

// The like of them without a mistake. `@`, `code` and the rest play no part; a twin that is only read well may be a gap beside
// other limits: `beside` names its code.
inline void check_twins(const std::vector<planted_mistake>& twins, const std::string& beside = "") {
  for (const planted_mistake& m : twins) {
    CAPTURE(m.fresh);
    pack_writer rules;
    rules.plant(m.file, m.old, m.fresh);
    thoihan::checked_pack checked = rules.check();
    std::vector<thoihan::finding>& all = checked.findings;
    all.erase(std::remove_if(all.begin(), all.end(), [&](const auto& f) { return f.code == beside; }), all.end());
    CHECK(told(checked) == "");
  }
}
