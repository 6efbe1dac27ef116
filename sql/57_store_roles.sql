-- ---- who may do what ----

-- An ingress may put deliveries in and read back what became of its own: RETURNING needs
-- SELECT on these columns, and the view shows their rows to the owner alone.
CREATE FUNCTION orderhook.grant_ingress(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $grant_ingress$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA orderhook TO %s', role);
    EXECUTE format('GRANT INSERT (source, headers, body, received_at),
                          SELECT (webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems)
                       ON orderhook.inbox TO %s', role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION orderhook.receive(text, jsonb, bytea),
                                              orderhook.receive(bigint, jsonb, bytea),
                                              orderhook.receive_batch(text[], jsonb[], bytea[]) TO %s', role);
END
$grant_ingress$;

-- A reader sees the orders without personal data: no contacts, no customers, no receipts, and
-- of what sources send no key that could be somebody's. Nor
-- digests: who can guess at the few words that one was made of would know when he is right.
CREATE FUNCTION orderhook.grant_reader(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $grant_reader$
DECLARE
    digested regclass;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA orderhook TO %s', role);
    EXECUTE format('GRANT SELECT ON
                          orderhook.orders, orderhook.order_items, orderhook.order_modifiers,
                          orderhook.order_charges, orderhook.order_payments, orderhook.order_events,
                          orderhook.order_deliveries, orderhook.order_arrivals, orderhook.order_problems,
                          orderhook.reconciliation, orderhook.order_check, orderhook.coverage,
                          orderhook.products, orderhook.quarantine, orderhook.sources,
                          orderhook.drift, orderhook.source_path,
                          orderhook.sales_by_day, orderhook.sales_by_item, orderhook.places, orderhook.order_days,
                          orderhook.order_item, orderhook.order_modifier,
                          orderhook.order_charge, orderhook.order_payment, orderhook.order_event,
                          orderhook.order_delivery, orderhook.order_arrival,
                          orderhook.order_journeys, orderhook.order_journey_orders, orderhook.service_times,
                          orderhook.order_link,
                          orderhook.source, orderhook.store, orderhook.store_alias
                       TO %s', role);
    -- What these views call; it reads with the rights of who reads.
    EXECUTE format('GRANT EXECUTE ON FUNCTION orderhook.journey_orders(), orderhook.known_orders(), orderhook.decided_pairs(), orderhook.order_blocks() TO %s', role);
    FOREACH digested IN ARRAY '{orderhook.order_header,orderhook.product}'::regclass[]
    LOOP
        EXECUTE format('GRANT SELECT (%s) ON %s TO %s',
                       (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                         WHERE attrelid = digested AND attnum > 0 AND NOT attisdropped AND attname NOT LIKE '%digest%'),
                       digested, role);
    END LOOP;
    -- Limits that are listed hold again after DROP OWNED took the policies.
    IF EXISTS (SELECT FROM orderhook.reader_limit l JOIN pg_roles r ON r.rolname = l.role_name WHERE r.oid = role) THEN
        PERFORM orderhook.enforce_limits();
    END IF;
END
$grant_reader$;

-- Personal data, granted apart from the orders.
CREATE FUNCTION orderhook.grant_contacts(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $grant_contacts$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA orderhook TO %s', role);
    EXECUTE format('GRANT SELECT ON
                          orderhook.order_contacts, orderhook.customers,
                          orderhook.order_contact, orderhook.customer, orderhook.source,
                          orderhook.erasures, orderhook.erasure
                       TO %s', role);
    IF EXISTS (SELECT FROM orderhook.reader_limit l JOIN pg_roles r ON r.rolname = l.role_name WHERE r.oid = role) THEN
        PERFORM orderhook.enforce_limits();
    END IF;
END
$grant_contacts$;

-- Nothing in the store is for PUBLIC.
REVOKE ALL ON ALL ROUTINES IN SCHEMA orderhook FROM PUBLIC;

