/* Every due of tests/data/dues.tsv, asked and compared.
 *
 *     due_vectors RULES VECTORS      e.g. due_vectors rules/province tests/data/dues.tsv */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thoihan/thoihan.h>

enum { PACK, DUTY, FACTS, START, DUE, LATE_FROM, DUE_DATE, PROVISIONAL, FIELDS };

static void must(tho_status status, tho_error* err) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    exit(1);
}

/* Does the library answer what the line says? */
static int agrees(const tho_pack* pack, char** field) {
    tho_deadline due = THO_DEADLINE_INIT;
    tho_error* err = NULL;
    int64_t start = 0;
    char due_at[40], late_from[40], due_date[40];
    const char* facts = strcmp(field[FACTS], "-") == 0 ? NULL : field[FACTS];
    must(tho_time_parse(field[START], THO_NTS, &start, &err), err);
    must(tho_duty_evaluate(pack, field[DUTY], THO_NTS, facts, THO_NTS, start, &due, &err), err);
    must(tho_time_format(due.due, due_at, &err), err);
    must(tho_time_format(due.late_from, late_from, &err), err);
    must(tho_day_format(due.due_day, due_date, &err), err);
    return strcmp(due_at, field[DUE]) == 0 && strcmp(late_from, field[LATE_FROM]) == 0 &&
           strcmp(due_date, field[DUE_DATE]) == 0 &&
           ((due.flags & THO_DEADLINE_PROVISIONAL) != 0) == (field[PROVISIONAL][0] == '1');
}

int main(int argc, char** argv) {
    char line[1024], copy[1024], path[1024], name[64] = "";
    int agreed = 0, differed = 0;
    tho_pack* pack = NULL;
    tho_error* err = NULL;
    FILE* vectors = NULL;
    if (argc != 3 || (vectors = fopen(argv[2], "r")) == NULL) return 2;

    while (fgets(line, sizeof line, vectors) != NULL) {
        char* field[FIELDS] = {NULL};
        int i = 0;
        if (line[0] == '#') continue;
        strcpy(copy, line);
        for (field[0] = strtok(line, "\t\n"), i = 1; i < FIELDS; ++i) field[i] = strtok(NULL, "\t\n");
        if (strcmp(name, field[PACK]) != 0) {
            tho_pack_release(pack);
            snprintf(name, sizeof name, "%s", field[PACK]);
            snprintf(path, sizeof path, "%s/%s", argv[1], name);
            must(tho_pack_open(path, THO_NTS, &pack, &err), err);
        }
        if (agrees(pack, field)) {
            ++agreed;
        } else {
            ++differed;
            fprintf(stderr, "differs: %s", copy);
        }
    }
    fclose(vectors);
    tho_pack_release(pack);
    printf("%d dues agree, %d differ\n", agreed, differed);
    return agreed > 0 && differed == 0 ? 0 : 1;
}
