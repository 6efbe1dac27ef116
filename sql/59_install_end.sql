END
$install$;

COMMENT ON FUNCTION orderhook_install() IS
'Makes the store: schema orderhook with its tables, views and functions, owned by the caller and no part of the extension. Error 42P06 where a schema of that name exists.';

-- What an older store lacks. The door hangs on the extension and goes with it, so that
-- after DROP EXTENSION and CREATE EXTENSION this puts it back. Of a distributed store every
-- statement goes to all nodes: Citus wants constraints to have names and, where a column is
-- new, a statement of their own.
CREATE FUNCTION orderhook_migrate()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $migrate$
DECLARE
    alteration text;
BEGIN
    IF to_regclass('orderhook.inbox') IS NULL THEN
        RAISE EXCEPTION 'there is no store to bring up to date'
            USING ERRCODE = 'undefined_table',
                  HINT = 'Make one with SELECT orderhook_install().';
    END IF;
    IF @extschema@.orderhook_is_distributed() THEN
        PERFORM @extschema@.orderhook_check_cluster();
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'orderhook.inbox'::regclass AND tgname = 'door') THEN
        CREATE TRIGGER door INSTEAD OF INSERT ON orderhook.inbox
        FOR EACH ROW EXECUTE FUNCTION @extschema@.orderhook_door();
    END IF;
    -- Those that call the extension look for it where it was; it may be in another schema now.
    FOR alteration IN
        SELECT format('ALTER FUNCTION %s SET search_path = %s, pg_temp', p.oid::regprocedure, e.extnamespace::regnamespace)
          FROM pg_proc p JOIN pg_extension e ON e.extname = 'orderhook'
         WHERE p.pronamespace = 'orderhook'::regnamespace
           AND p.proconfig::text !~ 'search_path=pg_catalog'
           AND p.proname IN ('set_secret', 'receive_batch', 'order_as_of', 'replay', 'renormalize', 'reverify', 'erase_contact',
                             'find_receipts', 'terms_of_receipts', 'trace_person', 'lock_traces', 'receive', 'erase_from_people',
                             'erase_from_orders', 'erase_from_receipts', 'erase_from_json', 'erase_proofs', 'simulate', 'lent_headers')
    LOOP
        EXECUTE alteration;
    END LOOP;
    IF @extschema@.orderhook_is_distributed() THEN
        PERFORM @extschema@.orderhook_place_store();
    END IF;
END
$migrate$;

COMMENT ON FUNCTION orderhook_migrate() IS
'Brings a store that an older version made up to date; does nothing to one that is. To be run by the owner of the store after every ALTER EXTENSION orderhook UPDATE, and after the extension was dropped and created again. Error 42P01 where there is no store.';
