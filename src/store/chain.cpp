#include "src/store/chain.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace thoihan {

namespace {

class serialiser {
 public:
  void add(std::string_view bytes) noexcept {
    number(bytes.size());
    stream_.update(bytes);
  }
  void add(std::int64_t value) noexcept {
    number(8);
    number(static_cast<std::uint64_t>(value));
  }
  void add(const sha256_digest& digest) noexcept {
    add(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
  }
  sha256_digest finish() noexcept { return stream_.finish(); }

 private:
  void number(std::uint64_t value) noexcept {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
    stream_.update({bytes.data(), bytes.size()});
  }

  sha256_stream stream_;
};

// The object of `name` has one member, "hmac", and this is it.
bool has_fingerprint(const boost::json::object& facts, const personal_fact& fact) {
  const boost::json::value* entry = facts.if_contains(fact.name);
  const boost::json::object* members = entry == nullptr ? nullptr : entry->if_object();
  const boost::json::value* hmac = members == nullptr || members->size() != 1 ? nullptr : members->if_contains("hmac");
  const boost::json::string* text = hmac == nullptr ? nullptr : hmac->if_string();
  if (text == nullptr) return false;
  const std::string_view salt(reinterpret_cast<const char*>(fact.salt.data()), fact.salt.size());
  const std::array<char, 64> expected = sha256_hex(hmac_sha256(salt, fact.value));
  return std::string_view(text->data(), text->size()) == std::string_view(expected.data(), expected.size());
}

}  // namespace

sha256_digest chain_hash(const sha256_digest& before, const stored_event& event) noexcept {
  serialiser s;
  s.add("thoihan event 1");
  s.add(before);
  s.add(event.sequence);
  s.add(event.case_id);
  s.add(std::int64_t{event.number});
  s.add(event.key);
  s.add(event.at);
  s.add(event.recorded_at);
  s.add(event.event);
  s.add(event.role);
  s.add(event.authority);
  s.add(event.officer);
  s.add(event.overrides);
  s.add(event.facts);
  s.add(event.pack_hash);
  s.add(event.calendar_hash);
  s.add(event.engine_version);
  return s.finish();
}

std::vector<std::string> fingerprint_problems(const stored_event& event) {
  std::vector<std::string> problems;
  if (event.personal.empty()) return problems;
  boost::json::error_code trouble;
  const boost::json::value facts = boost::json::parse(event.facts, trouble);
  if (trouble || !facts.is_object()) return {"facts are not a JSON object"};
  for (const personal_fact& fact : event.personal) {
    if (!has_fingerprint(facts.get_object(), fact)) {
      problems.push_back(fmt::format("the personal fact \"{}\" does not match its fingerprint", fact.name));
    }
  }
  return problems;
}

}  // namespace thoihan
