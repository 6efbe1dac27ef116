-- payloads.sql
--	The deliveries of the benchmark: variable "deliveries", five providers in equal shares.
--
-- orderhook_sample() of one seed after the other, so that each document is of another order; those
-- that are shorter than half a kilobyte (a status alone, a short close) are passed over. Neighbours in
-- n are of different providers, and no document stands there twice.

CREATE EXTENSION orderhook;
CREATE EXTENSION pgcrypto;
SELECT orderhook_install();
CREATE SCHEMA bench;

CREATE TABLE bench.source AS
SELECT provider::orderhook_provider AS provider, secret, row_number() OVER () AS source_id
  FROM (VALUES ('bbot', 'user:password'), ('mipos', 'correct horse battery staple'),
               ('flybuy', 'token-of-the-bench-0123456789'), ('fulflld', 'X-Edge-Key: 0123456789abcdef'),
               ('revo', 'staple battery horse correct')) v (provider, secret);

INSERT INTO orderhook.source (source_id, name, provider, money_unit)
SELECT source_id, provider, provider, CASE provider WHEN 'fulflld' THEN 'major' END FROM bench.source;
SELECT orderhook.set_secret(provider::text, secret) FROM bench.source;

-- Bodies rest as they are: nobody profits from finding them compressed.
CREATE TABLE bench.payload (n bigint, source_id bigint, provider orderhook_provider, headers jsonb, body bytea);
ALTER TABLE bench.payload ALTER body SET STORAGE EXTERNAL;

INSERT INTO bench.payload
SELECT row_number() OVER (ORDER BY nth, source_id), source_id, provider, orderhook_sign(body, secret, provider), body
  FROM (SELECT s.*, b.body, row_number() OVER (PARTITION BY source_id ORDER BY seed) AS nth
          FROM bench.source s, generate_series(1, :deliveries / 5 * 3 / 2 + 50) seed,
               LATERAL (SELECT orderhook_sample(s.provider, seed) AS body OFFSET 0) b
         WHERE octet_length(b.body) BETWEEN 512 AND 16384) d
 WHERE nth <= :deliveries / 5;

CREATE UNIQUE INDEX ON bench.payload (n);
CREATE SEQUENCE bench.next;

-- As a client brings them: in memory, in one piece.
CREATE VIEW bench.delivery AS
SELECT n, source_id, provider::text AS source, headers, body || ''::bytea AS body FROM bench.payload ORDER BY n OFFSET 0;

VACUUM (ANALYZE, FREEZE) bench.payload;
