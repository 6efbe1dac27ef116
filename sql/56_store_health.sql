-- ---- how the sources fare ----

CREATE VIEW orderhook.sources WITH (security_barrier) AS
SELECT s.name AS source, s.provider, r.received, r.applied, r.duplicates, r.stale, r.ignored, r.quarantined,
       r.rejected, r.last_received_at, r.last_rejected_at, r.last_reason,
       clock_timestamp() - r.last_received_at AS silence, d.drift
  FROM orderhook.source s
 CROSS JOIN LATERAL (
       SELECT count(*) AS received,
              count(*) FILTER (WHERE x.outcome = 'applied') AS applied,
              count(*) FILTER (WHERE x.outcome = 'duplicate') AS duplicates,
              count(*) FILTER (WHERE x.outcome = 'stale') AS stale,
              count(*) FILTER (WHERE x.outcome = 'ignored') AS ignored,
              count(*) FILTER (WHERE x.outcome = 'quarantined') AS quarantined,
              count(*) FILTER (WHERE x.outcome IN ('rejected', 'too_large')) AS rejected,
              max(x.received_at) AS last_received_at,
              max(x.received_at) FILTER (WHERE x.outcome IN ('rejected', 'too_large')) AS last_rejected_at,
              (array_agg(x.reason ORDER BY x.webhook_id DESC) FILTER (WHERE x.reason IS NOT NULL))[1] AS last_reason
         FROM orderhook.receipt x
        WHERE x.source_id = s.source_id) r
 CROSS JOIN LATERAL (
       SELECT count(*) AS drift
         FROM orderhook.source_path x
        WHERE x.source_id = s.source_id AND x.change IS NOT NULL
          AND x.first_seen_at > clock_timestamp() - interval '7 days') d
 WHERE NOT EXISTS (SELECT FROM orderhook.own_limit);
