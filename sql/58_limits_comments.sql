-- ---- comments: limits of readers ----

COMMENT ON TABLE orderhook.reader_limit IS
'One row for each role and each store to which it is limited. For the owner alone; written by limit_reader and '
'unlimit_reader, with the policies that make it hold.';
COMMENT ON COLUMN orderhook.reader_limit.role_name IS
'Name of the role, as it was when the limit was set.';
COMMENT ON COLUMN orderhook.reader_limit.store_id IS
'The store: see orderhook.store. Where it is gone, nothing is within the limit.';
COMMENT ON VIEW orderhook.own_limit IS
'One row for each limited role whose rights the current user has; none for the owner, for superusers, and for '
'whoever bypasses row-level security. Asked by the views over receipts.';
COMMENT ON COLUMN orderhook.own_limit.role_name IS 'Name of the role.';
COMMENT ON VIEW orderhook.own_store IS
'One row for each store that is within all limits of the current user; none for a user without a limit. Asked by '
'the policies limited_readers.';
COMMENT ON COLUMN orderhook.own_store.store_id IS 'The store: see orderhook.store.';
COMMENT ON VIEW orderhook.own_alias IS
'One row for each alias of a store that is within all limits of the current user; none for a user without a limit. '
'Asked by the policies limited_readers.';
COMMENT ON COLUMN orderhook.own_alias.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.own_alias.external_store_id IS
'The source''s own id of the store. Empty: of orders that name none.';
COMMENT ON VIEW orderhook.own_order IS
'One row for each order of a store that is within all limits of the current user; none for a user without a limit. '
'Asked by the policies limited_readers, and by the views over receipts.';
COMMENT ON COLUMN orderhook.own_order.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.own_order.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON FUNCTION orderhook.limit_condition(regclass) IS
'What the policy limited_readers asks of a row of the table, told from the table''s columns: store_id, or source_id '
'with store_external_id, or source_id with order_id (of two orders both); false where none of these tells whose the row is.';
COMMENT ON FUNCTION orderhook.limit_obstacle(oid) IS
'Why row-level security would not hold a role: what it, or a role that it can become with SET ROLE, is or may. NULL: '
'it would.';
COMMENT ON FUNCTION orderhook.limit_table(regclass, oid[]) IS
'Gives a table of the store the policies that limit these roles and nobody else; for NULL it takes them away, and '
'row-level security where nobody else made a policy. Locks the table if anything changes.';
COMMENT ON FUNCTION orderhook.enforce_limits(name) IS
'Gives each table of the store the policies that make the limits hold, and takes the role that is released out of '
'them. Run by limit_reader and unlimit_reader, and by grant_reader and grant_contacts for a role that is limited. '
'Error 0A000 above READ COMMITTED.';
COMMENT ON FUNCTION orderhook.limit_reader(name, text) IS
'Limits a role to a store, or to one more: of all other stores it sees no row and no value, and nothing of what is '
'of no store. To be run by the owner, after grant_reader; again after the role''s memberships changed. Error 42704 '
'for a role and 23503 for a store that does not exist, 55000 for a role that row-level security would not hold.';
COMMENT ON FUNCTION orderhook.unlimit_reader(name, text) IS
'Takes a limit back, or all limits of the role where store is NULL: with its last one the role sees all stores. To '
'be run by the owner. Error 42704 where there is no such limit.';

