-- ---- comments: push ----

COMMENT ON COLUMN orderhook.source.notify IS
'Whether each transaction in which a delivery of this source changed something sends one NOTIFY orderhook, with '
'its transaction id as the payload. Transactions that do so commit one after the other, in all of the server.';
COMMENT ON COLUMN orderhook.source.outbox IS
'Whether each delivery of this source that changed something is put into orderhook.outbox, for a consumer to '
'read in orderhook.changes and to delete.';

COMMENT ON TABLE orderhook.outbox IS
'One row for each delivery that changed something (outcome applied), of the sources whose outbox is on, until '
'somebody deletes it: ids and a word, and no personal data. Read the view changes, which leaves out those that '
'others may still come before.';
COMMENT ON COLUMN orderhook.outbox.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.outbox.transaction_id IS
'The transaction that made the change, as pg_current_xact_id() names it. 0: of the server from which this was '
'restored, where the owner has put it so.';
COMMENT ON COLUMN orderhook.outbox.webhook_id IS 'The delivery: see orderhook.receipt.';
COMMENT ON COLUMN orderhook.outbox.order_id IS
'The order that changed. NULL: the delivery changed customers or products.';
COMMENT ON COLUMN orderhook.outbox.event IS 'What the delivery tells, in orderhook''s words.';
COMMENT ON COLUMN orderhook.outbox.received_at IS
'When the delivery was received; one that was replayed, when it first came.';

COMMENT ON VIEW orderhook.changes IS
'One row for each delivery that changed something, of the sources whose outbox is on, before which by '
'(transaction_id, webhook_id) no other can come any more: who reads them in this order and goes on behind the last '
'misses none. A row shows once its own transaction is over and all that began to write before it, in any '
'database of the server. None for duplicate and stale deliveries, or for renormalize.';
COMMENT ON COLUMN orderhook.changes.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.changes.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.changes.transaction_id IS
'The transaction that made the change, which may have made others: the payload of its notification. 0: one of '
'another server, before all of this one.';
COMMENT ON COLUMN orderhook.changes.webhook_id IS 'The delivery that made the change.';
COMMENT ON COLUMN orderhook.changes.order_id IS
'The order that changed: with source, its key in orders. NULL: the delivery changed customers or products.';
COMMENT ON COLUMN orderhook.changes.event IS 'What the delivery tells, in orderhook''s words, such as order.closed.';
COMMENT ON COLUMN orderhook.changes.received_at IS
'When the delivery was received; one that was replayed, when it first came.';

COMMENT ON FUNCTION orderhook.grant_consumer(regrole) IS
'Lets a role read changes and delete rows of outbox, and nothing else: no order, for which there is grant_reader. '
'To be run by the owner; error 42704 for a role that does not exist.';

