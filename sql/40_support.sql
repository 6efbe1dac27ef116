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

