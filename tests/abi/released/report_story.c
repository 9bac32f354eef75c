/* The story that every language tells: load a pack, ask when something is due and why, take a case through its acts, list what
 * is late. docs/languages has the other ones.
 *
 *     report_story PACK ACTS DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <thoihan/thoihan.h>

/* Says what a failed call said, and leaves unless the story goes on. */
static void tell(tho_status status, tho_error* err) {
    printf("%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_release(err);
}

static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    tell(status, err);
    exit(1);
}

static void print_and_release(const char* ending, tho_text* text) {
    printf("%s%s", tho_text_data(text, NULL), ending);
    tho_text_release(text);
}

static void ask(const tho_pack* pack) {
    tho_deadline due = THO_DEADLINE_INIT;
    tho_text* why = NULL;
    tho_error* err = NULL;
    int64_t received = 0;
    char due_at[40], late_from[40];
    must(tho_time_parse("2024-04-26T16:00", THO_NTS, &received, &err), err);
    must(tho_duty_evaluate(pack, "forward", THO_NTS, NULL, 0, received, &due, &err), err);
    must(tho_time_format(due.due, due_at, &err), err);
    must(tho_time_format(due.late_from, late_from, &err), err);
    printf("forward: due %s, late from %s\n", due_at, late_from);
    must(tho_duty_explain(pack, "forward", THO_NTS, NULL, 0, received, THO_LANGUAGE_EN, &why, &err), err);
    print_and_release("\n", why);
}

static void apply(tho_store* store, const char* act) {
    tho_text* answer = NULL;
    tho_error* err = NULL;
    const tho_status status = tho_store_apply(store, act, THO_NTS, &answer, &err);
    if (status < 0) {
        tell(status, err);
    } else {
        print_and_release("\n", answer);
    }
}

int main(int argc, char** argv) {
    tho_pack* pack = NULL;
    tho_store* store = NULL;
    tho_text* late = NULL;
    tho_error* err = NULL;
    int64_t now = 0;
    char act[4096];
    FILE* acts = NULL;
    if (argc != 4 || (acts = fopen(argv[2], "r")) == NULL) return 2;

    must(tho_version_check(THO_VERSION_NUMBER, &err), err);
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    printf("%s, %s\n", tho_pack_id(pack, NULL), tho_pack_version(pack, NULL));
    ask(pack);

    must(tho_store_open(argv[3], THO_NTS, THO_STORE_CREATE, &store, &err), err);
    must(tho_store_use_pack(store, pack, &err), err);
    while (fgets(act, sizeof act, acts) != NULL) apply(store, act);
    fclose(acts);

    must(tho_time_parse("2024-05-08T08:00", THO_NTS, &now, &err), err);
    must(tho_store_tick(store, now, &late, &err), err);
    printf("late:\n");
    print_and_release("", late);

    tho_store_close(store);
    tho_pack_release(pack);
    return 0;
}
