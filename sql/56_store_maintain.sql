-- ---- what is to be done once a day ----

-- Bodies and headers that their source keeps no longer, the oldest first, and at most `batch` of each source. What
-- is quarantined is still to be read. A receipt that another session has is left to the next call.
CREATE FUNCTION orderhook.purge_kept(batch bigint)
RETURNS TABLE (action text, what text, receipts bigint, reason text)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $purge_kept$
DECLARE
    s record;
BEGIN
    FOR s IN
        SELECT x.source_id, x.name, greatest(now() - x.keep_bodies, now() - x.keep_receipts) AS before
          FROM orderhook.source x
         WHERE num_nonnulls(x.keep_bodies, x.keep_receipts) > 0
         ORDER BY x.source_id
    LOOP
        BEGIN
            UPDATE orderhook.receipt t SET body = NULL, headers = NULL
              FROM (SELECT r.webhook_id, r.received_at
                      FROM orderhook.receipt r
                     WHERE r.source_id = s.source_id AND r.received_at < s.before AND r.outcome <> 'quarantined'
                       AND (r.body IS NOT NULL OR r.headers IS NOT NULL)
                     ORDER BY r.received_at LIMIT batch
                       FOR UPDATE SKIP LOCKED) p
             WHERE t.source_id = s.source_id AND t.webhook_id = p.webhook_id AND t.received_at = p.received_at;
            GET DIAGNOSTICS receipts = ROW_COUNT;
            action := 'purged';
            reason := 'body and headers are kept no longer';
        EXCEPTION WHEN lock_not_available THEN
            action := 'skipped';
            receipts := 0;
            reason := 'others use the receipts: left to the next call';
        END;
        what := s.name;
        IF receipts > 0 OR action = 'skipped' THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$purge_kept$;

-- Before when the receipts of a source may go; NULL: they are kept. By those of twice the retry horizon a delivery
-- is still known to be a repetition.
CREATE FUNCTION orderhook.receipts_kept_since(the_source orderhook.source) RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $receipts_kept_since$
BEGIN
    RETURN CASE WHEN the_source.keep_receipts IS NULL OR the_source.retry_horizon > interval '1000 years' THEN NULL
                ELSE least(now() - the_source.keep_receipts, now() - 2 * the_source.retry_horizon) END;
END
$receipts_kept_since$;

-- Does no source keep any of the receipts of a partition? One probe of an index for each source that has some. What
-- is of a source that is gone is kept: nobody says for how long.
CREATE FUNCTION orderhook.is_kept_no_longer(partition regclass, until timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $is_kept_no_longer$
DECLARE
    result boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM orderhook.source s WHERE orderhook.receipts_kept_since(s) >= until) THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'WITH RECURSIVE here (id) AS (
             SELECT min(x.source_id) FROM %1$s x
              UNION ALL
             SELECT (SELECT min(x.source_id) FROM %1$s x WHERE x.source_id > here.id)
               FROM here WHERE here.id IS NOT NULL)
         SELECT NOT EXISTS (
             SELECT FROM here LEFT JOIN orderhook.source s ON s.source_id = here.id
              WHERE here.id IS NOT NULL AND (orderhook.receipts_kept_since(s) >= $1) IS NOT TRUE)', partition)
       INTO result USING until;
    RETURN result;
END
$is_kept_no_longer$;

-- Do partitions that stay tell something of receipts before that time which are kept no longer? An order of which a
-- later receipt went would be told without it, as if it had all of them: see history.c.
CREATE FUNCTION orderhook.has_bodies_before(staying regclass[], until timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $has_bodies_before$
DECLARE
    partition regclass;
    ids bigint[] := ARRAY(SELECT s.source_id FROM orderhook.source s WHERE orderhook.receipts_kept_since(s) >= until);
    result boolean;
BEGIN
    FOREACH partition IN ARRAY staying
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s x
                                        WHERE x.received_at < $1 AND x.source_id = ANY ($2) AND x.order_id IS NOT NULL
                                          AND x.outcome <> ''quarantined'' AND x.body IS NOT NULL)', partition)
           INTO result USING until, ids;
        IF result THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$has_bodies_before$;

-- What is to become of a partition: dropped, kept or skipped. Of one that is old enough, nobody but who would write to
-- its receipts waits from here on.
CREATE FUNCTION orderhook.judge_partition(
    partition regclass, until timestamptz, staying regclass[],
    OUT action text, OUT what text, OUT receipts bigint, OUT reason text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $judge_partition$
DECLARE
    unread bigint;
BEGIN
    what := partition;
    IF NOT orderhook.is_kept_no_longer(partition, until) THEN
        RETURN;
    END IF;
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', partition);
    IF NOT orderhook.is_kept_no_longer(partition, until) THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE outcome = ''quarantined'') FROM %s', partition)
       INTO receipts, unread;
    action := 'kept';
    IF unread > 0 THEN
        reason := format('quarantined and not replayed: %s', unread);
    ELSIF orderhook.has_bodies_before(staying, until) THEN
        reason := 'receipts from before are still to be purged';
    ELSE
        action := 'dropped';
        reason := 'no source keeps any of them';
    END IF;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    action := 'skipped';
    receipts := 0;
    reason := 'others use the receipts: left to the next call';
END
$judge_partition$;

-- The oldest first. A row for each that is old enough.
CREATE FUNCTION orderhook.judge_partitions()
RETURNS TABLE (action text, what text, receipts bigint, reason text, until timestamptz)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $judge_partitions$
DECLARE
    staying regclass[] := ARRAY(SELECT p.partition FROM orderhook.receipt_partitions() p WHERE p.until IS NULL);
    p record;
BEGIN
    FOR p IN SELECT x.* FROM orderhook.receipt_partitions() x WHERE x.until <= now() ORDER BY x.until
    LOOP
        SELECT j.*, p.until INTO action, what, receipts, reason, until
          FROM orderhook.judge_partition(p.partition::regclass, p.until, staying) j;
        IF action IS NOT NULL THEN
            RETURN NEXT;
        END IF;
        IF action IS DISTINCT FROM 'dropped' THEN
            staying := staying || p.partition::regclass;
        END IF;
    END LOOP;
END
$judge_partitions$;

-- Behind one that waits for the whole table all deliveries wait: it is asked for once.
CREATE FUNCTION orderhook.lock_receipts() RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $lock_receipts$
BEGIN
    LOCK TABLE ONLY orderhook.receipt IN ACCESS EXCLUSIVE MODE;
    RETURN true;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN false;
END
$lock_receipts$;

-- NULL: it is gone; else what is in the way.
CREATE FUNCTION orderhook.drop_partition(partition regclass) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $drop_partition$
BEGIN
    EXECUTE format('DROP TABLE %s', partition);
    RETURN NULL;
EXCEPTION
    WHEN lock_not_available OR deadlock_detected THEN
        RETURN 'others use the receipts: left to the next call';
    WHEN dependent_objects_still_exist THEN
        RETURN SQLERRM;
END
$drop_partition$;

-- All are judged before the first is dropped (a function in FROM is run to its end first), since deliveries wait from
-- then on.
CREATE FUNCTION orderhook.drop_partitions()
RETURNS TABLE (action text, what text, receipts bigint, reason text)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $drop_partitions$
DECLARE
    is_locked boolean;          -- NULL: not asked for yet
    obstacle text;
    staying regclass[] := '{}';
    j record;
BEGIN
    FOR j IN SELECT x.* FROM orderhook.judge_partitions() x
    LOOP
        action := j.action;
        what := j.what;
        receipts := j.receipts;
        reason := j.reason;
        IF action = 'dropped' THEN
            is_locked := COALESCE(is_locked, orderhook.lock_receipts());
            IF is_locked AND orderhook.has_bodies_before(staying, j.until) THEN
                action := 'kept';
                reason := 'receipts from before are still to be purged';
            ELSE
                obstacle := CASE WHEN is_locked THEN orderhook.drop_partition(what::regclass)
                                 ELSE 'others use the receipts: left to the next call' END;
            END IF;
            IF obstacle IS NOT NULL THEN
                action := 'skipped';
                receipts := 0;
                reason := obstacle;
                staying := staying || what::regclass;
                obstacle := NULL;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$drop_partitions$;

-- The months from this one on that have no partition, and those of what lies in the default partition. Its rows
-- are moved: as long as that takes, deliveries wait, so that none finds neither.
CREATE FUNCTION orderhook.add_partitions(months integer)
RETURNS TABLE (action text, what text, receipts bigint, reason text)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $add_partitions$
DECLARE
    default_partition regclass := (SELECT p.partition FROM orderhook.receipt_partitions() p WHERE p.until IS NULL);
    month record;
    partition regclass;
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM orderhook.lacking_months(months, default_partition)) THEN
            RETURN;
        END IF;
        IF default_partition IS NOT NULL THEN
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', default_partition);
        END IF;
    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        RETURN QUERY
        SELECT 'skipped', 'partitions ahead', 0::bigint, 'others use the receipts: left to the next call';
        RETURN;
    END;
    FOR month IN SELECT * FROM orderhook.lacking_months(months, default_partition)
    LOOP
        receipts := 0;
        BEGIN
            partition := orderhook.create_partition(month.since, month.until,
                                                    COALESCE(default_partition, 'orderhook.receipt'));
        EXCEPTION WHEN duplicate_table THEN
            -- One that was detached, to be kept elsewhere.
            action := 'skipped';
            what := to_char(month.since AT TIME ZONE 'UTC', '"orderhook.receipt_"YYYY_MM');
            reason := SQLERRM;
            RETURN NEXT;
            CONTINUE;
        END;
        IF default_partition IS NOT NULL THEN
            receipts := orderhook.move_receipts(default_partition, partition, month.since, month.until);
        END IF;
        PERFORM orderhook.attach_partition(partition, month.since, month.until);
        PERFORM orderhook.guard_partition(partition);
        action := 'created';
        what := partition;
        reason := CASE WHEN receipts > 0 THEN format('moved from %s', default_partition) ELSE 'ahead of its month' END;
        RETURN NEXT;
    END LOOP;
END
$add_partitions$;

CREATE FUNCTION orderhook.lacking_months(months integer, default_partition regclass)
RETURNS TABLE (since timestamptz, until timestamptz)
LANGUAGE plpgsql VOLATILE ROWS 5
SET search_path = pg_catalog, pg_temp
AS $lacking_months$
BEGIN
    RETURN QUERY
    SELECT m.since, orderhook.month_start(m.since, 1)
      FROM (SELECT orderhook.month_start(now(), n) AS since FROM generate_series(0, months) n) m
     WHERE NOT EXISTS (SELECT FROM orderhook.receipt_partitions() p
                        WHERE p.since < orderhook.month_start(m.since, 1) AND p.until > m.since);
    IF default_partition IS NOT NULL THEN
        RETURN QUERY EXECUTE format(
            'SELECT m.since, orderhook.month_start(m.since, 1)
               FROM (SELECT DISTINCT orderhook.month_start(r.received_at) AS since FROM %s r
                      WHERE r.received_at BETWEEN ''0001-01-02'' AND ''9999-12-30'') m
              WHERE m.since NOT BETWEEN orderhook.month_start(now()) AND orderhook.month_start(now(), $1)
              ORDER BY 1', default_partition) USING months;
    END IF;
END
$lacking_months$;

CREATE FUNCTION orderhook.move_receipts(of_table regclass, to_table regclass, since timestamptz, until timestamptz)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET row_security = off
AS $move_receipts$
DECLARE
    moved bigint;
    columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                      WHERE a.attrelid = to_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '');
BEGIN
    EXECUTE format('INSERT INTO %s (%3$s) OVERRIDING SYSTEM VALUE '
                   'SELECT %3$s FROM %2$s WHERE received_at >= $1 AND received_at < $2', to_table, of_table, columns)
      USING since, until;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved > 0 THEN
        EXECUTE format('DELETE FROM %s WHERE received_at >= $1 AND received_at < $2', of_table) USING since, until;
    END IF;
    RETURN moved;
END
$move_receipts$;

-- Locks are asked for from the strongest on, and none for long: behind one that waits, all deliveries would.
-- Less than deadlock_timeout, so that it is never a delivery that is ended for a deadlock.
CREATE FUNCTION orderhook.maintain(months integer DEFAULT 3, batch bigint DEFAULT 10000)
RETURNS TABLE (action text, what text, receipts bigint, reason text)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '200ms'
AS $maintain$
BEGIN
    IF (months BETWEEN 1 AND 120 AND batch > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'months must be between 1 and 120, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'So many months ahead have partitions, and so many bodies of a source are purged in one call.',
                  HINT = 'Leave them out for 3 months and 10000 receipts.';
    END IF;
    PERFORM orderhook.check_receipt_owner();
    BEGIN
        LOCK TABLE orderhook.source IN ACCESS SHARE MODE;
    EXCEPTION WHEN lock_not_available THEN
        RETURN QUERY SELECT 'skipped', 'all', 0::bigint, 'another session changes the table of sources';
        RETURN;
    END;
    RETURN QUERY SELECT * FROM orderhook.purge_kept(batch);
    IF (SELECT c.relkind FROM pg_class c WHERE c.oid = 'orderhook.receipt'::regclass) <> 'p' THEN
        RETURN;
    END IF;
    BEGIN
        LOCK TABLE ONLY orderhook.receipt IN SHARE UPDATE EXCLUSIVE MODE;
    EXCEPTION WHEN lock_not_available THEN
        RETURN QUERY SELECT 'skipped', 'partitions', 0::bigint, 'another session maintains them';
        RETURN;
    END;
    RETURN QUERY SELECT * FROM orderhook.drop_partitions();
    RETURN QUERY SELECT * FROM orderhook.add_partitions(months);
END
$maintain$;

