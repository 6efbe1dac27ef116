-- Names planted where the store might look for its own. plant.trip(what) is a tripwire: it notes who ran it,
-- in a sequence, which no rollback takes back, and says so, unless that was the planter or a victim of its own
-- search_path (trip_spares).
CREATE SCHEMA plant;
CREATE SEQUENCE plant.hits;
CREATE TABLE plant.spared (role name);
CREATE FUNCTION plant.trip(what text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM plant.spared WHERE role = current_user) THEN
        PERFORM nextval('plant.hits');
        RAISE WARNING 'tripwire: % as %', what, current_user;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA plant TO PUBLIC;
GRANT USAGE, SELECT ON SEQUENCE plant.hits TO PUBLIC;
GRANT SELECT ON plant.spared TO PUBLIC;

-- A function of that name and signature that trips.
CREATE FUNCTION plant.make_function(place name, name name, arguments text, result text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format($f$CREATE FUNCTION %I.%I(%s) RETURNS %s LANGUAGE plpgsql AS
                      $body$ BEGIN PERFORM plant.trip(%L); %s END $body$ $f$,
                   place, name, arguments, result, format('%s.%s(%s)', place, name, arguments),
                   CASE WHEN result LIKE 'SETOF %' THEN 'RETURN;' ELSE 'RETURN NULL;' END);
END
$$;

CREATE FUNCTION plant.make_operator(place name, name text, left_type regtype, right_type regtype, result regtype)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    support name := format('op_%s', nextval('plant.operators'));
BEGIN
    PERFORM plant.make_function(place, support, CASE WHEN left_type <> 0 THEN format('%s, ', left_type) ELSE '' END || right_type::text, result::text);
    EXECUTE format('CREATE OPERATOR %I.%s (FUNCTION = %I.%I, %s RIGHTARG = %s)', place, name, place, support,
                   CASE WHEN left_type <> 0 THEN format('LEFTARG = %s,', left_type) END, right_type);
END
$$;
CREATE SEQUENCE plant.operators;
GRANT USAGE ON SEQUENCE plant.operators TO PUBLIC;

-- Every overload that the server has of these names, once more: for a schema in front of pg_catalog.
CREATE FUNCTION plant.copy_names(place name, functions text[], operators text[]) RETURNS bigint
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
WITH f AS MATERIALIZED (
    SELECT plant.make_function(place, p.proname, oidvectortypes(p.proargtypes), pg_get_function_result(p.oid))
      FROM pg_proc p
     WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind IN ('f', 'a', 'w') AND p.provariadic = 0
       AND p.proname = ANY (functions) AND p.proargmodes IS NULL
       AND NOT EXISTS (SELECT FROM unnest(array_append(p.proargtypes::oid[], p.prorettype)) t (id)
                        WHERE id IN ('internal'::regtype, 'cstring'::regtype, '"any"'::regtype, 'trigger'::regtype))
), o AS MATERIALIZED (
    SELECT plant.make_operator(place, o.oprname, o.oprleft, o.oprright, o.oprresult)
      FROM pg_operator o
     WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprname = ANY (operators) AND o.oprresult <> 0
)
SELECT (SELECT count(*) FROM f) + (SELECT count(*) FROM o)
$$;

-- What the server does not have: the same names over other types. These are found behind pg_catalog as well,
-- wherever a call needs a cast there and none here.
CREATE FUNCTION plant.better_names(place name, functions text[], operators text[], types regtype[]) RETURNS bigint
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
WITH pair AS (
    SELECT l.id::regtype AS l, r.id::regtype AS r FROM unnest(types) l (id) CROSS JOIN unnest(types) r (id)
), f AS MATERIALIZED (
    SELECT plant.make_function(place, name, arguments, (
               SELECT CASE WHEN t.typtype = 'p' THEN 'text' ELSE p.prorettype::regtype::text END
                 FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
                WHERE p.proname = name AND p.pronamespace = 'pg_catalog'::regnamespace
                ORDER BY p.oid LIMIT 1))
      FROM unnest(functions) name
     CROSS JOIN (SELECT t.id::regtype::text AS arguments FROM unnest(types) t (id)
                 UNION ALL SELECT format('%s, %s', l, r) FROM pair) a
     WHERE to_regprocedure(format('pg_catalog.%I(%s)', name, arguments)) IS NULL
       AND to_regprocedure(format('%I.%I(%s)', place, name, arguments)) IS NULL
), o AS MATERIALIZED (
    SELECT plant.make_operator(place, name, l, r,
                               CASE WHEN name IN ('=', '<>', '<', '>', '<=', '>=', '~') THEN 'boolean'
                                    WHEN name = '->>' THEN 'text' ELSE l::text END::regtype)
      FROM unnest(operators) name CROSS JOIN pair
     WHERE to_regoperator(format('pg_catalog.%s(%s, %s)', name, l, r)) IS NULL
       AND to_regoperator(format('%I.%s(%s, %s)', place, name, l, r)) IS NULL
)
SELECT (SELECT count(*) FROM f) + (SELECT count(*) FROM o)
$$;
