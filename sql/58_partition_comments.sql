-- ---- comments: retention, and receipts in partitions ----

COMMENT ON COLUMN orderhook.source.keep_bodies IS
'For how long body and headers of a delivery are kept: orderhook.maintain() purges what is older, as '
'orderhook.purge does, but for what is quarantined. NULL: as long as its receipt.';
COMMENT ON COLUMN orderhook.source.keep_receipts IS
'For how long receipts are kept, and at least for twice the retry_horizon: orderhook.maintain() drops a partition '
'of which no source keeps anything, and purges bodies and headers of what is older in all others, or in a table '
'without partitions. An order of which a receipt has gone stays as it is. NULL: for ever.';
COMMENT ON FUNCTION orderhook.check_age(text, interval) IS
'True, or error 22023 for an interval that is not more than nothing whichever month it is counted from.';

COMMENT ON FUNCTION orderhook.maintain(integer, bigint) IS
'To be called once a day, by the owner of the store: purges bodies that their source keeps no longer (keep_bodies, '
'keep_receipts; at most batch of each source in one call), drops partitions of receipts that no source keeps, '
'makes partitions for this month and so many months ahead, and moves what lies in the default partition into those '
'of its months. A row for each thing done: action is purged, dropped, created, kept or skipped, what is a source '
'or a partition, receipts how many that were, reason why. kept: the partition is old enough, but holds quarantined '
'deliveries, which are to be replayed or deleted first, or there are older receipts that are kept no longer and not '
'purged yet. skipped: others hold locks, of which none is waited for longer than 200 ms, and the next call does it; '
'or something else is in the way, which reason names. The receipts of a source that was deleted are kept. Where receipts are '
'not partitioned it purges only. Error 22023 for arguments out of bounds, 42501 for who does not own the store, '
'55000 where the receipts are distributed, 0A000 at REPEATABLE READ and above.';
COMMENT ON FUNCTION orderhook.purge_kept(bigint) IS
'For maintain: purges bodies and headers by keep_bodies and keep_receipts of each source. A row for each of which '
'something was purged.';
COMMENT ON FUNCTION orderhook.receipts_kept_since(orderhook.source) IS
'For maintain: before when receipts of that source are kept no longer. NULL: all are kept.';
COMMENT ON FUNCTION orderhook.is_kept_no_longer(regclass, timestamptz) IS
'For maintain: whether no source keeps any of the receipts of a partition that ends at that time.';
COMMENT ON FUNCTION orderhook.has_bodies_before(regclass[], timestamptz) IS
'For maintain: whether these partitions hold bodies of orders, from before that time, that are kept no longer.';
COMMENT ON FUNCTION orderhook.judge_partition(regclass, timestamptz, regclass[]) IS
'For maintain: what is to become of a partition that ends at that time, where the older partitions of the list stay. '
'action NULL: some of it is kept.';
COMMENT ON FUNCTION orderhook.judge_partitions() IS
'For maintain: a row for each partition that is old enough to be dropped: dropped, kept or skipped, and why.';
COMMENT ON FUNCTION orderhook.drop_partition(regclass) IS
'For maintain: drops a partition, or tells what is in the way. NULL: it is gone.';
COMMENT ON FUNCTION orderhook.lock_receipts() IS
'For maintain: locks the receipts for the rest of the transaction; false where others use them.';
COMMENT ON FUNCTION orderhook.drop_partitions() IS
'For maintain: drops the partitions of which nothing is kept. A row for each that is old enough.';
COMMENT ON FUNCTION orderhook.add_partitions(integer) IS
'For maintain: makes the partitions that are lacking, with what lies of their months in the default partition.';
COMMENT ON FUNCTION orderhook.lacking_months(integer, regclass) IS
'For maintain: months that need a partition and have none; of those of the default partition, where it is not '
'NULL, too.';
COMMENT ON FUNCTION orderhook.move_receipts(regclass, regclass, timestamptz, timestamptz) IS
'For maintain: moves the receipts of that time from one table to another, and tells how many they are.';

COMMENT ON FUNCTION orderhook.month_start(timestamptz, integer) IS
'The begin of the month of UTC that a time is in, or of one so many months later.';
COMMENT ON FUNCTION orderhook.receipt_partitions() IS
'The partitions of the receipts, from since, inclusive, until until, exclusive; both NULL for the default '
'partition. No row where receipts are not partitioned.';
COMMENT ON FUNCTION orderhook.copy_settings(regclass, regclass) IS
'For orderhook_partition: gives a table owner, statistics targets, storage parameters and replica identity of '
'another.';
COMMENT ON FUNCTION orderhook.create_partition(timestamptz, timestamptz, regclass) IS
'For orderhook_partition: makes a table for the receipts of that time, with the settings of another, and does not '
'attach it.';
COMMENT ON FUNCTION orderhook.attach_partition(regclass, timestamptz, timestamptz) IS
'For orderhook_partition: attaches it for that time; both NULL: as the default partition.';
COMMENT ON FUNCTION orderhook.guard_partition(regclass) IS
'For orderhook_partition: takes from everybody but the owner what default privileges gave, and limits whom receipt '
'limits.';
COMMENT ON FUNCTION orderhook.rebuild_obstacle() IS
'For orderhook_partition: what hangs on the receipts and would be lost if another table took their place. NULL: '
'nothing.';
COMMENT ON FUNCTION orderhook.check_receipt_owner() IS
'Refuses who is not the owner of the receipts (42501), receipts that are distributed (55000) and transactions that '
'do not see what others commit (0A000).';
COMMENT ON FUNCTION orderhook.check_rebuildable(boolean) IS
'For orderhook_partition: refuses, with 55000, where receipts are what they are to become, or cannot become it.';
COMMENT ON FUNCTION orderhook.lock_out_deliveries() IS
'For orderhook_partition: waits for all deliveries that are under way, and lets none begin until the transaction '
'ends.';
COMMENT ON FUNCTION orderhook.receipt_definitions(boolean) IS
'For orderhook_partition: the statements that make what hangs on the table receipt, for another of that name.';
COMMENT ON FUNCTION orderhook.create_partitions(regclass, regclass, timestamptz) IS
'For orderhook_partition: makes the partitions for what a table holds, and for three months ahead.';
COMMENT ON FUNCTION orderhook.rebuild_receipt(boolean, timestamptz) IS
'For orderhook_partition: puts another table with the same rows in the place of receipt, with or without '
'partitions.';

