/* A case that becomes late: opened, sent again by a nervous client, found late by the clock, ended; then read back.
 *
 *     case_story RULES DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <thoihan/thoihan.h>

static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_release(err);
    exit(1);
}

static void print_and_release(const char* label, tho_text* text) {
    printf("%s:\n%s\n", label, tho_text_data(text, NULL));
    tho_text_release(text);
}

static void apply(tho_store* store, const char* label, const char* command) {
    tho_text* answer = NULL;
    tho_error* err = NULL;
    must(tho_store_apply(store, command, THO_NTS, &answer, &err), err);
    print_and_release(label, answer);
}

static void tick(tho_store* store, const char* now) {
    int64_t time = 0;
    tho_text* breaches = NULL;
    tho_error* err = NULL;
    must(tho_time_parse(now, THO_NTS, &time, &err), err);
    must(tho_store_tick(store, time, &breaches, &err), err);
    printf("late at %s:\n%s", now, tho_text_data(breaches, NULL));
    tho_text_release(breaches);
}

int main(int argc, char** argv) {
    static const char receive[] =
        "{\"case\": \"R-2\", \"key\": \"a\", \"at\": \"2024-04-26T16:00\", \"event\": \"receive\","
        " \"by\": {\"role\": \"operator\", \"officer\": \"hoa\"}, \"facts\": {\"channel\": \"app\"}}";
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_store* store = NULL;
    tho_text* text = NULL;
    if (argc != 3) return 2;

    /* The store shares what it needs of the pack: the order of releases does not matter. */
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    must(tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &store, &err), err);
    must(tho_store_use_pack(store, pack, &err), err);
    tho_pack_release(pack);

    /* The same key with the same content is the same act: nothing is added. */
    apply(store, "received", receive);
    apply(store, "sent again", receive);

    /* Due on Thursday 2 May at 08:30: that second is on time, the next one is late, and it is told once. */
    tick(store, "2024-05-02T08:30:00");
    tick(store, "2024-05-02T08:30:01");
    tick(store, "2024-05-02T08:40:00");

    apply(store, "redirected",
          "{\"case\": \"R-2\", \"key\": \"b\", \"at\": \"2024-05-02T08:45\", \"event\": \"redirect\","
          " \"by\": {\"role\": \"operator\", \"officer\": \"hoa\"}, \"facts\": {\"directed_to\": \"fire_114\"}}");

    /* What is written is there for the next program that opens the file. */
    tho_store_close(store);
    must(tho_store_open(argv[2], THO_NTS, THO_STORE_EXISTING, &store, &err), err);
    must(tho_store_case(store, "R-2", THO_NTS, THO_LANGUAGE_VI, &text, &err), err);
    print_and_release("the whole case", text);
    tho_store_close(store);
    return 0;
}
