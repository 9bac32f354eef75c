/* From a regulation to a due date: by when must this report be forwarded, and why; then the same through a case.
 *
 *     first_due RULES DATABASE      e.g. first_due rules/province/lac-hong reports.db */
#include <stdio.h>
#include <stdlib.h>
#include <thoihan/thoihan.h>

/* Every call that can fail passes through here: below 0 the error says why. */
static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_release(err);
    exit(1);
}

static void print_time(const char* label, int64_t time) {
    char text[40];
    tho_error* err = NULL;
    must(tho_time_format(time, text, &err), err);
    printf("%-24s%s\n", label, text);
}

static void print_and_release(tho_text* text) {
    printf("%s\n", tho_text_data(text, NULL));
    tho_text_release(text);
}

static void apply(tho_store* store, const char* command) {
    tho_text* answer = NULL;
    tho_error* err = NULL;
    must(tho_store_apply(store, command, THO_NTS, &answer, &err), err);
    print_and_release(answer);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_calendar* office = NULL;
    tho_store* store = NULL;
    tho_text* why = NULL;
    tho_deadline due = THO_DEADLINE_INIT;
    int64_t received = 0, later = 0, worked = 0;
    char day[40];
    if (argc != 3) return 2;

    must(tho_version_check(THO_VERSION_NUMBER, &err), err);
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    printf("%s, %s\n", tho_pack_id(pack, NULL), tho_pack_version(pack, NULL));

    /* A report that comes on a Friday at 16:00, before a long weekend: an hour is left of that day, the second one is the
     * first of Thursday 2 May. (Monday is swapped for Saturday 4 May, Tuesday and Wednesday are holidays.) */
    must(tho_time_parse("2024-04-26T16:00", THO_NTS, &received, &err), err);
    must(tho_duty_evaluate(pack, "forward", THO_NTS, NULL, 0, received, &due, &err), err);
    must(tho_day_format(due.due_day, day, &err), err);
    print_time("received", received);
    print_time("to be forwarded by", due.due);
    print_time("late from", due.late_from);
    printf("%-24s%s\n", "on the date", day);

    /* What is urgent is forwarded at once. */
    must(tho_duty_evaluate(pack, "forward", THO_NTS, "{\"urgent\": true}", THO_NTS, received, &due, &err), err);
    print_time("if urgent, late from", due.late_from);

    /* The same answer with its reasons, date by date. */
    must(tho_duty_explain(pack, "forward", THO_NTS, NULL, 0, received, THO_LANGUAGE_EN, &why, &err), err);
    print_and_release(why);

    /* The calendar behind it. */
    must(tho_calendar_from_pack(pack, NULL, 0, &office, &err), err);
    must(tho_calendar_add(office, received, 2 * 3600, &later, &err), err);
    must(tho_calendar_elapsed(office, received, later, &worked, &err), err);
    print_time("2 working hours later", later);
    printf("%-24s%d\n", "working seconds", (int)worked);

    /* A case under these rules: received, and forwarded half an hour later. The authority's 5 working days are then
     * 2, 3, 4, 6 and 7 May. */
    must(tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &store, &err), err);
    must(tho_store_use_pack(store, pack, &err), err);
    /* With a key file as third argument what citizens write is sealed and kept; without one it is not kept. */
    if (argc > 3) must(tho_store_use_key(store, argv[3], THO_NTS, &err), err);
    apply(store,
          "{\"case\": \"R-1\", \"key\": \"a\", \"at\": \"2024-04-26T16:00\", \"event\": \"receive\","
          " \"by\": {\"role\": \"operator\"}, \"facts\": {\"channel\": \"web\", \"content\": \"A street lamp is broken.\","
          " \"name\": \"Lan\", \"address\": \"12 Market Street\", \"phone\": \"0123456789\"}}");
    apply(store,
          "{\"case\": \"R-1\", \"key\": \"b\", \"at\": \"2024-04-26T16:30\", \"event\": \"forward\","
          " \"by\": {\"role\": \"operator\"}, \"facts\": {\"field\": \"lighting\", \"level\": \"province\"}}");

    tho_store_close(store);
    tho_calendar_release(office);
    tho_pack_release(pack);
    return 0;
}
