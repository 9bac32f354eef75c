// The example reports of every province as one stream of commands, each on its case under its pack; those that the rules refuse are
// left out.
//
//     case_stream stream{THOIHAN_SOURCE_DIR};
//     for (const told_command& one : stream.commands()) {
//       thoihan::resolve_act(*one.pack, one.said, act);
//       stream.view_of(one).apply(act, effects);      // on a case that `opens` makes anew
//     }
//
// The commands of a file come in the order of time: the cases lie between each other, as a portal has them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/offices.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/load.hpp"

struct told_command {
  const thoihan::rule_pack* pack = nullptr;
  thoihan::command said;
  std::size_t which = 0;  // case
  bool opens = false;
  bool starts_duty = false;
  bool ends_pause = false;
  bool names_several = false;  // a fact of several authorities, here or in the case: their list takes memory
};

class case_stream {
 public:
  explicit case_stream(const std::string& source) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{source + "/examples/data"}) {
      const std::string name = entry.path().stem().string();
      const bool of_a_year = name.size() > 5 && name[name.size() - 5] == '-';
      if (of_a_year && entry.path().extension() == ".jsonl") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      const std::string name = file.stem().string();  // province-year
      const std::string province = name.substr(0, name.rfind('-'));
      packs_.push_back(std::make_unique<const thoihan::rule_pack>(
          thoihan::load_pack(source + "/rules/province/" + province, source + "/rules")));
      read(file, *packs_.back());
    }
    require(commands_.size() > 1000, "examples/data has no reports");
  }

  const std::vector<told_command>& commands() const { return commands_; }
  const std::vector<thoihan::case_view>& views() const { return views_; }

  thoihan::case_view& view_of(const told_command& one) {
    if (one.opens) views_[one.which] = thoihan::case_view{*one.pack, one.said.case_id};
    return views_[one.which];
  }

 private:
  static bool names_several(const thoihan::case_view& view) {
    for (std::size_t fact = 0; fact < view.pack().facts.size(); ++fact) {
      if (view.pack().facts[fact].type == thoihan::fact_type::authorities && view.facts()[fact].present) return true;
    }
    return false;
  }

  void read(const std::filesystem::path& file, const thoihan::rule_pack& pack) {
    std::map<std::string, std::size_t> places;
    std::ifstream reports{file};
    for (std::string line; std::getline(reports, line);) {
      told_command one;
      one.pack = &pack;
      one.said = thoihan::read_command(line);
      const auto [place, is_new] = places.try_emplace(one.said.case_id, views_.size());
      if (is_new) views_.emplace_back(pack, one.said.case_id);
      one.which = place->second;
      thoihan::case_view& view = views_[one.which];
      one.opens = view.acts() == 0;
      const std::size_t rounds = view.duties().size();
      const bool stood_still = view.paused();
      const bool had_several = names_several(view);
      try {
        view.apply(thoihan::resolve_act(pack, one.said));
      } catch (const thoihan::error&) {
        continue;
      }
      one.starts_duty = view.duties().size() > rounds;
      one.ends_pause = stood_still && !view.paused();
      one.names_several = had_several || names_several(view);
      commands_.push_back(std::move(one));
    }
  }

  std::vector<std::unique_ptr<const thoihan::rule_pack>> packs_;
  std::vector<thoihan::case_view> views_;
  std::vector<told_command> commands_;
};
