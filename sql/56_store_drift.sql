
-- ---- drift: what a source began to send ----

-- One row for each JSON path and type that a source ever sent, written by the first delivery that
-- held it and never again: no counts, which every delivery would have to write.
CREATE TABLE orderhook.source_path (
    source_id        bigint NOT NULL,
    path             text NOT NULL,
    json_type        text NOT NULL CHECK (json_type IN ('object', 'array', 'string', 'number', 'boolean', 'null')),
    first_webhook_id bigint NOT NULL,
    first_seen_at    timestamptz NOT NULL,
    change           text CHECK (change IN ('new path', 'new type', 'limit reached')),
    PRIMARY KEY (source_id, path, json_type)
);

CREATE VIEW orderhook.drift WITH (security_invoker) AS
SELECT s.name AS source, s.provider, p.path, p.json_type, p.change, p.first_seen_at, p.first_webhook_id
  FROM orderhook.source_path p
  JOIN orderhook.source s USING (source_id)
 WHERE p.change IS NOT NULL;
