-- ---- finding a person ----

CREATE FUNCTION orderhook.phone_digits(phone text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $phone_digits$
BEGIN
    RETURN regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^00', '');
END
$phone_digits$;

-- Of an id such as '', 0 or -1 a provider says that it knows nobody: many have it.
CREATE FUNCTION orderhook.is_id_of_one(external_id text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $is_id_of_one$
BEGIN
    RETURN external_id ~ '[^-0[:space:]]' AND external_id !~ E'^\\s*-'
       AND lower(btrim(external_id)) <> ALL ('{anonymous,false,guest,n/a,nil,none,"null",undefined,unknown}');
END
$is_id_of_one$;

-- Who: the contacts and customers that one of these is of, or an id (with its source before it) of
-- which a stored delivery says so; those of the same id in the same source, and those who stand
-- beside them as the same order's guest. A place where orders are picked up is nobody but itself:
-- is_place.
CREATE FUNCTION orderhook.find_person(email text, phone text, external_id text, stated_ids text[])
RETURNS TABLE (source_id bigint, order_id bigint, row_no bigint, customer_id text, is_place boolean, is_empty boolean,
               person_id text, name text, person_email text, person_phone text, address text, plate text, tax_id text, web text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $find_person$
BEGIN
    RETURN QUERY
    WITH person AS NOT MATERIALIZED (
         SELECT k.source_id, k.order_id, k.row_no, NULL::text AS customer_id, k.role IS NOT DISTINCT FROM 'pickup' AS is_place,
                num_nonnulls(k.external_id, k.name, k.email, k.phone, k.address, k.latitude, k.longitude, k.vehicle, k.plate) = 0
                    AS is_empty,
                k.external_id, k.name, k.email, k.phone, k.address, k.plate, NULL::text AS tax_id, NULL::text AS web
           FROM orderhook.order_contact k
          UNION ALL
         SELECT c.source_id, NULL, NULL, c.external_id, false,
                num_nonnulls(c.external_ref, c.name, c.tax_id, c.email, c.phone, c.web, c.address, c.city, c.region,
                             c.postal_code, c.country, c.notes) = 0,
                c.external_id, c.name, c.email, c.phone, c.address, NULL, c.tax_id, c.web
           FROM orderhook.customer c),
    given AS (
         SELECT p.* FROM person p
          WHERE lower(btrim(p.email)) = find_person.email
             OR find_person.phone IS NOT NULL AND orderhook.phone_digits(p.phone) = find_person.phone
             OR p.external_id = find_person.external_id
             OR NOT p.is_place AND p.source_id::text || ' '::text || p.external_id = ANY (stated_ids)),
    linked AS (
         SELECT g.* FROM given g
          UNION
         SELECT p.* FROM person p
           JOIN given g ON NOT g.is_place AND NOT p.is_place AND p.source_id = g.source_id AND p.external_id = g.external_id
            AND orderhook.is_id_of_one(g.external_id)),
    beside AS (
         SELECT l.* FROM linked l
          UNION
         SELECT p.* FROM person p
           JOIN linked l ON NOT l.is_place AND NOT p.is_place AND p.source_id = l.source_id AND p.order_id = l.order_id)
    SELECT b.source_id, b.order_id, b.row_no, b.customer_id, b.is_place, b.is_empty,
           b.source_id::text || ' '::text || b.external_id, b.name, b.email, b.phone, b.address, b.plate, b.tax_id, b.web
      FROM beside b;
END
$find_person$;

-- By what the person is known: what reaches nobody else (reach), what is told of nobody else by
-- chance (term), and single words, which others may share (word).
CREATE FUNCTION orderhook.person_terms(
    name text, email text, phone text, address text, plate text, tax_id text, web text)
RETURNS TABLE (kind text, term text)
LANGUAGE plpgsql IMMUTABLE ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $person_terms$
BEGIN
    RETURN QUERY
    WITH said (kind, term) AS (
         SELECT CASE WHEN email ~ '.@.' THEN 'reach' ELSE 'word' END, btrim(email)
          UNION ALL
         SELECT CASE WHEN length(orderhook.phone_digits(phone)) >= 8 THEN 'reach' ELSE 'term' END, phone
          UNION ALL
         SELECT CASE WHEN btrim(name) ~ E'\\s' THEN 'term' ELSE 'word' END, btrim(name)
          UNION ALL
         SELECT 'word', w.word FROM regexp_split_to_table(name, E'\\s+') w (word)
          UNION ALL
         SELECT 'word', w.word FROM regexp_split_to_table(name, E'[\\s-]+') w (word)
          UNION ALL
         SELECT 'term', address WHERE octet_length(address) >= 8
          UNION ALL
         SELECT 'word', btrim(a.piece) FROM regexp_split_to_table(address, ',') a (piece)
          WHERE octet_length(btrim(a.piece)) >= 6 AND a.piece ~ '[0-9]' AND a.piece ~ '[[:alpha:]]'
          UNION ALL
         SELECT 'word', p.spelling
           FROM regexp_replace(plate, '[^[:alnum:]]', '', 'g') b (bare)
          CROSS JOIN LATERAL regexp_replace(
                regexp_replace(b.bare, '([0-9])([[:alpha:]])', E'\\1 \\2', 'g'), '([[:alpha:]])([0-9])', E'\\1 \\2', 'g') g (grouped)
          CROSS JOIN LATERAL unnest(ARRAY[plate, b.bare, g.grouped, replace(g.grouped, ' ', '-'),
                                          regexp_replace(btrim(plate), '[^[:alnum:]]+', ' ', 'g'),
                                          regexp_replace(btrim(plate), '[^[:alnum:]]+', '-', 'g')]) p (spelling)
          WHERE octet_length(b.bare) >= 4
          UNION ALL
         SELECT 'term', o.other FROM unnest(ARRAY[tax_id, web]) o (other) WHERE octet_length(o.other) >= 5)
    -- Letters beyond Latin-1 are not folded where terms are looked for, and accents may stand apart.
    SELECT DISTINCT s.kind, v.spelling
      FROM said s
     CROSS JOIN LATERAL unnest(CASE WHEN octet_length(s.term) = char_length(s.term) THEN ARRAY[s.term]
                                    ELSE ARRAY[s.term, lower(s.term), upper(s.term)] END) c (folded)
     CROSS JOIN LATERAL unnest(CASE WHEN octet_length(s.term) = char_length(s.term) OR getdatabaseencoding() <> 'UTF8'
                                    THEN ARRAY[c.folded]
                                    ELSE ARRAY[c.folded, normalize(c.folded, NFC), normalize(c.folded, NFD)] END) v (spelling)
     WHERE octet_length(s.term) >= 3;
END
$person_terms$;

-- What the person's own deliveries say of their guest or customer, now or before. What nobody proved
-- may say anything: it is looked for in such deliveries alone.
CREATE FUNCTION orderhook.terms_of_receipts(webhook_ids bigint[])
RETURNS TABLE (kind text, term text, is_proven boolean)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $terms_of_receipts$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT x.source_id, x.provider::orderhook_provider AS provider FROM orderhook.source x
    LOOP
    RETURN QUERY
    SELECT DISTINCT t.kind, t.term, r.http_status = 200
      FROM orderhook.receipt r
     CROSS JOIN LATERAL orderhook_parse(r.body, s.provider) d
     CROSS JOIN LATERAL (
           SELECT y.name, y.email, y.phone, y.address, y.plate, NULL, NULL
             FROM pg_catalog.unnest(d.parties) y WHERE y.role <> 'pickup'
            UNION ALL
           SELECT (d.customer).name, (d.customer).email, (d.customer).phone, (d.customer).address, NULL,
                  (d.customer).tax_id, (d.customer).web) p (name, email, phone, address, plate, tax_id, web)
     CROSS JOIN LATERAL orderhook.person_terms(p.name, p.email, p.phone, p.address, p.plate, p.tax_id, p.web) t
     WHERE r.source_id = s.source_id AND r.webhook_id = ANY (webhook_ids);
    END LOOP;
END
$terms_of_receipts$;

-- Where else the person stands, in bytes and what was kept of them: found by words that reach
-- nobody else, or because it speaks of that guest or customer. is_own: it is the person's own
-- delivery, and not one that only names the person. person_id, the id that it has for the person, has
-- its source before it.
CREATE FUNCTION orderhook.find_receipts(
    email text, phone text, external_id text, reaches text[], customer_ids text[])
RETURNS TABLE (webhook_id bigint, order_id bigint, person_id text, is_own boolean)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $find_receipts$
DECLARE
    s record;
BEGIN
    -- Source by source: each is wholly on one node where the store is distributed.
    FOR s IN SELECT x.source_id, x.provider::orderhook_provider AS provider FROM orderhook.source x
    LOOP
    RETURN QUERY
    SELECT r.webhook_id, r.order_id,
           CASE WHEN r.http_status = 200 THEN o.person_id END,
           o.is_stated OR r.order_id IS NULL AND (r.event LIKE 'customer.%') IS NOT TRUE
      FROM orderhook.receipt r
     CROSS JOIN LATERAL (
           SELECT r.source_id::text || ' '::text || pg_catalog.max(p.id) FILTER (WHERE orderhook.is_id_of_one(p.id)) AS person_id,
                  pg_catalog.count(*) > 0 AS is_stated
             FROM orderhook_parse(r.body, s.provider) d
            CROSS JOIN LATERAL (
                  SELECT y.email, y.phone, y.external_id, NULL FROM pg_catalog.unnest(d.parties) y WHERE y.role <> 'pickup'
                   UNION ALL
                  SELECT (d.customer).email, (d.customer).phone, (d.customer).external_id,
                         r.source_id::text || ' '::text || (d.customer).external_id) p (email, phone, id, customer_id)
            WHERE pg_catalog.lower(pg_catalog.btrim(p.email)) = find_receipts.email
               OR orderhook.phone_digits(p.phone) = find_receipts.phone OR p.id = find_receipts.external_id
               OR p.customer_id = ANY (customer_ids)) o
     WHERE r.source_id = s.source_id
       AND (orderhook_mask(r.body, s.provider, reaches, false) <> r.body
        OR orderhook_mentions(pg_catalog.concat_ws(', ', r.reason, r.provider_event, r.headers, r.problems), reaches)
        OR (find_receipts.external_id IS NOT NULL OR r.event LIKE 'customer.%' AND customer_ids IS NOT NULL)
       AND EXISTS (
           SELECT FROM orderhook_parse(r.body, s.provider) d
            WHERE (d.customer).external_id = find_receipts.external_id
               OR pg_catalog.concat_ws(' ', r.source_id, (d.customer).external_id) = ANY (customer_ids)
               OR EXISTS (SELECT FROM pg_catalog.unnest(d.parties) y WHERE y.external_id = find_receipts.external_id)));
    END LOOP;
END
$find_receipts$;

-- All of it: who it is, by what words the person is known, and where. A person matches by any of the arguments. A name
-- alone counts in the person's own orders, and in what was found by e-mail or phone. Ids have their source before them.
CREATE FUNCTION orderhook.trace_person(
    email text, phone text, external_id text,
    OUT reaches text[], OUT terms text[], OUT words text[], OUT customer_ids text[], OUT stated_ids text[],
    OUT own_orders bigint[], OUT other_orders bigint[], OUT own_receipts bigint[], OUT other_receipts bigint[])
LANGUAGE plpgsql STABLE
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $trace_person$
DECLARE
    known_ids text[];
    now_stated_ids text[];
    stated_orders bigint[];
    place_orders bigint[];
BEGIN
    stated_ids := '{}';
    LOOP
        SELECT COALESCE(pg_catalog.array_agg(DISTINCT p.order_id) FILTER (WHERE p.order_id IS NOT NULL AND NOT p.is_place), '{}'),
               pg_catalog.array_agg(DISTINCT p.order_id) FILTER (WHERE p.order_id IS NOT NULL AND p.is_place),
               pg_catalog.array_agg(p.person_id) FILTER (WHERE p.customer_id IS NOT NULL),
               COALESCE(pg_catalog.array_agg(p.person_id) FILTER (WHERE p.person_id IS NOT NULL), '{}')
          INTO own_orders, place_orders, customer_ids, known_ids
          FROM orderhook.find_person(email, phone, external_id, stated_ids) p;
        SELECT COALESCE(pg_catalog.array_agg(t.term) FILTER (WHERE t.kind = 'reach'), '{}'),
               COALESCE(pg_catalog.array_agg(t.term) FILTER (WHERE t.kind <> 'word'), '{}'),
               pg_catalog.array_agg(t.term) FILTER (WHERE t.kind = 'word')
          INTO reaches, terms, words
          FROM (SELECT x.kind, x.term
                  FROM orderhook.find_person(email, phone, external_id, stated_ids) p
                 CROSS JOIN LATERAL orderhook.person_terms(p.name, p.person_email, p.person_phone, p.address, p.plate,
                                                           p.tax_id, p.web) x
                 UNION
                SELECT x.kind, x.term FROM orderhook.person_terms(NULL, email, phone, NULL, NULL, NULL, NULL) x
                 UNION
                SELECT 'reach', external_id WHERE pg_catalog.length(external_id) >= 12 AND external_id ~ '[[:alpha:]]') t;
        SELECT pg_catalog.array_agg(f.webhook_id) FILTER (WHERE f.is_own),
               pg_catalog.array_agg(f.webhook_id) FILTER (WHERE NOT f.is_own),
               pg_catalog.array_agg(f.order_id) FILTER (WHERE f.order_id IS NOT NULL),
               pg_catalog.array_agg(DISTINCT f.order_id) FILTER (WHERE f.is_own AND f.order_id IS NOT NULL),
               COALESCE(pg_catalog.array_agg(DISTINCT f.person_id) FILTER (WHERE f.person_id IS NOT NULL), '{}')
          INTO own_receipts, other_receipts, other_orders, stated_orders, now_stated_ids
          FROM orderhook.find_receipts(email, phone, external_id, reaches, customer_ids) f;
        -- Who has another address or number by now is known by what came before: once more, by all of that.
        EXIT WHEN now_stated_ids <@ pg_catalog.array_cat(known_ids, stated_ids);
        stated_ids := pg_catalog.array_cat(stated_ids, now_stated_ids);
    END LOOP;
    own_orders := pg_catalog.array_cat(own_orders, stated_orders);
    SELECT pg_catalog.array_agg(o.order_id) INTO other_orders
      FROM (SELECT f.order_id FROM pg_catalog.unnest(pg_catalog.array_cat(other_orders, place_orders)) f (order_id)
             UNION
            SELECT k.order_id FROM orderhook.order_contact k
             WHERE orderhook_mentions(pg_catalog.concat_ws(', ', k.email, k.phone), reaches)
             UNION
            SELECT h.order_id FROM orderhook.order_header h WHERE orderhook_mentions(h.notes, reaches)
             UNION
            SELECT i.order_id FROM orderhook.order_item i WHERE orderhook_mentions(i.notes, reaches)) o
     WHERE (o.order_id = ANY (own_orders)) IS NOT TRUE;
    -- What reaches the person and a guest of the same name make an order the person's own.
    SELECT pg_catalog.array_cat(own_orders, pg_catalog.array_agg(DISTINCT k.order_id)) INTO own_orders
      FROM orderhook.source s
      JOIN orderhook.order_contact k ON k.source_id = s.source_id AND k.order_id = ANY (other_orders)
     WHERE k.role IS DISTINCT FROM 'pickup' AND orderhook_mentions(k.name, terms);
    SELECT pg_catalog.array_agg(o.id) INTO other_orders
      FROM pg_catalog.unnest(other_orders) o (id)
     WHERE (o.id = ANY (own_orders)) IS NOT TRUE;
END
$trace_person$;
