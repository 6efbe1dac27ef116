-- ---- how the sources fare ----

-- As the views over receipts before it, with its owner's rights. One pass over the receipts, which
-- touches no body; then a few probes of indexes for each source.
--
-- silence compares the stretch from the last authentic delivery until now with the same stretch of the
-- weeks before: by the clock on the wall, so that an hour of the week stays what it is to the guests
-- when clocks change. Where deliveries come by chance, none comes with a probability of exp(-expected).
-- More than 20 in a stretch need not be counted.
CREATE VIEW orderhook.sources WITH (security_barrier) AS
SELECT s.name AS source, s.provider, COALESCE(r.received, 0) AS received, COALESCE(r.applied, 0) AS applied,
       COALESCE(r.duplicates, 0) AS duplicates, COALESCE(r.stale, 0) AS stale, COALESCE(r.ignored, 0) AS ignored,
       COALESCE(r.quarantined, 0) AS quarantined, COALESCE(r.rejected, 0) AS rejected,
       r.last_received_at, r.last_rejected_at, t.reason AS last_reason,
       round(1 - exp(-q.expected::numeric), 3) AS silence,
       CASE WHEN r.last_authentic_at IS NOT NULL
            THEN greatest(statement_timestamp() - r.last_authentic_at, interval '0') END AS quiet_for,
       q.expected, k.keys_live, k.next_key_expiry, k.keys_expiring, u.rejected_bytes, d.drift
  FROM orderhook.source s
  LEFT JOIN (
       SELECT x.source_id,
              count(*) AS received,
              count(*) FILTER (WHERE x.outcome = 'applied') AS applied,
              count(*) FILTER (WHERE x.outcome = 'duplicate') AS duplicates,
              count(*) FILTER (WHERE x.outcome = 'stale') AS stale,
              count(*) FILTER (WHERE x.outcome = 'ignored') AS ignored,
              count(*) FILTER (WHERE x.outcome = 'quarantined') AS quarantined,
              count(*) FILTER (WHERE x.outcome IN ('rejected', 'too_large')) AS rejected,
              max(x.received_at) AS last_received_at,
              max(x.received_at) FILTER (WHERE x.outcome IN ('rejected', 'too_large')) AS last_rejected_at,
              min(x.received_at) FILTER (WHERE x.outcome NOT IN ('rejected', 'too_large')) AS first_authentic_at,
              max(x.received_at) FILTER (WHERE x.outcome NOT IN ('rejected', 'too_large')) AS last_authentic_at,
              max(x.webhook_id) FILTER (WHERE x.reason IS NOT NULL) AS last_with_reason
         FROM orderhook.receipt x
        GROUP BY x.source_id) r USING (source_id)
  LEFT JOIN orderhook.receipt t ON t.source_id = s.source_id AND t.webhook_id = r.last_with_reason
 CROSS JOIN LATERAL (
       SELECT CASE WHEN count(*) >= 4 THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY w.came) END AS expected
         FROM generate_series(1, 8) n
        CROSS JOIN LATERAL (
              SELECT ((r.last_authentic_at AT TIME ZONE s.timezone) - make_interval(weeks => n))
                     AT TIME ZONE s.timezone AS since,
                     ((statement_timestamp() AT TIME ZONE s.timezone) - make_interval(weeks => n))
                     AT TIME ZONE s.timezone AS until) b
        CROSS JOIN LATERAL (
              SELECT count(*) AS came
                FROM (SELECT FROM orderhook.receipt x
                       WHERE x.source_id = s.source_id AND x.received_at > b.since AND x.received_at <= b.until
                         AND x.outcome NOT IN ('rejected', 'too_large')
                       LIMIT 20) x) w
        WHERE b.since >= r.first_authentic_at) q
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE c.valid_from <= statement_timestamp()) AS keys_live,
              min(c.valid_to) FILTER (WHERE c.valid_from <= statement_timestamp()) AS next_key_expiry,
              count(*) FILTER (
                  WHERE c.valid_to <= statement_timestamp() + interval '14 days'
                    AND NOT EXISTS (SELECT FROM orderhook.source_secret n
                                     WHERE n.source_id = s.source_id AND n.kind = c.kind AND n.valid_from <= c.valid_to
                                       AND (n.valid_to IS NULL OR n.valid_to > c.valid_to))) AS keys_expiring
         FROM orderhook.source_secret c
        WHERE c.source_id = s.source_id AND (c.valid_to IS NULL OR c.valid_to > statement_timestamp())) k
 CROSS JOIN LATERAL (
       SELECT COALESCE(sum(2048 + COALESCE(pg_column_size(x.headers), 0) + COALESCE(pg_column_size(x.body), 0)), 0)
              AS rejected_bytes
         FROM orderhook.receipt x
        WHERE x.source_id = s.source_id AND x.http_status <> 200 AND x.strength = 'none') u
 CROSS JOIN LATERAL (
       SELECT count(*) AS drift
         FROM orderhook.source_path x
        WHERE x.source_id = s.source_id AND x.change IS NOT NULL
          AND x.first_seen_at > statement_timestamp() - interval '7 days') d
 WHERE NOT EXISTS (SELECT FROM orderhook.own_limit);
