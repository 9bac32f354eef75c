#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "src/capi/argument.hpp"
#include "src/capi/arrow_starts.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_limit.hpp"
#include "thoihan/limit/batch.hpp"

using namespace thoihan;

namespace {

constexpr std::size_t columns = 5;

struct column_type {
  const char* name;
  const char* format;
};

constexpr std::array<column_type, columns> column_types = {
    {{"due", "tss:UTC"}, {"late_from", "tss:UTC"}, {"due_day", "tdD"}, {"flags", "I"}, {"status", "i"}}};

// Bits, one a row: 1 where there is a value.
struct validity {
  explicit validity(std::size_t rows) : bits((rows + 7) / 8) {}
  void set(std::size_t row) noexcept {
    bits[row / 8] = static_cast<unsigned char>(bits[row / 8] | 1U << row % 8);
    ++values;
  }

  std::vector<unsigned char> bits;
  std::size_t values = 0;
};

// What stands behind the five columns; it lives until the last of them is released.
struct answers {
  explicit answers(std::size_t rows)
      : due(rows), late_from(rows), due_day(rows), flags(rows), statuses(rows), has_due(rows), has_status(rows) {}

  std::vector<std::int64_t> due;
  std::vector<std::int64_t> late_from;
  std::vector<std::int32_t> due_day;
  std::vector<std::uint32_t> flags;
  std::vector<tho_status> statuses;
  validity has_due;
  validity has_status;
};

std::shared_ptr<const answers> evaluate(const tho_limit& limit, const calendar& hours, const arrow_starts& starts) {
  auto out = std::make_shared<answers>(starts.rows());
  std::array<instant, 64> room{};
  std::array<limit_answer, 64> dues;
  std::array<status, 64> codes{};
  for (std::size_t first = 0; first < starts.rows(); first += room.size()) {
    const std::size_t rows = std::min(room.size(), starts.rows() - first);
    evaluate_batch(hours, limit.rule.row.what, starts.read(first, rows, room), limit.facts, column_of(dues),
                   column_of(codes), rows);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t row = first + i;
      if (starts.is_null(row)) continue;
      const status code = starts.has_fraction(row) ? status::invalid : codes[i];
      out->statuses[row] = static_cast<tho_status>(code);
      out->has_status.set(row);
      if (code != status::ok) continue;
      out->due[row] = dues[i].due;
      out->late_from[row] = dues[i].late_from;
      out->due_day[row] = dues[i].due_date;
      out->flags[row] = deadline_flags(dues[i]);
      out->has_due.set(row);
    }
  }
  return out;
}

// ---- arrays

struct held_column {
  std::shared_ptr<const answers> of;
  std::array<const void*, 2> buffers;
};

void release_column(ArrowArray* array) {
  delete static_cast<held_column*>(array->private_data);
  array->release = nullptr;
}

struct held_columns {
  held_columns() {
    for (std::size_t i = 0; i < columns; ++i) pointers[i] = &children[i];
  }
  held_columns(const held_columns&) = delete;
  held_columns& operator=(const held_columns&) = delete;
  // A child that was moved out has no release here any more.
  ~held_columns() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
  }

  std::array<ArrowArray, columns> children{};
  std::array<ArrowArray*, columns> pointers{};
  const void* no_bitmap = nullptr;
};

void release_columns(ArrowArray* array) {
  delete static_cast<held_columns*>(array->private_data);
  array->release = nullptr;
}

std::unique_ptr<held_columns> columns_of(const std::shared_ptr<const answers>& all) {
  auto out = std::make_unique<held_columns>();
  const std::size_t rows = all->due.size();
  const std::array<const void*, columns> values = {all->due.data(), all->late_from.data(), all->due_day.data(),
                                                   all->flags.data(), all->statuses.data()};
  for (std::size_t i = 0; i < columns; ++i) {
    const validity& valid = i + 1 == columns ? all->has_status : all->has_due;
    const std::size_t nulls = rows - valid.values;
    auto* held = new held_column{all, {nulls == 0 ? nullptr : valid.bits.data(), values[i]}};
    ArrowArray& child = out->children[i];
    child.length = static_cast<std::int64_t>(rows);
    child.null_count = static_cast<std::int64_t>(nulls);
    child.n_buffers = 2;
    child.buffers = held->buffers.data();
    child.private_data = held;
    child.release = release_column;
  }
  return out;
}

// ---- types

void release_type(ArrowSchema* schema) { schema->release = nullptr; }

struct held_types {
  std::array<ArrowSchema, columns> children{};
  std::array<ArrowSchema*, columns> pointers{};
};

void release_types(ArrowSchema* schema) {
  delete static_cast<held_types*>(schema->private_data);
  schema->release = nullptr;
}

std::unique_ptr<held_types> types() {
  auto out = std::make_unique<held_types>();
  for (std::size_t i = 0; i < columns; ++i) {
    ArrowSchema& child = out->children[i];
    child.format = column_types[i].format;
    child.name = column_types[i].name;
    child.flags = ARROW_FLAG_NULLABLE;
    child.release = release_type;
    out->pointers[i] = &child;
  }
  return out;
}

}  // namespace

tho_status tho_arrow_limit_evaluate(const tho_limit* limit, const tho_calendar* hours, const ArrowSchema* starts_schema,
                                    const ArrowArray* starts, ArrowSchema* out_schema, ArrowArray* out,
                                    tho_error** err) {
  return guarded(err, [&] {
    set(out_schema, ArrowSchema{});
    set(out, ArrowArray{});
    const office_calendar& office = *hours_for(*need(limit, "limit"), hours);
    const arrow_starts received{starts_schema, starts};
    need(out_schema, "out_schema");
    need(out, "out");
    auto held = columns_of(evaluate(*limit, office.compiled, received));
    auto type = types();
    out->length = static_cast<std::int64_t>(received.rows());
    out->n_buffers = 1;
    out->buffers = &held->no_bitmap;
    out->n_children = columns;
    out->children = held->pointers.data();
    out->release = release_columns;
    out->private_data = held.release();
    out_schema->format = "+s";
    out_schema->name = "";
    out_schema->n_children = columns;
    out_schema->children = type->pointers.data();
    out_schema->release = release_types;
    out_schema->private_data = type.release();
  });
}
