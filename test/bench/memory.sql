-- memory.sql
--	The peak of a backend's private memory during one big delivery, beyond a plain INSERT of the same bytes.
--
-- Of its own process the server can read the peak, and set it back, where the kernel lets it.

CREATE TABLE bench.big (provider text, headers jsonb, body bytea);
ALTER TABLE bench.big ALTER body SET STORAGE EXTERNAL;
CREATE TABLE bench.plain (source text, headers jsonb, body bytea COMPRESSION lz4);
UPDATE orderhook.source SET max_body_bytes = 8388608;

-- An order of about 4 MB, its lines as dense as the provider's.
INSERT INTO bench.big
SELECT provider, orderhook_sign(body, secret, provider), body
  FROM bench.source,
       LATERAL (SELECT convert_from(orderhook_sample('bbot', 1), 'UTF8')::jsonb AS o) s,
       LATERAL (SELECT jsonb_agg(line) AS lines
                  FROM (SELECT o #> '{order,items,0}' AS line
                          FROM generate_series(1, 4000000 / length((o #> '{order,items,0}')::text)) OFFSET 0) l) i,
       LATERAL (SELECT convert_to(jsonb_set(o, '{order,items}', lines)::text, 'UTF8') AS body) b
 WHERE provider = 'bbot';

CREATE FUNCTION bench.private_kb(what text) RETURNS bigint LANGUAGE sql AS $$
SELECT (regexp_match(s, what || ':\s*(\d+)'))[1]::bigint - (regexp_match(s, 'RssShmem:\s*(\d+)'))[1]::bigint
       - (regexp_match(s, 'RssFile:\s*(\d+)'))[1]::bigint
  FROM pg_read_file('/proc/self/status') s
$$;

CREATE TABLE bench.memory (contender text, bytes bigint, body bigint);

CREATE PROCEDURE bench.peak(contender text, statement text) LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
BEGIN
    COPY (SELECT 5) TO '/proc/self/clear_refs';
    before := bench.private_kb('VmHWM');
    EXECUTE statement;
    INSERT INTO bench.memory
    SELECT contender, (bench.private_kb('VmHWM') - before) * 1024, octet_length(body) FROM bench.big;
EXCEPTION WHEN undefined_file OR insufficient_privilege THEN
    NULL;
END $$;

-- Each in a session of its own, warmed by a few small deliveries.
\connect
SELECT count(*) FROM bench.big WHERE length(body) > 0 \g /dev/null
INSERT INTO bench.plain SELECT source, headers, body FROM bench.delivery WHERE n <= 20;
CALL bench.peak('bytes', 'INSERT INTO bench.plain SELECT provider, headers, body FROM bench.big');
\connect
SELECT count(*) FROM bench.big WHERE length(body) > 0 \g /dev/null
INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.delivery WHERE n <= 20;
CALL bench.peak('door', 'INSERT INTO orderhook.inbox (source, headers, body) SELECT provider, headers, body FROM bench.big');
\connect
SELECT count(*) FROM bench.big WHERE length(body) > 0 \g /dev/null
INSERT INTO p1.receipt (source_id, headers, body) SELECT source_id, headers, body FROM bench.delivery WHERE n <= 20;
CALL bench.peak('p1', 'INSERT INTO p1.receipt (source_id, headers, body) SELECT 1, headers, body FROM bench.big');
