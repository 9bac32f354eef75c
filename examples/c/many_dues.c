/* A morning's reports at once: columns in, columns out, as plain arrays and by the Arrow C data interface.
 *
 *     many_dues RULES DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <thoihan/thoihan.h>
#include <thoihan/thoihan_arrow.h>

#define REPORTS 3

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

static const char* day_text(int32_t day) {
    static char text[40];
    must(tho_day_format(day, text, NULL), NULL);
    return text;
}

/* What another library would hand over: nothing of it is ours to release. */
static void kept_schema(struct ArrowSchema* schema) { schema->release = NULL; }
static void kept_array(struct ArrowArray* array) { array->release = NULL; }

static void by_arrow(const tho_limit* limit, const int64_t* received) {
    static const unsigned char valid[1] = {5}; /* the second report has no time yet */
    const void* buffers[2];
    struct ArrowSchema schema = {"tss:UTC", "received", NULL, ARROW_FLAG_NULLABLE, 0, NULL, NULL, kept_schema, NULL};
    struct ArrowArray starts = {REPORTS, 1, 0, 2, 0, NULL, NULL, NULL, kept_array, NULL};
    struct ArrowSchema type;
    struct ArrowArray dues;
    const int32_t* due_day;
    const unsigned char* known;
    tho_error* err = NULL;
    int i;
    buffers[0] = valid;
    buffers[1] = received;
    starts.buffers = buffers;
    must(tho_arrow_limit_evaluate(limit, NULL, &schema, &starts, &type, &dues, &err), err);
    for (i = 0; i < type.n_children; ++i) printf("%s%s", i == 0 ? "columns: " : ", ", type.children[i]->name);
    printf("\n");
    known = (const unsigned char*)dues.children[2]->buffers[0];
    due_day = (const int32_t*)dues.children[2]->buffers[1];
    for (i = 0; i < dues.length; ++i) printf("row %d: %s\n", i, known[0] >> i & 1 ? day_text(due_day[i]) : "null");
    type.release(&type);
    dues.release(&dues);
}

int main(int argc, char** argv) {
    tho_error* err = NULL;
    tho_pack* pack = NULL;
    tho_calendar* office = NULL;
    tho_limit* limit = NULL;
    int64_t received[REPORTS], forward_by[REPORTS], worked[REPORTS], failed = 0, now;
    tho_status statuses[REPORTS];
    tho_deadline dues[REPORTS];
    char text[40];
    int i;
    if (argc != 3) return 2;
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err), err);
    must(tho_calendar_from_pack(pack, NULL, 0, &office, &err), err);
    must(tho_limit_parse(pack, "5 working days", THO_NTS, &limit, &err), err);
    received[0] = at("2024-04-25T15:30"); /* Thursday before the long weekend */
    received[1] = at("2024-04-26T16:00");
    received[2] = at("2024-04-27T10:00");
    now = at("2024-05-02T09:00");

    must(tho_calendar_add_batch(office, received, 8, REPORTS, 2 * 3600, forward_by, 8, statuses, &failed, &err), err);
    must(tho_calendar_elapsed_batch(office, received, 8, &now, 0, REPORTS, worked, 8, NULL, NULL, &err), err);
    must(tho_deadline_init(&dues[0], sizeof dues[0], &err), err);
    must(tho_limit_evaluate_batch(limit, office, received, 8, REPORTS, dues, sizeof dues[0], statuses, &failed, &err), err);
    for (i = 0; i < REPORTS; ++i) {
        must(tho_time_format(forward_by[i], text, &err), err);
        printf("forward by %s, ", text);
        printf("%d working minutes since, ", (int)(worked[i] / 60));
        printf("handle by %s: %s\n", day_text(dues[i].due_day), tho_status_name(statuses[i]));
    }
    printf("failed: %d\n", (int)failed);
    by_arrow(limit, received);
    tho_limit_release(limit);
    tho_calendar_release(office);
    tho_pack_release(pack);
    return 0;
}
