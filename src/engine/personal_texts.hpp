// The personal texts of one command on their way into the store, and back.
//
//     personal_texts texts(pack, command, writer, key, row);
//     event.facts = facts_json(pack, command, texts.prints());
//     writer.append(event, row);
//     answer.unkept = texts.keep(writer, row, event.sequence);
//
// Each text is sealed with the case's key; where the host gave no key the text is not kept, and the answer says so.
//
// Errors: `key` where the host's key is not the one that wrapped the case's, before anything is written; those of the store. Thread-safety: as the store.
// Cost: linear in the texts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/engine/event_words.hpp"
#include "src/store/seal.hpp"
#include "thoihan/store/host_key.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

class personal_texts {
 public:
  // `row`: the case as it is before the event; without a number where it is new.
  personal_texts(const rule_pack& pack, const command& command, store_writer& writer, const host_key* host,
                 const case_row& row);

  const fingerprints& prints() const noexcept { return prints_; }
  // The case's key has gone with the texts before: these get a new one.
  void forget_key() noexcept { key_.reset(); }
  // The names of those that were not kept.
  std::vector<std::string> keep(store_writer& writer, const case_row& row, std::int64_t sequence);

 private:
  struct text {
    std::string name;
    std::string words;
    fact_salt salt;
  };
  const host_key* host_;
  std::vector<text> texts_;
  fingerprints prints_;
  std::optional<data_key> key_;  // of the case, where it has one
};

// The key of a case; none where it has none or the host's key is not at hand.
std::optional<data_key> case_key(const std::optional<wrapped_key>& wrapped, const host_key* host, std::string_view case_id);

// The text and salt behind a row, where there is the key for it.
std::optional<opened_text> opened(const sealed_text& row, const std::optional<data_key>& key, std::string_view case_id);

// What the command's texts would have as prints under the salts on record, for telling whether it is the same command as the
// event's. A text that was not kept, or is erased, cannot be compared, and has the event's own print. Throws `key` where a text is
// there and the host's key is not.
fingerprints prints_on_record(const rule_pack& pack, const command& command, const std::vector<sealed_text>& rows,
                              const stored_event& event, const std::optional<data_key>& key);

// Of the command's texts those that the event was not given a row for.
std::vector<std::string> unkept_texts(const rule_pack& pack, const command& command, const std::vector<sealed_text>& rows,
                                      std::int64_t sequence);

}  // namespace thoihan
