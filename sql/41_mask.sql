-- What bytes say of a person, masked.

CREATE FUNCTION orderhook_mask(
    body bytea,
    provider orderhook_provider,
    terms text[],
    whole boolean DEFAULT true)
RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 500
AS 'MODULE_PATHNAME', 'orderhook_mask';

CREATE FUNCTION orderhook_mentions(content text, terms text[])
RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20
AS 'MODULE_PATHNAME', 'orderhook_mentions';

COMMENT ON FUNCTION orderhook_mask(bytea, orderhook_provider, text[], boolean) IS
'A body without what it says of one person: each string that contains one of the terms (see orderhook_mentions), however it is escaped, is null, and each such key "erased"; with whole, so is all that the provider''s table of fields declares personal, whatever it says (card digits, coordinates and the like included). Ids, times, states and amounts of an order stay, what is JSON stays JSON of the same structure, and a form a form; of other bytes each term becomes the word erased. Never an error on content.';
COMMENT ON FUNCTION orderhook_mentions(text, text[]) IS
'Whether the text contains one of the terms: with letters of either case (of ASCII and Latin-1), not within a longer word; a term of digits is found by its digits, however they are parted. Terms of fewer than three characters, or that are NULL, are nowhere.';
