/* Columns of times in, columns of deadlines out, by the Arrow C data interface: from and to pandas, Polars, DuckDB, Spark and
 * whatever else speaks it, without copying and without a library of Arrow.
 *
 *     struct ArrowSchema schema;          received, from the other library: timestamps
 *     struct ArrowArray received;
 *     struct ArrowSchema due_schema;
 *     struct ArrowArray dues;
 *     if (tho_arrow_limit_evaluate(limit, NULL, &schema, &received, &due_schema, &dues, &err) == THO_OK) {
 *         hand_over(&due_schema, &dues);  or read them, and call due_schema.release(&due_schema) and dues.release(&dues)
 *     }
 *
 * What holds for thoihan.h holds here. The two structs are those of the interface, as its specification asks for: whichever
 * header comes first defines them. A struct that the caller gives for reading stays the caller's, and is neither released nor
 * kept. What is given out belongs to the caller, who calls its `release`; a child may be moved out and released by itself.
 */
#ifndef THOIHAN_THOIHAN_ARROW_H
#define THOIHAN_THOIHAN_ARROW_H

#include <stdint.h>
#include <thoihan/thoihan.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema* schema);
    void* private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray* array);
    void* private_data;
};

#endif

/* When a limit ends for each of a column of starts.
 *
 * The starts are timestamps ("tss:", "tsm:", "tsu:", "tsn:" and a time zone) or numbers of 64 bits ("l": seconds since
 * 1970-01-01T00:00:00Z). A timestamp with a zone is an instant, whatever the zone; one without is a wall clock's in Viet Nam. A
 * fraction of a second other than zero is THO_E_INVALID in its row: the law counts whole seconds, so truncate it.
 *
 * The answer is a struct ("+s") of as many rows: due and late_from (timestamps in seconds, zone UTC), due_day (a date), flags
 * (THO_DEADLINE_*, 32 bits without sign), status (THO_OK or THO_E_*, 32 bits). A null start is null in all of them; a row that
 * fails is null in all but its status.
 *
 * @since 0.1
 * @thread any
 * @param limit the limit
 * @param calendar (nullable) whose hours count; NULL: those of the pack's main calendar
 * @param starts_schema the type of the starts
 * @param starts the starts; read in place, from their offset on
 * @param out_schema (out) the type of the answer; the caller calls its release
 * @param out (out) the answer; the caller calls its release
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK, whatever the rows say; THO_E_UNSUPPORTED for another type; THO_E_INVALID for an array that is none of its type, or
 *     was released; THO_E_NOMEM
 * @post on failure *out_schema and *out are zero: their release is NULL
 * @complexity linear in the rows
 * @example examples/c/many_dues.c */
THO_API tho_status THO_CALL tho_arrow_limit_evaluate(const tho_limit* limit, const tho_calendar* calendar,
                                                     const struct ArrowSchema* starts_schema,
                                                     const struct ArrowArray* starts, struct ArrowSchema* out_schema,
                                                     struct ArrowArray* out, tho_error** err);

#ifdef __cplusplus
}
#endif

#endif
