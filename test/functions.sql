-- The functions that are for users, as rows of README's tables: the words are those of COMMENT ON, so that README, \df+ and
-- tools say the same. With what=names, the names of these functions and of all views.
--
--   psql -X -q -A -t -f test/functions.sql
\if :{?what}
\else
\set what rows
\endif
WITH routine AS (
    SELECT p.oid, p.prokind, p.pronargs, p.pronargdefaults,
           CASE n.nspname WHEN 'orderhook' THEN 'orderhook.' ELSE '' END || p.proname AS name,
           -- Without those that are given back alone.
           ARRAY(SELECT a.name FROM unnest(p.proargnames, p.proargmodes) WITH ORDINALITY a (name, mode, n)
                  WHERE COALESCE(a.mode, 'i') IN ('i', 'b') ORDER BY a.n) AS arguments,
           obj_description(p.oid, 'pg_proc') AS comment
      FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE (n.nspname = 'orderhook' OR p.proname ~ '^orderhook_')
       -- What others call, and nobody else has a use for.
       AND p.proname NOT IN
           ('orderhook_door', 'orderhook_seal', 'orderhook_receive_batch', 'orderhook_order_as_of', 'orderhook_retell',
            'orderhook_replay', 'orderhook_recheck', 'orderhook_rehearse',
            'check_timezone', 'check_currency', 'check_choice', 'named_source',
            'purgeable', 'purge_bodies', 'lend_secrets', 'lent_headers',
            'journey_orders', 'journey_path', 'check_pair', 'decide',
            'limit_condition', 'limit_obstacle', 'limit_table', 'enforce_limits',
            'phone_digits', 'is_id_of_one', 'find_person', 'person_terms', 'find_receipts', 'terms_of_receipts', 'trace_person',
            'lock_traces', 'certify_erasure',
            'orderhook_check_cluster', 'orderhook_distribution_obstacle', 'orderhook_is_by_source', 'orderhook_is_distributed',
            'orderhook_keep_view', 'orderhook_leave_nodes', 'orderhook_lock_store', 'orderhook_make_each_source', 'orderhook_node_command',
            'orderhook_number_here', 'orderhook_number_on', 'orderhook_numbered', 'orderhook_place_functions', 'orderhook_place_other_views', 'orderhook_place_store',
            'orderhook_place_tables', 'orderhook_place_views', 'orderhook_prepare_nodes', 'orderhook_put_view_back',
            'orderhook_put_views_back', 'orderhook_read_as_owner', 'orderhook_receive', 'orderhook_rows_of_owner',
            'decided_pairs', 'erase_proofs', 'known_orders', 'order_blocks', 'purgeable_of_each', 'orderhook_copied_functions',
            'orderhook_check_publishable', 'orderhook_copied_views', 'orderhook_copy_lacks', 'orderhook_copy_statements', 'check_horizon', 'check_age',
            'month_start', 'receipt_partitions', 'receipt_definitions', 'receipts_kept_since', 'purge_kept', 'is_kept_no_longer',
            'copy_settings', 'create_partition', 'create_partitions', 'attach_partition', 'guard_partition', 'judge_partition',
            'judge_partitions', 'has_bodies_before', 'drop_partition', 'drop_partitions', 'lock_receipts', 'add_partitions', 'lacking_months', 'move_receipts', 'rebuild_obstacle', 'rebuild_receipt', 'check_receipt_owner',
            'check_rebuildable', 'lock_out_deliveries',
            'erase_from_json', 'erase_from_orders', 'erase_from_receipts', 'erase_from_people')
), call AS (
    SELECT r.*,
           CASE prokind WHEN 'p' THEN 'CALL ' ELSE '' END || name || '(' ||
           array_to_string(arguments[:pronargs - pronargdefaults], ', ') ||
           CASE WHEN pronargdefaults > 0 THEN
               CASE WHEN pronargs > pronargdefaults THEN ' [, ' ELSE '[' END ||
               array_to_string(arguments[pronargs - pronargdefaults + 1:], ' [, ') || repeat(']', pronargdefaults)
           ELSE '' END || ')' AS call
      FROM routine r
)
SELECT CASE :'what' WHEN 'names' THEN name ELSE
           format('| `%s` | %s |', call, replace(replace(comment, '|', '\|'), '<', '\<')) END
  FROM (SELECT name, call, comment, oid FROM call
         UNION ALL
        SELECT 'orderhook.' || relname, NULL, NULL, oid FROM pg_class
         WHERE :'what' = 'names' AND relnamespace = 'orderhook'::regnamespace AND relkind = 'v') listed
 ORDER BY name COLLATE "C", oid;
