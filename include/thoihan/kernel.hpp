// The whole kernel: time limits, workflow and routing as header-only C++20, with the standard library alone.
//
//     #include <thoihan/kernel.hpp>
//
// See calendar/compile.hpp to make a calendar and limit/evaluate.hpp to ask it. Nothing here reads a clock, a locale or the
// environment, throws, or allocates in a query; no legal result rests on floating point.
#pragma once

#include "thoihan/base/divider.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/calendar/batch.hpp"
#include "thoihan/calendar/calendar.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/calendar/day_kind.hpp"
#include "thoihan/calendar/layers.hpp"
#include "thoihan/calendar/session.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/clock/derive_clock.hpp"
#include "thoihan/clock/measure.hpp"
#include "thoihan/clock/warning.hpp"
#include "thoihan/guard/condition.hpp"
#include "thoihan/guard/fact.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/choice.hpp"
#include "thoihan/limit/derivation.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/limit/extension.hpp"
#include "thoihan/limit/limit.hpp"
#include "thoihan/limit/limit_point.hpp"
#include "thoihan/limit/ordinary.hpp"
#include "thoihan/limit/pause.hpp"
#include "thoihan/limit/unit.hpp"
#include "thoihan/routing/decision_table.hpp"
#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"
#include "thoihan/time/lunar.hpp"
#include "thoihan/time/text.hpp"
#include "thoihan/workflow/machine.hpp"
