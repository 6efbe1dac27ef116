-- ---- comments: rehearsals ----

COMMENT ON FUNCTION orderhook.simulate(text, integer, numeric, numeric, numeric, numeric, integer, date) IS
'Sends a night of orders through the door of a source, as its provider would, in one transaction; what became '
'of the deliveries, one row for each outcome and verdict. It writes into the real store: use a source made '
'for rehearsals. The orders (0 to 50000) are placed from 17:00 to 23:30 of the night, by the source''s clock, '
'most of them at about 19:30, and each goes through the stages that its provider reports. duplicates: share '
'of the deliveries that are sent twice. reorder: of those with a successor, that come after it. tamper: of '
'the deliveries beside which a forgery comes, which is to be rejected. sparse: of the orders that are settled, '
'whose close is short (Revo; no effect for others). The same arguments send the same bytes on every machine. '
'Orders have the same ids on every night of a seed, so that each night wants a seed of its own; sources of '
'several providers with the same seed tell of the same meals. Receipts have the time of the call and the '
'key_id simulation; that key lives no longer than the call, and reverify misses it. '
'A NOTICE each 10,000 deliveries says how many are done and left; cancelled, it leaves nothing. Errors: 22023 for an argument out of range, 22004 for NULL, 23503 for a '
'source that does not exist, 42710 where it has a key "simulation" already.';
COMMENT ON FUNCTION orderhook.lend_secrets(orderhook.source) IS
'Sets a random key for simulate, which deletes it: the secret, and for FlyBuy with a signing key the token as '
'well. Error 42710 where the source has a key of that name already.';
COMMENT ON FUNCTION orderhook.lent_headers(text, text[], bytea, boolean) IS
'The headers that the provider would send under the keys of lend_secrets; with a wrong credential for what '
'was tampered with, where a credential is what proves the sender.';
