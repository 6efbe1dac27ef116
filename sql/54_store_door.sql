-- ---- the door ----

-- Rows are shown to the owner (and who has its role) alone; INSERT and its RETURNING
-- need no row of it.
CREATE VIEW orderhook.inbox WITH (security_barrier) AS
SELECT s.name AS source, r.headers, r.body,
       r.webhook_id, r.verdict, r.strength, r.outcome, r.reason, r.http_status, r.order_id, r.problems,
       r.received_at
  FROM orderhook.receipt r
  JOIN orderhook.source s USING (source_id)
 WHERE pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = 'orderhook.receipt'::regclass), 'USAGE');

CREATE TRIGGER door INSTEAD OF INSERT ON orderhook.inbox
FOR EACH ROW EXECUTE FUNCTION @extschema@.orderhook_door();

-- The same as an INSERT, for clients that call functions. Of a plan that is made for one
-- execution, the server can log the values: here and below, the credentials in the headers
-- and the keys. Hence generic plans, and no function in SQL.
CREATE FUNCTION orderhook.receive(
    source text, headers jsonb, body bytea,
    OUT webhook_id bigint, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
    OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $receive$
BEGIN
    INSERT INTO orderhook.inbox (source, headers, body) VALUES (receive.source, receive.headers, receive.body)
    RETURNING inbox.webhook_id, inbox.verdict, inbox.strength, inbox.outcome, inbox.reason,
              inbox.http_status, inbox.order_id, inbox.problems
         INTO webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems;
END
$receive$;

-- The same by the id of the source: of a distributed store the call runs on the node that has the source.
CREATE FUNCTION orderhook.receive(
    source_id bigint, headers jsonb, body bytea,
    OUT webhook_id bigint, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
    OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $receive_of_id$
BEGIN
    SELECT r.webhook_id, r.verdict, r.strength, r.outcome, r.reason, r.http_status, r.order_id, r.problems
      INTO webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems
      FROM orderhook_receive(source_id, headers, body) r;
END
$receive_of_id$;

-- Many at once: verified and read first, then settled in the order of their keys, so that
-- batches cannot deadlock. One that fails to be stored is answered with 500 and a reason.
CREATE FUNCTION orderhook.receive_batch(
    sources text[], headers jsonb[], bodies bytea[],
    OUT delivery_no integer, OUT webhook_id bigint, OUT verdict text, OUT strength text, OUT outcome text,
    OUT reason text, OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
RETURNS SETOF record
LANGUAGE plpgsql VOLATILE ROWS 100
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $receive_batch$
BEGIN
    RETURN QUERY SELECT * FROM orderhook_receive_batch(sources, headers, bodies);
END
$receive_batch$;

-- ---- secrets ----

CREATE FUNCTION orderhook.named_source(source text) RETURNS orderhook.source
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $named_source$
DECLARE
    result orderhook.source;
BEGIN
    SELECT * INTO result FROM orderhook.source s WHERE s.name = named_source.source;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'source "%" does not exist', source
            USING ERRCODE = 'foreign_key_violation',
                  HINT = 'Insert it into orderhook.source first.';
    END IF;
    RETURN result;
END
$named_source$;

-- The secret comes best from a table that COPY filled: literals and bound parameters stand in logs.
-- What a constraint refuses it would print with the row, and so the key: hence the check before.

CREATE FUNCTION orderhook.set_secret(
    source text,
    secret text,
    key_id text DEFAULT 'default',
    valid_from timestamptz DEFAULT now(),
    valid_to timestamptz DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $set_secret$
DECLARE
    the_source orderhook.source;
BEGIN
    the_source := orderhook.named_source(source);
    IF secret IS NULL OR key_id IS NULL OR key_id = '' OR valid_from IS NULL THEN
        RAISE EXCEPTION 'secret, key_id and valid_from must not be empty'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'key_id is a name of your choice, by which the key can be replaced or revoked.';
    END IF;
    IF valid_to <= valid_from THEN
        RAISE EXCEPTION 'valid_to must be later than valid_from'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'A key holds from valid_from, inclusive, until valid_to, exclusive: this one never would.',
                  HINT = 'Leave valid_to out for a key without an end, or end a key at once with orderhook.revoke_secret.';
    END IF;
    INSERT INTO orderhook.source_secret AS s (source_id, key_id, kind, name, salt, sealed, valid_from, valid_to)
    SELECT the_source.source_id, set_secret.key_id, k.kind, k.name, k.salt, k.sealed,
           set_secret.valid_from, set_secret.valid_to
      FROM orderhook_seal(the_source.provider::orderhook_provider, secret) k
    ON CONFLICT ON CONSTRAINT source_secret_pkey DO UPDATE
       SET kind = EXCLUDED.kind, name = EXCLUDED.name, salt = EXCLUDED.salt, sealed = EXCLUDED.sealed,
           valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, last_used_at = NULL;
END
$set_secret$;

-- Dead from the next statement of every connection on. The row stays, so that earlier
-- receipts go on naming the key that proved them.
CREATE FUNCTION orderhook.revoke_secret(source text, key_id text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $revoke_secret$
DECLARE
    the_source orderhook.source;
    this_time timestamptz := clock_timestamp();
BEGIN
    the_source := orderhook.named_source(source);
    UPDATE orderhook.source_secret s
       SET valid_to = least(s.valid_to, this_time)
     WHERE s.source_id = the_source.source_id AND s.key_id = revoke_secret.key_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'source "%" has no key "%"', source, key_id
            USING ERRCODE = 'undefined_object',
                  HINT = 'orderhook.source_secret lists the keys of each source.';
    END IF;
END
$revoke_secret$;

