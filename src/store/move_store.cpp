#include "thoihan/store/move_store.hpp"

#include <memory>
#include <string_view>
#include <variant>

#include "src/pack/say.hpp"
#include "src/store/backend_library.hpp"
#include "src/store/chain.hpp"
#include "src/store/whole_file.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

namespace {

constexpr std::int64_t rows_a_look = 1000;

// What all rows come to, so that two stores can be held against each other.
class row_digest {
 public:
  void add(const whole_table& table, const whole_row& row) {
    fields_.add(std::string_view{table.name});
    for (const whole_value& value : row) {
      fields_.add(static_cast<std::int64_t>(value.index()));
      if (const auto* const number = std::get_if<std::int64_t>(&value)) fields_.add(*number);
      if (const auto* const text = std::get_if<std::string_view>(&value)) fields_.add(*text);
    }
  }
  sha256_digest finish() { return fields_.finish(); }

 private:
  field_stream fields_;
};

std::unique_ptr<whole_store> whole_of(const std::string& name, store_mode mode) {
  if (is_in_postgresql(name)) return whole_in_postgresql(name, mode);
  return std::make_unique<whole_file>(name, mode);
}

void check_whole(const std::string& name) {
  const verification found = store::open(name, store_mode::read_only).verify();
  if (found.problems.empty()) return;
  throw error(status::corrupt, say("kho {} không nguyên vẹn ({}): hãy xem \"thoihan verify\"; chưa chuyển gì",
                                   "the store {} is not whole ({}): see \"thoihan verify\"; nothing was moved", name,
                                   found.problems.front()));
}

}  // namespace

moved_store move_store(const std::string& from, const std::string& to,
                       const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  check_whole(from);
  const std::unique_ptr<whole_store> source = whole_of(from, store_mode::read_only);
  const std::unique_ptr<whole_store> target = whole_of(to, store_mode::create);
  const std::int64_t all = 3 * source->events();
  std::int64_t done = 0;
  std::int64_t passed = 0;
  moved_store out;
  const auto tell = [&](const whole_table& table) {
    done += std::string_view{table.name} == "event" ? 1 : 0;
    if (++passed % rows_a_look != 0 || !progress || progress(done, all)) return;
    throw error(status::callback, {"đã dừng việc chuyển kho theo yêu cầu", "the move was ended as asked"});
  };
  const auto digest_of = [&](whole_store& of) {
    row_digest digest;
    of.read([&](const whole_table& table, const whole_row& row) {
      digest.add(table, row);
      tell(table);
    });
    return digest.finish();
  };
  target->fill([&] {
    row_digest digest;
    source->read([&](const whole_table& table, const whole_row& row) {
      digest.add(table, row);
      target->put(table, row);
      ++out.rows;
      out.events += std::string_view{table.name} == "event" ? 1 : 0;
      out.cases += std::string_view{table.name} == "case_" ? 1 : 0;
      tell(table);
    });
    const sha256_digest put = digest.finish();
    if (digest_of(*target) != put) {
      throw error(status::corrupt, say("{}: đọc lại không đúng như đã ghi; chưa chuyển gì",
                                       "{}: what was written does not read back as it was; nothing was moved", to));
    }
    if (digest_of(*source) != put) {
      throw error(status::busy,
                  say("{}: có người đã ghi trong lúc chuyển; chưa chuyển gì, hãy dừng mọi nơi ghi rồi làm lại",
                      "{}: somebody wrote meanwhile; nothing was moved, stop all writers and repeat it", from));
    }
  });
  // The list of erasures beside a file.
  store::open(to, store_mode::existing);
  return out;
}

}  // namespace thoihan
