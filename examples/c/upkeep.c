/* What an administrator does at night: is the store whole, a digest to keep elsewhere, a copy, another key, newer calendars.
 *
 *     upkeep PACK DATABASE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thoihan/thoihan.h>

static tho_error* err = NULL;
static tho_text* text = NULL;

static void must(tho_status status) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", tho_status_name(status), tho_error_message(err, THO_LANGUAGE_EN, NULL));
    exit(1);
}

static void tell(const char* what) {
    printf("%s: %s\n", what, tho_text_data(text, NULL));
    tho_text_release(text);
}

/* A key file is made once, readable by its owner alone; here it is "1111..." for the sake of the example. */
static void write_key(const char* database, char* path, size_t size, char digit) {
    char digits[65];
    FILE* file = NULL;
    snprintf(path, size, "%s-%c.key", database, digit);
    memset(digits, digit, 64);
    digits[64] = '\0';
    file = fopen(path, "w");
    if (file == NULL) exit(1);
    fprintf(file, "k-%c %s\n", digit, digits);
    fclose(file);
}

int main(int argc, char** argv) {
    static const char receive[] =
        "{\"case\": \"R-1\", \"key\": \"a\", \"at\": \"2024-04-26T16:00\", \"event\": \"receive\", \"by\": {\"role\": \"operator\"},"
        " \"facts\": {\"channel\": \"web\", \"content\": \"A street lamp is broken.\"}}";
    char old_key[4096], new_key[4096], copy[4096], rules[4096];
    const char* digest = NULL;
    tho_pack* pack = NULL;
    tho_store* store = NULL;
    int64_t now = 0, cases = 0;
    if (argc != 3) return 2;
    must(tho_time_parse("2024-04-26T22:00", THO_NTS, &now, &err));
    must(tho_pack_open(argv[1], THO_NTS, &pack, &err));
    must(tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &store, &err));
    must(tho_store_use_pack(store, pack, &err));
    write_key(argv[2], old_key, sizeof old_key, '1');
    must(tho_store_use_key(store, old_key, THO_NTS, &err));
    must(tho_store_apply(store, receive, THO_NTS, NULL, &err));

    /* The digest is kept where whoever has the database cannot change it; the store must know it for ever. */
    must(tho_store_checkpoint(store, now, &text, &err));
    digest = strstr(tho_text_data(text, NULL), "\"digest\":\"") + 10;
    must(tho_store_verify(store, digest, 64, NULL, &err));
    printf("the store is whole\n");
    tho_text_release(text);

    snprintf(copy, sizeof copy, "%s-copy", argv[2]);
    must(tho_store_backup(store, copy, THO_NTS, NULL, &err));
    printf("the copy is whole\n");

    /* Another key for all cases; then nothing of the old one is left beside the file. */
    write_key(argv[2], new_key, sizeof new_key, '2');
    must(tho_store_rekey(store, old_key, THO_NTS, new_key, THO_NTS, &cases, &err));
    must(tho_store_purge(store, &err));
    printf("cases with the new key: %d\n", (int)cases);
    must(tho_store_texts(store, "R-1", THO_NTS, &text, &err));
    tell("texts");

    /* The same pack and the same calendars move nothing. */
    must(tho_store_replay(store, pack, THO_LANGUAGE_EN, &text, &err));
    tell("moved by the pack");
    snprintf(rules, sizeof rules, "%s/../..", argv[1]);
    must(tho_store_recompute(store, rules, THO_NTS, now, 1, THO_LANGUAGE_EN, &text, &err));
    tell("moved by the calendars");
    tho_store_close(store);
    tho_pack_release(pack);
    return 0;
}
