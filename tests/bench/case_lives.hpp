// Lives of cases for the store's contest: the acts of a file, told again of as many cases as are wanted.
//
//     const case_lives lives{"examples/data/reports.jsonl"};
//     life_walk walk{lives, 100'000, 3, 1022};                 // of each case three acts are done
//     const life_walk::step next = walk.at_random();
//     engine.apply(lives.act(next));
//
// Case n lives as the case n (counted round) of the file does. The seed is fixed and numbers are taken by remainder, so that
// two walks with one seed go the same way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/require.hpp"
#include "thoihan/engine/command.hpp"

struct life_step {
  std::size_t number = 0;  // of the case, from 0
  std::size_t act = 0;     // in its life, from 0
};

class case_lives {
 public:
  explicit case_lives(const std::string& path) {
    std::ifstream file(path);
    require(file.good(), "cannot read " + path);
    std::map<std::string, std::size_t> known;
    for (std::string line; std::getline(file, line);) {
      thoihan::command command = thoihan::read_command(line);
      const auto [at, is_new] = known.emplace(command.case_id, lives_.size());
      if (is_new) lives_.emplace_back();
      lives_[at->second].push_back(std::move(command));
    }
    require(!lives_.empty(), path + ": no acts");
  }

  std::size_t count() const { return lives_.size(); }
  std::size_t length_of(std::size_t number) const { return lives_[number % lives_.size()].size(); }
  static std::string name_of(std::size_t number) {
    const std::string digits = std::to_string(number);
    return "LH-2024-" + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
  }
  thoihan::command act(const life_step& step) const {
    thoihan::command out = lives_[step.number % lives_.size()][step.act];
    out.case_id = name_of(step.number);
    return out;
  }

 private:
  std::vector<std::vector<thoihan::command>> lives_;
};

class life_walk {
 public:
  life_walk(const case_lives& lives, std::size_t cases, std::uint64_t seed) : lives_(lives), done_(cases), source_(seed) {}

  std::size_t cases() const { return done_.size(); }
  std::size_t steps() const { return steps_; }

  // The act after those that were done of each case in turn, up to `acts` each, but for the last of a life.
  std::vector<life_step> first(std::size_t acts) {
    std::vector<life_step> out;
    for (std::size_t act = 0; act < acts; ++act) {
      for (std::size_t number = 0; number < done_.size(); ++number) {
        if (act + 1 < lives_.length_of(number)) out.push_back(step_of(number));
      }
    }
    return out;
  }

  life_step at_random() {
    for (std::size_t tries = 0; tries < 100 * done_.size(); ++tries) {
      const std::size_t number = source_() % done_.size();
      if (done_[number] < lives_.length_of(number)) return step_of(number);
    }
    require(false, "no case goes on: give more cases, or fewer rounds");
    return {};
  }

 private:
  life_step step_of(std::size_t number) {
    ++steps_;
    return {number, done_[number]++};
  }

  const case_lives& lives_;
  std::vector<std::uint32_t> done_;
  std::size_t steps_ = 0;
  std::mt19937_64 source_;
};
