// Reading declared shapes out of JSON: every wrong type, missing or unknown key becomes a finding, and reading goes on.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

class finding_list {
 public:
  explicit finding_list(std::vector<finding>& list) : list_(list) {}
  void error(std::string code, place where, bilingual text) {
    list_.push_back({severity::error, std::move(code), std::move(where), std::move(text)});
  }
  std::vector<finding>& list() { return list_; }
  // True when nothing was reported since `count` was asked.
  std::size_t count() const { return list_.size(); }

 private:
  std::vector<finding>& list_;
};

// Values of their own; nothing and a finding when they are not.
std::optional<std::string> read_string(const json_view& view, finding_list& findings);
std::optional<bool> read_bool(const json_view& view, finding_list& findings);
std::optional<std::int64_t> read_integer(const json_view& view, std::int64_t low, std::int64_t high,
                                         finding_list& findings);
std::optional<day_number> read_date(const json_view& view, finding_list& findings);
std::optional<instant> read_instant(const json_view& view, finding_list& findings);
std::optional<std::int32_t> read_time_of_day(const json_view& view, finding_list& findings);
std::optional<session> read_session(const json_view& view, finding_list& findings);
std::optional<bilingual> read_bilingual(const json_view& view, finding_list& findings);
bool is_id(std::string_view text, bool capitals = false) noexcept;

// The elements of an array; the value itself where a single one may stand for a list.
std::vector<json_view> read_list(const json_view& view, bool single_allowed, finding_list& findings);

// The members of an object by their keys, so that one canonical text is read in one order; `note` left out, unless it is a
// name like any other.
std::vector<std::pair<std::string, json_view>> read_members(const json_view& view, finding_list& findings,
                                                            bool note_is_a_name = false);
// Both dates of a span, when it is one.
void check_span(day_number from, day_number until, const json_view& view, finding_list& findings);

// One object with known keys. Reports what it did not ask for when it goes out of scope.
class object_reader {
 public:
  object_reader(json_view view, finding_list& findings);
  object_reader(const object_reader&) = delete;
  object_reader& operator=(const object_reader&) = delete;
  // Reports, and so may run out of memory; not while another exception is on its way.
  ~object_reader() noexcept(false);

  bool good() const { return object_ != nullptr; }
  // The rest of the object is not read: what is unknown in it stays unsaid.
  void abandon() { object_ = nullptr; }
  const json_view& view() const { return view_; }

  std::optional<json_view> find(std::string_view key);  // absent: nothing
  std::optional<json_view> need(std::string_view key);  // absent: a finding

  std::optional<std::string> text(std::string_view key) { return read_needed(key, read_string); }
  std::optional<bilingual> words(std::string_view key) { return read_needed(key, read_bilingual); }
  std::optional<day_number> date(std::string_view key) { return read_needed(key, read_date); }
  std::optional<bool> flag(std::string_view key) { return read_needed(key, read_bool); }
  bool flag_or(std::string_view key, bool otherwise);
  std::optional<day_number> date_if(std::string_view key);
  std::optional<std::string> text_if(std::string_view key);
  // `format`: 1, the one this library reads.
  void format();

 private:
  template <class Read>
  auto read_needed(std::string_view key, Read read)
      -> decltype(read(std::declval<const json_view&>(), std::declval<finding_list&>())) {
    const auto value = need(key);
    if (!value) return std::nullopt;
    return read(*value, findings_);
  }

  json_view view_;
  finding_list& findings_;
  const boost::json::object* object_ = nullptr;
  std::vector<std::string> known_;
  int exceptions_at_begin_;
};

// One of a closed set of words.
template <class Value>
std::optional<Value> read_word(const json_view& view, std::initializer_list<std::pair<std::string_view, Value>> words,
                               finding_list& findings) {
  const auto text = read_string(view, findings);
  if (!text) return std::nullopt;
  std::vector<std::string> known;
  std::string all;
  for (const auto& [word, value] : words) {
    if (*text == word) return value;
    known.emplace_back(word);
    all += (all.empty() ? "\"" : ", \"") + std::string{word} + "\"";
  }
  const bilingual near = nearest_name(*text, known);
  findings.error(
      "unknown-word", view.where(),
      say("\"{}\" không được hiểu; cần một trong: {}", "\"{}\" is not understood; expected one of: {}", *text, all));
  findings.list().back().text.vi += near.vi;
  findings.list().back().text.en += near.en;
  return std::nullopt;
}

}  // namespace thoihan
