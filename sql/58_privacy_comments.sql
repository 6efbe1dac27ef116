-- ---- comments: erasing a person ----

COMMENT ON COLUMN orderhook.receipt.erased_at IS
'When a person was last erased from this row: body and headers are no longer what was received, though '
'body_digest and body_bytes are still of what was. NULL: never.';

COMMENT ON TABLE orderhook.erasure IS
'One row for each call of erase_contact and source that something was erased from: that it was done, and '
'nothing of who it was, nor a digest of it.';
COMMENT ON COLUMN orderhook.erasure.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.erasure.erasure_id IS 'Id of the call, the same for each source.';
COMMENT ON COLUMN orderhook.erasure.erased_at IS 'When it was called.';
COMMENT ON COLUMN orderhook.erasure.erased_by IS 'The role that called it.';
COMMENT ON COLUMN orderhook.erasure.orders IS 'How many orders named the person.';
COMMENT ON COLUMN orderhook.erasure.contacts IS 'How many rows of order_contact were the person''s.';
COMMENT ON COLUMN orderhook.erasure.customers IS 'How many rows of customer were the person''s.';
COMMENT ON COLUMN orderhook.erasure.receipts IS 'How many receipts lost something, headers and problems included.';

COMMENT ON VIEW orderhook.erasures IS
'The certificates: one row for each call of erase_contact and source that something was erased from. Nothing of '
'who it was. For who may read contacts.';
COMMENT ON COLUMN orderhook.erasures.erasure_id IS 'Id of the call, the same for each source.';
COMMENT ON COLUMN orderhook.erasures.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.erasures.erased_at IS 'When it was called.';
COMMENT ON COLUMN orderhook.erasures.erased_by IS 'The role that called it.';
COMMENT ON COLUMN orderhook.erasures.orders IS 'How many orders named the person.';
COMMENT ON COLUMN orderhook.erasures.contacts IS 'How many contacts of orders were the person''s.';
COMMENT ON COLUMN orderhook.erasures.customers IS 'How many customers were the person.';
COMMENT ON COLUMN orderhook.erasures.receipts IS 'How many stored deliveries lost something.';

COMMENT ON FUNCTION orderhook.erase_contact(text, text, text) IS
'Erases whoever matches any of the arguments, from contacts, customers, the texts of orders and stored deliveries; '
'amounts, times and states stay, and so do the provider''s ids. email is compared in any case, phone by its digits '
'(00 and + at their beginning passed over), external_id exactly, in every source. A row for each source with what '
'was erased, as in erasures, result erased; or one with erasure_id and source NULL and result no match. Error 22023 '
'where all are empty, or phone has fewer than 6 digits.';
COMMENT ON FUNCTION orderhook.lock_traces(bigint[], bigint[], text[], text[]) IS
'For erase_contact: locks stored deliveries, orders and customers before they lose something.';
COMMENT ON FUNCTION orderhook.certify_erasure(timestamptz, bigint[], bigint[], bigint[], bigint[]) IS
'For erase_contact: writes the rows of erasures, and returns their erasure_id; NULL where nothing was found.';
COMMENT ON FUNCTION orderhook.erase_from_people(text, text, text, text[], text[], bigint[], bigint[]) IS
'For erase_contact: clears contacts and customers; a row for each that was cleared.';
COMMENT ON FUNCTION orderhook.erase_from_orders(bigint[], text[], text[], boolean) IS
'For erase_contact: sets the texts of orders that contain a term to NULL.';
COMMENT ON FUNCTION orderhook.erase_from_receipts(bigint[], text[], boolean, timestamptz) IS
'For erase_contact: masks bodies, headers, problems and reasons of stored deliveries.';
COMMENT ON FUNCTION orderhook.erase_proofs(jsonb, text[]) IS
'An array of proofs of a delivery without those that mention one of the terms.';
COMMENT ON FUNCTION orderhook.erase_from_json(jsonb, text[]) IS
'For erase_contact: the same value with "erased" in place of each string and key that contains a term.';
