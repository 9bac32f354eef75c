-- A store of format 1: pg_dump 15 (--inserts --no-owner) of three cases that the last program of this format wrote. The digest of its
-- checkpoint, as that program told it: e62c3b600d6effaaa4c9c32984d37fa756c63389152b47c79e86d77da97eb873.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA format_1;

CREATE FUNCTION format_1.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE format_1.breach (
    case_number bigint NOT NULL,
    duty text NOT NULL COLLATE pg_catalog."C",
    started_by bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    round bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    annulled_by bigint NOT NULL
);

CREATE TABLE format_1.case_ (
    number bigint NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    pack_id text NOT NULL COLLATE pg_catalog."C",
    pack bigint NOT NULL,
    calendar bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    ended boolean NOT NULL,
    lead text NOT NULL,
    publication text NOT NULL,
    events bigint NOT NULL,
    last_sequence bigint NOT NULL,
    opened_at bigint NOT NULL,
    last_at bigint NOT NULL,
    erased bigint NOT NULL,
    digest bytea NOT NULL,
    running text NOT NULL,
    snapshot bytea NOT NULL
)
WITH (fillfactor='70');

CREATE TABLE format_1.case_key (
    case_number bigint NOT NULL,
    host_key text NOT NULL COLLATE pg_catalog."C",
    wrapped bytea NOT NULL
);

CREATE SEQUENCE format_1.case_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE format_1.checkpoint (
    number bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    at bigint NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT checkpoint_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT checkpoint_number_check CHECK ((number >= 1))
);

CREATE TABLE format_1.event (
    sequence bigint NOT NULL,
    case_number bigint NOT NULL,
    number bigint NOT NULL,
    previous bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    event text NOT NULL,
    role text NOT NULL,
    authority text NOT NULL,
    officer text NOT NULL,
    overrides text NOT NULL,
    details text NOT NULL,
    decided text NOT NULL,
    pack bigint NOT NULL,
    calendar bigint NOT NULL,
    engine_version text NOT NULL,
    facts_digest bytea NOT NULL,
    digest bytea NOT NULL,
    facts text
);

CREATE TABLE format_1.free_number (
    number bigint NOT NULL
);

CREATE TABLE format_1.meta (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL
);

CREATE TABLE format_1.open_duty (
    case_number bigint NOT NULL,
    place bigint NOT NULL,
    late_from bigint NOT NULL,
    alarm bigint,
    duty text NOT NULL
);

CREATE TABLE format_1.outbox (
    id bigint NOT NULL,
    sequence bigint NOT NULL,
    notice text NOT NULL,
    to_ text NOT NULL,
    channel text NOT NULL,
    facts text NOT NULL,
    acknowledged_at bigint,
    withdrawn_by bigint DEFAULT 0 NOT NULL
);

ALTER TABLE format_1.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME format_1.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE format_1.sealed_text (
    sequence bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL
);

CREATE TABLE format_1.text (
    number bigint NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    text text NOT NULL,
    CONSTRAINT text_hash_check CHECK ((length(hash) = 64)),
    CONSTRAINT text_kind_check CHECK ((kind = ANY (ARRAY['pack'::text, 'calendar'::text])))
);

INSERT INTO format_1.breach VALUES (1, 'forward', 1, '', 1, 'late', 1714018200, 1714018300, 0);
INSERT INTO format_1.breach VALUES (2, 'forward', 1, '', 1, 'late', 1714018200, 1714018300, 0);

INSERT INTO format_1.case_ VALUES (1, 'LH-2024-000001', 'lac-hong', 1, 2, 'processing', false, 'lac-hong/ubnd-phuong-1', 'public', 2, 2, 1714011000, 1714011060, 0, '\x6cf1e37832990a166e9bfbea2c4b2894a72f961e917503bd7e773e8d595266c6', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"},{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', '\x0120736e617073686f74006f664c482d323032342d303030303031');
INSERT INTO format_1.case_ VALUES (2, 'LH-2024-000002', 'lac-hong', 1, 2, 'processing', false, 'lac-hong/ubnd-phuong-1', 'public', 2, 4, 1714011000, 1714011060, 0, '\xdc8e3bde685bf8943226e9f7b68ba7605eefaca181e2b0618cd207bbb03121f6', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"},{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', '\x0120736e617073686f74006f664c482d323032342d303030303032');
INSERT INTO format_1.case_ VALUES (3, 'LH-2024-000003', 'lac-hong', 1, 2, 'processing', false, 'lac-hong/ubnd-phuong-1', 'public', 1, 5, 1714011000, 1714011000, 0, '\x933e477d78312debdc5d32791decdda75bcba8040d2cbd09d85fb8ffb7087ae7', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714020000,"late_from":1714020000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', '\x0120736e617073686f74006f664c482d323032342d303030303033');

INSERT INTO format_1.case_key VALUES (1, '2026-a', '\x77726170706564004c482d323032342d303030303031');
INSERT INTO format_1.case_key VALUES (2, '2026-a', '\x77726170706564004c482d323032342d303030303032');

INSERT INTO format_1.checkpoint VALUES (1, 1, 5, 1714011000, '\xe62c3b600d6effaaa4c9c32984d37fa756c63389152b47c79e86d77da97eb873');

INSERT INTO format_1.event VALUES (1, 1, 1, 0, 'act', 'k1', 1714011000, 1714011060, 'receive', 'operator', '', 'Nguyễn Thị Bích', '', '', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', 1, 2, '0.1.0', '\x39df97ea3af41ffd0f9c25f12a0fae4903ea8154d121f0a68b81ff9908cb1607', '\x16718b8c09ecc36556f263ea6c62151e1c2cf575b93d578f64a9748a691993d9', '{"field":"lighting"}');
INSERT INTO format_1.event VALUES (2, 1, 2, 1, 'act', 'k2', 1714011060, 1714011120, 'receive', 'operator', '', 'Nguyễn Thị Bích', '', '', '[{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', 1, 2, '0.1.0', '\x39df97ea3af41ffd0f9c25f12a0fae4903ea8154d121f0a68b81ff9908cb1607', '\x6cf1e37832990a166e9bfbea2c4b2894a72f961e917503bd7e773e8d595266c6', '{"field":"lighting"}');
INSERT INTO format_1.event VALUES (3, 2, 1, 0, 'act', 'k1', 1714011000, 1714011060, 'receive', 'operator', '', 'Nguyễn Thị Bích', '', '', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', 1, 2, '0.1.0', '\x39df97ea3af41ffd0f9c25f12a0fae4903ea8154d121f0a68b81ff9908cb1607', '\x2df05b319e4812730915933451dd2961675edef88059aa9e1d43fb3a3700923e', '{"field":"lighting"}');
INSERT INTO format_1.event VALUES (4, 2, 2, 3, 'act', 'k2', 1714011060, 1714011120, 'receive', 'operator', '', 'Nguyễn Thị Bích', '', '', '[{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', 1, 2, '0.1.0', '\x39df97ea3af41ffd0f9c25f12a0fae4903ea8154d121f0a68b81ff9908cb1607', '\xdc8e3bde685bf8943226e9f7b68ba7605eefaca181e2b0618cd207bbb03121f6', '{"field":"lighting"}');
INSERT INTO format_1.event VALUES (5, 3, 1, 0, 'act', 'k1', 1714011000, 1714011060, 'receive', 'operator', '', 'Nguyễn Thị Bích', '', '', '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714020000,"late_from":1714020000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]', 1, 2, '0.1.0', '\x39df97ea3af41ffd0f9c25f12a0fae4903ea8154d121f0a68b81ff9908cb1607', '\x933e477d78312debdc5d32791decdda75bcba8040d2cbd09d85fb8ffb7087ae7', '{"field":"lighting"}');

INSERT INTO format_1.free_number VALUES (6);
INSERT INTO format_1.free_number VALUES (7);
INSERT INTO format_1.free_number VALUES (8);
INSERT INTO format_1.free_number VALUES (9);
INSERT INTO format_1.free_number VALUES (10);
INSERT INTO format_1.free_number VALUES (11);
INSERT INTO format_1.free_number VALUES (12);

INSERT INTO format_1.meta VALUES ('format', '1');
INSERT INTO format_1.meta VALUES ('about', 'A log of cases and their deadlines, written by thoihan. The events are the log and never change; case_ and open_duty follow from them; text holds the rule packs and calendars that they were judged by. docs/store_format.md says what the digests cover.');

INSERT INTO format_1.open_duty VALUES (1, 0, 1714018200, 1714018200, '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]');
INSERT INTO format_1.open_duty VALUES (1, 1, 1714443000, 1714443000, '[{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]');
INSERT INTO format_1.open_duty VALUES (2, 0, 1714018200, 1714018200, '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714018200,"late_from":1714018200,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]');
INSERT INTO format_1.open_duty VALUES (2, 1, 1714443000, 1714443000, '[{"duty":"handle","round":1,"started_by":2,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714443000,"late_from":1714443000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]');
INSERT INTO format_1.open_duty VALUES (3, 0, 1714020000, 1714020000, '[{"duty":"forward","round":1,"started_by":1,"role":"authority","authority":"lac-hong/ubnd-phuong-1","status":"running","started_at":1714011000,"due":1714020000,"late_from":1714020000,"due_date":19847,"end":"day","cite":"9.1.a-2, assume now-grace"}]');

INSERT INTO format_1.outbox OVERRIDING SYSTEM VALUE VALUES (1, 2, 'handed-on', 'reporter', 'zalo', '["lead","due"]', NULL, 0);
INSERT INTO format_1.outbox OVERRIDING SYSTEM VALUE VALUES (2, 4, 'handed-on', 'reporter', 'zalo', '["lead","due"]', NULL, 0);

INSERT INTO format_1.sealed_text VALUES (1, 'address', '\xff007365616c6564204c482d323032342d303030303031');
INSERT INTO format_1.sealed_text VALUES (1, 'phone', '\xfe4c482d323032342d303030303031');
INSERT INTO format_1.sealed_text VALUES (3, 'address', '\xff007365616c6564204c482d323032342d303030303032');
INSERT INTO format_1.sealed_text VALUES (3, 'phone', '\xfe4c482d323032342d303030303032');

INSERT INTO format_1.text VALUES (1, 'b8d1d788c4e37e90db4735e48488b11ec1c626b60b93c7633231fd42f081034c', 'pack', '{"id":"lac-hong","title":"Quy chế tiếp nhận phản ánh, tỉnh Lạc Hồng"}');
INSERT INTO format_1.text VALUES (2, '4484d286c6399713e4115dcfbd8298221f9f0428e7801aab7eee7912fa612fda', 'calendar', '{"id":"national/office","dates":[]}');

SELECT pg_catalog.setval('format_1.case_number', 3, true);

SELECT pg_catalog.setval('format_1.outbox_id_seq', 2, true);

ALTER TABLE ONLY format_1.breach
    ADD CONSTRAINT breach_pkey PRIMARY KEY (case_number, duty, started_by, body, kind);

ALTER TABLE ONLY format_1.case_
    ADD CONSTRAINT case__case_id_key UNIQUE (case_id);

ALTER TABLE ONLY format_1.case_
    ADD CONSTRAINT case__pkey PRIMARY KEY (number);

ALTER TABLE ONLY format_1.case_key
    ADD CONSTRAINT case_key_pkey PRIMARY KEY (case_number);

ALTER TABLE ONLY format_1.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (number);

ALTER TABLE ONLY format_1.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (sequence);

ALTER TABLE ONLY format_1.free_number
    ADD CONSTRAINT free_number_pkey PRIMARY KEY (number);

ALTER TABLE ONLY format_1.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (name);

ALTER TABLE ONLY format_1.open_duty
    ADD CONSTRAINT open_duty_pkey PRIMARY KEY (case_number, place);

ALTER TABLE ONLY format_1.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY format_1.sealed_text
    ADD CONSTRAINT sealed_text_pkey PRIMARY KEY (sequence, name);

ALTER TABLE ONLY format_1.text
    ADD CONSTRAINT text_hash_key UNIQUE (hash);

ALTER TABLE ONLY format_1.text
    ADD CONSTRAINT text_pkey PRIMARY KEY (number);

CREATE INDEX open_duty_alarm ON format_1.open_duty USING btree (alarm, case_number, place) WHERE (alarm IS NOT NULL);

CREATE INDEX open_duty_late ON format_1.open_duty USING btree (late_from, case_number, place);

CREATE INDEX outbox_owed ON format_1.outbox USING btree (id) WHERE ((acknowledged_at IS NULL) AND (withdrawn_by = 0));

CREATE INDEX outbox_sequence ON format_1.outbox USING btree (sequence);

CREATE TRIGGER checkpoint_no_change BEFORE DELETE OR UPDATE ON format_1.checkpoint FOR EACH ROW EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON format_1.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER event_no_delete BEFORE DELETE ON format_1.event FOR EACH ROW EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON format_1.event FOR EACH STATEMENT EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER event_no_update BEFORE UPDATE OF sequence, case_number, number, previous, kind, key, at, recorded_at, event, role, authority, officer, overrides, details, decided, pack, calendar, engine_version, facts_digest, digest ON format_1.event FOR EACH ROW EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER facts_only_go BEFORE UPDATE OF facts ON format_1.event FOR EACH ROW WHEN ((new.facts IS NOT NULL)) EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER text_no_change BEFORE DELETE OR UPDATE ON format_1.text FOR EACH ROW EXECUTE FUNCTION format_1.refuse_change();

CREATE TRIGGER text_no_truncate BEFORE TRUNCATE ON format_1.text FOR EACH STATEMENT EXECUTE FUNCTION format_1.refuse_change();

ALTER TABLE ONLY format_1.breach
    ADD CONSTRAINT breach_case_number_fkey FOREIGN KEY (case_number) REFERENCES format_1.case_(number) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY format_1.case_key
    ADD CONSTRAINT case_key_case_number_fkey FOREIGN KEY (case_number) REFERENCES format_1.case_(number) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY format_1.outbox
    ADD CONSTRAINT outbox_sequence_fkey FOREIGN KEY (sequence) REFERENCES format_1.event(sequence) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY format_1.sealed_text
    ADD CONSTRAINT sealed_text_sequence_fkey FOREIGN KEY (sequence) REFERENCES format_1.event(sequence) DEFERRABLE INITIALLY DEFERRED;

