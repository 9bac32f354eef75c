#include "src/store/chain.hpp"

#include <array>
#include <cstddef>

namespace thoihan {

void field_stream::add_length(std::uint64_t value) noexcept {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  stream_.update({bytes.data(), bytes.size()});
}

void field_stream::add(std::string_view bytes) noexcept {
  add_length(bytes.size());
  stream_.update(bytes);
}

void field_stream::add(std::int64_t value) noexcept {
  add_length(8);
  add_length(static_cast<std::uint64_t>(value));
}

void field_stream::add(const sha256_digest& digest) noexcept {
  add(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

sha256_digest event_digest(const sha256_digest& before, const stored_event& event) noexcept {
  field_stream fields;
  fields.add("thoihan event 2");
  fields.add(before);
  fields.add(event.case_id);
  fields.add(std::int64_t{event.number});
  fields.add(event.sequence);
  fields.add(event.kind);
  fields.add(event.key);
  fields.add(event.at);
  fields.add(event.recorded_at);
  fields.add(event.event);
  fields.add(event.role);
  fields.add(event.authority);
  fields.add(event.officer);
  fields.add(event.overrides);
  fields.add(event.details);
  fields.add(event.decided);
  fields.add(event.pack_hash);
  fields.add(event.calendar_hash);
  fields.add(event.engine_version);
  fields.add(event.facts_digest);
  return fields.finish();
}

checkpoint_stream::checkpoint_stream(const sha256_digest& before, std::int64_t number, std::int64_t first,
                                     std::int64_t at) noexcept {
  fields_.add("thoihan checkpoint 1");
  fields_.add(before);
  fields_.add(number);
  fields_.add(first);
  fields_.add(at);
}

}  // namespace thoihan
