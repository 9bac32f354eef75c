// A limit made longer: the longer limit is written out by hand beside each.
#include "thoihan/limit/extension.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

using namespace thoihan;

namespace {

limit_term term_of(std::int64_t count, unit in) { return {.length = {count, in}}; }
limit_term without_roll(limit_term term) {
  term.rolls = false;
  return term;
}
limit leaf(std::int64_t count, unit in) { return limit::of_term(term_of(count, in)); }

limit composed(limit_kind kind, std::initializer_list<limit> parts) {
  limit out;
  out.nodes[0] = {kind, static_cast<std::uint8_t>(parts.size()), {}};
  out.size = 1;
  for (const limit& part : parts) {
    for (std::size_t i = 0; i < part.size; ++i) out.nodes[out.size++] = part.nodes[i];
  }
  return out;
}

// `children` leaves of one calendar day each.
limit days_in(limit_kind kind, std::uint8_t children) {
  limit out;
  out.nodes[0] = {kind, children, {}};
  for (out.size = 1; out.size <= children; ++out.size) out.nodes[out.size].term = term_of(1, unit::day);
  return out;
}

limit extended(const limit& what, amount by) {
  limit out;
  REQUIRE(extend_limit(what, by, out) == status::ok);
  return out;
}

// The error, after a check that the output was left alone.
status error_of(const limit& what, amount by) {
  const limit before = leaf(77, unit::week);
  limit out = before;
  const status code = extend_limit(what, by, out);
  CHECK(out == before);
  return code;
}

}  // namespace

TEST_SUITE("extension") {
  TEST_CASE("in its own unit a term takes more, and keeps its policies") {
    CHECK(extended(leaf(5, unit::working_day), {3, unit::working_day}) == leaf(8, unit::working_day));
    CHECK(extended(extended(leaf(5, unit::month), {1, unit::month}), {2, unit::month}) == leaf(8, unit::month));
    limit_term term = term_of(15, unit::day);
    term.cut_off_s = 54000;
    term.first_day_counts = true;
    term.make_up_counts = false;
    limit_term longer = term;
    longer.length.count = 16;
    CHECK(extended(limit::of_term(term), {1, unit::day}) == limit::of_term(longer));
  }

  TEST_CASE("in another unit the extension follows the unrolled end") {
    CHECK(extended(leaf(15, unit::day), {2, unit::working_day}) ==
          composed(limit_kind::then, {limit::of_term(without_roll(term_of(15, unit::day))), leaf(2, unit::working_day)}));
    // Another of the same kind of time is another unit, too.
    CHECK(extended(leaf(2, unit::working_hour), {30, unit::working_minute}) ==
          composed(limit_kind::then, {limit::of_term(without_roll(term_of(2, unit::working_hour))),
                                      leaf(30, unit::working_minute)}));
  }

  TEST_CASE("a chain of terms grows at its last") {
    const limit chain = composed(limit_kind::then, {leaf(5, unit::working_day), leaf(10, unit::day)});
    CHECK(extended(chain, {3, unit::day}) ==
          composed(limit_kind::then, {leaf(5, unit::working_day), leaf(13, unit::day)}));
    // The first term is of that unit, the last is not.
    CHECK(extended(chain, {3, unit::working_day}) ==
          composed(limit_kind::then, {leaf(5, unit::working_day), limit::of_term(without_roll(term_of(10, unit::day))),
                                      leaf(3, unit::working_day)}));
  }

  TEST_CASE("a chain whose last part is a term grows there, whatever its other parts are") {
    const limit first = composed(limit_kind::earlier_of, {leaf(2, unit::working_day), leaf(10, unit::day)});
    const limit deep = composed(limit_kind::later_of, {first, leaf(1, unit::month), first});
    for (const limit& begin : {first, deep}) {
      const limit chain = composed(limit_kind::then, {begin, leaf(10, unit::day)});
      CHECK(extended(chain, {3, unit::day}) == composed(limit_kind::then, {begin, leaf(13, unit::day)}));
      CHECK(extended(chain, {3, unit::week}) ==
            composed(limit_kind::then,
                     {begin, limit::of_term(without_roll(term_of(10, unit::day))), leaf(3, unit::week)}));
    }
  }

  TEST_CASE("a chain whose last part is a composition gets another part, and its terms stay as they are") {
    for (const limit_kind kind : {limit_kind::then, limit_kind::earlier_of, limit_kind::later_of}) {
      const limit end = composed(kind, {leaf(2, unit::working_day), leaf(10, unit::day)});
      const limit chain = composed(limit_kind::then, {leaf(5, unit::day), end});
      CHECK(extended(chain, {3, unit::day}) ==
            composed(limit_kind::then, {leaf(5, unit::day), end, leaf(3, unit::day)}));
      CHECK(extended(chain, {3, unit::week}) ==
            composed(limit_kind::then, {leaf(5, unit::day), end, leaf(3, unit::week)}));
    }
  }

  TEST_CASE("any other composition is followed by the extension, as it stands") {
    for (const limit_kind kind : {limit_kind::earlier_of, limit_kind::later_of}) {
      const limit both = composed(kind, {leaf(2, unit::working_day), leaf(10, unit::day)});
      CHECK(extended(both, {1, unit::working_day}) == composed(limit_kind::then, {both, leaf(1, unit::working_day)}));
      CHECK(extended(both, {4, unit::day}) == composed(limit_kind::then, {both, leaf(4, unit::day)}));
    }
  }

  TEST_CASE("the output may be the limit itself") {
    limit what = leaf(15, unit::day);
    REQUIRE(extend_limit(what, {2, unit::working_day}, what) == status::ok);
    CHECK(what == composed(limit_kind::then, {limit::of_term(without_roll(term_of(15, unit::day))),
                                              leaf(2, unit::working_day)}));
  }

  TEST_CASE("what is no extension") {
    const limit days = leaf(5, unit::day);
    for (const std::int64_t count : {std::int64_t{0}, std::int64_t{-1}, max_amount + 1})
      CHECK(error_of(days, {count, unit::day}) == status::invalid);
    CHECK(error_of(days, {1, unit::now}) == status::invalid);
    CHECK(error_of(days, {1, unit::next_session}) == status::invalid);
    CHECK(extended(days, {1, unit::minute}).size == 3);
  }

  TEST_CASE("what cannot be extended") {
    const amount day{1, unit::day};
    CHECK(error_of(limit{}, day) == status::invalid);
    limit too_many = days_in(limit_kind::then, 15);
    too_many.size = 17;
    CHECK(error_of(too_many, day) == status::invalid);
    limit_term back = term_of(5, unit::day);
    back.back = true;
    limit_term at_once;
    limit_term session;
    session.length.in = unit::next_session;
    for (const limit_term& term : {back, at_once, session}) {
      CHECK(error_of(limit::of_term(term), day) == status::invalid);
      // Wherever it stands in the tree.
      for (const limit_kind kind : {limit_kind::then, limit_kind::earlier_of}) {
        CHECK(error_of(composed(kind, {limit::of_term(term), leaf(5, unit::day)}), day) == status::invalid);
        CHECK(error_of(composed(kind, {leaf(5, unit::day), limit::of_term(term)}), day) == status::invalid);
      }
    }
  }

  TEST_CASE("as much as an amount can say, and no more") {
    CHECK(extended(leaf(max_amount - 1, unit::day), {1, unit::day}) == leaf(max_amount, unit::day));
    CHECK(error_of(leaf(max_amount, unit::day), {1, unit::day}) == status::too_big);
    CHECK(error_of(leaf(1, unit::day), {max_amount, unit::day}) == status::too_big);
    CHECK(extended(leaf(1, unit::day), {max_amount, unit::week}).nodes[2].term == term_of(max_amount, unit::week));
  }

  TEST_CASE("as many parts as a limit can have, and no more") {
    const amount hours{4, unit::hour};
    // One root and 14 terms: the 15th takes the last place; with 15 there is none.
    CHECK(extended(days_in(limit_kind::then, 14), hours).size == 16);
    CHECK(error_of(days_in(limit_kind::then, 15), hours) == status::too_big);
    CHECK(extended(days_in(limit_kind::then, 15), {4, unit::day}).nodes[15].term == term_of(5, unit::day));
    // Around another composition stand a root and the extension.
    const limit most = extended(days_in(limit_kind::earlier_of, 13), hours);
    CHECK(most == composed(limit_kind::then, {days_in(limit_kind::earlier_of, 13), leaf(4, unit::hour)}));
    CHECK(most.size == 16);
    CHECK(error_of(days_in(limit_kind::earlier_of, 14), hours) == status::too_big);
    CHECK(error_of(days_in(limit_kind::earlier_of, 15), hours) == status::too_big);
  }
}
