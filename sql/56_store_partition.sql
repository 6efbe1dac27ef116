-- ---- receipts in months ----

-- Months are those of UTC, wherever a session is.
CREATE FUNCTION orderhook.month_start(at timestamptz, later integer DEFAULT 0) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $month_start$
BEGIN
    RETURN (date_trunc('month', at AT TIME ZONE 'UTC') + make_interval(months => later)) AT TIME ZONE 'UTC';
END
$month_start$;

-- Times that are written to be read again, here and below, are in the one style that does not name zones: what such a
-- name means is a setting, and 'IST' is read as another zone than where it is written.
CREATE FUNCTION orderhook.receipt_partitions()
RETURNS TABLE (partition text, since timestamptz, until timestamptz)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO'
AS $receipt_partitions$
BEGIN
    RETURN QUERY
    SELECT c.oid::regclass::text,
           CASE WHEN b.bound LIKE '%FROM (MINVALUE)%' THEN '-infinity'
                ELSE substring(b.bound FROM $$FROM \('([^']+)'\)$$)::timestamptz END,
           CASE WHEN b.bound LIKE '%TO (MAXVALUE)' THEN 'infinity'
                ELSE substring(b.bound FROM $$TO \('([^']+)'\)$$)::timestamptz END
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
     -- Without the table, which it would lock: there is nothing of it in a bound.
     CROSS JOIN LATERAL pg_get_expr(c.relpartbound, 0) AS b (bound)
     WHERE i.inhparent = 'orderhook.receipt'::regclass;
END
$receipt_partitions$;

-- ---- one partition ----

-- What CREATE TABLE ... LIKE leaves out: of personal data no samples are taken here, either.
CREATE FUNCTION orderhook.copy_settings(of_table regclass, to_table regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $copy_settings$
DECLARE
    setting text;
BEGIN
    FOR setting IN
        SELECT format('ALTER COLUMN %I SET STATISTICS %s', a.attname, a.attstattarget)
          FROM pg_attribute a
         WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
         UNION ALL
        SELECT format('ALTER COLUMN %I SET (%s)', a.attname, o.o)
          FROM pg_attribute a CROSS JOIN LATERAL unnest(a.attoptions) o (o)
         WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped AND o.o LIKE 'n_distinct%'
         UNION ALL
        SELECT format('OWNER TO %s', c.relowner::regrole) FROM pg_class c WHERE c.oid = of_table
         UNION ALL
        SELECT x.setting
          FROM pg_class c
          JOIN pg_class n ON n.oid = to_table AND n.relkind = 'r'
          LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
          LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
         CROSS JOIN LATERAL (VALUES
               ('SET (' || array_to_string(c.reloptions, ', ') || ')'),
               ('SET (' || (SELECT string_agg('toast.' || o.o, ', ') FROM unnest(t.reloptions) o (o)) || ')'),
               ('SET TABLESPACE ' || quote_ident(s.spcname)),
               (CASE c.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL'
                                    WHEN 'n' THEN 'REPLICA IDENTITY NOTHING' END)) x (setting)
         WHERE c.oid = of_table AND c.relkind = 'r' AND x.setting IS NOT NULL
    LOOP
        EXECUTE format('ALTER TABLE %s %s', to_table, setting);
    END LOOP;
END
$copy_settings$;

-- A table such as receipt, and no partition yet. Both NULL: the one for times without a partition.
CREATE FUNCTION orderhook.create_partition(since timestamptz, until timestamptz, settings_of regclass) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $create_partition$
DECLARE
    name text := CASE WHEN until IS NULL THEN 'receipt_default'
                      WHEN since = '-infinity' THEN to_char(until AT TIME ZONE 'UTC', '"receipt_before_"YYYY_MM')
                      ELSE to_char(since AT TIME ZONE 'UTC', '"receipt_"YYYY_MM') END;
    result regclass;
BEGIN
    EXECUTE format('CREATE TABLE orderhook.%I (LIKE orderhook.receipt INCLUDING ALL '
                   'EXCLUDING IDENTITY EXCLUDING INDEXES EXCLUDING STATISTICS)', name);
    result := format('orderhook.%I', name)::regclass;
    EXECUTE format('COMMENT ON TABLE %s IS %L', result,
                   CASE WHEN until IS NULL THEN 'Receipts of times that have no partition: see orderhook.maintain.'
                        WHEN since = '-infinity'
                        THEN to_char(until AT TIME ZONE 'UTC', '"Receipts from before "YYYY-MM", UTC."')
                        ELSE to_char(since AT TIME ZONE 'UTC', '"Receipts of "YYYY-MM", UTC."') END);
    PERFORM orderhook.copy_settings(settings_of, result);
    RETURN result;
END
$create_partition$;

CREATE FUNCTION orderhook.attach_partition(partition regclass, since timestamptz, until timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO'
AS $attach_partition$
BEGIN
    EXECUTE format('ALTER TABLE orderhook.receipt ATTACH PARTITION %s %s', partition,
                   CASE WHEN until IS NULL THEN 'DEFAULT'
                        WHEN since = '-infinity' THEN format('FOR VALUES FROM (MINVALUE) TO (%L)', until)
                        ELSE format('FOR VALUES FROM (%L) TO (%L)', since, until) END);
END
$attach_partition$;

-- Whatever the schema grants by default, a partition is its owner's alone: others come by way of receipt. Who is
-- limited there is limited here.
CREATE FUNCTION orderhook.guard_partition(partition regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $guard_partition$
DECLARE
    statement text;
    limited oid[] := (SELECT p.polroles FROM pg_policy p
                       WHERE p.polrelid = 'orderhook.receipt'::regclass AND p.polname = 'limited_readers');
BEGIN
    FOR statement IN
        SELECT DISTINCT format('REVOKE ALL ON %s FROM %s', partition,
                               COALESCE(NULLIF(a.grantee, 0)::regrole::text, 'PUBLIC'))
          FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
         WHERE c.oid = partition AND a.grantee <> c.relowner
    LOOP
        EXECUTE statement;
    END LOOP;
    IF limited IS NOT NULL THEN
        PERFORM orderhook.limit_table(partition, limited);
    END IF;
    IF (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = 'orderhook.receipt'::regclass) THEN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', partition);
    END IF;
END
$guard_partition$;

-- ---- what hangs on the receipts ----

-- What depends on the table or on its row type, and cannot be put on another in its place; NULL: nothing.
-- A partitioned table has no unique index without the time. What a condition that was never checked refuses would be
-- printed, body and headers included.
CREATE FUNCTION orderhook.rebuild_obstacle() RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $rebuild_obstacle$
BEGIN
    RETURN (
        SELECT o.obstacle
          FROM (SELECT pg_describe_object(d.classid, d.objid, d.objsubid) AS obstacle
                  FROM pg_class t
                  LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
                  LEFT JOIN pg_type y ON y.oid = t.reltype
                  JOIN pg_depend d
                    ON (d.refclassid, d.refobjid) IN (
                           ('pg_class'::regclass, t.oid), ('pg_constraint'::regclass, k.oid),
                           ('pg_type'::regclass, y.oid), ('pg_type'::regclass, y.typarray))
                  LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
                  LEFT JOIN pg_index i ON i.indexrelid = c.oid
                  LEFT JOIN pg_constraint s ON d.classid = 'pg_constraint'::regclass AND s.oid = d.objid
                  LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
                  LEFT JOIN pg_class v ON v.oid = r.ev_class
                  LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
                 WHERE t.oid = 'orderhook.receipt'::regclass
                   AND CASE WHEN c.oid = t.oid OR c.relispartition AND t.relkind = 'p' THEN false
                            WHEN s.conparentid = k.oid THEN false
                            WHEN i.indexrelid IS NOT NULL
                            THEN i.indisunique AND NOT i.indisprimary OR i.indrelid <> t.oid
                            WHEN c.relkind = 'S' THEN c.relname <> 'receipt_webhook_id_seq' OR d.deptype <> 'i'
                            WHEN s.oid IS NOT NULL
                            THEN s.conrelid <> t.oid OR s.contype NOT IN ('p', 'c', 'n')
                              OR s.contype <> 'p' AND (s.connoinherit OR NOT s.convalidated)
                            WHEN r.oid IS NOT NULL THEN v.relkind <> 'v' OR d.refclassid <> 'pg_class'::regclass
                            WHEN p.oid IS NOT NULL THEN p.polrelid <> t.oid
                            WHEN d.classid IN ('pg_attrdef'::regclass, 'pg_statistic_ext'::regclass) THEN false
                            WHEN d.classid = 'pg_type'::regclass THEN d.deptype <> 'i'
                            WHEN c.relkind = 't' THEN false
                            ELSE true END
                 UNION ALL
                SELECT format('the forced row-level security of table %s', t.oid::regclass)
                  FROM pg_class t WHERE t.oid = 'orderhook.receipt'::regclass AND t.relforcerowsecurity
                 UNION ALL
                SELECT format('the index that is the replica identity of table %s', t.oid::regclass)
                  FROM pg_class t WHERE t.oid = 'orderhook.receipt'::regclass AND t.relreplident = 'i') o
         ORDER BY o.obstacle COLLATE "C"
         LIMIT 1);
END
$rebuild_obstacle$;

CREATE FUNCTION orderhook.check_receipt_owner() RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $check_receipt_owner$
DECLARE
    is_distributed boolean := false;
    the_owner regrole := (SELECT c.relowner FROM pg_class c WHERE c.oid = 'orderhook.receipt'::regclass);
BEGIN
    IF NOT pg_has_role(the_owner, 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of the store'
            USING ERRCODE = 'insufficient_privilege',
                  DETAIL = 'Partitions are made and dropped by the owner of the table orderhook.receipt.',
                  HINT = format('Call it as %s.', the_owner);
    END IF;
    IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
        EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1)'
           INTO is_distributed USING 'orderhook.receipt'::regclass;
    END IF;
    IF is_distributed THEN
        RAISE EXCEPTION 'the receipts are distributed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'The rows of a distributed table are on several nodes, whose partitions are not made here.',
                  HINT = 'Use orderhook.purge to make room.';
    END IF;
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'partitions cannot be made or dropped in a transaction that is %',
                current_setting('transaction_isolation')
            USING ERRCODE = 'feature_not_supported',
                  DETAIL = 'It would not see the receipts that came since it began.',
                  HINT = 'Use the isolation level READ COMMITTED.';
    END IF;
END
$check_receipt_owner$;

CREATE FUNCTION orderhook.check_rebuildable(to_partitions boolean) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $check_rebuildable$
DECLARE
    is_partitioned boolean := (SELECT c.relkind = 'p' FROM pg_class c WHERE c.oid = 'orderhook.receipt'::regclass);
BEGIN
    PERFORM orderhook.check_receipt_owner();
    IF is_partitioned = to_partitions THEN
        RAISE EXCEPTION 'the receipts are % partitioned', CASE WHEN is_partitioned THEN 'already' ELSE 'not' END
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = CASE WHEN is_partitioned THEN 'orderhook.maintain makes partitions ahead and drops old ones.'
                              ELSE 'orderhook_partition partitions them.' END;
    END IF;
    IF orderhook.rebuild_obstacle() IS NOT NULL THEN
        RAISE EXCEPTION 'the receipts cannot be put into another table'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('This hangs on the table as it is: %s.', orderhook.rebuild_obstacle()),
                  HINT = 'Drop it, and make it again afterwards, where it can be.';
    END IF;
END
$check_rebuildable$;

-- Deliveries lock the inbox first, then the sources, and the receipts last, and whoever reads a view its tables after
-- it: who waits for one of these has nothing yet that this would have to wait for. LOCK TABLE would lock all that is
-- beneath a view, catalogs included; an owner that it has already locks it alone.
CREATE FUNCTION orderhook.lock_out_deliveries() RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $lock_out_deliveries$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT DISTINCT format('ALTER VIEW %s OWNER TO %s', v.oid::regclass, v.relowner::regrole)
          FROM pg_depend d
          JOIN pg_rewrite r ON r.oid = d.objid
          JOIN pg_class v ON v.oid = r.ev_class
         WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
           AND d.refobjid = 'orderhook.receipt'::regclass
         ORDER BY 1
    LOOP
        EXECUTE statement;
    END LOOP;
    LOCK TABLE orderhook.source IN ACCESS EXCLUSIVE MODE;
    LOCK TABLE orderhook.receipt IN ACCESS EXCLUSIVE MODE;
END
$lock_out_deliveries$;

-- What has to be said again of a table that takes the place of receipt, in this order; views first, since
-- what was there before can go only then.
CREATE FUNCTION orderhook.receipt_definitions(for_partitions boolean)
RETURNS TABLE (stage text, definition text)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $receipt_definitions$
DECLARE
    the_table regclass := 'orderhook.receipt'::regclass;
BEGIN
    -- Replaced, each stays who it is, with its grants, comments and the door.
    RETURN QUERY
    SELECT DISTINCT 'view', format('CREATE OR REPLACE VIEW %s%s AS %s', v.oid::regclass,
                                   ' WITH (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid))
      FROM pg_depend d
      JOIN pg_rewrite r ON r.oid = d.objid
      JOIN pg_class v ON v.oid = r.ev_class
     WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = the_table;
    -- In the order in which they were made, which the planner goes by where they seem to cost the same.
    RETURN QUERY
    SELECT 'index',
           CASE WHEN i.indisprimary
                THEN format('ALTER TABLE orderhook.receipt ADD CONSTRAINT %I PRIMARY KEY (source_id, webhook_id%s)',
                            c.relname, CASE WHEN for_partitions THEN ', received_at' END)
                ELSE replace(pg_get_indexdef(i.indexrelid), ' ON ONLY orderhook.receipt ', ' ON orderhook.receipt ') END
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = the_table
     ORDER BY i.indexrelid;
    RETURN QUERY
    SELECT 'statistics', d.definition
      FROM pg_statistic_ext s
      JOIN pg_namespace n ON n.oid = s.stxnamespace
     CROSS JOIN LATERAL (VALUES
           (1, pg_get_statisticsobjdef(s.oid)),
           (2, format('ALTER STATISTICS %I.%I SET STATISTICS ', n.nspname, s.stxname) || NULLIF(s.stxstattarget, -1)),
           (3, format('COMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname, obj_description(s.oid, 'pg_statistic_ext'))),
           (4, format('ALTER STATISTICS %I.%I OWNER TO %s', n.nspname, s.stxname, s.stxowner::regrole))) d (n, definition)
     WHERE s.stxrelid = the_table AND d.definition IS NOT NULL
     ORDER BY s.oid, d.n;
    RETURN QUERY
    SELECT 'comment', format('COMMENT ON INDEX orderhook.%I IS %L', c.relname, obj_description(c.oid, 'pg_class'))
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = the_table AND obj_description(c.oid, 'pg_class') IS NOT NULL
     UNION ALL
    SELECT 'comment', format('COMMENT ON CONSTRAINT %I ON orderhook.receipt IS %L', k.conname,
                             obj_description(k.oid, 'pg_constraint'))
      FROM pg_constraint k WHERE k.conrelid = the_table AND obj_description(k.oid, 'pg_constraint') IS NOT NULL
     UNION ALL
    SELECT 'comment', format('COMMENT ON TABLE orderhook.receipt IS %L', obj_description(the_table, 'pg_class'))
     UNION ALL
    SELECT 'comment', format('COMMENT ON SEQUENCE orderhook.receipt_webhook_id_seq IS %L',
                             obj_description('orderhook.receipt_webhook_id_seq'::regclass, 'pg_class'));
    -- What default privileges gave goes first.
    RETURN QUERY
    SELECT 'grant', format('SELECT orderhook.guard_partition(%L)', 'orderhook.receipt')
     UNION ALL
    SELECT 'grant', format('REVOKE ALL ON orderhook.receipt FROM %s', c.relowner::regrole)
      FROM pg_class c WHERE c.oid = the_table AND c.relacl IS NOT NULL;
    RETURN QUERY
    SELECT 'grant', format('GRANT %s%s ON %s TO %s%s', g.privilege_type, g.columns, g.name,
                           COALESCE(NULLIF(g.grantee, 0)::regrole::text, 'PUBLIC'),
                           CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
      FROM (SELECT a.*, 'orderhook.receipt' AS name, NULL AS columns
              FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.oid = the_table
             UNION ALL
            SELECT a.*, 'orderhook.receipt', format(' (%I)', t.attname)
              FROM pg_attribute t CROSS JOIN LATERAL aclexplode(t.attacl) a
             WHERE t.attrelid = the_table AND NOT t.attisdropped
             UNION ALL
            SELECT a.*, 'SEQUENCE orderhook.receipt_webhook_id_seq', NULL
              FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
             WHERE c.oid = 'orderhook.receipt_webhook_id_seq'::regclass) g;
    RETURN QUERY
    SELECT 'policy', format('CREATE POLICY %I ON orderhook.receipt AS %s FOR %s TO %s%s%s', p.polname,
                            CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                            CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                          WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                            (SELECT string_agg(COALESCE(NULLIF(r.r, 0)::regrole::text, 'PUBLIC'), ', ')
                               FROM unnest(p.polroles) r (r)),
                            ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                            ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
      FROM pg_policy p WHERE p.polrelid = the_table
     ORDER BY p.polname;
    RETURN QUERY
    SELECT 'policy', format('COMMENT ON POLICY %I ON orderhook.receipt IS %L', p.polname, obj_description(p.oid, 'pg_policy'))
      FROM pg_policy p WHERE p.polrelid = the_table;
    RETURN QUERY
    SELECT 'policy', 'ALTER TABLE orderhook.receipt ENABLE ROW LEVEL SECURITY'
      FROM pg_class c WHERE c.oid = the_table AND c.relrowsecurity;
END
$receipt_definitions$;

-- ---- another table in its place ----

CREATE FUNCTION orderhook.create_partitions(of_table regclass, settings_of regclass, starts timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $create_partitions$
DECLARE
    p record;
BEGIN
    FOR p IN EXECUTE format(
        'SELECT CASE WHEN m.since < $1 THEN ''-infinity'' ELSE m.since END AS since,
                CASE WHEN m.since < $1 THEN $1 ELSE orderhook.month_start(m.since, 1) END AS until
           FROM (SELECT orderhook.month_start(r.received_at) AS since
                   FROM (SELECT DISTINCT date_trunc(''day'', x.received_at, ''UTC'') FROM %s x
                          WHERE x.received_at BETWEEN ''0001-01-02'' AND ''9999-12-30'') r (received_at)
                  UNION
                 SELECT orderhook.month_start(now(), n) FROM generate_series(0, 3) n) m
          UNION
         SELECT NULL, NULL
          ORDER BY 1', of_table) USING starts
    LOOP
        PERFORM orderhook.attach_partition(orderhook.create_partition(p.since, p.until, settings_of), p.since, p.until);
    END LOOP;
END
$create_partitions$;

CREATE FUNCTION orderhook.rebuild_receipt(to_partitions boolean, starts timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET row_security = off
SET DateStyle = 'ISO'
AS $rebuild_receipt$
DECLARE
    views text[] := ARRAY(
        SELECT d.definition FROM orderhook.receipt_definitions(to_partitions) d WHERE d.stage = 'view');
    others text[] := ARRAY(
        SELECT d.definition FROM orderhook.receipt_definitions(to_partitions) d WHERE d.stage <> 'view');
    settings_of regclass := COALESCE(
        (SELECT p.partition::regclass FROM orderhook.receipt_partitions() p WHERE p.until IS NULL),
        'orderhook.receipt'::regclass);
    columns text;
    statement text;
BEGIN
    ALTER SEQUENCE orderhook.receipt_webhook_id_seq RENAME TO receipt_before_webhook_id_seq;
    ALTER TABLE orderhook.receipt RENAME TO receipt_before;
    EXECUTE 'CREATE TABLE orderhook.receipt ('
            'LIKE orderhook.receipt_before INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)'
            || CASE WHEN to_partitions THEN ' PARTITION BY RANGE (received_at)' ELSE '' END;
    PERFORM orderhook.copy_settings('orderhook.receipt_before', 'orderhook.receipt');
    IF to_partitions THEN
        PERFORM orderhook.create_partitions('orderhook.receipt_before', settings_of, starts);
    ELSE
        PERFORM orderhook.copy_settings(settings_of, 'orderhook.receipt');
    END IF;
    columns := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                 WHERE a.attrelid = 'orderhook.receipt_before'::regclass AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attgenerated = '');
    EXECUTE format('INSERT INTO orderhook.receipt (%1$s) OVERRIDING SYSTEM VALUE '
                   'SELECT %1$s FROM orderhook.receipt_before', columns);
    EXECUTE 'SELECT setval(''orderhook.receipt_webhook_id_seq'', b.last_value, b.is_called) '
            'FROM orderhook.receipt_before_webhook_id_seq b';
    FOREACH statement IN ARRAY views
    LOOP
        EXECUTE statement;
    END LOOP;
    DROP TABLE orderhook.receipt_before;
    FOREACH statement IN ARRAY others
    LOOP
        EXECUTE statement;
    END LOOP;
    PERFORM orderhook.guard_partition(p.partition::regclass) FROM orderhook.receipt_partitions() p;
END
$rebuild_receipt$;

