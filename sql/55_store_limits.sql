-- ---- readers who are limited to some of the stores ----

CREATE TABLE orderhook.reader_limit (
    role_name text   NOT NULL,
    store_id  bigint NOT NULL,
    PRIMARY KEY (role_name, store_id)
);

-- What is within the limits of who reads. Policies ask these views, and so do the views that run
-- with their owner's rights, past all policies: what is own is told in one place.

-- The policies say who is limited, by the role and not by its name. Those whom the server exempts
-- from policies have no limit here, either.
CREATE VIEW orderhook.own_limit WITH (security_barrier) AS
SELECT pg_get_userbyid(l.role)::text AS role_name
  FROM pg_policy p
 CROSS JOIN LATERAL unnest(p.polroles) AS l (role)
 WHERE p.polrelid = 'orderhook.order_header'::regclass AND p.polname = 'limited_readers'
   AND row_security_active('orderhook.order_header'::regclass) AND pg_has_role(l.role, 'USAGE');

-- Who has the rights of two limited roles is within the limits of both.
CREATE VIEW orderhook.own_store WITH (security_barrier) AS
SELECT l.store_id
  FROM orderhook.reader_limit l
  JOIN orderhook.own_limit o USING (role_name)
 GROUP BY l.store_id
HAVING count(*) = (SELECT count(*) FROM orderhook.own_limit);

CREATE VIEW orderhook.own_alias WITH (security_barrier) AS
SELECT a.source_id, a.external_store_id
  FROM orderhook.store_alias a
  JOIN orderhook.own_store o USING (store_id);

CREATE VIEW orderhook.own_order WITH (security_barrier) AS
SELECT h.source_id, h.order_id
  FROM orderhook.order_header h
  JOIN orderhook.own_alias a ON a.source_id = h.source_id AND a.external_store_id = COALESCE(h.store_external_id, '');

