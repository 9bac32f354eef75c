/* Days, working time, and limits of every unit around a long weekend.
 *
 *     working_time RULES DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <thoihan/thoihan.h>

static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    tho_error_release(err);
    exit(1);
}

static const char* day_text(int32_t day) {
    static char text[40];
    must(tho_day_format(day, text, NULL), NULL);
    return text;
}

static const char* time_text(int64_t time) {
    static char text[40];
    must(tho_time_format(time, text, NULL), NULL);
    return text;
}

static void print_limit(const tho_pack* pack, const tho_calendar* office, const char* written, int64_t start) {
    tho_error* err = NULL;
    tho_limit* limit = NULL;
    tho_text* why = NULL;
    tho_deadline due;
    must(tho_deadline_init(&due, sizeof due, &err), err);
    must(tho_limit_parse(pack, written, THO_NTS, &limit, &err), err);
    must(tho_limit_evaluate(limit, office, start, &due, &err), err);
    printf("%s: %s", written, time_text(due.due));
    if (due.flags & THO_DEADLINE_DAY_END) printf(", the end of %s", day_text(due.due_day));
    if (due.flags & THO_DEADLINE_ROLLED) printf(", moved from a rest day");
    if (due.flags & THO_DEADLINE_CLAMPED) printf(", the month being short");
    if (due.flags & THO_DEADLINE_CUT_OFF) printf(", counted from the next working day");
    printf("\n");
    if (due.flags & THO_DEADLINE_CUT_OFF) {
        must(tho_limit_explain(limit, office, start, THO_LANGUAGE_VI, &why, &err), err);
        printf("%s\n", tho_text_data(why, NULL));
        tho_text_release(why);
    }
    tho_limit_retain(limit); /* as often as there are owners */
    tho_limit_release(limit);
    tho_limit_release(limit);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_calendar* office = NULL;
    int32_t first = 0, last = 0, day = 0, until = 0, yes = 0, all = 0, own = 0;
    int64_t friday = 0, thursday = 0, back = 0;
    if (argc != 3) return 2;
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    must(tho_calendar_from_pack(pack, "office", THO_NTS, &office, &err), err);
    tho_calendar_retain(office);
    tho_calendar_release(office);

    must(tho_calendar_horizon(office, &first, &last, &err), err);
    printf("known: from %s", day_text(first));
    printf(" to %s\n", day_text(last));

    must(tho_time_parse("2024-04-26T16:00", THO_NTS, &friday, &err), err);
    must(tho_day_from_time(friday, &day, &err), err);
    must(tho_day_parse("2024-05-06", THO_NTS, &until, &err), err);
    must(tho_calendar_working_days_between(office, day, until, THO_WORKING_DATES_ALL, &all, &err), err);
    must(tho_calendar_working_days_between(office, day, until, THO_WORKING_DATES_WITHOUT_MAKE_UP, &own, &err), err);
    for (; day <= until; ++day) {
        must(tho_calendar_is_working_day(office, day, THO_WORKING_DATES_ALL, &yes, &err), err);
        printf("%s %s\n", day_text(day), yes ? "works" : "rests");
    }
    printf("working days: %d, without make-up days %d\n", (int)all, (int)own);

    must(tho_time_parse("2024-05-02T08:30", THO_NTS, &thursday, &err), err);
    must(tho_calendar_subtract(office, thursday, 2 * 3600, &back, &err), err);
    printf("2 working hours before: %s\n", time_text(back));

    print_limit(pack, office, "90 working minutes", friday); /* an hour on Friday, the rest from Thursday's opening */
    print_limit(pack, office, "24 hours", friday);
    print_limit(pack, office, "3 working days", friday);     /* 2, 3 and 4 May: a Saturday worked for Monday */
    print_limit(pack, office, "2 days", friday);             /* the second is Sunday 28 April */
    print_limit(pack, office, "1 month", friday);            /* 26 May is a Sunday */
    print_limit(pack, NULL, "{\"amount\": \"1 working day\", \"cut_off\": \"15:00\"}", friday);

    tho_calendar_release(office);
    tho_pack_release(pack);
    return 0;
}
