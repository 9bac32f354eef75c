// Duties as the JSON of events and cases.
#include "src/store/duty_json.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/store_sample.hpp"

using thoihan::duty_row;
using thoihan::duty_status;

TEST_SUITE_BEGIN("store: duties as JSON");

TEST_CASE("names of duty statuses") {
  CHECK(thoihan::duty_status_name(duty_status::running) == "running");
  CHECK(thoihan::duty_status_name(duty_status::met) == "met");
  CHECK(thoihan::duty_status_name(duty_status::met_late) == "met_late");
  CHECK(thoihan::duty_status_name(duty_status::cancelled) == "cancelled");
  CHECK(thoihan::duty_status_name(duty_status::exempted) == "exempted");
  CHECK(thoihan::duty_status_name(duty_status::paused) == "paused");
  CHECK(thoihan::duty_status_name(duty_status::annulled) == "annulled");
}

// Rows go in and come back by every status; what ends is no longer among the running.
TEST_CASE("duties of every status as JSON") {
  std::vector<duty_row> rows;
  for (const duty_status which : {duty_status::running, duty_status::met, duty_status::met_late, duty_status::cancelled,
                                  duty_status::exempted, duty_status::paused, duty_status::annulled}) {
    rows.push_back(sample_duty(std::string{thoihan::duty_status_name(which)}, 5));
    rows.back().status = which;
  }
  CHECK(thoihan::duties_of_json(thoihan::duties_json(rows)) == rows);
  CHECK(thoihan::duties_json({}) == "[]");
  for (const std::string none : {"",
                                 "{}",
                                 "[1]",
                                 R"([{"duty":1}])",
                                 R"([{"round":1.5}])",
                                 R"([{"round":3000000000}])",
                                 R"([{"status":"lost"}])",
                                 R"([{"end":"instant"}])",
                                 R"([{"provisional":false}])",
                                 R"([{"warnings":5}])",
                                 R"([{"warnings":["x"]}])",
                                 R"([{"warnings":[1]}])",
                                 R"([{"warnings":[[1]]}])",
                                 R"([{"warnings":[[1,2,3]]}])",
                                 R"([{"warnings":[["x",1]]}])",
                                 R"([{"warnings":[[0,1]]}])",
                                 R"([{"warnings":[[65536,1]]}])",
                                 R"([{"unknown":1}])",
                                 "[{}",
                                 "[] "}) {
    CHECK_MESSAGE(!thoihan::duties_of_json(none), none);
  }
}

TEST_SUITE_END();
