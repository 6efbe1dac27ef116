-- ---- comments: finding a person ----

COMMENT ON FUNCTION orderhook.phone_digits(text) IS
'The digits of a telephone number, without a leading 00.';
COMMENT ON FUNCTION orderhook.is_id_of_one(text) IS
'Whether an id may be that of one guest; false for those such as 0, which stand for none.';
COMMENT ON FUNCTION orderhook.find_person(text, text, text, text[]) IS
'For erase_contact: the rows of contacts and customers that are a person''s, with what they say. is_place: a place '
'where orders are picked up; is_empty: nothing is left to erase.';
COMMENT ON FUNCTION orderhook.person_terms(text, text, text, text, text, text, text) IS
'For erase_contact: the words by which a person is known. kind is reach (nobody else''s: e-mail, phone), term (full '
'name, address, tax number) or word (one of a name, a plate).';
COMMENT ON FUNCTION orderhook.terms_of_receipts(bigint[]) IS
'For erase_contact: the same, of the guests and customers that stored deliveries speak of. is_proven: whether the '
'delivery was accepted.';
COMMENT ON FUNCTION orderhook.find_receipts(text, text, text, text[], text[]) IS
'For erase_contact: the stored deliveries that name a person. is_own: it is the person''s own order or record, or of '
'no order nor customer at all. person_id: the id that it has for the person, behind its source_id.';
COMMENT ON FUNCTION orderhook.trace_person(text, text, text) IS
'For erase_contact: all that is found of whoever matches one of the arguments (in lower case, digits, exactly): words, ids, '
'orders and stored deliveries. own: the person''s; other: they only name the person.';
