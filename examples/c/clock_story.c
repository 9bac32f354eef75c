/* A host that keeps cases of its own lets a clock run: paused while the citizen is asked, resumed, extended, met.
 *
 *     clock_story RULES DATABASE */
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

static int64_t at(const char* text) {
    int64_t out = 0;
    tho_error* err = NULL;
    must(tho_time_parse(text, THO_NTS, &out, &err), err);
    return out;
}

static void print_due(tho_clock* clock, const char* when) {
    tho_deadline due = THO_DEADLINE_INIT;
    tho_error* err = NULL;
    char day[40];
    tho_status status = tho_clock_due(clock, &due, &err);
    must(status, err);
    if (status == THO_NONE) {
        printf("%s: no due\n", when);
        return;
    }
    must(tho_day_format(due.due_day, day, &err), err);
    printf("%s: due on %s\n", when, day);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_limit* limit = NULL;
    tho_clock* clock = NULL;
    tho_text* why = NULL;
    tho_deadline due = THO_DEADLINE_INIT;
    tho_outcome outcome = 0;
    int32_t working_days = 0;
    char day[40];
    if (argc != 3) return 2;
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    must(tho_limit_parse(pack, "5 working days", THO_NTS, &limit, &err), err);
    must(tho_clock_start(limit, NULL, at("2024-04-25T09:10"), &clock, &err), err);
    print_due(clock, "received on 2024-04-25");

    must(tho_clock_pause(clock, at("2024-04-26T10:00"), &err), err); /* the citizen is asked for more */
    print_due(clock, "paused on 2024-04-26");
    must(tho_clock_due_if_resumed(clock, at("2024-05-03T10:00"), &due, &err), err);
    must(tho_day_format(due.due_day, day, &err), err);
    printf("if resumed on 2024-05-03: due on %s\n", day);
    must(tho_clock_resume(clock, at("2024-05-02T10:00"), &err), err);
    print_due(clock, "resumed on 2024-05-02");
    must(tho_clock_extend(clock, at("2024-05-06T10:00"), "2 working days", THO_NTS, &err), err);
    print_due(clock, "extended");

    must(tho_clock_left(clock, at("2024-05-08T10:00"), NULL, NULL, NULL, &working_days, &err), err);
    printf("on 2024-05-08: %d working day left\n", (int)working_days);
    must(tho_clock_explain(clock, THO_LANGUAGE_EN, &why, &err), err);
    printf("told: %s\n", strstr(tho_text_data(why, NULL), "\"role\":\"stood_still\"") ? "the pause" : "nothing of a pause");
    tho_text_release(why);
    must(tho_clock_meet(clock, at("2024-05-08T10:00"), &err), err);
    must(tho_clock_outcome(clock, &outcome, &err), err);
    printf("%s\n", outcome == THO_OUTCOME_MET ? "met" : "not met in time");
    if (tho_clock_cancel(clock, at("2024-05-09T10:00"), &err) == THO_E_MISUSE) {
        printf("cancel: %s\n", tho_error_message(err, THO_LANGUAGE_EN, NULL));
        tho_error_release(err);
    }
    tho_clock_release(clock);
    tho_limit_release(limit);
    tho_pack_release(pack);
    return 0;
}
