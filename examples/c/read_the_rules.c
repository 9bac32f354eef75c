/* What a portal shows of the rules themselves: are they clean, what does each clause do, who is responsible, what changed.
 *
 *     read_the_rules RULES DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thoihan/thoihan.h>

static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_release(err);
    exit(1);
}

static int lines_with(const tho_text* text, const char* part) {
    const char* at = tho_text_data(text, NULL);
    int count = 0;
    for (; (at = strstr(at, part)) != NULL; at += strlen(part)) ++count;
    return count;
}

static void print_route(const tho_pack* pack, const char* facts) {
    tho_error* err = NULL;
    tho_text* route = NULL;
    int32_t day = 0;
    tho_status status;
    must(tho_day_parse("2024-05-06", THO_NTS, &day, &err), err);
    status = tho_pack_route(pack, facts, THO_NTS, day, THO_LANGUAGE_EN, &route, &err);
    must(status, err);
    if (status == THO_OK) printf("%s\n", tho_text_data(route, NULL));
    else printf("not decided: %d rows could hold\n", lines_with(route, "\"when\":"));
    tho_text_release(route);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_text* text = NULL;
    int32_t clean = 0;
    if (argc != 3) return 2;
    must(tho_pack_check(argv[1], THO_NTS, THO_LANGUAGE_EN, &clean, &text, &err), err);
    printf("clean: %s, errors: %d\n", clean ? "yes" : "no", lines_with(text, "\"severity\":\"error\""));
    tho_text_release(text);
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    must(tho_pack_clauses(pack, THO_LANGUAGE_EN, &text, &err), err);
    printf("clauses: %d modelled, %d outside\n", lines_with(text, "\"is\":\"modelled\""), lines_with(text, "\"is\":\"outside\""));
    tho_text_release(text);
    print_route(pack, "{\"field\": \"roads\", \"level\": \"province\"}");
    print_route(pack, "{\"field\": \"roads\", \"level\": \"district\"}");
    must(tho_pack_diff(pack, pack, 2024, THO_LANGUAGE_EN, &text, &err), err);
    printf("differences from itself: %d\n", lines_with(text, "\"section\":"));
    tho_text_release(text);
    tho_pack_release(pack);
    return 0;
}
