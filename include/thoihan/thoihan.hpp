// The whole C++ library: the kernel, packs, the store, the engine and the simulation.
//
//     #include <thoihan/thoihan.hpp>
//
//     thoihan::store events = thoihan::store::open("reports.db", thoihan::store_mode::create);
//     thoihan::engine cases{events};
//     cases.use(thoihan::load_pack("rules/province/lac-hong"));
//     std::puts(thoihan::json_of(cases.apply(thoihan::read_command(line))).c_str());
//
// To be linked with the static library, built by the same compiler: these classes are no ABI. Programs that shall go on
// with a newer library without being built again use the C API. Who needs time limits alone includes kernel.hpp, which needs
// no library.
//
// Errors, threads and costs stand in each header.
#pragma once

#include "thoihan/engine/case_history.hpp"
#include "thoihan/engine/case_text.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/event_kind.hpp"
#include "thoihan/engine/id_mapping.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/ledger.hpp"
#include "thoihan/engine/migration.hpp"
#include "thoihan/engine/outgoing_notice.hpp"
#include "thoihan/engine/pack_mutants.hpp"
#include "thoihan/engine/public_view.hpp"
#include "thoihan/engine/round_key.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/engine/split.hpp"
#include "thoihan/kernel.hpp"
#include "thoihan/pack/clause_list.hpp"
#include "thoihan/pack/diff.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/pack/notice_text.hpp"
#include "thoihan/pack/office_calendar.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/pack/worst.hpp"
#include "thoihan/simulate/simulation.hpp"
#include "thoihan/simulate/simulation_plan.hpp"
#include "thoihan/store/host_key.hpp"
#include "thoihan/store/move_store.hpp"
#include "thoihan/store/store.hpp"
