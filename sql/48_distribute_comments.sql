COMMENT ON FUNCTION orderhook_distribute() IS
'Spreads the store over the nodes of a Citus cluster (13.2 or later), empty or filled, in one transaction: the rows of each source are on one node, by source_id; source, store, store_alias, reader_limit and order_link are on every node. Deliveries wait for it, and are then taken on every node. To be called on the coordinator by the owner of the store. After a node was added, or the extension updated: orderhook_migrate(). Error 0A000 without Citus or with one that is too old, 42P01 without a store, and 55000 where it is distributed already, where this is not the coordinator, or where something was added to the store that cannot come along.';
COMMENT ON FUNCTION orderhook_undistribute() IS
'Brings every row of a distributed store back to the coordinator, where its tables, with all that hangs on them, are as before; in one transaction, which copies the rows twice. Deliveries wait for it. To be called on the coordinator by the owner of the store. Error 55000 where the store is not distributed.';
COMMENT ON FUNCTION orderhook_is_distributed() IS
'Whether Citus keeps the receipts of this store on several nodes.';
COMMENT ON FUNCTION orderhook_check_cluster() IS
'Nothing, where this node can distribute a store; else the error of orderhook_distribute().';
COMMENT ON FUNCTION orderhook_distribution_obstacle() IS
'The first thing that was added to the store and keeps it from being distributed, and what to do; NULLs where there is none.';
COMMENT ON FUNCTION orderhook_is_by_source(regclass) IS
'Whether the rows of a table of the store are distributed by source_id, the first column of its primary key; the others are on every node.';
COMMENT ON FUNCTION orderhook_place_tables() IS
'A step of orderhook_distribute(): places the tables that are not placed yet.';
COMMENT ON FUNCTION orderhook_place_functions() IS
'A step of orderhook_distribute(): makes the functions of the store known on every node.';
COMMENT ON FUNCTION orderhook_place_views() IS
'A step of orderhook_distribute(): puts the definitions that a cluster needs in the place of four views.';
COMMENT ON FUNCTION orderhook_place_other_views() IS
'A step of orderhook_distribute(): makes the views known on every node that Citus did not bring there with their tables.';
COMMENT ON FUNCTION orderhook_keep_view(text, text) IS
'A step of orderhook_distribute(): keeps the definition of a view under another name.';
COMMENT ON FUNCTION orderhook_read_as_owner(text) IS
'A step of orderhook_distribute(): lets a view be read by way of orderhook_rows_of_owner().';
COMMENT ON FUNCTION orderhook_make_each_source() IS
'A step of orderhook_distribute(): makes orderhook.each_source().';
COMMENT ON FUNCTION orderhook_put_view_back(text, text) IS
'A step of orderhook_undistribute(): the definition of a view, from where it was kept.';
COMMENT ON FUNCTION orderhook_put_views_back() IS
'A step of orderhook_undistribute(): the first definitions of the views that had others.';
COMMENT ON FUNCTION orderhook_place_store() IS
'The steps of orderhook_distribute(); what is done already stays as it is.';
COMMENT ON FUNCTION orderhook_prepare_nodes() IS
'A step of orderhook_distribute(): what a node needs beside what Citus brings to it. A notice tells of a node that cannot be prepared yet.';
COMMENT ON FUNCTION orderhook_node_command(integer) IS
'What orderhook_prepare_nodes() runs on the node of that group: makes the door, grants the rights on views, and lets numbers begin behind those that a node of that group drew before.';
COMMENT ON FUNCTION orderhook_leave_nodes() IS
'A step of orderhook_undistribute(): functions and views of the store are those of the coordinator alone.';
COMMENT ON FUNCTION orderhook_lock_store() IS
'A step of orderhook_distribute() and orderhook_undistribute(): waits for what is under way, and lets what comes wait.';
COMMENT ON FUNCTION orderhook_numbered() IS
'The identity columns of the store, each with its sequence.';
COMMENT ON FUNCTION orderhook_number_here() IS
'A step of orderhook_distribute(): numbers go on in the range of the coordinator.';
COMMENT ON FUNCTION orderhook_number_on() IS
'A step of orderhook_undistribute(): numbers go on behind the highest that any node drew.';
