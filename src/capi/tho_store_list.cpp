// What a store tells of all its cases: lists and their sums.
#include "src/capi/guard.hpp"
#include "src/capi/tho_store.hpp"
#include "thoihan/engine/work_list.hpp"

using namespace thoihan;

tho_status tho_store_late(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const instant at = time_argument(now, "now");
    const std::int64_t first = count_argument(skip, "skip");
    const std::int64_t count = count_argument(most, "most");
    need(out, "out");
    *out = new tho_text(as_lines(late_duties(call.cases(), call.events(), at, first, count),
                                 [](const late_duty& late) { return json_of(late); }));
  });
}

tho_status tho_store_next(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const instant at = time_argument(now, "now");
    const std::int64_t first = count_argument(skip, "skip");
    const std::int64_t count = count_argument(most, "most");
    need(out, "out");
    *out = new tho_text(
        as_lines(next_duties(call.events(), at, first, count), [](const dated_duty& next) { return json_of(next); }));
  });
}

tho_status tho_store_late_by_owner(tho_store* store, int64_t now, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const instant at = time_argument(now, "now");
    need(out, "out");
    *out = new tho_text(
        as_lines(late_by_owner(call.cases(), call.events(), at), [](const late_sum& sum) { return json_of(sum); }));
  });
}

tho_status tho_store_open_by_state(tho_store* store, int64_t now, tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const instant at = time_argument(now, "now");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(
        as_lines(open_cases(call.events(), at), [words](const open_sum& sum) { return json_of(sum, words); }));
  });
}

tho_status tho_store_cases(tho_store* store, const char* after, int64_t after_size, int64_t most, tho_text** out,
                           tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view last = after == nullptr ? std::string_view{} : name_argument(after, after_size, "after");
    const std::int64_t count = count_argument(most, "most");
    need(out, "out");
    *out = new tho_text(
        as_lines(cases_after(call.events(), last, count), [](const case_row& row) { return json_of(row); }));
  });
}
