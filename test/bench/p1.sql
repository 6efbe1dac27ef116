-- p1.sql
--	P1, the store: one BEFORE ROW trigger in PL/pgSQL on the table where webhooks land.
--
-- Needs p1_read.sql, pgcrypto and the store of orderhook, whose tables it copies column for column and
-- index for index, less what orderhook's merging alone needs. A known order is replaced where the
-- delivery is not older. It does less than the door: no quarantine, no problems, no checks of sums, no
-- history that is told again, no redaction, secrets in clear text.

CREATE TABLE p1.source (source_id bigint PRIMARY KEY, provider text NOT NULL, secret text NOT NULL);

CREATE TABLE p1.receipt (LIKE orderhook.receipt INCLUDING ALL);
-- It has no use for these, nor for the one of moments below, and a plan made while a table was empty would take
-- them for its own look-ups, at three times the cost of a batch.
DROP INDEX p1.receipt_source_id_received_at_idx, p1.receipt_source_id_webhook_id_idx;
ALTER TABLE p1.receipt ALTER verdict DROP NOT NULL, ALTER strength DROP NOT NULL, ALTER outcome DROP NOT NULL,
    ALTER http_status DROP NOT NULL, ALTER body_digest DROP NOT NULL, ALTER body_bytes DROP NOT NULL;

CREATE TABLE p1.order_header (LIKE orderhook.order_header INCLUDING ALL) WITH (fillfactor = 70);
DROP INDEX p1.order_header_source_id_placed_at_idx;
ALTER TABLE p1.order_header DROP stated, DROP version_rank, DROP version_stated, DROP is_loose, DROP group_digests;

CREATE TABLE p1.order_item (LIKE orderhook.order_item INCLUDING ALL);
CREATE TABLE p1.order_modifier (LIKE orderhook.order_modifier INCLUDING ALL);
CREATE TABLE p1.order_charge (LIKE orderhook.order_charge INCLUDING ALL);
CREATE TABLE p1.order_payment (LIKE orderhook.order_payment INCLUDING ALL);
CREATE TABLE p1.order_contact (LIKE orderhook.order_contact INCLUDING ALL);
CREATE TABLE p1.order_delivery (LIKE orderhook.order_delivery INCLUDING ALL);
CREATE TABLE p1.order_arrival (LIKE orderhook.order_arrival INCLUDING ALL);
CREATE TABLE p1.order_event (LIKE orderhook.order_event INCLUDING ALL);

-- ---- who sent it ----

CREATE FUNCTION p1.verify(provider text, headers jsonb, body bytea, secret text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE provider
        WHEN 'mipos' THEN
            RETURN headers ->> 'Signature-Webhook' = encode(hmac(body, secret::bytea, 'sha256'), 'hex');
        WHEN 'revo' THEN
            RETURN headers ->> 'X-Revo-Hmac-SHA256' = encode(hmac(body, secret::bytea, 'sha256'), 'hex');
        WHEN 'bbot' THEN
            RETURN headers ->> 'Authorization' = 'Basic ' || encode(secret::bytea, 'base64');
        WHEN 'flybuy' THEN
            RETURN headers ->> 'Authorization' = 'Token token="' || secret || '"';
        ELSE
            RETURN headers ->> split_part(secret, ': ', 1) = split_part(secret, ': ', 2);
    END CASE;
END $$;

-- ---- what becomes of it ----

-- One function for each provider: one statement for each table, over that provider's functions. Written out
-- for five providers it would be the same text five times.
DO $make$
DECLARE
    the record;
    text text;
    store CONSTANT text := $store$
CREATE FUNCTION p1.store_PROVIDER(
    receipt p1.receipt, payload jsonb, OUT order_id bigint, OUT outcome text, OUT event text, OUT provider_event text)
LANGUAGE plpgsql AS $body$
DECLARE
    the p1.order_row;
    old record;
    source CONSTANT bigint := receipt.source_id;
BEGIN
    SELECT * INTO the FROM p1.PROVIDER_order(payload);
    event := the.event;
    provider_event := the.provider_event;
    SELECT h.order_id, h.order_state, h.prep_state, h.delivery_state, h.arrival_state, h.payment_state,
           h.provider_updated_at, h.last_body_digest
      INTO old FROM p1.order_header h WHERE h.source_id = source AND h.external_id = the.external_id FOR UPDATE;
    IF old.last_body_digest = receipt.body_digest THEN
        order_id := old.order_id;
        outcome := 'duplicate';
        RETURN;
    END IF;
    INSERT INTO p1.order_header AS h (source_id, COLUMNS, authenticity, revision, problem_count,
           first_received_at, last_received_at, last_webhook_id, last_body_digest)
    VALUES (source, VALUES, receipt.strength, 1, 0, receipt.received_at, receipt.received_at, receipt.webhook_id,
            receipt.body_digest)
    ON CONFLICT (source_id, external_id) DO UPDATE
       SET (COLUMNS, revision, last_received_at, last_webhook_id, last_body_digest) =
           (EXCLUDEDS, h.revision + 1, EXCLUDED.last_received_at, EXCLUDED.last_webhook_id, EXCLUDED.last_body_digest)
     WHERE (h.provider_updated_at <= EXCLUDED.provider_updated_at) IS NOT FALSE
    RETURNING h.order_id INTO order_id;
    IF order_id IS NULL THEN
        order_id := old.order_id;
        outcome := 'stale';
        RETURN;
    END IF;
    outcome := 'applied';
    INSERT INTO p1.order_event (source_id, order_id, webhook_id, axis, event, provider_event, from_state, to_state,
                                occurred_at, received_at)
    SELECT source, store_PROVIDER.order_id, receipt.webhook_id, v.axis, the.event, the.provider_event, v.from_state,
           v.to_state, the.provider_updated_at, receipt.received_at
      FROM (VALUES ('order', old.order_state, the.order_state), ('prep', old.prep_state, the.prep_state),
                   ('delivery', old.delivery_state, the.delivery_state),
                   ('arrival', old.arrival_state, the.arrival_state),
                   ('payment', old.payment_state, the.payment_state)) v (axis, from_state, to_state)
     WHERE v.from_state IS DISTINCT FROM v.to_state;
GROUPS
END $body$ $store$;
    one_group CONSTANT text := $group$
    IF old.order_id IS NOT NULL THEN
        DELETE FROM p1.TABLE t WHERE t.source_id = source AND t.order_id = store_PROVIDER.order_id;
    END IF;
    INSERT INTO p1.TABLE SELECT source, store_PROVIDER.order_id, r.* FROM p1.PROVIDER_ROWS(payload) r;$group$;
BEGIN
    FOR the IN
        SELECT provider,
               string_agg(replace(replace(replace(CASE WHEN with_row_no
                              THEN replace(one_group, 'r.*', 'row_number() OVER (), r.*') ELSE one_group END,
                          'TABLE', table_name), 'ROWS', rows), 'PROVIDER', provider), '' ORDER BY table_no) AS groups
          FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) provider,
               (VALUES (1, 'order_item', 'items', false), (2, 'order_modifier', 'modifiers', false),
                       (3, 'order_charge', 'charges', false), (4, 'order_payment', 'payments', false),
                       (5, 'order_contact', 'parties', true), (6, 'order_delivery', 'deliveries', true),
                       (7, 'order_arrival', 'arrivals', true)) g (table_no, table_name, rows, with_row_no)
         WHERE to_regproc('p1.' || provider || '_' || rows) IS NOT NULL
         GROUP BY provider
    LOOP
        text := replace(replace(store, 'GROUPS', the.groups), 'PROVIDER', the.provider);
        SELECT replace(replace(replace(text, 'COLUMNS', string_agg(attname, ', ' ORDER BY attnum)),
                               'VALUES, ', string_agg('the.' || attname, ', ' ORDER BY attnum) || ', '),
                       'EXCLUDEDS', string_agg('EXCLUDED.' || attname, ', ' ORDER BY attnum))
          INTO text
          FROM pg_attribute
         WHERE attrelid = 'p1.order_row'::regclass AND attname NOT IN ('event', 'provider_event');
        EXECUTE text;
    END LOOP;
END $make$;

CREATE FUNCTION p1.land() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    source p1.source;
    payload jsonb;
    stored record;
BEGIN
    SELECT * INTO STRICT source FROM p1.source s WHERE s.source_id = NEW.source_id;
    NEW.received_at := clock_timestamp();
    NEW.body_digest := sha256(NEW.body);
    NEW.body_bytes := octet_length(NEW.body);
    IF p1.verify(source.provider, NEW.headers, NEW.body, source.secret) IS NOT TRUE THEN
        NEW.verdict := 'bad_signature';
        NEW.strength := 'none';
        NEW.outcome := 'rejected';
        NEW.http_status := 401;
        RETURN NEW;
    END IF;
    NEW.verdict := 'ok';
    NEW.strength := CASE WHEN source.provider IN ('mipos', 'revo') THEN 'body' ELSE 'credential' END;
    NEW.http_status := 200;
    payload := convert_from(NEW.body, 'UTF8')::jsonb;
    CASE source.provider
        WHEN 'bbot' THEN stored := p1.store_bbot(NEW, payload);
        WHEN 'mipos' THEN stored := p1.store_mipos(NEW, payload);
        WHEN 'flybuy' THEN stored := p1.store_flybuy(NEW, payload);
        WHEN 'fulflld' THEN stored := p1.store_fulflld(NEW, payload);
        WHEN 'revo' THEN stored := p1.store_revo(NEW, payload);
    END CASE;
    NEW.order_id := stored.order_id;
    NEW.outcome := stored.outcome;
    NEW.event := stored.event;
    NEW.provider_event := stored.provider_event;
    RETURN NEW;
END $$;

CREATE TRIGGER land BEFORE INSERT ON p1.receipt FOR EACH ROW EXECUTE FUNCTION p1.land();
