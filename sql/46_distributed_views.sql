-- The views that are others on a distributed store, each with its reason. Whoever changes one of them in a
-- later version changes owner_... or first_..., where the first is kept.
--
--   quarantine, order_problems, sources    They run with their owner's rights. Citus writes views into the
--       statements for its nodes, where these then need the rights of who reads. Here they are read by way of
--       orderhook_rows_of_owner().
--   sources    Its laterals (the same hours of earlier weeks, at most 20 of each) can be planned for one source
--       at a time only.
--   changes    Ids of transactions are a node's own: nothing tells up to which no more can come. Here it shows
--       all that is committed.

-- kept: owner_... is what the view reads, first_... waits until the store is on one node again.
CREATE FUNCTION orderhook_keep_view(view_name text, kept text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $keep_view$
DECLARE
    view regclass := format('orderhook.%I', view_name)::regclass;
BEGIN
    EXECUTE format('CREATE VIEW orderhook.%I WITH (%s) AS %s', kept,
                   (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = view), pg_get_viewdef(view));
    EXECUTE format('COMMENT ON VIEW orderhook.%I IS %L', kept,
                   format('Of a distributed store: what %s is on one node. For the owner alone.', view_name));
END
$keep_view$;

-- Its columns, their comments and who may read it stay.
CREATE FUNCTION orderhook_read_as_owner(view_name text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $read_as_owner$
DECLARE
    columns text := (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
                       FROM pg_attribute WHERE attrelid = format('orderhook.%I', view_name)::regclass AND attnum > 0);
BEGIN
    EXECUTE format('CREATE OR REPLACE VIEW orderhook.%I WITH (security_invoker) AS
                    SELECT r.* FROM @extschema@.orderhook_rows_of_owner(%L) r (%s)', view_name, view_name, columns);
END
$read_as_owner$;

-- The view sources, one source after the other: the same text, in which the source is a value wherever rows are read.
-- So Citus has no more to plan than where to send it. The limits of readers, which it cannot send, a distributed store
-- has not.
CREATE FUNCTION orderhook_make_each_source()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $make_each_source$
DECLARE
    of_all text := split_part(pg_get_viewdef('orderhook.first_sources'::regclass), 'WHERE (NOT (EXISTS', 1);
    of_one text := replace(replace(of_all, ' = s.source_id', ' = the_source'),
                           'GROUP BY x.source_id', 'WHERE x.source_id = the_source GROUP BY x.source_id')
                   || 'WHERE s.source_id = the_source';
BEGIN
    EXECUTE format('CREATE FUNCTION orderhook.each_source() RETURNS SETOF orderhook.first_sources
                    LANGUAGE plpgsql STABLE
                    SET search_path = pg_catalog, pg_temp
                    AS %L', format('
                    DECLARE
                        the_source bigint;
                    BEGIN
                        FOR the_source IN SELECT c.source_id FROM orderhook.source c
                        LOOP
                            RETURN QUERY %s;
                        END LOOP;
                    END', of_one));
    REVOKE ALL ON FUNCTION orderhook.each_source() FROM PUBLIC;
    COMMENT ON FUNCTION orderhook.each_source() IS
    'Of a distributed store: the rows of sources, each told on the node that has it. For the owner.';
END
$make_each_source$;

-- Nothing where it is done already.
CREATE FUNCTION orderhook_place_views()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $place_views$
BEGIN
    IF to_regclass('orderhook.first_changes') IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM @extschema@.orderhook_keep_view('quarantine', 'owner_quarantine');
    PERFORM @extschema@.orderhook_keep_view('order_problems', 'owner_order_problems');
    PERFORM @extschema@.orderhook_keep_view('sources', 'first_sources');
    PERFORM @extschema@.orderhook_keep_view('changes', 'first_changes');
    PERFORM @extschema@.orderhook_make_each_source();
    CREATE VIEW orderhook.owner_sources WITH (security_invoker) AS SELECT e.* FROM orderhook.each_source() e;
    COMMENT ON VIEW orderhook.owner_sources IS 'Of a distributed store: what sources shows. For the owner alone.';
    PERFORM @extschema@.orderhook_read_as_owner('quarantine');
    PERFORM @extschema@.orderhook_read_as_owner('order_problems');
    PERFORM @extschema@.orderhook_read_as_owner('sources');
    CREATE OR REPLACE VIEW orderhook.changes WITH (security_invoker) AS
    SELECT s.name AS source, s.provider, o.transaction_id, o.webhook_id, o.order_id, o.event, o.received_at
      FROM orderhook.outbox o
      JOIN orderhook.source s USING (source_id);
END
$place_views$;

-- Views of no table of their own, which Citus has no other cause to bring to the nodes.
CREATE FUNCTION orderhook_place_other_views()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $place_other_views$
DECLARE
    v record;
BEGIN
    FOR v IN
        SELECT c.oid::regclass AS id, array_to_string(c.reloptions, ', ') AS options
          FROM pg_class c
         WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v'
           AND NOT EXISTS (SELECT FROM pg_dist_object o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid)
         ORDER BY c.oid
    LOOP
        EXECUTE format('CREATE OR REPLACE VIEW %s %s AS %s', v.id, 'WITH (' || v.options || ')', pg_get_viewdef(v.id));
    END LOOP;
END
$place_other_views$;

CREATE FUNCTION orderhook_put_view_back(view_name text, kept text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $put_view_back$
DECLARE
    view regclass := format('orderhook.%I', kept)::regclass;
BEGIN
    EXECUTE format('CREATE OR REPLACE VIEW orderhook.%I WITH (%s) AS %s', view_name,
                   (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = view), pg_get_viewdef(view));
    EXECUTE format('DROP VIEW orderhook.%I', kept);
END
$put_view_back$;

CREATE FUNCTION orderhook_put_views_back()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $put_views_back$
BEGIN
    DROP VIEW orderhook.owner_sources;
    DROP FUNCTION orderhook.each_source();
    PERFORM @extschema@.orderhook_put_view_back('quarantine', 'owner_quarantine');
    PERFORM @extschema@.orderhook_put_view_back('order_problems', 'owner_order_problems');
    PERFORM @extschema@.orderhook_put_view_back('sources', 'first_sources');
    PERFORM @extschema@.orderhook_put_view_back('changes', 'first_changes');
END
$put_views_back$;
