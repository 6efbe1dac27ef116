-- delivery.sql
--	One delivery from end to end: the versions of control file and library, verdict, outcome, orders.
SET client_min_messages = warning;
CREATE EXTENSION orderhook;
SELECT orderhook_install() \g /dev/null
INSERT INTO orderhook.source (name, provider, currency) VALUES ('soho', 'mipos', 'MXN');
SELECT orderhook.set_secret('soho', 'a secret of the right length') \g /dev/null
INSERT INTO orderhook.inbox (source, headers, body)
SELECT 'soho', orderhook_sign(body, 'a secret of the right length', 'mipos'), body FROM orderhook_sample('mipos') body
RETURNING verdict, outcome \gset
SELECT extversion, orderhook_version(), :'verdict', :'outcome', (SELECT count(*) FROM orderhook.orders)
  FROM pg_extension WHERE extname = 'orderhook';
