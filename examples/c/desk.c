/* A morning at an operator's desk: yesterday's acts come in together, then: what is late, whose is it, why, what is to be sent.
 *
 *     desk PACK DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thoihan/thoihan.h>

static const char acts[] =
    "{\"case\": \"R-1\", \"key\": \"a\", \"at\": \"2024-04-26T16:00\", \"event\": \"receive\", \"by\": {\"role\": \"operator\"},"
    " \"facts\": {\"channel\": \"web\", \"content\": \"A street lamp is broken.\", \"name\": \"Lan\","
    " \"address\": \"12 Market Street\", \"phone\": \"0900000000\"}}\n"
    "{\"case\": \"R-1\", \"key\": \"b\", \"at\": \"2024-04-26T16:20\", \"event\": \"close\", \"by\": {\"role\": \"operator\"}}\n"
    "{\"case\": \"R-1\", \"key\": \"c\", \"at\": \"2024-04-26T16:30\", \"event\": \"forward\", \"by\": {\"role\": \"operator\"},"
    " \"facts\": {\"field\": \"lighting\", \"level\": \"province\"}}\n"
    "{\"case\": \"R-2\", \"key\": \"a\", \"at\": \"2024-05-08T07:40\", \"event\": \"receive\", \"by\": {\"role\": \"operator\"},"
    " \"facts\": {\"channel\": \"phone\"}}\n"
    "{\"case\": \"R-3\", \"key\": \"a\", \"at\": \"2024-05-08T07:45\", \"event\": \"receive\", \"by\": {\"role\": \"operator\"},"
    " \"facts\": {\"channel\": \"app\"}}\n"
    "{\"case\": \"R-3\", \"key\": \"b\", \"at\": \"2024-05-08T07:50\", \"event\": \"redirect\", \"by\": {\"role\": \"operator\"},"
    " \"facts\": {\"directed_to\": \"fire_114\"}}\n";

static tho_error* err = NULL;
static tho_text* text = NULL;

static void must(tho_status status) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    exit(1);
}

static void tell(const char* what) {
    printf("%s:\n%s", what, tho_text_data(text, NULL));
    tho_text_release(text);
}

/* Of a long answer the first line. */
static void tell_first(const char* what) {
    const char* data = tho_text_data(text, NULL);
    printf("%s:\n%.*s\n", what, (int)strcspn(data, "\n"), data);
    tho_text_release(text);
}

int main(int argc, char** argv) {
    static const char question[] = "{\"period\": \"month:2024-04\", \"now\": \"2024-05-08T08:00\", \"report\": \"data\"}";
    tho_pack* pack = NULL;
    tho_store* store = NULL;
    int64_t now = 0, refused = 0;
    const int64_t sent[] = {1, 99};
    int32_t was_owed[2];
    if (argc != 3) return 2;
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err));
    must(tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &store, &err));
    must(tho_store_use_pack(store, pack, &err));
    must(tho_time_parse("2024-05-08T08:00", THO_NTS, &now, &err));

    /* One act is refused; the others are kept, with one write to disk. */
    must(tho_store_apply_batch(store, acts, THO_NTS, THO_LANGUAGE_EN, NULL, &refused, &err));
    printf("refused: %d\n", (int)refused);

    must(tho_store_cases(store, NULL, 0, 100, &text, &err));
    tell("cases");
    must(tho_store_open_by_state(store, now, THO_LANGUAGE_EN, &text, &err));
    tell("open");
    must(tho_store_late(store, now, 0, 50, &text, &err));
    tell("late");
    must(tho_store_late_by_owner(store, now, &text, &err));
    tell("late, by owner");
    must(tho_store_next(store, now, 0, 1, &text, &err));
    tell("next");

    /* Why it is late; what its reporter said; what everybody may see. */
    must(tho_store_ledger(store, "R-1", THO_NTS, now, THO_LANGUAGE_EN, &text, &err));
    tell_first("ledger of R-1");
    must(tho_store_texts(store, "R-1", THO_NTS, &text, &err));
    tell_first("texts of R-1");
    must(tho_store_public_view(store, "R-1", THO_NTS, THO_LANGUAGE_EN, &text, &err));
    printf("public view: %s\n", tho_text_data(text, NULL));
    tho_text_release(text);

    /* The notices to send: when one went out, it is acknowledged; there is no notice 99. */
    must(tho_store_outbox(store, 0, 100, THO_LANGUAGE_EN, &text, &err));
    tell_first("outbox");
    must(tho_store_acknowledge(store, sent, 2, now, was_owed, &err));
    printf("acknowledged: %d %d\n", (int)was_owed[0], (int)was_owed[1]);

    must(tho_store_report(store, question, THO_NTS, THO_REPORT_HTML, THO_LANGUAGE_VI, &text, &err));
    printf("report: %.15s...\n", tho_text_data(text, NULL));
    tho_text_release(text);
    tho_store_close(store);
    tho_pack_release(pack);
    return 0;
}
