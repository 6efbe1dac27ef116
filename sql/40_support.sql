-- What the store needs of the extension: its door, and the form in which secrets rest.

CREATE FUNCTION orderhook_door()
RETURNS trigger
LANGUAGE c
AS 'MODULE_PATHNAME', 'orderhook_door';

CREATE FUNCTION orderhook_seal(
    provider orderhook_provider,
    secret text,
    OUT kind text,
    OUT name text,
    OUT salt bytea,
    OUT sealed bytea)
LANGUAGE c STRICT VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'orderhook_seal';

COMMENT ON FUNCTION orderhook_door() IS
'The INSTEAD OF INSERT trigger of the inbox of a store. It works with the rights of the owner of that view, so that on a view of somebody else''s it can do nothing.';
COMMENT ON FUNCTION orderhook_seal(orderhook_provider, text) IS
'A secret, checked, in the form in which orderhook.set_secret keeps it: an HMAC key as it is, a credential as a salted digest. Error 22023, with a hint, for a secret that does not fit the provider or is too short.';

CREATE FUNCTION orderhook_receive_batch(
    sources text[], headers jsonb[], bodies bytea[],
    OUT delivery_no integer, OUT webhook_id bigint, OUT verdict text, OUT strength text, OUT outcome text,
    OUT reason text, OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE COST 10000 ROWS 100
AS 'MODULE_PATHNAME', 'orderhook_receive_batch';

COMMENT ON FUNCTION orderhook_receive_batch(text[], jsonb[], bytea[]) IS
'What orderhook.receive_batch calls: see there. For whoever may insert into orderhook.inbox.';

CREATE FUNCTION orderhook_receive(
    source_id bigint, headers jsonb, body bytea,
    OUT webhook_id bigint, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
    OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
LANGUAGE c VOLATILE PARALLEL UNSAFE COST 10000
AS 'MODULE_PATHNAME', 'orderhook_receive';

COMMENT ON FUNCTION orderhook_receive(bigint, jsonb, bytea) IS
'What orderhook.receive calls where the source is named by its id: see there. For whoever may insert into orderhook.inbox.';

CREATE FUNCTION orderhook_rows_of_owner(view_name text)
RETURNS SETOF record
LANGUAGE c STRICT STABLE PARALLEL UNSAFE COST 10000 ROWS 100
AS 'MODULE_PATHNAME', 'orderhook_rows_of_owner';

COMMENT ON FUNCTION orderhook_rows_of_owner(text) IS
'Of a distributed store: the rows of the view orderhook.owner_ and this name, read by its owner, for whoever may select from the view of this name. What the views over receipts are there. Error 42501 for anybody else, 42P01 on a store that is not distributed.';

CREATE FUNCTION orderhook_order_as_of(
    source_id bigint, provider text, timezone text, money_unit text, order_id bigint, at timestamptz, clock text,
    OUT "order" orderhook_order, OUT authenticity text, OUT revision bigint, OUT problem_count bigint,
    OUT last_received_at timestamptz)
LANGUAGE c STABLE COST 10000
AS 'MODULE_PATHNAME', 'orderhook_order_as_of';

CREATE FUNCTION orderhook_retell(
    source_id bigint, provider text, timezone text, money_unit text, external_id text, dry_run boolean,
    OUT order_id bigint, OUT view_name text, OUT row_no bigint, OUT column_name text, OUT old_value text,
    OUT new_value text)
RETURNS SETOF record
LANGUAGE c VOLATILE COST 10000 ROWS 10
AS 'MODULE_PATHNAME', 'orderhook_retell';

CREATE FUNCTION orderhook_replay(
    webhook_id bigint,
    OUT replayed_id bigint, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
    OUT http_status integer, OUT order_id bigint, OUT problems jsonb)
LANGUAGE c STRICT VOLATILE COST 10000
AS 'MODULE_PATHNAME', 'orderhook_replay';

CREATE FUNCTION orderhook_recheck(webhook_id bigint, dry_run boolean, OUT verdict text, OUT strength text, OUT key_id text)
LANGUAGE c STRICT VOLATILE COST 10000
AS 'MODULE_PATHNAME', 'orderhook_recheck';

COMMENT ON FUNCTION orderhook_order_as_of(bigint, text, text, text, bigint, timestamptz, text) IS
'What orderhook.order_as_of calls: see there. With the rights of the caller.';
COMMENT ON FUNCTION orderhook_retell(bigint, text, text, text, text, boolean) IS
'What orderhook.renormalize calls for each order: see there. Locks the order, unless it is a dry run. With the rights of the caller.';
COMMENT ON FUNCTION orderhook_replay(bigint) IS
'What orderhook.replay calls: see there. With the rights of the caller.';
COMMENT ON FUNCTION orderhook_recheck(bigint, boolean) IS
'What orderhook.reverify calls for each delivery: see there. Locks the receipt, unless it is a dry run. NULLs where no signature was kept. With the rights of the caller.';

CREATE FUNCTION orderhook_rehearse(
    provider text, timezone text, night date, orders integer,
    duplicates integer, reorder integer, tamper integer, sparse integer, seed integer,
    OUT delivery_no bigint, OUT deliveries bigint, OUT order_no integer, OUT sent_at timestamptz,
    OUT is_tampered boolean, OUT signed_body bytea, OUT body bytea)
RETURNS SETOF record
LANGUAGE c STRICT STABLE PARALLEL SAFE COST 1000 ROWS 500
AS 'MODULE_PATHNAME', 'orderhook_rehearse';

COMMENT ON FUNCTION orderhook_rehearse(text, text, date, integer, integer, integer, integer, integer, integer) IS
'What orderhook.simulate sends: see there. One row for each delivery of the night, in the order in which they come; deliveries is how many there are. The shares are in millionths. sent_at is by the night''s clock, order_no counts from 1, and signed_body is what the provider signed: the body, unless that was tampered with. Error 22023 for orders, shares or a night that are out of range.';
