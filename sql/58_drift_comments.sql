
-- ---- comments: drift ----

COMMENT ON TABLE orderhook.source_path IS
'One row for each JSON path and type of its values that a source ever sent, of authentic deliveries that are '
'JSON (or a form); at most 2000 rows a source. A key that looks like data (an id, an address, a date, anything '
'but short ASCII without spaces and with few digits) is an asterisk, so that personal data that serves as a key '
'stays out; a single plain word is taken for a name. Where rows are deleted, connections that knew them do not '
'bring them back.';
COMMENT ON COLUMN orderhook.source_path.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.source_path.path IS
'Path of the values, a jsonpath; [*] is any element of an array. At most 16 steps: what lies deeper is not noted.';
COMMENT ON COLUMN orderhook.source_path.json_type IS 'object, array, string, number, boolean or null.';
COMMENT ON COLUMN orderhook.source_path.first_webhook_id IS 'The delivery that brought it first.';
COMMENT ON COLUMN orderhook.source_path.first_seen_at IS 'When that was received, by this server''s clock.';
COMMENT ON COLUMN orderhook.source_path.change IS
'new path, new type or limit reached: see the view drift. NULL: no drift, since the source''s first delivery '
'held it, or since null came beside a type or a type after null.';

COMMENT ON VIEW orderhook.drift IS
'One row for each JSON path and type that a source began to send after its first delivery that was noted: a '
'field that is new, or that is of another type than before. Optional fields and other events are new when '
'they first come. Shows names of fields, never a value. A delivery that comes while another transaction notes '
'for the same source, or at REPEATABLE READ or above, leaves it to a later one.';
COMMENT ON COLUMN orderhook.drift.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.drift.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.drift.path IS
'Path of the values, a jsonpath. A key that looks like data, and any index of an array, is an asterisk.';
COMMENT ON COLUMN orderhook.drift.json_type IS
'object, array, string, number, boolean or null. null is no value: it is told of a path that is new, and not '
'beside a type, nor is a type that comes after null.';
COMMENT ON COLUMN orderhook.drift.change IS
'new path (the source never sent a value there), new type (it sent values of others alone), or limit reached: '
'the 2000th of the source, after which nothing more is noted.';
COMMENT ON COLUMN orderhook.drift.first_seen_at IS
'When the delivery that brought it first was received, by this server''s clock.';
COMMENT ON COLUMN orderhook.drift.first_webhook_id IS 'That delivery.';

COMMENT ON COLUMN orderhook.sources.drift IS
'Rows of the view drift that were first seen in the last 7 days.';
