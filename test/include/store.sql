-- A fresh store with a source of each provider, named after it, and short ways to deliver to it.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS orderhook CASCADE;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
\o /dev/null
SELECT orderhook_install();
INSERT INTO orderhook.source (name, provider, currency)
SELECT p::text, p::text, 'USD' FROM unnest(enum_range(NULL::orderhook_provider)) p;

CREATE FUNCTION pg_temp.secret(provider text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE provider
       WHEN 'bbot' THEN 'soho:open sesame'
       WHEN 'mipos' THEN 'shared secret of mipOS'
       WHEN 'flybuy' THEN 'token of FlyBuy'
       WHEN 'fulflld' THEN 'X-Edge-Key: key of the edge'
       WHEN 'revo' THEN 'shared secret of Revo'
       END;

SELECT orderhook.set_secret(p, pg_temp.secret(p))
  FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p;

CREATE FUNCTION pg_temp.headers(provider text, body bytea) RETURNS jsonb
LANGUAGE sql STABLE
RETURN orderhook_sign(body, pg_temp.secret(provider), provider::orderhook_provider, clock_timestamp());

-- A body as the provider of that name sends it, through the door; what the door answers.
CREATE FUNCTION pg_temp.deliver(provider text, body bytea,
                                OUT outcome text, OUT verdict text, OUT http_status int, OUT reason text,
                                OUT order_id bigint)
LANGUAGE sql
AS $$
INSERT INTO orderhook.inbox (source, headers, body)
VALUES (provider, pg_temp.headers(provider, body), body)
RETURNING outcome, verdict, http_status, reason, order_id
$$;

CREATE FUNCTION pg_temp.deliver(provider text, body text,
                                OUT outcome text, OUT verdict text, OUT http_status int, OUT reason text,
                                OUT order_id bigint)
LANGUAGE sql
BEGIN ATOMIC
SELECT * FROM pg_temp.deliver(provider, convert_to(body, 'UTF8'));
END;

-- A file of test/payloads, read by psql: the server may not be allowed to.
CREATE TEMPORARY TABLE payload_file (name text PRIMARY KEY, body text);
\copy payload_file FROM PROGRAM 'cd "$PG_ABS_SRCDIR/payloads" && for f in */*.json */*.form; do printf "%s\t%s\n" "$f" "$(base64 -w 0 "$f")"; done'
CREATE FUNCTION pg_temp.payload(the_name text) RETURNS bytea
LANGUAGE sql STABLE
RETURN (SELECT decode(body, 'base64') FROM payload_file WHERE name = the_name);
\o
\set SHOW_CONTEXT never
