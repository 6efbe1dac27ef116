-- Who sent this? Answers, never errors: a wrong signature, an empty secret, garbage in
-- a header or a NULL is a verdict with valid = false. Hence none of these is STRICT.

CREATE FUNCTION orderhook_verify(body bytea, signature text, secret text)
RETURNS orderhook_verdict
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'orderhook_verify_value';

CREATE FUNCTION orderhook_verify(body bytea, signature text, secret bytea)
RETURNS orderhook_verdict
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'orderhook_verify_value';

CREATE FUNCTION orderhook_verify(
    body bytea,
    headers jsonb,
    secrets text[],
    provider orderhook_provider,
    received_at timestamptz DEFAULT NULL)
RETURNS orderhook_verdict
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 100
AS 'MODULE_PATHNAME', 'orderhook_verify_request';

CREATE FUNCTION orderhook_sign(
    body bytea,
    secret text,
    provider orderhook_provider,
    sent_at timestamptz DEFAULT NULL)
RETURNS jsonb
LANGUAGE c STABLE PARALLEL SAFE COST 100
AS 'MODULE_PATHNAME', 'orderhook_sign';

COMMENT ON FUNCTION orderhook_verify(bytea, text, text) IS
'Verdict over a body and the value of its signature header: HMAC-SHA256 of the body in hex (any case) or canonical base64, "sha256=" before it or not; or, for a "Basic ..." or "Token ..." value, that credential against the secret. Never an error on content.';
COMMENT ON FUNCTION orderhook_verify(bytea, text, bytea) IS
'The same as orderhook_verify(bytea, text, text), with a key of any bytes.';
COMMENT ON FUNCTION orderhook_verify(bytea, jsonb, text[], orderhook_provider, timestamptz) IS
'Verdict over a whole request, by the scheme and header of its provider alone. headers: an object, or an array of [name, value] pairs, which keeps duplicates. Any of the secrets may match; key_id is the position of the one that did, from 1. FlyBuy''s Date is held against received_at where that is given. Never an error on content.';
COMMENT ON FUNCTION orderhook_sign(bytea, text, orderhook_provider, timestamptz) IS
'The header or headers, as an object, with which this provider would send the body. The secret is written as for set_secret. sent_at, for FlyBuy''s Date, is now() when NULL. Error 22023 when the secret does not fit the provider.';

