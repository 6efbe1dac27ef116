-- A copy of the orders for reading, on a server that has no extension: a publication, and the script
-- that makes a place for it.

-- What is copied, and nothing else ever is: a column to come is not, until it is written here. Not here
-- are bytes, secrets, what tells who a guest is, digests, from which that could be guessed, and whatever
-- no view of the copy reads. The test publish knows why for each column.
CREATE FUNCTION orderhook_copied_columns(OUT table_name text, OUT columns text[])
RETURNS SETOF record
LANGUAGE plpgsql IMMUTABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $orderhook_copied_columns$
BEGIN
    RETURN QUERY VALUES
    ('source', '{source_id,name,provider,currency,timezone}'::text[]),
    ('store', '{store_id,name,timezone,day_start,currency,journey_window}'),
    ('store_alias', '{source_id,external_store_id,store_id}'),
    ('order_header', '{source_id,order_id,external_id,external_ref,display_number,store_external_id,service_type,
                       is_test,is_refund,refund_of,lifecycle,order_state,prep_state,delivery_state,arrival_state,
                       payment_state,provider_status,placed_at,provider_updated_at,due_at,due_from,due_until,
                       closed_at,cancelled_at,subtotal,discount,fee,tax,tip,total,computed_total,paid,refunded,
                       tax_inclusive,item_count,guests,table_name,staff,notes,authenticity,revision,problem_count,
                       first_received_at,last_received_at}'),
    ('order_item', '{source_id,order_id,line_no,external_id,product_id,name,quantity,unit_price,modifiers_total,
                     discount,tax,tip,total,tax_rate,status,provider_status,seat,course,voided,notes}'),
    ('order_modifier', '{source_id,order_id,line_no,modifier_no,external_id,group_id,name,quantity,unit_price,tax,total,
                         price_in_item}'),
    ('order_charge', '{source_id,order_id,charge_no,line_no,kind,name,amount,included_in_price}'),
    ('order_payment', '{source_id,order_id,payment_no,kind,method,provider_method,amount,tip,status,external_id,
                        invoice_number,card_brand,paid_at}'),
    ('order_delivery', '{source_id,order_id,row_no,state,courier_id,pickup_from,pickup_until,dropoff_from,dropoff_until,
                         eta_at,picked_up_at,delivered_at,pickup_name,dropoff_city,proofs}'),
    ('order_arrival', '{source_id,order_id,row_no,state,eta_at,arrived_at,area,vehicle}'),
    ('order_check', '{source_id,order_id,row_no,rule,left_amount,right_amount,difference,tolerance,status}'),
    ('order_event', '{source_id,order_id,webhook_id,axis,event,provider_event,from_state,to_state,occurred_at,
                      received_at}'),
    ('order_link', '{source_id,order_id,other_source_id,other_order_id,is_linked}'),
    ('product', '{source_id,external_id,store_external_id,kind,name,description,price,image_url,deleted_at}');
END
$orderhook_copied_columns$;

-- What functions read the catalogue does not know: those that the views may call are named here.
CREATE FUNCTION orderhook_copied_functions() RETURNS regprocedure[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $orderhook_copied_functions$
BEGIN
    RETURN '{orderhook.order_blocks(),orderhook.known_orders(),orderhook.decided_pairs(),orderhook.journey_orders()}';
END
$orderhook_copied_functions$;

-- What a view needs that the copy does not have, given the views that it has; NULL: nothing.
CREATE FUNCTION orderhook_copy_lacks(the_view regclass, views oid[]) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $orderhook_copy_lacks$
BEGIN
    RETURN (
        SELECT string_agg(DISTINCT CASE WHEN d.refclassid <> 'pg_class'::regclass
                                        THEN pg_describe_object(d.refclassid, d.refobjid, 0)
                                        WHEN c.columns IS NULL THEN d.refobjid::regclass::text
                                        ELSE format('%s.%I', d.refobjid::regclass, a.attname) END, ', ')
          FROM pg_rewrite r
          JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.deptype = 'n'
          LEFT JOIN @extschema@.orderhook_copied_columns() c
                 ON d.refclassid = 'pg_class'::regclass
                AND d.refobjid = to_regclass(format('orderhook.%I', c.table_name))
          LEFT JOIN pg_attribute a
                 ON d.refclassid = 'pg_class'::regclass AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE r.ev_class = the_view
           AND (d.refclassid = 'pg_class'::regclass AND (d.refobjid = the_view OR d.refobjid = ANY (views))) IS NOT TRUE
           AND (c.columns IS NOT NULL AND (d.refobjsubid = 0 OR a.attname = ANY (c.columns))) IS NOT TRUE
           AND (d.refclassid = 'pg_proc'::regclass
            AND d.refobjid = ANY (@extschema@.orderhook_copied_functions())) IS NOT TRUE);
END
$orderhook_copy_lacks$;

-- The views that can be asked there: those that run with the rights of who reads and need nothing but what
-- is copied. place: an order in which they can be made.
CREATE FUNCTION orderhook_copied_views(OUT view regclass, OUT place integer, OUT lacks text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $orderhook_copied_views$
DECLARE
    views oid[] := '{}';
    more oid[];
BEGIN
    LOOP
        SELECT array_agg(v.oid ORDER BY v.relname COLLATE "C") INTO more
          FROM pg_class v
         WHERE v.relnamespace = 'orderhook'::regnamespace AND v.relkind = 'v' AND v.oid <> ALL (views)
           AND EXISTS (SELECT FROM pg_options_to_table(v.reloptions) o
                        WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
           AND @extschema@.orderhook_copy_lacks(v.oid, views) IS NULL;
        EXIT WHEN more IS NULL;
        views := views || more;
    END LOOP;
    RETURN QUERY
    SELECT v.oid::regclass, array_position(views, v.oid),
           CASE WHEN v.oid = ANY (views) THEN NULL
                ELSE COALESCE(@extschema@.orderhook_copy_lacks(v.oid, views), 'the rights of its owner') END
      FROM pg_class v
     WHERE v.relnamespace = 'orderhook'::regnamespace AND v.relkind = 'v';
END
$orderhook_copied_views$;

CREATE FUNCTION orderhook_check_publishable(name text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $orderhook_check_publishable$
BEGIN
    IF to_regclass('orderhook.inbox') IS NULL THEN
        RAISE EXCEPTION 'there is no store to publish'
            USING ERRCODE = 'undefined_table',
                  HINT = 'Make one with SELECT orderhook_install().';
    END IF;
    IF name IS NULL OR name = '' THEN
        RAISE EXCEPTION 'name must not be empty'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Leave it out for a publication that is called orderhook.';
    END IF;
END
$orderhook_check_publishable$;

-- The statements that make the copy, in their order: tables, indexes, the function, views, comments. No
-- checks, identities, policies or rights: rows come from a store that has looked after them.
CREATE FUNCTION orderhook_copy_statements(OUT stage integer, OUT place bigint, OUT statement text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE ROWS 500
SET search_path = pg_catalog, pg_temp
AS $orderhook_copy_statements$
BEGIN
    RETURN QUERY
    WITH copied AS MATERIALIZED (
        SELECT to_regclass(format('orderhook.%I', c.table_name)) AS relation, 'TABLE' AS kind, c.place, c.columns
          FROM @extschema@.orderhook_copied_columns() WITH ORDINALITY c (table_name, columns, place)
         UNION ALL
        SELECT v.view, 'VIEW', 100 + v.place, NULL
          FROM @extschema@.orderhook_copied_views() v
         WHERE v.place IS NOT NULL)
    SELECT 1, c.place,
           format(E'CREATE TABLE %s (\n%s,\n    %s\n)%s', c.relation,
                  (SELECT string_agg(format('    %I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                                            CASE WHEN a.attnotnull THEN ' NOT NULL' END), E',\n' ORDER BY a.attnum)
                     FROM pg_attribute a WHERE a.attrelid = c.relation AND a.attname = ANY (c.columns)),
                  (SELECT pg_get_constraintdef(p.oid) FROM pg_constraint p
                    WHERE p.conrelid = c.relation AND p.contype = 'p'),
                  (SELECT format(' WITH (%s)', array_to_string(t.reloptions, ', ')) FROM pg_class t
                    WHERE t.oid = c.relation AND t.reloptions IS NOT NULL))
      FROM copied c WHERE c.kind = 'TABLE'
     UNION ALL
    -- Of indexes, those over nothing but copied columns and what every server has.
    SELECT 2, c.place, pg_get_indexdef(i.indexrelid)
      FROM copied c
      JOIN pg_index i ON i.indrelid = c.relation AND NOT i.indisprimary AND i.indisvalid
     WHERE NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.relation AND a.attnum = ANY (i.indkey::int2[])
                          AND a.attname <> ALL (c.columns))
       AND NOT EXISTS (SELECT FROM pg_depend d
                         LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.deptype IN ('n', 'a')
                          AND NOT (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.relation
                               AND a.attname = ANY (c.columns)))
     UNION ALL
    SELECT 3, 0, rtrim(pg_get_functiondef(f), E'\n') FROM unnest(@extschema@.orderhook_copied_functions()) f
     UNION ALL
    SELECT 4, c.place,
           format(E'CREATE VIEW %s WITH (security_invoker) AS\n%s', c.relation, rtrim(pg_get_viewdef(c.relation), ';'))
      FROM copied c WHERE c.kind = 'VIEW'
     UNION ALL
    SELECT 5, c.place, format('COMMENT ON %s %s IS %L', c.kind, c.relation, obj_description(c.relation, 'pg_class'))
      FROM copied c WHERE obj_description(c.relation, 'pg_class') IS NOT NULL
     UNION ALL
    SELECT 6, c.place * 1000 + a.attnum,
           format('COMMENT ON COLUMN %s.%I IS %L', c.relation, a.attname, col_description(c.relation, a.attnum))
      FROM copied c
      JOIN pg_attribute a ON a.attrelid = c.relation AND (c.kind = 'VIEW' OR a.attname = ANY (c.columns))
     WHERE col_description(c.relation, a.attnum) IS NOT NULL;
END
$orderhook_copy_statements$;

-- One statement, so that it is done wholly or not at all, by whatever sends it. What stands in comments is
-- kept to their line.
-- Times in views are written in the way that is read alike everywhere.
CREATE FUNCTION orderhook_copy_script(name text DEFAULT 'orderhook') RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET DateStyle = 'ISO'
SET IntervalStyle = 'postgres'
AS $orderhook_copy_script$
DECLARE
    body text;
    head text;
    tag text := 'copy';
BEGIN
    PERFORM @extschema@.orderhook_check_publishable(name);
    SELECT string_agg(s.statement || E';\n', '' ORDER BY s.stage, s.place, s.statement COLLATE "C") INTO body
      FROM @extschema@.orderhook_copy_statements() s;
    WHILE strpos(body, '$' || tag || '$') > 0 LOOP
        tag := tag || '_';
    END LOOP;
    SELECT string_agg('-- ' || regexp_replace(h.line, '[[:space:]]+', ' ', 'g') || E'\n', '' ORDER BY h.n) INTO head
      FROM (VALUES
            (1, 'A copy of the orders of a store of orderhook, for reading. To be run in a database without a schema'),
            (2, 'orderhook, on PostgreSQL 15 or later; it needs no extension. Then, as a superuser there:'),
            (3, format('CREATE SUBSCRIPTION %I CONNECTION ''host=... dbname=%s user=...'' PUBLICATION %1$I;',
                       name, current_database())),
            (4, 'Row-level security is not copied: whoever may read here reads all stores.'),
            (5, 'Left out, since they need what is not published: '
                || (SELECT string_agg(format('%s (%s)', v.view, v.lacks), ', ' ORDER BY v.view::text COLLATE "C")
                      FROM @extschema@.orderhook_copied_views() v WHERE v.place IS NULL) || '.')) h (n, line);
    RETURN head || format(E'DO $%s$\nBEGIN\n', tag) || $head$SET LOCAL search_path = pg_catalog, pg_temp;
IF current_setting('server_version_num')::integer < 150000 THEN
    RAISE EXCEPTION 'a copy of the orders needs PostgreSQL 15 or later' USING ERRCODE = 'feature_not_supported';
END IF;
IF current_setting('server_encoding') NOT IN ('UTF8', $head$ || quote_literal(current_setting('server_encoding')) || $head$) THEN
    RAISE EXCEPTION 'a copy of the orders cannot be in a database of encoding "%"', current_setting('server_encoding')
        USING ERRCODE = 'feature_not_supported',
            DETAIL = 'The first text with a character that it does not have would stop the subscription.',
            HINT = 'Make the copy in a database with ENCODING ''UTF8''.';
END IF;
IF to_regnamespace('orderhook') IS NOT NULL THEN
    RAISE EXCEPTION 'schema "orderhook" already exists' USING ERRCODE = 'duplicate_schema',
        DETAIL = 'It is a store, or a copy, and nothing in it was changed.',
        HINT = 'Make the copy in a database of its own, or drop an older copy and its subscription first.';
END IF;
CREATE SCHEMA orderhook;
COMMENT ON SCHEMA orderhook IS
'A copy of the orders of a store of orderhook, which logical replication keeps: to be read and not to be written. '
'Amounts are exact, in major units, signed so that they add up; NULL means that the provider cannot say, never 0. '
'No row-level security: whoever may read it reads all stores.';
$head$ || body || $tail$REVOKE ALL ON ALL ROUTINES IN SCHEMA orderhook FROM PUBLIC;
$tail$ || format(E'END\n$%s$;', tag);
END
$orderhook_copy_script$;

-- With a replica identity that is not copied whole, the door could not write any more.
CREATE FUNCTION orderhook_publish(name text DEFAULT 'orderhook') RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $orderhook_publish$
DECLARE
    other_identity text;
BEGIN
    PERFORM @extschema@.orderhook_check_publishable(name);
    IF EXISTS (SELECT FROM pg_publication p WHERE p.pubname = orderhook_publish.name::name) THEN
        RAISE EXCEPTION 'publication "%" already exists', name
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'It was left as it is.',
                  HINT = 'Give another name, or DROP PUBLICATION first; of one that orderhook_publish made, '
                         'orderhook_copy_script gives the script again.';
    END IF;
    SELECT min(format('%I', c.table_name)) INTO other_identity
      FROM @extschema@.orderhook_copied_columns() c
      JOIN pg_class t ON t.oid = format('orderhook.%I', c.table_name)::regclass
      LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
     WHERE t.relreplident <> 'd' OR i.indrelid IS NULL
        OR EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::int2[]) AND a.attname <> ALL (c.columns));
    IF other_identity IS NOT NULL THEN
        RAISE EXCEPTION 'table "%" has another replica identity than its primary key', other_identity
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'Once it was published without all columns, its rows could not be updated any more.',
                  HINT = format('ALTER TABLE orderhook.%s REPLICA IDENTITY DEFAULT first.', other_identity);
    END IF;
    EXECUTE format('CREATE PUBLICATION %I FOR TABLE %s WITH (publish_via_partition_root = true)', name,
                   (SELECT string_agg(format('orderhook.%I (%s)', c.table_name, array_to_string(c.columns, ', ')), ', ')
                      FROM @extschema@.orderhook_copied_columns() c));
    RETURN @extschema@.orderhook_copy_script(name);
END
$orderhook_publish$;

COMMENT ON FUNCTION orderhook_publish(text) IS
'Makes a publication of the orders, their parts and journeys, the products, and what of sources and stores their views '
'read, and gives the script that makes, on another server, the same tables and views without the extension. Never '
'published: bodies, headers and all other of receipts, secrets, contacts, customers, digests, limits of readers, and a '
'column that is not in orderhook_copied_columns. Left out are therefore the views inbox, quarantine, order_problems '
'and sources (over receipts), order_contacts, customers and erasures (personal data), drift (names of keys as they were '
'sent), changes (of this server''s transactions) and own_... (of policies), and what of your own needs more than is '
'published or runs with its owner''s rights. The copy has no row-level security: policies of limit_reader do not '
'hold there. To be run by the owner of the store, who may CREATE in the database. Error 42P01 where there is no store, 42710 where there is a '
'publication of that name, 22023 for an empty name, 55000 where a table has another replica identity than its '
'primary key. Subscribing needs wal_level = logical.';
COMMENT ON FUNCTION orderhook_copy_script(text) IS
'The script of orderhook_publish once more, for another subscriber, or after the store was brought up to date; name is '
'that of the publication. It makes nothing here. Run where a schema orderhook exists, the script does nothing but '
'fail with 42P06; in a database whose encoding is neither UTF8 nor that of this one, with 0A000. Error 42P01 where '
'there is no store, 22023 for an empty name.';
COMMENT ON FUNCTION orderhook_check_publishable(text) IS
'Refuses, for orderhook_publish and orderhook_copy_script, where there is no store, and an empty name.';
COMMENT ON FUNCTION orderhook_copied_columns() IS
'What orderhook_publish publishes: the columns of each table, and no others. None of them holds personal data but for '
'what people write, such as notes, as grant_reader shows it.';
COMMENT ON FUNCTION orderhook_copied_views() IS
'The views of the store. place: where it comes in the script of orderhook_publish; NULL: it is left out, for what it '
'lacks there.';
COMMENT ON FUNCTION orderhook_copied_functions() IS
'The functions that views of a copy call: the script of orderhook_publish makes them, too.';
COMMENT ON FUNCTION orderhook_copy_lacks(regclass, oid[]) IS
'What orderhook_copied_views asks of each view.';
COMMENT ON FUNCTION orderhook_copy_statements() IS
'The statements of the script of orderhook_publish, by stage and place.';
