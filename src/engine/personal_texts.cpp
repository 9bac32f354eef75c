#include "src/engine/personal_texts.hpp"

#include <algorithm>

#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

personal_texts::personal_texts(const rule_pack& pack, const command& command, store_writer& writer, const host_key* host,
                               const case_row& row)
    : host_(host) {
  for (const auto& [name, words] : texts_kept_apart(pack, command)) {
    const text& one = texts_.emplace_back(text{std::string{name}, std::string{words}, writer.random_salt()});
    prints_.emplace_back(name, fingerprint_of(one.salt, words));
  }
  if (!texts_.empty() && host != nullptr && row.number != 0)
    key_ = case_key(writer.find_case_key(row.number), host, row.case_id);
}

std::vector<std::string> personal_texts::keep(store_writer& writer, const case_row& row, std::int64_t sequence) {
  std::vector<std::string> unkept;
  if (texts_.empty()) return unkept;
  if (!key_ && host_ != nullptr) {
    key_ = data_key::random();
    writer.put_case_key(row.number, {host_->id, key_->wrap(*host_, row.case_id)});
  }
  for (const text& one : texts_) {
    if (key_)
      writer.keep_sealed({sequence, one.name, seal(*key_, {row.case_id, one.name, sequence}, one.salt, one.words)});
    else
      unkept.push_back(one.name);
  }
  return unkept;
}

std::optional<data_key> case_key(const std::optional<wrapped_key>& wrapped, const host_key* host,
                                 std::string_view case_id) {
  if (!wrapped || host == nullptr) return std::nullopt;
  if (wrapped->host_key_id != host->id) {
    throw error(status::key, say("hồ sơ {} được niêm phong bằng khóa \"{}\", không phải \"{}\"",
                                 "the case {} is sealed with the key \"{}\", not \"{}\"", case_id, wrapped->host_key_id,
                                 host->id));
  }
  return data_key::unwrap(wrapped->wrapped, *host, case_id);
}

std::optional<opened_text> opened(const sealed_text& row, const std::optional<data_key>& key, std::string_view case_id) {
  if (!key) return std::nullopt;
  return open_sealed(*key, {case_id, row.name, row.sequence}, row.sealed);
}

fingerprints prints_on_record(const rule_pack& pack, const command& command, const std::vector<sealed_text>& rows,
                              const stored_event& event, const std::optional<data_key>& key) {
  fingerprints out;
  const fingerprints own = prints_in(event);
  for (const auto& [name, words] : texts_kept_apart(pack, command)) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&name = name, &event](const sealed_text& one) {
      return one.sequence == event.sequence && one.name == name;
    });
    if (row == rows.end()) {
      const auto print = std::find_if(own.begin(), own.end(), [&name = name](const auto& one) { return one.first == name; });
      if (print != own.end()) out.push_back(*print);
      continue;
    }
    if (!key) {
      throw error(status::key, say("hồ sơ {}: không có khóa thì không biết đây có phải là cùng một nội dung hay không",
                                   "the case {}: without the key nobody can tell whether this is the same content",
                                   command.case_id));
    }
    out.emplace_back(name, fingerprint_of(opened(*row, key, command.case_id)->salt, words));
  }
  return out;
}

std::vector<std::string> unkept_texts(const rule_pack& pack, const command& command, const std::vector<sealed_text>& rows,
                                      std::int64_t sequence) {
  std::vector<std::string> out;
  for (const auto& [name, words] : texts_kept_apart(pack, command)) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&name = name, sequence](const sealed_text& one) {
      return one.sequence == sequence && one.name == name;
    });
    if (row == rows.end()) out.emplace_back(name);
  }
  return out;
}

}  // namespace thoihan
