-- ---- purging ----

-- Of each source those with something to purge, from the oldest on, at most `batch` of them. Sources are found by
-- their receipts: those of one that is gone are purged as well.
CREATE FUNCTION orderhook.purgeable_of_each(since timestamptz, before timestamptz, batch bigint)
RETURNS TABLE (source_id bigint, webhook_id bigint, received_at timestamptz, bytes bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $purgeable_of_each$
DECLARE
    id bigint := (SELECT min(x.source_id) FROM orderhook.receipt x);
BEGIN
    WHILE id IS NOT NULL LOOP
        RETURN QUERY
        SELECT x.source_id, x.webhook_id, x.received_at, COALESCE(octet_length(x.body), 0)::bigint
          FROM orderhook.receipt x
         WHERE x.source_id = id AND x.received_at >= since AND x.received_at < before
           AND (x.body IS NOT NULL OR x.headers IS NOT NULL)
         ORDER BY x.received_at LIMIT batch;
        id := (SELECT min(x.source_id) FROM orderhook.receipt x WHERE x.source_id > id);
    END LOOP;
END
$purgeable_of_each$;

-- Of all sources together.
CREATE FUNCTION orderhook.purgeable(since timestamptz, before timestamptz, batch bigint)
RETURNS TABLE (source_id bigint, webhook_id bigint, received_at timestamptz, bytes bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $purgeable$
BEGIN
    IF batch <= 0 THEN
        RAISE EXCEPTION 'batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Leave it out to purge all that is old enough at once.';
    END IF;
    RETURN QUERY
    SELECT p.* FROM orderhook.purgeable_of_each(since, before, batch) p ORDER BY p.received_at LIMIT batch;
END
$purgeable$;

CREATE FUNCTION orderhook.purge_bodies(
    since timestamptz, before timestamptz, batch bigint,
    OUT receipts bigint, OUT bytes bigint, OUT oldest timestamptz, OUT newest timestamptz)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $purge_bodies$
DECLARE
    p record;
BEGIN
    receipts := 0;
    bytes := 0;
    FOR p IN
        SELECT o.source_id, array_agg(o.webhook_id) AS ids, count(*) AS receipts, sum(o.bytes) AS bytes,
               min(o.received_at) AS oldest, max(o.received_at) AS newest
          FROM orderhook.purgeable(since, before, batch) o
         GROUP BY o.source_id
         ORDER BY o.source_id
    LOOP
        UPDATE orderhook.receipt t SET body = NULL, headers = NULL
         WHERE t.source_id = p.source_id AND t.webhook_id = ANY (p.ids);
        receipts := receipts + p.receipts;
        bytes := bytes + p.bytes;
        oldest := least(oldest, p.oldest);
        newest := greatest(newest, p.newest);
    END LOOP;
END
$purge_bodies$;

-- What an age comes to is judged by the moment that it leads to: '1 month -40 days' lies ahead.
CREATE FUNCTION orderhook.purge(
    older_than interval, INOUT dry_run boolean DEFAULT false, batch bigint DEFAULT NULL,
    OUT receipts bigint, OUT bytes bigint, OUT oldest timestamptz, OUT newest timestamptz)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $purge$
DECLARE
    before timestamptz;
    since timestamptz := '-infinity';
    remaining bigint;
    step record;
BEGIN
    BEGIN
        before := now() - older_than;
    EXCEPTION WHEN datetime_field_overflow THEN
        -- There is no such time: refused with those that are no age.
    END;
    IF before IS NULL OR dry_run IS NULL OR before >= now() THEN
        RAISE EXCEPTION 'older_than must be a positive interval, and dry_run must not be null'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'The bodies of receipts received before now() - older_than are purged, which must be a timestamp in the past.',
                  HINT = 'Write an age such as interval ''90 days''.';
    END IF;
    SELECT count(*), COALESCE(sum(p.bytes), 0), min(p.received_at), max(p.received_at)
      INTO receipts, bytes, oldest, newest
      FROM orderhook.purgeable(since, before, batch) p;
    IF dry_run THEN
        RETURN;
    END IF;
    remaining := receipts;
    SELECT 0, 0, NULL, NULL INTO receipts, bytes, oldest, newest;
    WHILE remaining > 0
    LOOP
        SELECT p.* INTO step FROM orderhook.purge_bodies(since, before, least(remaining, 10000)) p;
        EXIT WHEN step.newest IS NULL;
        receipts := receipts + step.receipts;
        bytes := bytes + step.bytes;
        oldest := least(oldest, step.oldest);
        newest := step.newest;
        since := newest;
        remaining := remaining - step.receipts;
        IF receipts % 10000 = 0 THEN
            RAISE NOTICE '% receipts done, % left', receipts, remaining;
        END IF;
    END LOOP;
END
$purge$;

-- The same for all of them, a transaction for each batch. Each goes on from the newest of the last, past
-- what is purged already. Names are written out, as in renormalize_all.
CREATE PROCEDURE orderhook.purge_all(older_than interval, batch bigint DEFAULT 10000)
LANGUAGE plpgsql
AS $purge_all$
DECLARE
    since pg_catalog.timestamptz := '-infinity';
    before pg_catalog.timestamptz;
    receipts bigint;
    bytes bigint;
    newest pg_catalog.timestamptz;
    done bigint := 0;
    remaining bigint;
BEGIN
    SELECT p.receipts INTO remaining FROM orderhook.purge(older_than, true) p;
    before := pg_catalog.now() OPERATOR(pg_catalog.-) older_than;
    LOOP
        SELECT p.receipts, p.bytes, p.newest INTO receipts, bytes, newest
          FROM orderhook.purge_bodies(since, before, batch) p;
        EXIT WHEN newest IS NULL;
        since := newest;
        done := done OPERATOR(pg_catalog.+) receipts;
        remaining := GREATEST(remaining OPERATOR(pg_catalog.-) receipts, 0);
        COMMIT;
        RAISE NOTICE '% receipts done, % left', done, remaining
            USING DETAIL = pg_catalog.format('Received until %s: %s bytes.', newest, bytes);
    END LOOP;
END
$purge_all$;
