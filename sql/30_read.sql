-- What does it say? From bytes or jsonb to the order model; never an error on content.

CREATE FUNCTION orderhook_normalize(
    payload jsonb,
    provider orderhook_provider,
    timezone text DEFAULT 'UTC',
    money_unit text DEFAULT NULL)
RETURNS orderhook_order
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200
AS 'MODULE_PATHNAME', 'orderhook_normalize';

CREATE FUNCTION orderhook_parse(
    body bytea,
    provider orderhook_provider,
    timezone text DEFAULT 'UTC',
    money_unit text DEFAULT NULL)
RETURNS orderhook_order
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200
AS 'MODULE_PATHNAME', 'orderhook_parse';

CREATE FUNCTION orderhook_items(payload jsonb, provider orderhook_provider)
RETURNS SETOF orderhook_item
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 5
AS 'MODULE_PATHNAME', 'orderhook_items';

CREATE FUNCTION orderhook_modifiers(payload jsonb, provider orderhook_provider)
RETURNS SETOF orderhook_modifier
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 5
AS 'MODULE_PATHNAME', 'orderhook_modifiers';

CREATE FUNCTION orderhook_sample(provider orderhook_provider, seed integer DEFAULT 0)
RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100
AS 'MODULE_PATHNAME', 'orderhook_sample';

CREATE FUNCTION orderhook_version()
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'orderhook_version';

COMMENT ON FUNCTION orderhook_normalize(jsonb, orderhook_provider, text, text) IS
'A payload as one order. Naive times are read in timezone; money_unit is NULL (the provider''s own; unknown for Fulflld, whose amounts then stay NULL), ''minor'' (hundredths) or ''major''. NULL for a NULL payload or provider. Never an error on content: what could not be read is in problems. Error 22023 for an unrecognized timezone or money_unit.';
COMMENT ON FUNCTION orderhook_parse(bytea, orderhook_provider, text, text) IS
'The same as orderhook_normalize, from the raw bytes of a body: strict JSON, or a form where the provider sends such. A body that is neither gives one problem with the place where reading stopped.';
COMMENT ON FUNCTION orderhook_items(jsonb, orderhook_provider) IS
'The lines of an order, a row each, in the provider''s order.';
COMMENT ON FUNCTION orderhook_modifiers(jsonb, orderhook_provider) IS
'The modifiers of all lines, a row each; line_no joins them to orderhook_items.';
COMMENT ON FUNCTION orderhook_sample(orderhook_provider, integer) IS
'A realistic body of this provider. The same seed gives the same bytes on every version and machine.';
COMMENT ON FUNCTION orderhook_version() IS
'The version of the loaded library.';

