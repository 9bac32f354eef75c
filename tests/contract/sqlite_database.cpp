#include "tests/contract/fresh_database.hpp"
#include "tests/support/temporary_folder.hpp"

struct fresh_database::place {
  temporary_folder folder;
};

fresh_database::fresh_database() : place_(std::make_unique<place>()) {}
fresh_database::~fresh_database() = default;

thoihan::store fresh_database::open(thoihan::store_mode mode, std::int32_t busy_timeout_ms) const {
  return thoihan::store::open(name(), mode, busy_timeout_ms);
}

std::string fresh_database::name() const { return place_->folder.file("reports.db"); }

bool fresh_database::keeps_nul_characters() { return true; }
