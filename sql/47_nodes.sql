-- What a node of a distributed store needs beside what Citus brings to it, and the way there and back.

-- What the store numbers, and by which sequence.
CREATE FUNCTION orderhook_numbered()
RETURNS TABLE (relname name, attname name, sequence text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $numbered$
BEGIN
    RETURN QUERY
    SELECT c.relname, a.attname, pg_get_serial_sequence(format('orderhook.%I', c.relname), a.attname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
     WHERE c.relnamespace = 'orderhook'::regnamespace;
END
$numbered$;

-- The door and rights on views, of which Citus brings neither to a node; and that what the node numbers begins
-- behind what a node in its range numbered before (the store may have been distributed before, or come from another
-- cluster).
CREATE FUNCTION orderhook_node_command(node_group integer)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $node_command$
DECLARE
    numbered record;
    last bigint;
    lines text[];
BEGIN
    lines := ARRAY(
        SELECT format('GRANT %s%s ON orderhook.%I TO %s%s', p.privilege_type, '(' || quote_ident(p.attname) || ')', p.relname,
                      CASE WHEN p.grantee = 0 THEN 'PUBLIC' ELSE p.grantee::regrole::text END,
                      CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM (SELECT c.relname, NULL::name AS attname, c.relowner, x.*
                  FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x
                 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v'
                 UNION ALL
                SELECT c.relname, a.attname, c.relowner, x.*
                  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) x
                 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v') p
         WHERE p.grantee <> p.relowner);
    FOR numbered IN
        SELECT n.* FROM @extschema@.orderhook_numbered() n WHERE n.relname <> 'receipt'
    LOOP
        EXECUTE format('SELECT max(%I) FROM orderhook.%I WHERE %1$I >= $1 AND %1$I < $2', numbered.attname, numbered.relname)
           INTO last USING node_group::bigint << 48, (node_group + 1)::bigint << 48;
        IF last IS NOT NULL THEN
            lines := lines || format('PERFORM pg_catalog.setval(%1$L, %2$s) FROM %1$s WHERE last_value < %2$s', numbered.sequence, last);
        END IF;
    END LOOP;
    RETURN format(
        'DO $node$ BEGIN PERFORM pg_catalog.set_config(''citus.enable_ddl_propagation'', ''off'', true);
         IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ''orderhook.inbox''::regclass AND tgname = ''door'') THEN
         CREATE TRIGGER door INSTEAD OF INSERT ON orderhook.inbox FOR EACH ROW EXECUTE FUNCTION @extschema@.orderhook_door(); END IF;
         %s END $node$', (SELECT string_agg(l || ';', ' ') FROM unnest(lines) l));
END
$node_command$;

-- Nodes that have a part of the store do it in this transaction, by way of a source that they have or would have;
-- others in one of their own, once what they need is committed.
CREATE FUNCTION orderhook_prepare_nodes()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $prepare_nodes$
DECLARE
    node record;
    answer record;
BEGIN
    FOR node IN
        SELECT n.groupid, n.nodename, n.nodeport, k.source_id
          FROM pg_dist_node n
          LEFT JOIN (SELECT p.groupid, min(g.id) AS source_id
                       FROM generate_series(1, 10000) g (id)
                       JOIN pg_dist_placement p
                         ON p.shardid = get_shard_id_for_distribution_column('orderhook.receipt', g.id)
                      GROUP BY p.groupid) k USING (groupid)
         WHERE n.isactive AND n.noderole = 'primary' AND n.groupid <> 0
         ORDER BY n.groupid
    LOOP
        IF node.source_id IS NOT NULL THEN
            EXECUTE format('SELECT FROM orderhook.on_node(%s, %L)', node.source_id,
                           @extschema@.orderhook_node_command(node.groupid));
        ELSE
            SELECT * INTO answer
              FROM master_run_on_worker(ARRAY[node.nodename], ARRAY[node.nodeport],
                                        ARRAY[@extschema@.orderhook_node_command(node.groupid)], false);
            IF NOT answer.success THEN
                RAISE NOTICE 'node %:% takes no deliveries yet', node.nodename, node.nodeport
                    USING DETAIL = answer.result,
                          HINT = 'SELECT orderhook_migrate() prepares it.';
            END IF;
        END IF;
    END LOOP;
END
$prepare_nodes$;

CREATE FUNCTION orderhook_place_store()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $place_store$
BEGIN
    -- On one connection a node, so that each step sees the one before.
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    PERFORM @extschema@.orderhook_place_tables();
    PERFORM @extschema@.orderhook_place_views();
    PERFORM @extschema@.orderhook_place_functions();
    PERFORM @extschema@.orderhook_place_other_views();
    PERFORM @extschema@.orderhook_prepare_nodes();
END
$place_store$;

-- ---- there and back ----

-- What is under way ends first, and what comes waits, with nothing that this would have to wait for: whoever reads locks
-- a view before what is beneath it, and a delivery the inbox, where it comes that way, before the keys and the sources.
-- An owner that it has already locks a view alone. Of a distributed store all this is on every node; what is kept of its
-- views nobody reads but by way of the others, and Citus would not alter it.
CREATE FUNCTION orderhook_lock_store()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $lock_store$
DECLARE
    statement text;
BEGIN
    -- One call at a time: a view is looked at before it is locked.
    PERFORM pg_advisory_xact_lock('orderhook.receipt'::regclass::bigint);
    FOR statement IN
        SELECT format('ALTER VIEW %s OWNER TO %s', c.oid::regclass, c.relowner::regrole)
          FROM pg_class c
         WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v' AND c.relname !~ '^(first|owner)_'
         ORDER BY c.oid DESC
    LOOP
        EXECUTE statement;
    END LOOP;
    LOCK TABLE orderhook.source_secret, orderhook.source IN ACCESS EXCLUSIVE MODE;
END
$lock_store$;

CREATE FUNCTION orderhook_distribute()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $distribute$
DECLARE
    found record;
BEGIN
    IF to_regclass('orderhook.inbox') IS NULL THEN
        RAISE EXCEPTION 'there is no store to distribute'
            USING ERRCODE = 'undefined_table',
                  HINT = 'Make one with SELECT orderhook_install().';
    END IF;
    PERFORM @extschema@.orderhook_check_cluster();
    PERFORM @extschema@.orderhook_lock_store();
    IF @extschema@.orderhook_is_distributed() THEN
        RAISE EXCEPTION 'the store is distributed already'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'After adding a node or updating the extension, SELECT orderhook_migrate().';
    END IF;
    SELECT * INTO found FROM @extschema@.orderhook_distribution_obstacle();
    IF found.obstacle IS NOT NULL THEN
        RAISE EXCEPTION 'the store cannot be distributed with %', found.obstacle
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = found.remedy;
    END IF;
    PERFORM @extschema@.orderhook_number_here();
    PERFORM @extschema@.orderhook_place_store();
END
$distribute$;

-- Each node numbers in a range of its own. A store that was distributed before numbers on behind the highest of them,
-- in that node's.
CREATE FUNCTION orderhook_number_here()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $number_here$
DECLARE
    numbered record;
BEGIN
    FOR numbered IN
        SELECT n.* FROM @extschema@.orderhook_numbered() n
    LOOP
        EXECUTE format('SELECT setval(%1$L, COALESCE((SELECT max(%2$I) FROM orderhook.%3$I WHERE %2$I < 1::bigint << 48), 1))
                          FROM %1$s WHERE last_value >= 1::bigint << 48',
                       numbered.sequence, numbered.attname, numbered.relname);
    END LOOP;
END
$number_here$;

-- Each table stays what it is here, with all that hangs on it: what Citus does when a table is dropped is done to what
-- is elsewhere, and the rows come back.
CREATE FUNCTION orderhook_undistribute()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $undistribute$
DECLARE
    tables name[];
    t name;
BEGIN
    IF NOT @extschema@.orderhook_is_distributed() THEN
        RAISE EXCEPTION 'the store is not distributed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'SELECT orderhook_distribute() distributes it.';
    END IF;
    PERFORM @extschema@.orderhook_check_cluster();
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    PERFORM @extschema@.orderhook_lock_store();
    tables := ARRAY(SELECT c.relname FROM pg_class c JOIN pg_dist_partition p ON p.logicalrelid = c.oid
                     WHERE c.relnamespace = 'orderhook'::regnamespace ORDER BY c.relname);
    FOREACH t IN ARRAY tables
    LOOP
        EXECUTE format('LOCK TABLE orderhook.%I IN ACCESS EXCLUSIVE MODE', t);
        EXECUTE format('CREATE TEMPORARY TABLE %I ON COMMIT DROP AS SELECT * FROM orderhook.%I', 'orderhook ' || t, t);
    END LOOP;
    PERFORM @extschema@.orderhook_put_views_back();
    FOREACH t IN ARRAY tables
    LOOP
        PERFORM master_remove_distributed_table_metadata_from_workers(format('orderhook.%I', t)::regclass, 'orderhook', t);
        PERFORM citus_drop_all_shards(format('orderhook.%I', t)::regclass, 'orderhook', t);
        PERFORM master_remove_partition_metadata(format('orderhook.%I', t)::regclass, 'orderhook', t);
    END LOOP;
    PERFORM @extschema@.orderhook_leave_nodes();
    FOREACH t IN ARRAY tables
    LOOP
        EXECUTE format('INSERT INTO orderhook.%I OVERRIDING SYSTEM VALUE SELECT * FROM pg_temp.%I', t, 'orderhook ' || t);
        EXECUTE format('DROP TABLE pg_temp.%I', 'orderhook ' || t);
    END LOOP;
    PERFORM @extschema@.orderhook_number_on();
END
$undistribute$;

-- What is in the schema is this node's own again.
CREATE FUNCTION orderhook_leave_nodes()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $leave_nodes$
DECLARE
    f regprocedure;
    g record;
BEGIN
    PERFORM set_config('citus.enable_ddl_propagation', 'off', true);
    FOR g IN SELECT tgname, tgrelid::regclass AS id FROM pg_trigger
              WHERE tgfoid = 'citus_truncate_trigger'::regproc
                AND tgrelid IN (SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'orderhook'::regnamespace)
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', g.tgname, g.id);
    END LOOP;
    DROP FUNCTION orderhook.on_node(bigint, text);
    FOR f IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'orderhook'::regnamespace AND p.proconfig @> '{plan_cache_mode=auto}'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', f);
    END LOOP;
    PERFORM citus_unmark_object_distributed(o.classid, o.objid, o.objsubid, false)
       FROM pg_dist_object o
      WHERE o.classid = 'pg_proc'::regclass
        AND o.objid IN (SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'orderhook'::regnamespace)
         OR o.classid = 'pg_class'::regclass
        AND o.objid IN (SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'orderhook'::regnamespace);
    PERFORM set_config('citus.enable_ddl_propagation', 'on', true);
END
$leave_nodes$;

-- Behind the highest number that any node drew: what comes later has the higher one.
CREATE FUNCTION orderhook_number_on()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $number_on$
DECLARE
    numbered record;
BEGIN
    FOR numbered IN
        SELECT n.* FROM @extschema@.orderhook_numbered() n
    LOOP
        EXECUTE format('SELECT setval(%L, max(%I)) FROM orderhook.%I HAVING max(%2$I) > (SELECT last_value FROM %4$s)',
                       numbered.sequence, numbered.attname, numbered.relname, numbered.sequence);
    END LOOP;
END
$number_on$;
