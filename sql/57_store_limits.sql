-- ---- limits of readers ----

-- What a limited reader sees of a table, told from its columns, so that none is forgotten: rows that
-- cannot be told to be of a store are of no store that he may see.
CREATE FUNCTION orderhook.limit_condition(the_table regclass) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $limit_condition$
DECLARE
    columns name[] := ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = the_table AND attnum > 0 AND NOT attisdropped);
BEGIN
    RETURN CASE
        WHEN columns @> '{store_id}' THEN
            'store_id IN (SELECT o.store_id FROM orderhook.own_store o)'
        WHEN columns @> '{source_id,store_external_id}' THEN
            '(source_id, COALESCE(store_external_id, '''')) IN (SELECT o.source_id, o.external_store_id FROM orderhook.own_alias o)'
        -- Not IN, which would have to read all headers to find the rows of one order. What is of two is seen by who sees both.
        WHEN columns @> '{source_id,order_id}' THEN
            concat_ws(' AND ',
                      format('EXISTS (SELECT FROM orderhook.own_order o WHERE o.source_id = %1$s.source_id AND o.order_id = %1$s.order_id)', the_table),
                      CASE WHEN columns @> '{other_source_id,other_order_id}' THEN
                      format('EXISTS (SELECT FROM orderhook.own_order o WHERE o.source_id = %1$s.other_source_id AND o.order_id = %1$s.other_order_id)', the_table) END)
        WHEN the_table = 'orderhook.source'::regclass THEN
            'source_id IN (SELECT o.source_id FROM orderhook.own_alias o)'
        ELSE 'false' END;
END
$limit_condition$;

-- Why policies would not hold a role: itself, or another that it can become with SET ROLE.
CREATE FUNCTION orderhook.limit_obstacle(role oid) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $limit_obstacle$
DECLARE
    -- From version 16 on, a member may be kept from SET ROLE.
    becoming text := CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER'
                          ELSE 'SET, MEMBER WITH ADMIN OPTION' END;
BEGIN
    RETURN (
        SELECT CASE WHEN r.oid = role THEN format('It %s.', o.obstacle)
                    ELSE format('It can become %I, which %s.', r.rolname, o.obstacle) END
          FROM pg_roles r
         CROSS JOIN LATERAL (
               SELECT CASE
                   WHEN r.rolsuper THEN 'is a superuser'
                   WHEN r.rolbypassrls THEN 'bypasses row-level security'
                   WHEN r.rolcreaterole THEN 'may create roles and grant them'
                   WHEN r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program') THEN
                       'reaches the files of the server'
                   WHEN EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relowner = r.oid)
                     OR EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = 'orderhook' AND n.nspowner = r.oid) THEN
                       'owns the store, or something in it'
                   WHEN r.oid <> role
                    AND EXISTS (SELECT FROM pg_class c
                                 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p', 'v')
                                   AND has_any_column_privilege(r.oid, c.oid, 'SELECT'))
                    AND NOT EXISTS (SELECT FROM pg_policy p JOIN pg_roles l ON l.oid = ANY (p.polroles)
                                     WHERE p.polrelid = 'orderhook.order_header'::regclass AND p.polname = 'limited_readers'
                                       AND pg_has_role(r.oid, l.oid, 'USAGE')) THEN
                       'reads the store without a limit'
                   END AS obstacle) o
         WHERE o.obstacle IS NOT NULL AND (r.oid = role OR pg_has_role(role, r.oid, becoming))
         ORDER BY r.oid = role DESC, r.rolname COLLATE "C"
         LIMIT 1);
END
$limit_obstacle$;

-- The first limit puts row-level security in place, for everybody else as before; with the last, it goes.
-- Policies that somebody else made stay as they are, and so does row-level security where it was on.
CREATE FUNCTION orderhook.limit_table(the_table regclass, limited oid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $limit_table$
DECLARE
    is_on boolean := (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = the_table);
    policies name[] := ARRAY(SELECT p.polname FROM pg_policy p WHERE p.polrelid = the_table);
    were_limited oid[] := (SELECT p.polroles FROM pg_policy p WHERE p.polrelid = the_table AND p.polname = 'limited_readers');
BEGIN
    IF were_limited <@ limited AND were_limited @> limited AND is_on THEN
        RETURN;
    END IF;
    IF were_limited IS NOT NULL THEN
        EXECUTE format('DROP POLICY limited_readers ON %s', the_table);
    END IF;
    IF limited IS NULL THEN
        IF policies <@ '{everybody,limited_readers}' AND policies @> '{everybody}' THEN
            EXECUTE format('DROP POLICY everybody ON %s', the_table);
            EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', the_table);
        END IF;
        RETURN;
    END IF;
    IF NOT is_on THEN
        IF NOT policies @> '{everybody}' THEN
            EXECUTE format('CREATE POLICY everybody ON %s USING (true)', the_table);
        END IF;
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', the_table);
    END IF;
    EXECUTE format('CREATE POLICY limited_readers ON %s AS RESTRICTIVE TO %s USING (%s)', the_table,
                   (SELECT string_agg(quote_ident(r.rolname), ', ') FROM pg_roles r WHERE r.oid = ANY (limited)),
                   orderhook.limit_condition(the_table));
END
$limit_table$;

-- Every table gets the policies of all who are limited, but for the one who is released.
CREATE FUNCTION orderhook.enforce_limits(released name DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $enforce_limits$
DECLARE
    limited oid[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'limits of readers cannot be changed in a transaction that is %', current_setting('transaction_isolation')
            USING ERRCODE = 'feature_not_supported',
                  DETAIL = 'It would not see, and so undo, the limits that others set since it began.',
                  HINT = 'Use the isolation level READ COMMITTED.';
    END IF;
    LOCK TABLE orderhook.reader_limit IN SHARE ROW EXCLUSIVE MODE;
    -- Those whose policies went with DROP OWNED, too, as long as they are listed.
    SELECT array_agg(r.oid)
      INTO limited
      FROM pg_roles r
     WHERE r.rolname IS DISTINCT FROM released
       AND (EXISTS (SELECT FROM orderhook.reader_limit l WHERE l.role_name = r.rolname)
         OR EXISTS (SELECT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                     WHERE c.relnamespace = 'orderhook'::regnamespace AND p.polname = 'limited_readers'
                       AND r.oid = ANY (p.polroles)));
    PERFORM orderhook.limit_table(c.oid, limited)
       FROM (SELECT oid FROM pg_class
              WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('r', 'p') ORDER BY oid) c;
    IF limited IS NOT NULL THEN
        EXECUTE format('GRANT SELECT ON orderhook.own_store, orderhook.own_alias, orderhook.own_order TO %s',
                       (SELECT string_agg(quote_ident(r.rolname), ', ') FROM pg_roles r WHERE r.oid = ANY (limited)));
    END IF;
END
$enforce_limits$;

CREATE FUNCTION orderhook.limit_reader(role name, store text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $limit_reader$
DECLARE
    the_role oid := (SELECT r.oid FROM pg_roles r WHERE r.rolname = limit_reader.role);
    the_store bigint := (SELECT s.store_id FROM orderhook.store s WHERE s.name = limit_reader.store);
BEGIN
    IF to_regclass('orderhook.first_changes') IS NOT NULL THEN
        RAISE EXCEPTION 'readers of a distributed store cannot be limited to stores'
            USING ERRCODE = 'feature_not_supported',
                  DETAIL = 'The policies would have to ask other tables, which Citus does not allow.',
                  HINT = 'Give each group of readers sources of its own, and a policy on source_id.';
    END IF;
    IF the_role IS NULL THEN
        RAISE EXCEPTION 'role "%" does not exist', role
            USING ERRCODE = 'undefined_object',
                  HINT = 'Create it, and call orderhook.grant_reader for it.';
    END IF;
    IF the_store IS NULL THEN
        RAISE EXCEPTION 'store "%" does not exist', store
            USING ERRCODE = 'foreign_key_violation',
                  HINT = 'Insert it into orderhook.store first.';
    END IF;
    IF orderhook.limit_obstacle(the_role) IS NOT NULL THEN
        RAISE EXCEPTION 'role "%" cannot be limited', role
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = orderhook.limit_obstacle(the_role),
                  HINT = 'Limit a role whose rights are from grant_reader or grant_contacts, and from roles that are limited.';
    END IF;
    LOCK TABLE orderhook.reader_limit IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO orderhook.reader_limit (role_name, store_id) VALUES (role, the_store)
    ON CONFLICT ON CONSTRAINT reader_limit_pkey DO NOTHING;
    PERFORM orderhook.enforce_limits();
END
$limit_reader$;

-- The role may be gone: what it left in the list goes, too.
CREATE FUNCTION orderhook.unlimit_reader(role name, store text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $unlimit_reader$
DECLARE
    was_limited boolean;
BEGIN
    LOCK TABLE orderhook.reader_limit IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM orderhook.reader_limit l
     WHERE l.role_name = unlimit_reader.role
       AND (unlimit_reader.store IS NULL
         OR l.store_id IN (SELECT s.store_id FROM orderhook.store s WHERE s.name = unlimit_reader.store));
    was_limited := FOUND
        OR store IS NULL AND EXISTS (SELECT FROM pg_policy p JOIN pg_roles r ON r.oid = ANY (p.polroles)
                                      WHERE p.polrelid = 'orderhook.order_header'::regclass
                                        AND p.polname = 'limited_readers' AND r.rolname = role);
    IF NOT was_limited THEN
        RAISE EXCEPTION 'role "%" is not limited to %', role, CASE WHEN store IS NULL THEN 'any store' ELSE format('store "%s"', store) END
            USING ERRCODE = 'undefined_object',
                  HINT = 'orderhook.reader_limit lists the limits of each role.';
    END IF;
    IF EXISTS (SELECT FROM orderhook.reader_limit l WHERE l.role_name = role) THEN
        RETURN;
    END IF;
    PERFORM orderhook.enforce_limits(released => role);
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        EXECUTE format('REVOKE SELECT ON orderhook.own_store, orderhook.own_alias, orderhook.own_order FROM %I', role);
    END IF;
END
$unlimit_reader$;

