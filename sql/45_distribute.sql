-- A store on several nodes.
--
-- Citus is called by name and when it is needed: without it the extension is what it was. The rows of a
-- source are together on one node, by source_id; what all sources share is on every node. All that
-- orderhook_distribute() does is one transaction, on all nodes.

-- ---- what it takes ----

CREATE FUNCTION orderhook_is_distributed()
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $is_distributed$
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL OR to_regclass('orderhook.receipt') IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'orderhook.receipt'::regclass);
END
$is_distributed$;

CREATE FUNCTION orderhook_check_cluster()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $check_cluster$
DECLARE
    version text := (SELECT extversion FROM pg_extension WHERE extname = 'citus');
    node record;
BEGIN
    IF version IS NULL THEN
        RAISE EXCEPTION 'the extension citus is not in this database'
            USING ERRCODE = 'feature_not_supported',
                  HINT = 'Preload citus and CREATE EXTENSION citus in this database of every node, and tell this node of the others with citus_add_node().';
    END IF;
    -- The oldest that this was tried with.
    IF (regexp_match(version, '^([0-9]+)[.]([0-9]+)'))::integer[] < '{13,2}'::integer[] THEN
        RAISE EXCEPTION 'citus % is too old', version
            USING ERRCODE = 'feature_not_supported',
                  HINT = 'Bring it to 13.2 or later: new files on every node, a restart, and ALTER EXTENSION citus UPDATE.';
    END IF;
    IF NOT citus_is_coordinator() THEN
        RAISE EXCEPTION 'this node is not the coordinator of the cluster'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call it on the coordinator.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_dist_node WHERE isactive AND shouldhaveshards AND noderole = 'primary') THEN
        RAISE EXCEPTION 'the cluster has no node for the tables'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Add one with citus_add_node().';
    END IF;
    FOR node IN
        SELECT n.nodename, n.nodeport, n.result, e.extversion
          FROM run_command_on_workers('SELECT extversion FROM pg_catalog.pg_extension WHERE extname = ''orderhook''') n
          JOIN pg_extension e ON e.extname = 'orderhook'
         WHERE n.result IS DISTINCT FROM e.extversion
    LOOP
        RAISE EXCEPTION 'node %:% does not have version % of orderhook', node.nodename, node.nodeport, node.extversion
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('It answered: %s.', COALESCE(NULLIF(node.result, ''), 'none')),
                  HINT = 'Install the files there, and in this database SET citus.enable_ddl_propagation = off and CREATE EXTENSION orderhook, or ALTER EXTENSION orderhook UPDATE.';
    END LOOP;
END
$check_cluster$;

-- What an owner may have added that cannot come along: the first of it, and what to do.
CREATE FUNCTION orderhook_distribution_obstacle(OUT obstacle text, OUT remedy text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $distribution_obstacle$
BEGIN
    SELECT o.obstacle, o.remedy INTO obstacle, remedy
      FROM (SELECT 1, format('foreign key "%s" of table %s', k.conname, k.conrelid::regclass),
                   'Drop it; a key that Citus allows can be made again afterwards.'
              FROM pg_constraint k
             WHERE k.contype = 'f' AND EXISTS (SELECT FROM pg_class c
                                                WHERE c.oid IN (k.conrelid, k.confrelid) AND c.relnamespace = 'orderhook'::regnamespace)
             UNION ALL
            SELECT 2, format('trigger "%s" of table %s', g.tgname, g.tgrelid::regclass),
                   'Drop it: a trigger would run on a part of the table, on another node.'
              FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
             WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p') AND NOT g.tgisinternal
             UNION ALL
            SELECT 3, format('table %s, which is no plain table', c.oid::regclass),
                   'Make it a plain, logged table without partitions and heirs.'
              FROM pg_class c
             WHERE c.relnamespace = 'orderhook'::regnamespace
               AND (c.relkind IN ('p', 'f') OR c.relkind = 'r' AND (c.relpersistence <> 'p' OR c.relhassubclass OR c.relispartition))
             UNION ALL
            SELECT 4, format('policy "%s" of table %s, which asks other tables', p.polname, p.polrelid::regclass),
                   CASE WHEN p.polname = 'limited_readers' THEN 'Release the limited readers with orderhook.unlimit_reader().'
                        ELSE 'Drop it, or write it without a subquery.' END
              FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
             WHERE c.relnamespace = 'orderhook'::regnamespace AND concat(p.polqual, p.polwithcheck) LIKE '%{SUBLINK %'
             UNION ALL
            SELECT 5, format('rule "%s" of table %s', r.rulename, r.ev_class::regclass), 'Drop it.'
              FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
             WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p')) o (kind, obstacle, remedy)
     ORDER BY o.kind, o.obstacle COLLATE "C"
     LIMIT 1;
END
$distribution_obstacle$;

-- ---- tables ----

-- Decisions about two orders are of two sources, and aliases are read with the stores. Keys are by source, too: that
-- one was of use is written down, and of a table that is on every node only one transaction at a time can write.
CREATE FUNCTION orderhook_is_by_source(the_table regclass)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $is_by_source$
BEGIN
    RETURN the_table <> ALL ('{orderhook.source,orderhook.store_alias,orderhook.order_link}'::regclass[])
       AND EXISTS (SELECT FROM pg_index i
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = the_table AND i.indisprimary AND a.attname = 'source_id');
END
$is_by_source$;

-- Those that are not placed yet: all, or what a new version brought. Citus leaves the rows that it copied where
-- they were, unseen: personal data that could never be erased.
--
-- By source, the first is the one that deliveries lock first: Citus locks it before it sends a call to another node,
-- and before the others when shards move.
CREATE FUNCTION orderhook_place_tables()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = error
AS $place_tables$
DECLARE
    t record;
BEGIN
    FOR t IN
        SELECT c.oid::regclass AS id, @extschema@.orderhook_is_by_source(c.oid) AS is_by_source
          FROM pg_class c
         WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'r'
           AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)
         ORDER BY is_by_source, c.relname <> 'source_secret', c.relname COLLATE "C"
    LOOP
        IF NOT t.is_by_source THEN
            PERFORM create_reference_table(t.id);
        ELSE
            PERFORM create_distributed_table(
                t.id, 'source_id',
                colocate_with => CASE WHEN t.id = 'orderhook.source_secret'::regclass THEN 'none' ELSE 'orderhook.source_secret' END);
        END IF;
        PERFORM truncate_local_data_after_distributing_table(t.id);
    END LOOP;
END
$place_tables$;

-- ---- functions ----

-- Those of the store are made on every node. The receive() that names its source by the id runs on the node that has
-- the source; on_node() does so even within a transaction, and runs commands with the rights of its caller.
CREATE FUNCTION orderhook_place_functions()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = error
AS $place_functions$
DECLARE
    f regprocedure;
BEGIN
    IF to_regprocedure('orderhook.on_node(bigint, text)') IS NULL THEN
        -- Here alone: the next call makes it elsewhere, maybe as another role, which would wait for this one.
        PERFORM set_config('citus.enable_ddl_propagation', 'off', true);
        CREATE FUNCTION orderhook.on_node(source_id bigint, command text) RETURNS void
        LANGUAGE plpgsql VOLATILE
        SET search_path = pg_catalog, pg_temp
        AS 'BEGIN EXECUTE command; END';
        REVOKE ALL ON FUNCTION orderhook.on_node(bigint, text) FROM PUBLIC;
        COMMENT ON FUNCTION orderhook.on_node(bigint, text) IS
        'Of a distributed store: runs a command, with the rights of the caller, on the node that has the source, within the transaction.';
        PERFORM set_config('citus.enable_ddl_propagation', 'on', true);
    END IF;
    PERFORM create_distributed_function('orderhook.on_node(bigint, text)', 'source_id',
                                        colocate_with => 'orderhook.source_secret', force_delegation => true);
    PERFORM create_distributed_function('orderhook.receive(bigint, jsonb, bytea)', 'source_id',
                                        colocate_with => 'orderhook.source_secret');
    FOR f IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'orderhook'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_dist_object o WHERE o.classid = 'pg_proc'::regclass AND o.objid = p.oid)
         ORDER BY p.oid
    LOOP
        PERFORM create_distributed_function(f);
    END LOOP;
    -- Where a statement goes is told from its values, which a plan for all values does not see.
    FOR f IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'orderhook'::regnamespace AND p.proconfig @> '{plan_cache_mode=force_generic_plan}'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = auto', f);
    END LOOP;
END
$place_functions$;
