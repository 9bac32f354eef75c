#include <unistd.h>

#include <string>

#include "tests/contract/fresh_database.hpp"
#include "tests/postgresql/server.hpp"
#include "thoihan/postgresql/open_postgresql.hpp"

struct fresh_database::place {
  std::string schema;
};

fresh_database::fresh_database() : place_(std::make_unique<place>()) {
  static int count = 0;
  place_->schema = "contract_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

fresh_database::~fresh_database() { drop_schema(place_->schema); }

thoihan::store fresh_database::open(thoihan::store_mode mode, std::int32_t busy_timeout_ms) const {
  return thoihan::open_postgresql(server(), mode, {place_->schema, busy_timeout_ms});
}

std::string fresh_database::name() const { return server_name() + "/" + place_->schema; }

bool fresh_database::keeps_nul_characters() { return false; }
