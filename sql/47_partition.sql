-- Receipts in partitions, one a month, and back.
--
-- The parts that need no rights of the extension are the store's: see sql/56_store_partition.sql.

CREATE FUNCTION orderhook_partition(starts date DEFAULT NULL)
RETURNS TABLE (partition text, since timestamptz, until timestamptz, receipts bigint)
LANGUAGE plpgsql VOLATILE ROWS 20
SET search_path = pg_catalog, pg_temp
SET row_security = off
AS $orderhook_partition$
BEGIN
    IF to_regclass('orderhook.receipt') IS NULL THEN
        RAISE EXCEPTION 'there is no store whose receipts could be partitioned'
            USING ERRCODE = 'undefined_table',
                  HINT = 'Make one with SELECT orderhook_install().';
    END IF;
    IF NOT isfinite(starts) OR starts > now() THEN
        RAISE EXCEPTION 'starts must not lie ahead'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'It is a day of the first month that has a partition of its own; what is older shares one.',
                  HINT = 'Leave it out for a partition of every month in which deliveries came.';
    END IF;
    PERFORM orderhook.check_rebuildable(true);
    PERFORM orderhook.lock_out_deliveries();
    PERFORM orderhook.check_rebuildable(true);
    PERFORM orderhook.rebuild_receipt(true, orderhook.month_start(starts::timestamp AT TIME ZONE 'UTC'));
    FOR partition, since, until IN
        SELECT p.partition, p.since, p.until FROM orderhook.receipt_partitions() p ORDER BY p.until NULLS LAST
    LOOP
        EXECUTE format('SELECT count(*) FROM %s', partition) INTO receipts;
        RETURN NEXT;
    END LOOP;
END
$orderhook_partition$;

COMMENT ON FUNCTION orderhook_partition(date) IS
'Turns orderhook.receipt into a table with a partition for each month of UTC, by received_at, and says which there '
'are now and how many receipts each holds. starts: a day of the first month with a partition of its own; what is '
'older shares one. NULL: each month in which deliveries came has its own. One transaction, which copies all '
'receipts: deliveries wait until it ends, and none is lost. Whoever has the receipts open waits or is waited for. '
'orderhook.maintain() makes partitions ahead; a delivery that finds none goes to receipt_default, and does not '
'fail. Error 42P01 where there is no store, 22023 where starts lies ahead, 42501 for who does not own the store, '
'0A000 at REPEATABLE READ and above, 55000 where it is partitioned already, distributed, or where something hangs on '
'the table that a partitioned one cannot have: nothing is done then.';

CREATE FUNCTION orderhook_unpartition()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET row_security = off
AS $orderhook_unpartition$
BEGIN
    IF to_regclass('orderhook.receipt') IS NULL THEN
        RAISE EXCEPTION 'there is no store'
            USING ERRCODE = 'undefined_table',
                  HINT = 'Make one with SELECT orderhook_install().';
    END IF;
    PERFORM orderhook.check_rebuildable(false);
    PERFORM orderhook.lock_out_deliveries();
    PERFORM orderhook.check_rebuildable(false);
    PERFORM orderhook.rebuild_receipt(false, NULL);
    RETURN (SELECT count(*) FROM orderhook.receipt);
END
$orderhook_unpartition$;

COMMENT ON FUNCTION orderhook_unpartition() IS
'Makes one table of partitioned receipts again, as orderhook_install() made it, and tells how many they are. One '
'transaction, in which deliveries wait. Errors as those of orderhook_partition; 55000 where they are not '
'partitioned, and 23505 where two receipts of a source have the same webhook_id, which only their owner can have '
'made.';
