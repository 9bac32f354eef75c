/* The C API: time limits of citizens' reports from C and from every language that can call C.
 *
 *     tho_pack* pack = NULL;
 *     tho_error* err = NULL;
 *     tho_deadline due = THO_DEADLINE_INIT;
 *     int64_t received = 0;
 *     tho_time_parse("2024-04-26T16:00", THO_NTS, &received, NULL);
 *     if (tho_pack_open("rules/province/lac-hong", THO_NTS, &pack, &err) < 0 ||
 *         tho_duty_evaluate(pack, "forward", THO_NTS, NULL, 0, received, &due, &err) < 0) {
 *         fprintf(stderr, "%s\n", tho_error_message(err, THO_LANGUAGE_EN, NULL));
 *     }
 *     on_time = forwarded_at < due.late_from;
 *     tho_error_release(err);
 *     tho_pack_release(pack);
 *
 * What holds for every function:
 *
 *  1. Status. A function that can fail returns a tho_status: 0 is success, above 0 an outcome that is no error, below 0
 *     a failure. Its last parameter is `tho_error** err`; it may be NULL. *err becomes NULL, or on failure an error object
 *     that the caller releases. There is no last error anywhere else.
 *  2. Bad arguments are errors, not crashes: NULL where it is not allowed is THO_E_INVALID, and the error's first detail is
 *     the parameter's name. Undefined are only handles that were released.
 *  3. On failure every output is NULL or zero (the size of a struct apart), and the object is as it was.
 *  4. Handles are opaque. What can be retained counts its references: it is immutable and may be used by any thread. A
 *     tho_store is opened and closed once. Releasing NULL does nothing, and the order of releases never matters.
 *  5. Text in is UTF-8 without NUL bytes: a pointer and a number of bytes, or THO_NTS for text that ends with a NUL. It is read
 *     during the call and not kept. THO_E_UTF8 tells the byte. Text out is UTF-8 and ends with a NUL.
 *  6. Time is whole seconds since 1970-01-01T00:00:00Z, days are counted from 1970-01-01 in Viet Nam's time. Both reach from
 *     1990-01-01 to 2099-12-31; outside is THO_E_RANGE.
 *  7. Booleans are int32_t, 0 or 1. Enumerations are int32_t with fixed values; values may be added.
 *  8. Structs begin with `struct_size`, set by the caller; they grow at the end only.
 *  9. Threads. `any`: callable by several threads at once. `confined`: one thread at a time for one handle; a second call
 *     meanwhile is THO_E_REENTRANT. No function may be called from a signal handler. There is no global state, nothing to
 *     initialise, and neither locale nor environment nor clock is read.
 * 10. A store handle does not cross fork(): in the child it refuses with THO_E_MISUSE. One process must not use two copies
 *     of SQLite on one file. Network file systems are not supported.
 *
 * 11. Batches. A function that ends with `_batch` answers one question for a column of values: a first element and a stride in
 *     bytes, a multiple of 8 that is not negative; the stride of an input may be 0, which says the same for every row. Each row
 *     has the answer, and in `statuses` the status, that the function without `_batch` gives; a row that fails is zero and stops
 *     no other. The call itself fails for its arguments alone, and has then written nothing.
 *
 * In the descriptions a parameter without a mark is read during the call; (nullable) may be NULL; (out) is written; (inout)
 * is read and written; (out,owned:f) is a handle that the caller gives to f; (borrowed:h) is valid as long as the handle h.
 * Names with `_size` and `_stride` count bytes.
 *
 * This header is longer than others of the project because it stands alone: one file, C99, nothing but <stdint.h>.
 */
#ifndef THOIHAN_THOIHAN_H
#define THOIHAN_THOIHAN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. The build takes the library's version from these lines. */
#define THO_VERSION_MAJOR 0
#define THO_VERSION_MINOR 1
#define THO_VERSION_PATCH 0
#define THO_VERSION_NUMBER (THO_VERSION_MAJOR * 1000000 + THO_VERSION_MINOR * 1000 + THO_VERSION_PATCH)
#define THO_VERSION_STRING THO_DOTTED(THO_VERSION_MAJOR, THO_VERSION_MINOR, THO_VERSION_PATCH)
#define THO_DOTTED(major, minor, patch) THO_DOTTED_WORDS(major, minor, patch)
#define THO_DOTTED_WORDS(major, minor, patch) #major "." #minor "." #patch

/* The number of the ABI; 0 while every minor version has one of its own. */
#define THO_ABI_VERSION 0

/* THO_CDEF empties both words, for tools that read declarations and nothing else. */
#if defined(THO_CDEF) || !defined(__GNUC__)
#define THO_API
#else
#define THO_API __attribute__((visibility("default")))
#endif
#define THO_CALL

/* As a size: the text ends with a NUL byte. */
#define THO_NTS (-1)

/* No time. */
#define THO_TIME_NONE INT64_MIN

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

typedef struct tho_error tho_error;       /* why a call failed; immutable */
typedef struct tho_text tho_text;         /* text that the library made; immutable */
typedef struct tho_pack tho_pack;         /* one regulation; immutable */
typedef struct tho_calendar tho_calendar; /* working time; immutable */
typedef struct tho_limit tho_limit;       /* one time limit, read; immutable */
typedef struct tho_clock tho_clock;       /* one limit that runs, with its pauses */
typedef struct tho_store tho_store;       /* cases in a database file */

/* What became of a call. Numbers keep their meaning for ever. Treat an unknown negative one as a failure, an unknown
 * positive one as success. */
typedef int32_t tho_status;
enum {
    THO_OK = 0,
    THO_NONE = 2,                   /* there is no such thing, and that is no error */

    THO_E_INVALID = -1,             /* a value that is never right, NULL where it is not allowed */
    THO_E_UTF8 = -2,                /* text that is not UTF-8, or has a NUL byte */
    THO_E_RANGE = -3,               /* outside the supported dates or numbers */
    THO_E_STRUCT_SIZE = -4,         /* struct_size is none that a version had */
    THO_E_UNSUPPORTED = -5,         /* this version cannot do it */
    THO_E_REENTRANT = -6,           /* the handle is in another call */
    THO_E_MISUSE = -7,              /* not now, or not with this handle */

    THO_E_SYNTAX = -20,             /* not JSON, or a key twice */
    THO_E_SCHEMA = -21,             /* JSON of another shape, or a value that cannot be */
    THO_E_CONFLICT = -22,           /* two facts that contradict each other */
    THO_E_REFERENCE = -23,          /* a name that nothing declares */
    THO_E_TOO_BIG = -24,            /* more than a pack may have */
    THO_E_HASH = -25,               /* a text that is not what its fingerprint says */

    THO_E_HORIZON = -40,            /* the answer needs a date that the calendar does not know */
    THO_E_UNEXPECTED_EVENT = -41,   /* the state does not take this event; the details are those it takes */
    THO_E_GUARD = -42,              /* a condition does not hold, or a required fact is missing */
    THO_E_AUTHORITY = -43,          /* a role or an authority that may not do this */
    THO_E_TIME_ORDER = -44,         /* dated before the last event, or too far from its recording */
    THO_E_AMBIGUOUS = -45,          /* two rules hold at once */
    THO_E_EXPIRED = -46,            /* a time-bar has run out */

    THO_E_IO = -60,                 /* a file that cannot be read or written */
    THO_E_CORRUPT = -61,            /* a database that is damaged */
    THO_E_BUSY = -62,               /* another process writes */
    THO_E_STALE = -63,              /* the case has another number of events than expected */
    THO_E_DUPLICATE = -64,          /* the same key with other content */
    THO_E_FORMAT = -65,             /* a file of another program or version */
    THO_E_READONLY = -66,           /* opened, or lying, where nothing may be written */
    THO_E_FULL = -67,               /* the disk is full */
    THO_E_KEY = -68,                /* a key that does not open what was sealed */

    THO_E_NOMEM = -80,              /* no memory */
    THO_E_CALLBACK = -81,           /* a function of the caller's failed */
    THO_E_INTERNAL = -82            /* a defect of the library */
};

/* The language of words that people read. */
typedef int32_t tho_language;
enum {
    THO_LANGUAGE_VI = 1,
    THO_LANGUAGE_EN = 2
};

/* Which dates count as working days. */
typedef int32_t tho_working_dates;
enum {
    THO_WORKING_DATES_ALL = 1,
    THO_WORKING_DATES_WITHOUT_MAKE_UP = 2   /* days worked for a day off that was moved do not count */
};

/* What has become of a clock. Treat an unknown one as ended. */
typedef int32_t tho_outcome;
enum {
    THO_OUTCOME_RUNNING = 1,
    THO_OUTCOME_PAUSED = 2,     /* stands still: unless it was late before, there is no due and it cannot become late */
    THO_OUTCOME_MET = 3,
    THO_OUTCOME_MET_LATE = 4,
    THO_OUTCOME_CANCELLED = 5
};

/* How a database file is opened. */
typedef int32_t tho_store_mode;
enum {
    THO_STORE_CREATE = 1,       /* a new file where there is none; one that is there is opened */
    THO_STORE_EXISTING = 2,
    THO_STORE_READ_ONLY = 3     /* the folder must be writable all the same while no other process has the file open */
};

/* How a report is written. */
typedef int32_t tho_report_format;
enum {
    THO_REPORT_JSON = 1,    /* the report, then each row of each table: one JSON object a line */
    THO_REPORT_CSV = 2,     /* RFC 4180 in UTF-8 with a byte order mark, for a spreadsheet */
    THO_REPORT_HTML = 3     /* one page that needs nothing else */
};

/* When a limit ends. On time is whoever acts at a time t with t < late_from, whatever the kind of end: `due` is what a
 * person reads. The end of day D is stored as 00:00 of D+1: then DAY_END is set, due and late_from are equal, and due_day
 * is D. Else the due second itself is on time, and late_from is later than due. */
typedef struct tho_deadline {
    uint32_t struct_size;   /* set by the caller: sizeof(tho_deadline) */
    uint32_t flags;         /* THO_DEADLINE_* */
    int64_t due;            /* seconds since 1970-01-01T00:00:00Z */
    int64_t late_from;      /* the first second that is late */
    int32_t due_day;        /* days since 1970-01-01 in Viet Nam's time */
    int32_t reserved0;      /* 0 */
} tho_deadline;

enum {
    THO_DEADLINE_DAY_END = 1,       /* ends with the day due_day */
    THO_DEADLINE_PROVISIONAL = 2,   /* rests on a date that is not decided yet: may move with the calendar's next revision */
    THO_DEADLINE_ROLLED = 4,        /* the last day was a rest day and gave way */
    THO_DEADLINE_CLAMPED = 8,       /* the month has no such day: its last day instead */
    THO_DEADLINE_CUT_OFF = 16,      /* received after the day's cut-off: counts as received later */
    THO_DEADLINE_BEFORE_START = 32  /* counted back from a date, and over when it began */
};

#define THO_DEADLINE_INIT {sizeof(tho_deadline), 0, 0, 0, 0, 0}

/* ---- Version -------------------------------------------------------------------------------------------------------- */

/* The library's version as one number: major * 1000000 + minor * 1000 + patch.
 *
 * @since 0.1
 * @thread any
 * @return the number, to compare with THO_VERSION_NUMBER of the header
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int32_t THO_CALL tho_version_number(void);

/* The library's version as text: "0.1.0".
 *
 * @since 0.1
 * @thread any
 * @return text that lives as long as the library
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_version_string(void);

/* Is this library as new as the header that the caller was compiled with?
 *
 * @since 0.1
 * @thread any
 * @param header_number THO_VERSION_NUMBER of the caller's header
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_UNSUPPORTED when the header is newer
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_version_check(int32_t header_number, tho_error** err);

/* What the library was built with: its version, compiler, Boost and SQLite, one line for reports of defects.
 *
 * @since 0.1
 * @thread any
 * @return text that lives as long as the library
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_version_build_info(void);

/* ---- Status --------------------------------------------------------------------------------------------------------- */

/* The name of a status as messages and JSON carry it: "HORIZON".
 *
 * @since 0.1
 * @thread any
 * @param status any number
 * @return text that lives as long as the library; "UNKNOWN" for a number of a later version
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API const char* THO_CALL tho_status_name(tho_status status);

/* May the very same call succeed when it is made again later? True for THO_E_BUSY, THO_E_FULL, THO_E_NOMEM and
 * THO_E_REENTRANT.
 *
 * @since 0.1
 * @thread any
 * @param status any number
 * @return 1 or 0
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int32_t THO_CALL tho_status_is_retryable(tho_status status);

/* ---- Error ---------------------------------------------------------------------------------------------------------- */

/* What kind of failure it was: the status that the failing call returned.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @return the status; THO_OK when error is NULL
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API tho_status THO_CALL tho_error_code(const tho_error* error);

/* What went wrong, in one line for people, with what was expected and, for an unknown name, the nearest known one.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @param language THO_LANGUAGE_VI; English for any other number
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:error) the message; "" when error is NULL
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API const char* THO_CALL tho_error_message(const tho_error* error, tho_language language, int64_t* size);

/* The file that is wrong.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:error) the file's path; "" when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_error_path(const tho_error* error, int64_t* size);

/* The line in the file, or in the text that the caller gave.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @return the line, counted from 1; 0 when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int64_t THO_CALL tho_error_line(const tho_error* error);

/* The column in that line.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @return the column in bytes, counted from 1; 0 when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int64_t THO_CALL tho_error_column(const tho_error* error);

/* The byte of a text argument that is not UTF-8, or is a NUL.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @return the offset, counted from 0; -1 when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int64_t THO_CALL tho_error_offset(const tho_error* error);

/* The value that is wrong, as a JSON pointer (RFC 6901) into the file or the text: "/duties/forward/within/0".
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:error) the pointer; "" when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_error_pointer(const tho_error* error, int64_t* size);

/* How many details the error has.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @return the number of details; 0 when error is NULL
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API int64_t THO_CALL tho_error_detail_count(const tho_error* error);

/* One detail, for programs: the name of a bad parameter; each event that the state takes, after
 * THO_E_UNEXPECTED_EVENT; one line for each mistake of a pack or of a command.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @param index 0 to tho_error_detail_count - 1
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:error) the detail; "" when there is none
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_error_detail_at(const tho_error* error, int64_t index, int64_t* size);

/* One reference more.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @post the error needs one tho_error_release more
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API void THO_CALL tho_error_retain(tho_error* error);

/* One reference less; the last one ends the error.
 *
 * @since 0.1
 * @thread any
 * @param error (nullable) the error
 * @post the caller uses neither this reference nor its texts any more
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API void THO_CALL tho_error_release(tho_error* error);

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

/* The text's bytes.
 *
 * @since 0.1
 * @thread any
 * @param text (nullable) the text
 * @param size (nullable,out) bytes of the text, without the NUL at its end
 * @return (borrowed:text) UTF-8; "" when text is NULL
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API const char* THO_CALL tho_text_data(const tho_text* text, int64_t* size);

/* One reference more.
 *
 * @since 0.1
 * @thread any
 * @param text (nullable) the text
 * @post the text needs one tho_text_release more
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API void THO_CALL tho_text_retain(tho_text* text);

/* One reference less; the last one ends the text.
 *
 * @since 0.1
 * @thread any
 * @param text (nullable) the text
 * @post the caller uses neither this reference nor its bytes any more
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API void THO_CALL tho_text_release(tho_text* text);

/* ---- Time and days -------------------------------------------------------------------------------------------------- */

/* Reads an instant: RFC 3339, "2024-04-25T09:10:00+07:00". Without an offset the time is Viet Nam's. A fraction of a second
 * other than zero is refused: the law counts whole seconds, so truncate it.
 *
 * @since 0.1
 * @thread any
 * @param text the instant
 * @param text_size bytes of text, or THO_NTS
 * @param out (out) seconds since 1970-01-01T00:00:00Z
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID for another form or no such time; THO_E_RANGE; THO_E_UTF8
 * @post on failure *out is 0
 * @complexity linear in the text
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_time_parse(const char* text, int64_t text_size, int64_t* out, tho_error** err);

/* Writes an instant in Viet Nam's time: "2024-04-25T09:10:00+07:00" and a NUL.
 *
 * @since 0.1
 * @thread any
 * @param time seconds since 1970-01-01T00:00:00Z
 * @param out (out) 40 bytes; those after the text are 0
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE
 * @post on failure all of out is 0
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_time_format(int64_t time, char out[40], tho_error** err);

/* The date of an instant in Viet Nam.
 *
 * @since 0.1
 * @thread any
 * @param time seconds since 1970-01-01T00:00:00Z
 * @param out (out) days since 1970-01-01
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_day_from_time(int64_t time, int32_t* out, tho_error** err);

/* Reads a date: "2024-04-25".
 *
 * @since 0.1
 * @thread any
 * @param text the date
 * @param text_size bytes of text, or THO_NTS
 * @param out (out) days since 1970-01-01
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID for another form or no such date; THO_E_RANGE; THO_E_UTF8
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_day_parse(const char* text, int64_t text_size, int32_t* out, tho_error** err);

/* Writes a date: "2024-04-25" and a NUL.
 *
 * @since 0.1
 * @thread any
 * @param day days since 1970-01-01
 * @param out (out) 40 bytes; those after the text are 0
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE
 * @post on failure all of out is 0
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_day_format(int32_t day, char out[40], tho_error** err);

/* ---- Pack ----------------------------------------------------------------------------------------------------------- */

/* Loads a regulation from its folder. Calendars are looked for in the folder and in the nearest folder above it that has a
 * folder `national`; nothing outside these is read.
 *
 * @since 0.1
 * @thread any
 * @param path the folder, or the pack.json in it
 * @param path_size bytes of path, or THO_NTS
 * @param out (out,owned:tho_pack_release) the pack
 * @param err (nullable,out,owned:tho_error_release) why it failed: the first mistake with its file, line, column and
 *     pointer; all mistakes are in the details
 * @return THO_OK; THO_E_SYNTAX, THO_E_SCHEMA, THO_E_CONFLICT, THO_E_REFERENCE (also: no such folder), THO_E_TOO_BIG,
 *     THO_E_IO, THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity reads the files once: some milliseconds
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_pack_open(const char* path, int64_t path_size, tho_pack** out, tho_error** err);

/* The pack's id: "lac-hong".
 *
 * @since 0.1
 * @thread any
 * @param pack (nullable) the pack
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:pack) the id; "" when pack is NULL
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API const char* THO_CALL tho_pack_id(const tho_pack* pack, int64_t* size);

/* The wording that the pack models: "2023-03-01".
 *
 * @since 0.1
 * @thread any
 * @param pack (nullable) the pack
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:pack) the version; "" when pack is NULL
 * @post none
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API const char* THO_CALL tho_pack_version(const tho_pack* pack, int64_t* size);

/* What pins the pack: the SHA-256 of its canonical text. White space and the order of keys do not change it.
 *
 * @since 0.1
 * @thread any
 * @param pack (nullable) the pack
 * @param size (nullable,out) bytes of the text
 * @return (borrowed:pack) 64 hexadecimal digits; "" when pack is NULL
 * @post none
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API const char* THO_CALL tho_pack_hash(const tho_pack* pack, int64_t* size);

/* What is wrong with a regulation, and what it leaves open: all of it, for its authors. That there is no pack is an error like another.
 *
 * @since 0.1
 * @thread any
 * @param path the folder, or the pack.json in it
 * @param path_size bytes of path, or THO_NTS
 * @param language of the words: THO_LANGUAGE_*
 * @param clean (nullable,out) 1 when there is neither a mistake nor a gap that no assumption answers, else 0
 * @param out (nullable,out,owned:tho_text_release) the findings, one JSON object and a line feed each: severity (error, gap, note),
 *     code, file, line, column, pointer, message; "" when there is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK, whatever is found; THO_E_IO, THO_E_TOO_BIG, THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *clean is 0 and *out is NULL
 * @complexity as tho_pack_open
 * @example examples/c/read_the_rules.c */
THO_API tho_status THO_CALL tho_pack_check(const char* path, int64_t path_size, tho_language language, int32_t* clean,
                                           tho_text** out, tho_error** err);

/* Every clause of the regulation and what became of it.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack
 * @param language of the words: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) one JSON object and a line feed for each clause: clause, is (modelled, assumed,
 *     outside), rules, why, says, and declares_only where it is true
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the pack
 * @example examples/c/read_the_rules.c */
THO_API tho_status THO_CALL tho_pack_clauses(const tho_pack* pack, tho_language language, tho_text** out, tho_error** err);

/* What differs between two packs, two versions or the regulations of two provinces: the rules, and the dues that move.
 *
 * @since 0.1
 * @thread any
 * @param before the older pack
 * @param after the newer pack
 * @param year of the starts for which dues are compared, 1990 to 2099; 0: that in which the later one comes into force
 * @param language of the words: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each, as `thoihan diff --json` has them: the two
 *     packs; each difference; each duty and combination of facts with the least and the most by which its due moves
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE for another year; THO_E_INVALID, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity some milliseconds for each combination of facts
 * @example examples/c/read_the_rules.c */
THO_API tho_status THO_CALL tho_pack_diff(const tho_pack* before, const tho_pack* after, int32_t year, tho_language language,
                                          tho_text** out, tho_error** err);

/* Which authority a report goes to, by which row and clause; while that is open, what would decide it.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack
 * @param facts (nullable) a JSON object of facts by id: {"field": "roads"}; NULL: nobody has said any
 * @param facts_size bytes of facts, or THO_NTS
 * @param day on which the authorities must be in office, in days since 1970-01-01
 * @param language of the words: THO_LANGUAGE_*
 * @param out (nullable,out,owned:tho_text_release) the decision as one JSON object: lead, support, row, cite, and where they apply
 *     ended and not_begun, the authorities that are not in office; with THO_NONE these are null or empty, and there are missing
 *     (facts that would decide) and rows (that could still hold)
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_NONE when no row holds; THO_E_REFERENCE for an unknown fact; THO_E_SYNTAX, THO_E_SCHEMA; THO_E_RANGE;
 *     THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the rows; without a row, in the combinations that each can tell apart
 * @example examples/c/read_the_rules.c */
THO_API tho_status THO_CALL tho_pack_route(const tho_pack* pack, const char* facts, int64_t facts_size, int32_t day,
                                           tho_language language, tho_text** out, tho_error** err);

/* One reference more.
 *
 * @since 0.1
 * @thread any
 * @param pack (nullable) the pack
 * @post the pack needs one tho_pack_release more
 * @complexity constant
 * @example examples/c/what_went_wrong.c */
THO_API void THO_CALL tho_pack_retain(tho_pack* pack);

/* One reference less; the last one ends the pack. What was made from it lives on.
 *
 * @since 0.1
 * @thread any
 * @param pack (nullable) the pack
 * @post the caller uses neither this reference nor its texts any more
 * @complexity constant; linear in the pack for the last reference
 * @example examples/c/first_due.c */
THO_API void THO_CALL tho_pack_release(tho_pack* pack);

/* ---- Calendar ------------------------------------------------------------------------------------------------------- */

/* A calendar of a pack, by the name that the pack gives it.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack
 * @param name (nullable) the calendar's name; NULL: the pack's main calendar
 * @param name_size bytes of name, or THO_NTS
 * @param out (out,owned:tho_calendar_release) the calendar
 * @param err (nullable,out,owned:tho_error_release) why it failed; the details are the names that the pack has
 * @return THO_OK; THO_E_REFERENCE when the pack has no such calendar; THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the pack's calendars
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_calendar_from_pack(const tho_pack* pack, const char* name, int64_t name_size,
                                                   tho_calendar** out, tho_error** err);

/* The instant at which so much working time has passed: the first one. Time that is used up at a close ends at that
 * close, not at the next opening. Adding 0 gives the instant itself.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param time from when, in seconds since 1970-01-01T00:00:00Z
 * @param seconds of working time, 0 or more
 * @param out (out) seconds since 1970-01-01T00:00:00Z
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_INVALID, for negative seconds too
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_calendar_add(const tho_calendar* calendar, int64_t time, int64_t seconds, int64_t* out,
                                             tho_error** err);

/* The instant from which so much working time passes until `time`: the last one. Subtracting 0 gives the instant itself.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param time until when, in seconds since 1970-01-01T00:00:00Z
 * @param seconds of working time, 0 or more
 * @param out (out) seconds since 1970-01-01T00:00:00Z
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_INVALID, for negative seconds too
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_calendar_subtract(const tho_calendar* calendar, int64_t time, int64_t seconds, int64_t* out,
                                                  tho_error** err);

/* The working time between two instants.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param from in seconds since 1970-01-01T00:00:00Z
 * @param until in seconds since 1970-01-01T00:00:00Z
 * @param out (out) seconds of working time; negative when until is before from
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_INVALID
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_calendar_elapsed(const tho_calendar* calendar, int64_t from, int64_t until, int64_t* out,
                                                 tho_error** err);

/* How many working days lie after one date, up to and with another.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param from_day the date that does not count, in days since 1970-01-01
 * @param until_day the last date, in days since 1970-01-01
 * @param which the dates that count: THO_WORKING_DATES_*
 * @param out (out) the number; negative when until_day is before from_day
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_INVALID
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_calendar_working_days_between(const tho_calendar* calendar, int32_t from_day,
                                                              int32_t until_day, tho_working_dates which, int32_t* out,
                                                              tho_error** err);

/* Does this date count as a working day?
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param day the date, in days since 1970-01-01
 * @param which the dates that count: THO_WORKING_DATES_*
 * @param out (out) 1 or 0
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_INVALID
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_calendar_is_working_day(const tho_calendar* calendar, int32_t day, tho_working_dates which,
                                                        int32_t* out, tho_error** err);

/* The first and the last date that the calendar knows.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param first_day (nullable,out) in days since 1970-01-01
 * @param last_day (nullable,out) in days since 1970-01-01
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID
 * @post on failure both are 0
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_calendar_horizon(const tho_calendar* calendar, int32_t* first_day, int32_t* last_day,
                                                 tho_error** err);

/* tho_calendar_add for a column of times.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param times the first time, in seconds since 1970-01-01T00:00:00Z
 * @param times_stride from one time to the next: 8 in a dense array
 * @param count how many rows
 * @param seconds of working time, 0 or more, for every row
 * @param out (out) the first answer; this may be the very column of the times
 * @param out_stride from one answer to the next: 8 in a dense array
 * @param statuses (nullable,out) an array of count statuses
 * @param failed (nullable,out) how many rows failed
 * @param err (nullable,out,owned:tho_error_release) why the call failed
 * @return THO_OK, whatever the rows say; THO_E_INVALID
 * @post on failure *failed is 0 and nothing else is written
 * @complexity linear in the rows; no memory is asked for
 * @example examples/c/many_dues.c */
THO_API tho_status THO_CALL tho_calendar_add_batch(const tho_calendar* calendar, const int64_t* times, int64_t times_stride,
                                                   int64_t count, int64_t seconds, int64_t* out, int64_t out_stride,
                                                   tho_status* statuses, int64_t* failed, tho_error** err);

/* tho_calendar_elapsed for two columns of times.
 *
 * @since 0.1
 * @thread any
 * @param calendar the calendar
 * @param from the first begin, in seconds since 1970-01-01T00:00:00Z
 * @param from_stride from one begin to the next
 * @param until the first end
 * @param until_stride from one end to the next; 0 measures all to the same time
 * @param count how many rows
 * @param out (out) the first answer, in seconds of working time
 * @param out_stride from one answer to the next
 * @param statuses (nullable,out) an array of count statuses
 * @param failed (nullable,out) how many rows failed
 * @param err (nullable,out,owned:tho_error_release) why the call failed
 * @return THO_OK, whatever the rows say; THO_E_INVALID
 * @post on failure *failed is 0 and nothing else is written
 * @complexity linear in the rows; no memory is asked for
 * @example examples/c/many_dues.c */
THO_API tho_status THO_CALL tho_calendar_elapsed_batch(const tho_calendar* calendar, const int64_t* from, int64_t from_stride,
                                                       const int64_t* until, int64_t until_stride, int64_t count,
                                                       int64_t* out, int64_t out_stride, tho_status* statuses,
                                                       int64_t* failed, tho_error** err);

/* One reference more.
 *
 * @since 0.1
 * @thread any
 * @param calendar (nullable) the calendar
 * @post the calendar needs one tho_calendar_release more
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API void THO_CALL tho_calendar_retain(tho_calendar* calendar);

/* One reference less; the last one ends the calendar.
 *
 * @since 0.1
 * @thread any
 * @param calendar (nullable) the calendar
 * @post the caller does not use this reference any more
 * @complexity constant
 * @example examples/c/first_due.c */
THO_API void THO_CALL tho_calendar_release(tho_calendar* calendar);

/* ---- Deadline ------------------------------------------------------------------------------------------------------- */

/* Sets struct_size, and all else to zero: what THO_DEADLINE_INIT does, for languages without macros.
 *
 * @since 0.1
 * @thread any
 * @param deadline (out) the struct
 * @param size its size in the caller's header: 32 to 128, a multiple of 8
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_STRUCT_SIZE; THO_E_INVALID
 * @post on failure the struct is as it was
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_deadline_init(tho_deadline* deadline, uint32_t size, tho_error** err);

/* ---- Limit ---------------------------------------------------------------------------------------------------------- */

/* Reads a time limit as packs write it: an amount, "5 working days", or a JSON object with policies. Read once, it is
 * evaluated as often as is wanted.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack whose facts and main calendar the limit may use
 * @param text the limit
 * @param text_size bytes of text, or THO_NTS
 * @param out (out,owned:tho_limit_release) the limit
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_SCHEMA, THO_E_SYNTAX, THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the text
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_limit_parse(const tho_pack* pack, const char* text, int64_t text_size, tho_limit** out,
                                            tho_error** err);

/* When a limit ends that begins at `start`.
 *
 * @since 0.1
 * @thread any
 * @param limit the limit
 * @param calendar (nullable) whose hours count; NULL: those of the pack's main calendar
 * @param start in seconds since 1970-01-01T00:00:00Z
 * @param out (inout) the deadline; its struct_size is read
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON; THO_E_RANGE; THO_E_GUARD for a limit counted back from a fact, which only a duty can tell;
 *     THO_E_STRUCT_SIZE; THO_E_INVALID
 * @post on failure *out is zero, but for struct_size
 * @complexity constant in the amount; no memory is asked for
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_limit_evaluate(const tho_limit* limit, const tho_calendar* calendar, int64_t start,
                                               tho_deadline* out, tho_error** err);

/* The same answer with its derivation, date by date, as one JSON object: from, limit, due, late_from, due_date, end,
 * provisional, cite, steps.
 *
 * @since 0.1
 * @thread any
 * @param limit the limit
 * @param calendar (nullable) whose hours count; NULL: those of the pack's main calendar
 * @param start in seconds since 1970-01-01T00:00:00Z
 * @param language of the steps' words: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) the JSON
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return as tho_limit_evaluate; THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the dates told
 * @example examples/c/working_time.c */
THO_API tho_status THO_CALL tho_limit_explain(const tho_limit* limit, const tho_calendar* calendar, int64_t start,
                                              tho_language language, tho_text** out, tho_error** err);

/* tho_limit_evaluate for a column of starts.
 *
 * @since 0.1
 * @thread any
 * @param limit the limit
 * @param calendar (nullable) whose hours count; NULL: those of the pack's main calendar
 * @param starts the first start, in seconds since 1970-01-01T00:00:00Z
 * @param starts_stride from one start to the next: 8 in a dense array
 * @param count how many rows
 * @param out (inout) the first deadline; its struct_size is read and holds for every row
 * @param out_stride from one deadline to the next: struct_size or more
 * @param statuses (nullable,out) an array of count statuses
 * @param failed (nullable,out) how many rows failed
 * @param err (nullable,out,owned:tho_error_release) why the call failed
 * @return THO_OK, whatever the rows say; THO_E_STRUCT_SIZE; THO_E_INVALID
 * @post on failure *failed is 0 and nothing else is written
 * @complexity linear in the rows, constant in the amount; no memory is asked for
 * @example examples/c/many_dues.c */
THO_API tho_status THO_CALL tho_limit_evaluate_batch(const tho_limit* limit, const tho_calendar* calendar, const int64_t* starts,
                                                     int64_t starts_stride, int64_t count, tho_deadline* out,
                                                     int64_t out_stride, tho_status* statuses, int64_t* failed,
                                                     tho_error** err);

/* One reference more.
 *
 * @since 0.1
 * @thread any
 * @param limit (nullable) the limit
 * @post the limit needs one tho_limit_release more
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API void THO_CALL tho_limit_retain(tho_limit* limit);

/* One reference less; the last one ends the limit.
 *
 * @since 0.1
 * @thread any
 * @param limit (nullable) the limit
 * @post the caller does not use this reference any more
 * @complexity constant
 * @example examples/c/working_time.c */
THO_API void THO_CALL tho_limit_release(tho_limit* limit);

/* ---- Duty ----------------------------------------------------------------------------------------------------------- */

/* When a duty of the regulation is due that starts at `start`. It is the engine's own answer: what the facts choose, it
 * chooses.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack
 * @param duty the duty's id: "forward"
 * @param duty_size bytes of duty, or THO_NTS
 * @param facts (nullable) a JSON object of facts by id: {"urgent": true, "support": ["so-y-te"]}; facts that it does not
 *     name are as before anybody has said anything; NULL: all of them
 * @param facts_size bytes of facts, or THO_NTS
 * @param start in seconds since 1970-01-01T00:00:00Z
 * @param out (inout) the deadline; its struct_size is read
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_NONE when the regulation sets no limit; THO_E_REFERENCE for an unknown duty or fact; THO_E_SYNTAX,
 *     THO_E_SCHEMA; THO_E_GUARD when no limit holds for these facts; THO_E_HORIZON, THO_E_RANGE; THO_E_STRUCT_SIZE;
 *     THO_E_INVALID, THO_E_UTF8, THO_E_NOMEM
 * @post on failure *out is zero, but for struct_size; with THO_NONE due is THO_TIME_NONE and late_from is INT64_MAX: no
 *     time is late
 * @complexity linear in the facts; constant in the amount of the limit
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_duty_evaluate(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts,
                                              int64_t facts_size, int64_t start, tho_deadline* out, tho_error** err);

/* The same answer with its derivation, date by date, as one JSON object: from, limit, due, late_from, due_date, end,
 * provisional, cite, steps.
 *
 * @since 0.1
 * @thread any
 * @param pack the pack
 * @param duty the duty's id
 * @param duty_size bytes of duty, or THO_NTS
 * @param facts (nullable) a JSON object of facts by id
 * @param facts_size bytes of facts, or THO_NTS
 * @param start in seconds since 1970-01-01T00:00:00Z
 * @param language of the steps' words: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) the JSON
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return as tho_duty_evaluate
 * @post on failure, and with THO_NONE, *out is NULL
 * @complexity linear in the facts and in the dates told
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_duty_explain(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts,
                                             int64_t facts_size, int64_t start, tho_language language, tho_text** out,
                                             tho_error** err);

/* ---- Clock ---------------------------------------------------------------------------------------------------------- */

/* A limit that runs: started, paused and resumed, met. Pauses are as many as there are, so a clock is a handle and not a struct.
 * A clock is for one thread at a time; a second call meanwhile is refused with THO_E_REENTRANT. The store keeps the clocks of its cases by
 * itself: these are for hosts with cases of their own.
 *
 * @since 0.1
 * @thread any
 * @param limit the limit; the clock needs no reference of the caller's
 * @param calendar (nullable) whose hours count; NULL: those of the pack's main calendar
 * @param start in seconds since 1970-01-01T00:00:00Z
 * @param out (out,owned:tho_clock_release) the clock
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return as tho_limit_evaluate; THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_start(const tho_limit* limit, const tho_calendar* calendar, int64_t start,
                                            tho_clock** out, tho_error** err);

/* From `at` on the clock stands still. Working time keeps what is left of it; days are moved by the days of the pause. A pause
 * that begins when the limit is over has no effect.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param at in seconds since 1970-01-01T00:00:00Z, not before the clock's last act
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_TIME_ORDER; THO_E_MISUSE for a clock that is paused or has ended; THO_E_RANGE, THO_E_HORIZON;
 *     THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure the clock is as it was
 * @complexity linear in the pauses
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_pause(tho_clock* clock, int64_t at, tho_error** err);

/* The clock goes on at `at`.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param at in seconds since 1970-01-01T00:00:00Z, not before the clock's last act
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_TIME_ORDER; THO_E_MISUSE for a clock that is not paused; THO_E_RANGE, THO_E_HORIZON; THO_E_INVALID,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure the clock is as it was
 * @complexity linear in the pauses
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_resume(tho_clock* clock, int64_t at, tho_error** err);

/* A longer limit, from the same start: for an extension that was asked for at `asked_at`, however late it is granted.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param asked_at in seconds since 1970-01-01T00:00:00Z
 * @param amount "3 working days"
 * @param amount_size bytes of amount, or THO_NTS
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_EXPIRED when it was asked for too late; THO_E_SCHEMA for no amount; THO_E_INVALID for an amount of
 *     another kind than the limit's; THO_E_TOO_BIG for one extension too many; THO_E_MISUSE for a clock that has ended; THO_E_UTF8,
 *     THO_E_RANGE, THO_E_HORIZON, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure the clock is as it was
 * @complexity linear in the pauses
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_extend(tho_clock* clock, int64_t asked_at, const char* amount,
                                             int64_t amount_size, tho_error** err);

/* What was owed is done: the outcome is THO_OUTCOME_MET, or THO_OUTCOME_MET_LATE from late_from on.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param at in seconds since 1970-01-01T00:00:00Z, not before the clock's last act
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_TIME_ORDER; THO_E_MISUSE for a clock that has ended; THO_E_RANGE; THO_E_INVALID, THO_E_REENTRANT,
 *     THO_E_NOMEM
 * @post on failure the clock is as it was
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_meet(tho_clock* clock, int64_t at, tho_error** err);

/* Nothing is owed any more.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param at in seconds since 1970-01-01T00:00:00Z, not before the clock's last act
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return as tho_clock_meet
 * @post on failure the clock is as it was
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_cancel(tho_clock* clock, int64_t at, tho_error** err);

/* What has become of the clock. Whether one that runs is late, its deadline says.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param out (out) THO_OUTCOME_*
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is 0
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_outcome(tho_clock* clock, tho_outcome* out, tho_error** err);

/* When the clock runs out, its pauses and extensions counted.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param out (inout) the deadline; its struct_size is read
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_NONE while it stands still, or when it ended so; THO_E_STRUCT_SIZE; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is zero, but for struct_size; with THO_NONE due is THO_TIME_NONE and late_from is INT64_MAX: no time
 *     is late
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_due(tho_clock* clock, tho_deadline* out, tho_error** err);

/* What the deadline of a paused clock would be, were it resumed at `at`.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param at in seconds since 1970-01-01T00:00:00Z, not before the clock's last act
 * @param out (inout) the deadline; its struct_size is read
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_TIME_ORDER; THO_E_MISUSE for a clock that is not paused; THO_E_RANGE, THO_E_HORIZON;
 *     THO_E_STRUCT_SIZE; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is zero, but for struct_size
 * @complexity linear in the pauses
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_due_if_resumed(tho_clock* clock, int64_t at, tho_deadline* out, tho_error** err);

/* How much is left at `now`, in time, in working time, in days and in working days; negative what it is overrun by.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param seconds (nullable,out) until due
 * @param working_seconds (nullable,out) of working time until due
 * @param days (nullable,out) from the date of now to due_day
 * @param working_days (nullable,out) working days from the date of now, which does not count, to due_day
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_NONE while it stands still, or when it ended so; THO_E_RANGE, THO_E_HORIZON; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure, and with THO_NONE, all are 0
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_left(tho_clock* clock, int64_t now, int64_t* seconds, int64_t* working_seconds,
                                           int32_t* days, int32_t* working_days, tho_error** err);

/* The deadline with its derivation, date by date, as one JSON object: from, limit, due, late_from, due_date, end, provisional,
 * cite, steps. Of a paused clock it is that of the pause's begin, and the last step says so.
 *
 * @since 0.1
 * @thread confined
 * @param clock the clock
 * @param language of the steps' words: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) the JSON
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_HORIZON, THO_E_RANGE; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the dates told
 * @example examples/c/clock_story.c */
THO_API tho_status THO_CALL tho_clock_explain(tho_clock* clock, tho_language language, tho_text** out, tho_error** err);

/* Ends the handle. What it was made from lives on.
 *
 * @since 0.1
 * @thread confined
 * @param clock (nullable) the clock
 * @post the caller does not use the clock any more
 * @complexity constant
 * @example examples/c/clock_story.c */
THO_API void THO_CALL tho_clock_release(tho_clock* clock);

/* ---- Store ---------------------------------------------------------------------------------------------------------- */

/* Opens a database of cases: a file, or "postgresql:service=portal" where libthoihan-postgresql is installed (docs/postgresql.md).
 *
 * @since 0.1
 * @thread any
 * @param path the file, or the name of a store in PostgreSQL, which has no password in it
 * @param path_size bytes of path, or THO_NTS
 * @param mode THO_STORE_*
 * @param out (out,owned:tho_store_close) the store
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_IO (also: no such file); THO_E_FORMAT for a file of another program; THO_E_BUSY; THO_E_READONLY;
 *     THO_E_CORRUPT; THO_E_FULL; THO_E_UNSUPPORTED: no such library; THO_E_MISUSE: a password; THO_E_INVALID, THO_E_UTF8,
 *     THO_E_NOMEM
 * @post on failure *out is NULL, and a file that was there is as it was
 * @complexity some milliseconds
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_store_open(const char* path, int64_t path_size, tho_store_mode mode, tho_store** out,
                                           tho_error** err);

/* The pack under which new cases are opened. Cases that are open keep the wording under which they were opened.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param pack the pack; the store needs no reference of the caller's
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure new cases are opened as before
 * @complexity linear in the pack
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_store_use_pack(tho_store* store, const tho_pack* pack, tho_error** err);

/* The host's key, which seals the personal texts of cases. Without one the texts of new acts are not kept, and the answer names
 * them in "unkept"; all else works.
 *
 * A key file is one line: the key's id, a space, 64 hexadecimal digits. Others than its owner may not be able to write it. Whoever
 * loses the key has lost every personal text.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param path the key file
 * @param path_size bytes of path, or THO_NTS
 * @param err (nullable,out,owned:tho_error_release) why it failed; it has nothing of what the file holds
 * @return THO_OK; THO_E_IO (also: no such file), THO_E_SCHEMA (no key in it), THO_E_TOO_BIG, THO_E_AUTHORITY (others may
 *     write it), THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure texts are sealed as before
 * @complexity one small file
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_store_use_key(tho_store* store, const char* path, int64_t path_size, tho_error** err);

/* One act on a case: checked against the rules, then written with all that follows from it in one transaction, or refused
 * with nothing written. The same key with the same content gives the same answer again and adds nothing.
 *
 * The command is a JSON object: case, key, at, recorded_at (at when left out), event, by {role, authority, officer}, facts,
 * expected_events. The answer has case, seq, number, state, publication, duties, notices, and repeated when it is one.
 *
 * What becomes of the history of a case is a command too, with one of these in the place of event: correct, withdraw, link, split,
 * migrate, and erase, which takes the personal texts of a case away for good ("texts"), or all but its dates and actors ("facts").
 *
 * What is lawful only as a whole, as a pause with its end that are recorded after a later act, is {"together": [...]} with
 * commands of one case: all of them or none, and one answer for each, with line feeds between.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param command the act as JSON
 * @param command_size bytes of command, or THO_NTS
 * @param out (nullable,out,owned:tho_text_release) the answer as JSON
 * @param err (nullable,out,owned:tho_error_release) why it failed; line and column count in the command
 * @return THO_OK; THO_E_SYNTAX, THO_E_SCHEMA, THO_E_REFERENCE; THO_E_UNEXPECTED_EVENT, THO_E_GUARD, THO_E_AUTHORITY,
 *     THO_E_TIME_ORDER, THO_E_EXPIRED, THO_E_HORIZON, THO_E_RANGE; THO_E_DUPLICATE, THO_E_STALE; THO_E_BUSY, THO_E_FULL,
 *     THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE without a pack or in a forked child; THO_E_INVALID,
 *     THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL and nothing is written: the answer is made before the act is committed. Of an erasure
 *     alone: when the list of erasures beside the file cannot be written (THO_E_IO, THO_E_FULL, THO_E_NOMEM) it may be
 *     made already; repeat it with its key
 * @complexity linear in the events of the case; one write to disk
 * @example examples/c/first_due.c */
THO_API tho_status THO_CALL tho_store_apply(tho_store* store, const char* command, int64_t command_size, tho_text** out,
                                            tho_error** err);

/* Many acts in one transaction, which share one write to disk. Each is checked as by tho_store_apply, and is all or nothing by
 * itself: one that is refused does not stop the rest. What is lawful only as a whole goes through tho_store_apply.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param commands the acts, one JSON object a line; empty lines are left out
 * @param commands_size bytes of commands, or THO_NTS
 * @param language of the refusals' words: THO_LANGUAGE_*
 * @param out (nullable,out,owned:tho_text_release) a line for each act, in their order: its answer as tho_store_apply
 *     gives it, or error, an object with code, message, line, and where there are any column, pointer, details, accepted
 * @param refused (nullable,out) how many were refused
 * @param err (nullable,out,owned:tho_error_release) why all of it failed
 * @return THO_OK, however many acts were refused; THO_E_BUSY, THO_E_FULL, THO_E_READONLY, THO_E_IO, THO_E_CORRUPT;
 *     THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL, *refused 0, and nothing is written of any act; of erasures as tho_store_apply
 * @complexity that of each act; one write to disk
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_apply_batch(tho_store* store, const char* commands, int64_t commands_size,
                                                  tho_language language, tho_text** out, int64_t* refused,
                                                  tho_error** err);

/* Records what has become late by `now`, each breach once, dated with its first late second.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param out (nullable,out,owned:tho_text_release) the new breaches, one JSON object and a line feed each: case, duty,
 *     round, kind, at, recorded_at; "" when there is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_FULL, THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked
 *     child; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL and nothing is written
 * @complexity linear in the duties that are late and not met
 * @example examples/c/case_story.c */
THO_API tho_status THO_CALL tho_store_tick(tho_store* store, int64_t now, tho_text** out, tho_error** err);

/* A case as it stands, with its history, as one JSON object: case, seq, events, state, state_label, lead, publication, opened_at, last_at,
 * duties, notices, breaches, accepted, pack, version, history. Of a state secret case, secret and what is left of the history.
 * Personal facts are there as fingerprints: their words are told by tho_store_texts.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param case_id the case
 * @param case_id_size bytes of case_id, or THO_NTS
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) the JSON
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_REFERENCE when there is no such case; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a
 *     forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events of the case
 * @example examples/c/case_story.c */
THO_API tho_status THO_CALL tho_store_case(tho_store* store, const char* case_id, int64_t case_id_size,
                                           tho_language language, tho_text** out, tho_error** err);

/* What was said in a case in words: its personal texts and documents, in the order in which they were said. Words are readable with
 * the key that tho_store_use_key gave.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param case_id the case
 * @param case_id_size bytes of case_id, or THO_NTS
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: number (of the act), fact, access
 *     (readable, sealed, gone), text (null where it is not readable); "" when there is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_REFERENCE when there is no such case; THO_E_KEY; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT;
 *     THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events of the case
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_texts(tho_store* store, const char* case_id, int64_t case_id_size, tho_text** out,
                                            tho_error** err);

/* Why a case is late, or took so long: every second from its receipt to its end, or to `now`, to the account of one party, for one
 * cause, by one clause.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param case_id the case
 * @param case_id_size bytes of case_id, or THO_NTS
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) one JSON object and a line feed for each part: case, from, to, seconds,
 *     working_seconds, party, authority, cause, state, holder, holder_authority, duty, round, outcome, cite, closed_by,
 *     closed_cause, source, beside, provisional; then one for their sum
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_REFERENCE when there is no such case; THO_E_RANGE before its receipt, THO_E_HORIZON; THO_E_BUSY,
 *     THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events, rounds and dates of the case
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_ledger(tho_store* store, const char* case_id, int64_t case_id_size, int64_t now,
                                             tho_language language, tho_text** out, tho_error** err);

/* What the public may see of a case, and nothing else. Of one that is not public that is all that is told.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param case_id the case
 * @param case_id_size bytes of case_id, or THO_NTS
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) a JSON object: case, public; only when that is true state, state_label,
 *     opened_at, steps, duties, facts, cite, pack, version
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_REFERENCE when there is no such case; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a
 *     forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events of the case
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_public_view(tho_store* store, const char* case_id, int64_t case_id_size,
                                                  tho_language language, tho_text** out, tho_error** err);

/* What is late at `now`, the longest late first, whether a tick has recorded it or not.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param skip how many of them to leave out first, 0 or more
 * @param most at most so many, 0 or more
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: case, duty, owed_by, due, late_s,
 *     late_working_s (by the hours that count for the duty); "" when there is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in what is late; some microseconds for each that is told
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_late(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out,
                                           tho_error** err);

/* What is not late at `now`, the next to become late first. Duties without a limit are not among them.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param skip how many of them to leave out first, 0 or more
 * @param most at most so many, 0 or more
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: case, duty, owed_by, due; "" when there
 *     is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in skip and most
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_next(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out,
                                           tho_error** err);

/* What is late at `now` summed up by who owes it, who owes most first.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: owed_by, count, longest_late_s,
 *     longest_late_working_s
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in what is late, some microseconds each
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_late_by_owner(tho_store* store, int64_t now, tho_text** out, tho_error** err);

/* How many cases are open in each state, and how many of them have a duty that is late at `now`.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: state, label, open, late
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child;
 *     THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the open cases
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_open_by_state(tho_store* store, int64_t now, tho_language language, tho_text** out,
                                                    tho_error** err);

/* The cases of the store by their ids, open and ended, a page at a time.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param after (nullable) the last id of the page before; NULL: from the beginning
 * @param after_size bytes of after, or THO_NTS
 * @param most at most so many, 0 or more
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: case, events, state, ended, lead,
 *     publication, opened_at, last_at, pack; of a state secret case, events and secret alone
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID,
 *     THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the ids of all cases; some microseconds for each that is told
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_cases(tho_store* store, const char* after, int64_t after_size, int64_t most,
                                            tho_text** out, tho_error** err);

/* The notices that are owed and not acknowledged, in words, the oldest first. Each says what was so when it came to be owed. One with
 * names in unreadable is not to be sent yet: the words of these facts are missing without the key.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param after the id of the last notice of the page before; 0: from the beginning
 * @param most at most so many, 0 or more
 * @param language of the words of errors: THO_LANGUAGE_*; a notice has both languages
 * @param out (out,owned:tho_text_release) one JSON object and a line feed each: id, case, number (of the act that owes
 *     it), notice, to, authority, recipient, channels, text, unreadable; of one that cannot be put into words id, case,
 *     error; "" when there is none
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events of the cases of these notices
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_outbox(tho_store* store, int64_t after, int64_t most, tho_language language,
                                             tho_text** out, tho_error** err);

/* These notices went out, at `now`. Until then tho_store_outbox gives them again; to acknowledge one twice is no mistake.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param ids the notices, an array of count elements
 * @param count how many, 0 or more
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param acknowledged (nullable,out) an array of count elements: 1 where the notice was owed, 0 where it was not any more
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_RANGE; THO_E_BUSY, THO_E_FULL, THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked
 *     child; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure the elements of acknowledged are 0 and nothing is written
 * @complexity linear in count; one write to disk
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_acknowledge(tho_store* store, const int64_t* ids, int64_t count, int64_t now,
                                                  int32_t* acknowledged, tho_error** err);

/* The figures of a period: what came, what became of it, who was late and why.
 *
 * The question is a JSON object: period ("week:2024-W20", "month:2024-05", "quarter:2024-Q2", "half:2024-H1", "year:2024",
 * "2024-05-01..2024-06-01"), now (a time: "2024-06-03T08:00"), and where they are wanted report (of the pack's reports; left out: every
 * table), authority (only what it had to do with), pack (where the store has cases of several), lists (false: without the lists of what
 * was late and of the cases).
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param question what is asked, as JSON
 * @param question_size bytes of question, or THO_NTS
 * @param format THO_REPORT_*
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) the report
 * @param err (nullable,out,owned:tho_error_release) why it failed; line and column count in the question
 * @return THO_OK; THO_E_SYNTAX, THO_E_SCHEMA, THO_E_RANGE; THO_E_REFERENCE without a case, or for an unknown report,
 *     authority or pack; THO_E_INVALID also for a period that is none, or one for which the regulation demands no such
 *     report; THO_E_HORIZON; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_UTF8,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the cases, and in the events of those that were alive in the period
 * @example examples/c/desk.c */
THO_API tho_status THO_CALL tho_store_report(tho_store* store, const char* question, int64_t question_size,
                                             tho_report_format format, tho_language language, tho_text** out,
                                             tho_error** err);

/* Is the file whole: its tables, the chains of the events, the checkpoints, the cases, the kept texts? Everything is read once.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param digest (nullable) of a checkpoint that was kept elsewhere: the log must still have it. A tail that was cut off
 *     shows in no other way
 * @param digest_size bytes of digest, or THO_NTS
 * @param out (nullable,out,owned:tho_text_release) a JSON object: events, checkpoints, problems (none)
 * @param err (nullable,out,owned:tho_error_release) why it failed; when it is not whole each detail is a problem
 * @return THO_OK when it is whole; THO_E_CORRUPT when it is not; THO_E_BUSY, THO_E_IO; THO_E_MISUSE in a forked child;
 *     THO_E_INVALID also for a digest that is none, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the file
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_verify(tho_store* store, const char* digest, int64_t digest_size, tho_text** out,
                                             tho_error** err);

/* Closes the log so far with a digest, to be kept elsewhere. When nothing was added since the last checkpoint it is told again.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param now in seconds since 1970-01-01T00:00:00Z
 * @param out (out,owned:tho_text_release) a JSON object: checkpoint (its number), first, last (events), at, digest
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_MISUSE while there is no event, or in a forked child; THO_E_RANGE; THO_E_BUSY, THO_E_FULL,
 *     THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL. After THO_E_NOMEM the checkpoint may be made: ask again
 * @complexity linear in the events since the last one; one write to disk
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_checkpoint(tho_store* store, int64_t now, tho_text** out, tho_error** err);

/* Copies the store to a new file while others read and write, and verifies the copy.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param path the new file
 * @param path_size bytes of path, or THO_NTS
 * @param out (nullable,out,owned:tho_text_release) a JSON object: backup, events, problems (none)
 * @param err (nullable,out,owned:tho_error_release) why it failed; when the copy is not whole each detail is a problem
 * @return THO_OK; THO_E_DUPLICATE where there is such a file; THO_E_CORRUPT when the copy is not whole; THO_E_BUSY,
 *     THO_E_FULL, THO_E_IO; THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL and there is no new file, but a copy that is not whole stays to be looked at
 * @complexity linear in the file
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_backup(tho_store* store, const char* path, int64_t path_size, tho_text** out,
                                             tho_error** err);

/* Moves the log beside the file into it, so that nothing that was erased is left there. It is done after each erasure; this is for those
 * that another process kept waiting by reading.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_BUSY while others read; THO_E_FULL, THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a
 *     forked child; THO_E_INVALID, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure erased words may be left in the log beside the file
 * @complexity linear in the log
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_purge(tho_store* store, tho_error** err);

/* Another key of the host's for the keys of all cases; the store goes on with the new one, as after tho_store_use_key. Broken off, it is
 * simply repeated; until it is done both keys are needed.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param old_path the key file of the key in use
 * @param old_path_size bytes of old_path, or THO_NTS
 * @param new_path the key file of the new key
 * @param new_path_size bytes of new_path, or THO_NTS
 * @param cases (nullable,out) how many cases were moved
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_CONFLICT for two keys of one id; THO_E_KEY when the old one does not open a case; for the files
 *     as tho_store_use_key; THO_E_BUSY, THO_E_FULL, THO_E_READONLY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked
 *     child; THO_E_INVALID, THO_E_UTF8, THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *cases is 0, texts are sealed with the key as before, and some cases may have the new one: repeat it
 * @complexity linear in the cases; one write to disk for a thousand
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_rekey(tho_store* store, const char* old_path, int64_t old_path_size,
                                            const char* new_path, int64_t new_path_size, int64_t* cases,
                                            tho_error** err);

/* The open cases judged by another pack, a draft of the next version, say: which dues would move. Nothing is written.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param pack the other pack
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (out,owned:tho_text_release) one JSON object and a line feed for each due that moves: case, duty, round,
 *     owed_by, was, is (each due, late_from, provisional), moved_s; then for each case that does not fit: case, error;
 *     "" when nothing moves
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK; THO_E_BUSY, THO_E_IO, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_REENTRANT,
 *     THO_E_NOMEM
 * @post on failure *out is NULL
 * @complexity linear in the events of the open cases
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_replay(tho_store* store, const tho_pack* pack, tho_language language, tho_text** out,
                                             tho_error** err);

/* The open cases judged by their own wordings under newer calendars: which dues move; and, when asked, these dues written, as an event of
 * each case. The older ones stay in its history.
 *
 * @since 0.1
 * @thread confined
 * @param store the store
 * @param path a rules folder, or one calendar file (national/office.json)
 * @param path_size bytes of path, or THO_NTS
 * @param now in seconds since 1970-01-01T00:00:00Z; the time of the events
 * @param write 1: the new dues are written; 0: they are told
 * @param language of the words for people: THO_LANGUAGE_*
 * @param out (nullable,out,owned:tho_text_release) one JSON object and a line feed for each due that moves: case, duty,
 *     round, owed_by, was, is (each due, late_from, provisional), moved_s; then for each case that does not fit: case,
 *     error; "" when nothing moves
 * @param err (nullable,out,owned:tho_error_release) why it failed
 * @return THO_OK, also for calendars that cannot be read, which fit no case; THO_E_IO (also: no such file); THO_E_RANGE;
 *     THO_E_BUSY, THO_E_FULL, THO_E_READONLY, THO_E_CORRUPT; THO_E_MISUSE in a forked child; THO_E_INVALID, THO_E_UTF8,
 *     THO_E_REENTRANT, THO_E_NOMEM
 * @post on failure *out is NULL, and some cases may have their new dues: repeat it, none is written twice
 * @complexity linear in the events of the open cases; one write to disk for each that moves
 * @example examples/c/upkeep.c */
THO_API tho_status THO_CALL tho_store_recompute(tho_store* store, const char* path, int64_t path_size, int64_t now,
                                                int32_t write, tho_language language, tho_text** out, tho_error** err);

/* Closes the file and ends the store. What was written stays; packs and texts live on.
 *
 * @since 0.1
 * @thread confined
 * @param store (nullable) the store
 * @post the caller does not use the store any more
 * @complexity some milliseconds
 * @example examples/c/first_due.c */
THO_API void THO_CALL tho_store_close(tho_store* store);

#ifdef __cplusplus
}
#endif

#endif
