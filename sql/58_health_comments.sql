-- ---- comments: health ----

COMMENT ON VIEW orderhook.sources IS
'One row for each source, with how it fares. Counts are of the receipts that are kept: see '
'source.rejected_quota. Authentic are those that are neither rejected nor too large.';
COMMENT ON COLUMN orderhook.sources.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.sources.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.sources.received IS 'Deliveries, whatever became of them.';
COMMENT ON COLUMN orderhook.sources.applied IS 'Deliveries that changed something.';
COMMENT ON COLUMN orderhook.sources.duplicates IS 'Deliveries whose state was known already.';
COMMENT ON COLUMN orderhook.sources.stale IS 'Deliveries that were older than what was known.';
COMMENT ON COLUMN orderhook.sources.ignored IS
'Authentic deliveries with nothing to apply, unknown events included.';
COMMENT ON COLUMN orderhook.sources.quarantined IS 'Authentic deliveries that could not be read.';
COMMENT ON COLUMN orderhook.sources.rejected IS 'Deliveries that were not authentic or too large.';
COMMENT ON COLUMN orderhook.sources.last_received_at IS
'When the last delivery of any outcome was received. NULL: none was.';
COMMENT ON COLUMN orderhook.sources.last_rejected_at IS
'When the last delivery that was not authentic or too large was received. NULL: none was.';
COMMENT ON COLUMN orderhook.sources.last_reason IS
'Reason of the newest delivery that has one. NULL: none has.';
COMMENT ON COLUMN orderhook.sources.silence IS
'How unusual it is that nothing authentic came for so long at this hour of the week, from 0 (usual) to 1 '
'(alarm): 1 - exp(-expected), where deliveries come by chance the probability of a shorter silence. NULL: less '
'than 4 weeks of history, or nothing authentic came.';
COMMENT ON COLUMN orderhook.sources.quiet_for IS
'Time since the last authentic delivery. NULL: none came.';
COMMENT ON COLUMN orderhook.sources.expected IS
'Authentic deliveries that came in the same stretch of the week, by the clock on the wall of the source''s zone, '
'as the one since the last: the median of the last 8 weeks that the history covers; 20 and more are 20. NULL: as '
'silence.';
COMMENT ON COLUMN orderhook.sources.keys_live IS 'Number of keys that are live now.';
COMMENT ON COLUMN orderhook.sources.next_key_expiry IS
'When the first of the live keys ends. NULL: none of them ends.';
COMMENT ON COLUMN orderhook.sources.keys_expiring IS
'Number of keys, live or to come, that end within 14 days, with no other key of the same kind (shared word, or '
'signing key) that holds beyond that end.';
COMMENT ON COLUMN orderhook.sources.rejected_bytes IS
'What the receipts that nobody proved take of source.rejected_quota, in bytes.';

COMMENT ON VIEW orderhook.coverage IS
'Which columns a provider fills, measured over what is stored (and what row-level security lets the reader '
'see): one row for each provider that has a source, view and column, of orders, order_items, order_modifiers, '
'order_charges, order_payments, order_events, order_deliveries, order_arrivals and products. Personal data is '
'left out. Reading it goes once through each view asked for.';
COMMENT ON COLUMN orderhook.coverage.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.coverage.view_name IS 'Name of the view.';
COMMENT ON COLUMN orderhook.coverage.column_name IS 'Name of the column.';
COMMENT ON COLUMN orderhook.coverage.rows IS 'Rows of the provider in the view; 0: it has none there so far.';
COMMENT ON COLUMN orderhook.coverage.filled IS 'Rows in which the column is not NULL.';
COMMENT ON COLUMN orderhook.coverage.coverage IS
'always (filled in all rows), sometimes or never. NULL: there are no rows to tell by.';

COMMENT ON FUNCTION orderhook.purgeable_of_each(timestamptz, timestamptz, bigint) IS
'As orderhook.purgeable, with up to batch receipts of each source.';
COMMENT ON FUNCTION orderhook.purgeable(timestamptz, timestamptz, bigint) IS
'The receipts received from since until before (exclusive) of which body or headers are there to be purged, '
'from the oldest on, at most batch (NULL: all), with the size of each body in bytes. Error 22023 where batch is '
'not positive.';
COMMENT ON FUNCTION orderhook.purge_bodies(timestamptz, timestamptz, bigint) IS
'Removes body and headers of the receipts that purgeable lists. The result as of purge.';
COMMENT ON FUNCTION orderhook.purge(interval, boolean, bigint) IS
'Removes body and headers of the receipts received before now() - older_than, from the oldest on, at most '
'batch (NULL: all). Headers serve to verify the body, and may hold addresses. The receipts stay, with verdict, '
'outcome, digest and sizes; what needs the bytes then answers with 55000, or leaves the order as it is: see '
'replay, renormalize and order_as_of. One row: receipts, the bytes of their bodies before compression, and when '
'the oldest and the newest were received (NULL: none was purged). dry_run => true says what it would be. Error '
'22023 where older_than is NULL or now() - older_than is no timestamp in the past, dry_run is NULL, or batch is not '
'positive. A NOTICE each 10,000 receipts says how many are done and left; cancelled, it purges nothing. The space is '
'free for others after VACUUM.';
COMMENT ON PROCEDURE orderhook.purge_all(interval, bigint) IS
'purge for all that is older than now() - older_than at the start, with a COMMIT and a NOTICE for each batch '
'(NULL: all in one): how many receipts are done and left. What was purged stays so when it is cancelled; called '
'again, it goes on.';

