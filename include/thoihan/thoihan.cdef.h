typedef struct tho_error tho_error;
typedef struct tho_text tho_text;
typedef struct tho_pack tho_pack;
typedef struct tho_calendar tho_calendar;
typedef struct tho_limit tho_limit;
typedef struct tho_clock tho_clock;
typedef struct tho_store tho_store;
typedef int32_t tho_status;
enum {
    THO_OK = 0,
    THO_NONE = 2,
    THO_E_INVALID = -1,
    THO_E_UTF8 = -2,
    THO_E_RANGE = -3,
    THO_E_STRUCT_SIZE = -4,
    THO_E_UNSUPPORTED = -5,
    THO_E_REENTRANT = -6,
    THO_E_MISUSE = -7,
    THO_E_SYNTAX = -20,
    THO_E_SCHEMA = -21,
    THO_E_CONFLICT = -22,
    THO_E_REFERENCE = -23,
    THO_E_TOO_BIG = -24,
    THO_E_HASH = -25,
    THO_E_HORIZON = -40,
    THO_E_UNEXPECTED_EVENT = -41,
    THO_E_GUARD = -42,
    THO_E_AUTHORITY = -43,
    THO_E_TIME_ORDER = -44,
    THO_E_AMBIGUOUS = -45,
    THO_E_EXPIRED = -46,
    THO_E_IO = -60,
    THO_E_CORRUPT = -61,
    THO_E_BUSY = -62,
    THO_E_STALE = -63,
    THO_E_DUPLICATE = -64,
    THO_E_FORMAT = -65,
    THO_E_READONLY = -66,
    THO_E_FULL = -67,
    THO_E_KEY = -68,
    THO_E_NOMEM = -80,
    THO_E_CALLBACK = -81,
    THO_E_INTERNAL = -82
};
typedef int32_t tho_language;
enum {
    THO_LANGUAGE_VI = 1,
    THO_LANGUAGE_EN = 2
};
typedef int32_t tho_working_dates;
enum {
    THO_WORKING_DATES_ALL = 1,
    THO_WORKING_DATES_WITHOUT_MAKE_UP = 2
};
typedef int32_t tho_outcome;
enum {
    THO_OUTCOME_RUNNING = 1,
    THO_OUTCOME_PAUSED = 2,
    THO_OUTCOME_MET = 3,
    THO_OUTCOME_MET_LATE = 4,
    THO_OUTCOME_CANCELLED = 5
};
typedef int32_t tho_store_mode;
enum {
    THO_STORE_CREATE = 1,
    THO_STORE_EXISTING = 2,
    THO_STORE_READ_ONLY = 3
};
typedef int32_t tho_report_format;
enum {
    THO_REPORT_JSON = 1,
    THO_REPORT_CSV = 2,
    THO_REPORT_HTML = 3
};
typedef struct tho_deadline {
    uint32_t struct_size;
    uint32_t flags;
    int64_t due;
    int64_t late_from;
    int32_t due_day;
    int32_t reserved0;
} tho_deadline;
enum {
    THO_DEADLINE_DAY_END = 1,
    THO_DEADLINE_PROVISIONAL = 2,
    THO_DEADLINE_ROLLED = 4,
    THO_DEADLINE_CLAMPED = 8,
    THO_DEADLINE_CUT_OFF = 16,
    THO_DEADLINE_BEFORE_START = 32
};
int32_t tho_version_number(void);
const char* tho_version_string(void);
tho_status tho_version_check(int32_t header_number, tho_error** err);
const char* tho_version_build_info(void);
const char* tho_status_name(tho_status status);
int32_t tho_status_is_retryable(tho_status status);
tho_status tho_error_code(const tho_error* error);
const char* tho_error_message(const tho_error* error, tho_language language, int64_t* size);
const char* tho_error_path(const tho_error* error, int64_t* size);
int64_t tho_error_line(const tho_error* error);
int64_t tho_error_column(const tho_error* error);
int64_t tho_error_offset(const tho_error* error);
const char* tho_error_pointer(const tho_error* error, int64_t* size);
int64_t tho_error_detail_count(const tho_error* error);
const char* tho_error_detail_at(const tho_error* error, int64_t index, int64_t* size);
void tho_error_retain(tho_error* error);
void tho_error_release(tho_error* error);
const char* tho_text_data(const tho_text* text, int64_t* size);
void tho_text_retain(tho_text* text);
void tho_text_release(tho_text* text);
tho_status tho_time_parse(const char* text, int64_t text_size, int64_t* out, tho_error** err);
tho_status tho_time_format(int64_t time, char out[40], tho_error** err);
tho_status tho_day_from_time(int64_t time, int32_t* out, tho_error** err);
tho_status tho_day_parse(const char* text, int64_t text_size, int32_t* out, tho_error** err);
tho_status tho_day_format(int32_t day, char out[40], tho_error** err);
tho_status tho_pack_open(const char* path, int64_t path_size, tho_pack** out, tho_error** err);
const char* tho_pack_id(const tho_pack* pack, int64_t* size);
const char* tho_pack_version(const tho_pack* pack, int64_t* size);
const char* tho_pack_hash(const tho_pack* pack, int64_t* size);
tho_status tho_pack_check(const char* path, int64_t path_size, tho_language language, int32_t* clean, tho_text** out, tho_error** err);
tho_status tho_pack_clauses(const tho_pack* pack, tho_language language, tho_text** out, tho_error** err);
tho_status tho_pack_diff(const tho_pack* before, const tho_pack* after, int32_t year, tho_language language, tho_text** out, tho_error** err);
tho_status tho_pack_route(const tho_pack* pack, const char* facts, int64_t facts_size, int32_t day, tho_language language, tho_text** out, tho_error** err);
void tho_pack_retain(tho_pack* pack);
void tho_pack_release(tho_pack* pack);
tho_status tho_calendar_from_pack(const tho_pack* pack, const char* name, int64_t name_size, tho_calendar** out, tho_error** err);
tho_status tho_calendar_add(const tho_calendar* calendar, int64_t time, int64_t seconds, int64_t* out, tho_error** err);
tho_status tho_calendar_subtract(const tho_calendar* calendar, int64_t time, int64_t seconds, int64_t* out, tho_error** err);
tho_status tho_calendar_elapsed(const tho_calendar* calendar, int64_t from, int64_t until, int64_t* out, tho_error** err);
tho_status tho_calendar_working_days_between(const tho_calendar* calendar, int32_t from_day, int32_t until_day, tho_working_dates which, int32_t* out, tho_error** err);
tho_status tho_calendar_is_working_day(const tho_calendar* calendar, int32_t day, tho_working_dates which, int32_t* out, tho_error** err);
tho_status tho_calendar_horizon(const tho_calendar* calendar, int32_t* first_day, int32_t* last_day, tho_error** err);
tho_status tho_calendar_add_batch(const tho_calendar* calendar, const int64_t* times, int64_t times_stride, int64_t count, int64_t seconds, int64_t* out, int64_t out_stride, tho_status* statuses, int64_t* failed, tho_error** err);
tho_status tho_calendar_elapsed_batch(const tho_calendar* calendar, const int64_t* from, int64_t from_stride, const int64_t* until, int64_t until_stride, int64_t count, int64_t* out, int64_t out_stride, tho_status* statuses, int64_t* failed, tho_error** err);
void tho_calendar_retain(tho_calendar* calendar);
void tho_calendar_release(tho_calendar* calendar);
tho_status tho_deadline_init(tho_deadline* deadline, uint32_t size, tho_error** err);
tho_status tho_limit_parse(const tho_pack* pack, const char* text, int64_t text_size, tho_limit** out, tho_error** err);
tho_status tho_limit_evaluate(const tho_limit* limit, const tho_calendar* calendar, int64_t start, tho_deadline* out, tho_error** err);
tho_status tho_limit_explain(const tho_limit* limit, const tho_calendar* calendar, int64_t start, tho_language language, tho_text** out, tho_error** err);
tho_status tho_limit_evaluate_batch(const tho_limit* limit, const tho_calendar* calendar, const int64_t* starts, int64_t starts_stride, int64_t count, tho_deadline* out, int64_t out_stride, tho_status* statuses, int64_t* failed, tho_error** err);
void tho_limit_retain(tho_limit* limit);
void tho_limit_release(tho_limit* limit);
tho_status tho_duty_evaluate(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts, int64_t facts_size, int64_t start, tho_deadline* out, tho_error** err);
tho_status tho_duty_explain(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts, int64_t facts_size, int64_t start, tho_language language, tho_text** out, tho_error** err);
tho_status tho_clock_start(const tho_limit* limit, const tho_calendar* calendar, int64_t start, tho_clock** out, tho_error** err);
tho_status tho_clock_pause(tho_clock* clock, int64_t at, tho_error** err);
tho_status tho_clock_resume(tho_clock* clock, int64_t at, tho_error** err);
tho_status tho_clock_extend(tho_clock* clock, int64_t asked_at, const char* amount, int64_t amount_size, tho_error** err);
tho_status tho_clock_meet(tho_clock* clock, int64_t at, tho_error** err);
tho_status tho_clock_cancel(tho_clock* clock, int64_t at, tho_error** err);
tho_status tho_clock_outcome(tho_clock* clock, tho_outcome* out, tho_error** err);
tho_status tho_clock_due(tho_clock* clock, tho_deadline* out, tho_error** err);
tho_status tho_clock_due_if_resumed(tho_clock* clock, int64_t at, tho_deadline* out, tho_error** err);
tho_status tho_clock_left(tho_clock* clock, int64_t now, int64_t* seconds, int64_t* working_seconds, int32_t* days, int32_t* working_days, tho_error** err);
tho_status tho_clock_explain(tho_clock* clock, tho_language language, tho_text** out, tho_error** err);
void tho_clock_release(tho_clock* clock);
tho_status tho_store_open(const char* path, int64_t path_size, tho_store_mode mode, tho_store** out, tho_error** err);
tho_status tho_store_use_pack(tho_store* store, const tho_pack* pack, tho_error** err);
tho_status tho_store_use_key(tho_store* store, const char* path, int64_t path_size, tho_error** err);
tho_status tho_store_apply(tho_store* store, const char* command, int64_t command_size, tho_text** out, tho_error** err);
tho_status tho_store_apply_batch(tho_store* store, const char* commands, int64_t commands_size, tho_language language, tho_text** out, int64_t* refused, tho_error** err);
tho_status tho_store_tick(tho_store* store, int64_t now, tho_text** out, tho_error** err);
tho_status tho_store_case(tho_store* store, const char* case_id, int64_t case_id_size, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_texts(tho_store* store, const char* case_id, int64_t case_id_size, tho_text** out, tho_error** err);
tho_status tho_store_ledger(tho_store* store, const char* case_id, int64_t case_id_size, int64_t now, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_public_view(tho_store* store, const char* case_id, int64_t case_id_size, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_late(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out, tho_error** err);
tho_status tho_store_next(tho_store* store, int64_t now, int64_t skip, int64_t most, tho_text** out, tho_error** err);
tho_status tho_store_late_by_owner(tho_store* store, int64_t now, tho_text** out, tho_error** err);
tho_status tho_store_open_by_state(tho_store* store, int64_t now, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_cases(tho_store* store, const char* after, int64_t after_size, int64_t most, tho_text** out, tho_error** err);
tho_status tho_store_outbox(tho_store* store, int64_t after, int64_t most, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_acknowledge(tho_store* store, const int64_t* ids, int64_t count, int64_t now, int32_t* acknowledged, tho_error** err);
tho_status tho_store_report(tho_store* store, const char* question, int64_t question_size, tho_report_format format, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_verify(tho_store* store, const char* digest, int64_t digest_size, tho_text** out, tho_error** err);
tho_status tho_store_checkpoint(tho_store* store, int64_t now, tho_text** out, tho_error** err);
tho_status tho_store_backup(tho_store* store, const char* path, int64_t path_size, tho_text** out, tho_error** err);
tho_status tho_store_purge(tho_store* store, tho_error** err);
tho_status tho_store_rekey(tho_store* store, const char* old_path, int64_t old_path_size, const char* new_path, int64_t new_path_size, int64_t* cases, tho_error** err);
tho_status tho_store_replay(tho_store* store, const tho_pack* pack, tho_language language, tho_text** out, tho_error** err);
tho_status tho_store_recompute(tho_store* store, const char* path, int64_t path_size, int64_t now, int32_t write, tho_language language, tho_text** out, tho_error** err);
void tho_store_close(tho_store* store);
enum {
    THO_VERSION_MAJOR = 0,
    THO_VERSION_MINOR = 1,
    THO_VERSION_PATCH = 0,
    THO_ABI_VERSION = 0,
    THO_NTS = -1
};
