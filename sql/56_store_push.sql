-- ---- push: that something changed, for whoever asked for it ----

-- Written in the transaction of the change. The id is that of the whole transaction, as
-- pg_current_xact_id() tells it: ids of receipts are drawn in another order than that in which
-- transactions end, so that a reader who keeps the highest of them would pass over what ends late.
CREATE TABLE orderhook.outbox (
    source_id      bigint NOT NULL,
    transaction_id bigint NOT NULL,
    webhook_id     bigint NOT NULL,
    order_id       bigint,
    event          text NOT NULL,
    received_at    timestamptz NOT NULL,
    PRIMARY KEY (source_id, transaction_id, webhook_id)
);

-- Those before which, by (transaction_id, webhook_id), none can come any more: whatever runs or
-- will begin has a higher id. That holds for rows restored from another server, too, whose ids
-- this one has not reached: they wait until it has, or their owner puts them in front.
CREATE VIEW orderhook.changes WITH (security_invoker) AS
SELECT s.name AS source, s.provider, o.transaction_id, o.webhook_id, o.order_id, o.event, o.received_at
  FROM orderhook.outbox o
  JOIN orderhook.source s USING (source_id)
 WHERE o.transaction_id < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint);

-- A consumer reads what changed and deletes what it has done with; it sees no order.
CREATE FUNCTION orderhook.grant_consumer(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $grant_consumer$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA orderhook TO %s', role);
    EXECUTE format('GRANT SELECT ON orderhook.changes TO %s', role);
    EXECUTE format('GRANT SELECT, DELETE ON orderhook.outbox TO %s', role);
    EXECUTE format('GRANT SELECT (source_id, name, provider) ON orderhook.source TO %s', role);
END
$grant_consumer$;

