/* What an error tells: a code for programs, words in two languages for people, and the place.
 *
 *     what_went_wrong RULES DATABASE */
#include <stdio.h>
#include <string.h>
#include <thoihan/thoihan.h>

static void print_and_release(const char* label, tho_status status, tho_error* err) {
    int64_t i = 0;
    printf("%s: %s\n", label, tho_status_name(status));
    if (tho_error_code(err) != status) printf("  the error has another code\n");
    if (tho_error_path(err, NULL)[0] != '\0') printf("  in a file\n");
    if (tho_error_line(err) > 0) printf("  line %d, column %d\n", (int)tho_error_line(err), (int)tho_error_column(err));
    if (tho_error_pointer(err, NULL)[0] != '\0') printf("  at %s\n", tho_error_pointer(err, NULL));
    if (tho_error_offset(err) >= 0) printf("  byte %d\n", (int)tho_error_offset(err));
    for (i = 0; i < tho_error_detail_count(err); ++i) printf("  - %s\n", tho_error_detail_at(err, i, NULL));
    if (tho_status_is_retryable(status)) printf("  try again later\n");
    tho_error_release(err);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_calendar* calendar = NULL;
    tho_limit* limit = NULL;
    tho_store* store = NULL;
    tho_text* text = NULL;
    tho_status status = 0;
    int64_t time = 0;
    if (argc != 3) return 2;
    printf("library as new as its header: %s\n", tho_version_number() >= THO_VERSION_NUMBER ? "yes" : "no");
    printf("its name begins its description: %s\n",
           strstr(tho_version_build_info(), tho_version_string()) != NULL ? "yes" : "no");

    status = tho_pack_open(argv[1], THO_NTS, &pack, &err);
    if (status != THO_OK) {
        print_and_release("the rules", status, err);
        return 1;
    }
    printf("digits of the pack's hash: %d\n", (int)strlen(tho_pack_hash(pack, NULL)));

    /* A misspelt name: the message names the nearest one, in both languages. */
    status = tho_calendar_from_pack(pack, "ofice", THO_NTS, &calendar, &err);
    printf("%s\n%s\n", tho_error_message(err, THO_LANGUAGE_VI, NULL), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_retain(err); /* an error may have several owners, too */
    tho_error_release(err);
    print_and_release("a calendar", status, err);

    status = tho_time_parse("2024-04-2\xFF", THO_NTS, &time, &err);
    print_and_release("text that is not UTF-8", status, err);

    status = tho_limit_parse(pack, "{\"amount\": \"5 days\",\n \"rol\": \"none\"}", THO_NTS, &limit, &err);
    print_and_release("a limit", status, err);

    status = tho_calendar_from_pack(NULL, NULL, 0, &calendar, &err);
    print_and_release("no pack", status, err);

    status = tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &store, &err);
    if (status == THO_OK) status = tho_store_use_pack(store, pack, &err);
    if (status == THO_OK) {
        status = tho_store_apply(store,
                                 "{\"case\": \"R-3\", \"key\": \"a\", \"at\": \"2024-04-26T16:00\", \"event\": \"receive\","
                                 " \"by\": {\"role\": \"operator\"}, \"facts\": {\"channel\": \"email\"}}",
                                 THO_NTS, &text, &err);
    }
    if (status == THO_OK) {
        tho_text_retain(text);
        tho_text_release(text);
        tho_text_release(text);
        /* An event that the state does not take: the details are those that it takes. */
        status = tho_store_apply(store,
                                 "{\"case\": \"R-3\", \"key\": \"b\", \"at\": \"2024-04-26T16:10\", \"event\": \"close\","
                                 " \"by\": {\"role\": \"operator\"}}",
                                 THO_NTS, &text, &err);
    }
    print_and_release("an event", status, err);

    tho_pack_retain(pack);
    tho_pack_release(pack);
    tho_pack_release(pack);
    tho_store_close(store);
    return 0;
}
