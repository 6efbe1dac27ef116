# Variety.pm
#	A store of which every part is in use: by all providers, with every outcome, and with what its owner
#	added to it; and whether another is the same store, and works on.
package Variety;

use strict;
use warnings FATAL => 'all';

use Catalogue;
use Exporter 'import';
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

our @EXPORT = qw(create_roles shape_store fill_store look_at is_same_store works_on);

my @as_keeper = (extra_params => [ '-U', 'keeper' ]);

# The keeper, who is no superuser, owns the store.
sub create_roles
{
	my ($node) = @_;

	$node->safe_psql('postgres', q{
		CREATE ROLE keeper LOGIN;
		CREATE ROLE ingress LOGIN;
		CREATE ROLE reader LOGIN;
		CREATE ROLE limited LOGIN;
		CREATE ROLE contacts});
}

# What the owner does to the store itself.
sub shape_store
{
	my ($node, $database) = @_;

	$node->safe_psql($database, q{
		SELECT orderhook.grant_ingress('ingress'), orderhook.grant_reader('reader'), orderhook.grant_contacts('contacts');
		GRANT SELECT ON orderhook.orders TO contacts WITH GRANT OPTION;
		REVOKE SELECT ON orderhook.order_events FROM reader;
		COMMENT ON TABLE orderhook.store IS 'The stores of the group.';
		ALTER TABLE orderhook.store ADD COLUMN region text CHECK (region <> '');
		CREATE INDEX order_header_placed_at ON orderhook.order_header (placed_at);
		CREATE VIEW orderhook.open_orders WITH (security_invoker) AS
		SELECT * FROM orderhook.orders WHERE order_state = 'open';
		ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
		CREATE POLICY few ON orderhook.order_header FOR SELECT TO reader, limited USING (source_id < 100);
		INSERT INTO orderhook.store (name, timezone, day_start, currency, region)
		VALUES ('soho', 'America/New_York', '04:00', 'USD', 'east'), ('centro', 'Europe/Madrid', '00:00', 'EUR', NULL);
		SELECT orderhook.grant_reader('limited'), orderhook.limit_reader('limited', 'centro')}, @as_keeper);
}

sub configure
{
	return q{
		INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
		SELECT s.source_id, a.id, t.store_id
		  FROM (VALUES ('revo', 'cafe-mel', 'centro'), ('bbot', '1', 'soho')) a (source, id, store)
		  JOIN orderhook.source s ON s.name = a.source JOIN orderhook.store t ON t.name = a.store;
		UPDATE orderhook.source SET currency = 'EUR', timezone = 'Europe/Madrid', outbox = true, notify = true WHERE name = 'revo';
		INSERT INTO orderhook.source (name, provider, money_unit, allow_unauthenticated, max_body_bytes, enabled)
		VALUES ('signed', 'flybuy', NULL, false, DEFAULT, true), ('open', 'fulflld', 'minor', true, DEFAULT, true),
		       ('small', 'mipos', NULL, false, 100, true), ('closed', 'revo', NULL, false, DEFAULT, false),
		       ('bare', 'revo', NULL, false, DEFAULT, true);
		SELECT orderhook.set_secret(source, secret, key, from_time, to_time::timestamptz)
		  FROM (VALUES ('signed', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'key', now(), NULL),
		               ('closed', 'shared secret of Revo', 'default', now(), NULL::text),
		               ('revo', 'the secret that comes next', 'next', now(), NULL),
		               ('mipos', 'the secret that was before', 'old', '2020-01-01', '2021-01-01'),
		               ('bbot', 'soho:not yet', 'coming', '2100-01-01', 'infinity'),
		               ('fulflld', 'X-Edge-Key: revoked key', 'revoked', now(), NULL)) k (source, secret, key, from_time, to_time);
		SELECT orderhook.revoke_secret('fulflld', 'revoked');};
}

# Deliveries that end in the ways in which the providers' own never end.
sub misdeliver
{
	return q{
		SELECT deliver('bbot', '['), deliver('mipos', '\x00ff'), deliver('revo', '[1, 2]');
		SELECT orderhook.receive('bbot', '{"Authorization": "Basic d3Jvbmc6d3Jvbmc="}', '{}'),
		       orderhook.receive('revo', '{"X-Revo-Hmac-SHA256": "abc", "Accept": "*/*"}', '{}'),
		       orderhook.receive('mipos', '[["Signature-Webhook", "a"], ["signature-webhook", "b"]]', '{}'),
		       orderhook.receive('mipos', orderhook_sign('{}', 'a secret of somebody else', 'mipos'), '{}'),
		       orderhook.receive('flybuy', NULL, NULL), orderhook.receive('bare', '{}', '{}'),
		       orderhook.receive('open', '{}', '{"event": "ORDER_CREATED", "payload": {"orderId": "o", "order": {"total": 1250}}}'),
		       orderhook.receive('small', '{}', convert_to(repeat('large', 1000), 'UTF8'));
		SELECT orderhook.receive('signed', orderhook_sign(b, 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'flybuy', now()), b),
		       orderhook.receive('signed', orderhook_sign(b, 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'flybuy', '2020-01-01'), b),
		       orderhook.receive('closed', orderhook_sign(b, 'shared secret of Revo', 'revo'), b),
		       orderhook.receive('revo', orderhook_sign(b, 'the secret that comes next', 'revo'), b)
		  FROM orderhook_sample('flybuy', 1) b;};
}

# Samples 1 to 10 of each provider are among what it then knows.
sub fill_store
{
	my ($node, $database) = @_;
	my $sql = configure();

	foreach my $file (payload_files())
	{
		my ($provider, $path) = @$file;
		$sql .= "SELECT deliver('$provider', '\\x" . unpack('H*', slurp_file($path)) . "');\n";
	}
	$sql .= 'SELECT deliver_samples(1, 10); SELECT deliver_samples(5, 5);' . misdeliver()
	  . q{SELECT orderhook.link(min(order_id), max(order_id)) FROM orderhook.orders WHERE provider = 'fulflld';
		INSERT INTO orderhook.erasure (source_id, erased_at, erased_by, orders, contacts, customers, receipts)
		VALUES (1, '2026-03-07 18:00:00Z', 'keeper', 1, 1, 0, 2);};
	$node->safe_psql($database, $sql, @as_keeper);
}

# What another has to have in common with it. What can be told anew from the stored bytes and signatures
# comes out as it was stored: 0|0.
sub look_at
{
	my ($node, $database) = @_;

	return {
		rows => fingerprint($node, $database),
		catalogue => catalogue($node, $database),
		sequences => $node->safe_psql($database, q{
			SELECT string_agg(sequencename || ' ' || last_value, ', ' ORDER BY sequencename)
			  FROM pg_sequences WHERE schemaname = 'orderhook'}),
		told_anew => $node->safe_psql($database, q{
			SELECT (SELECT count(*) FROM orderhook.renormalize()),
			       (SELECT count(*) FROM orderhook.reverify() WHERE note = 'changed')}),
		last_id => $node->safe_psql($database, 'SELECT max(webhook_id) FROM orderhook.receipt') };
}

# The door, grants, comments, checks and options are the catalogue's; a trigger that fired on the way would
# have left a receipt.
sub is_same_store
{
	my ($node, $database, $was, $name) = @_;
	my $is = look_at($node, $database);

	is($is->{rows}, $was->{rows}, "$name: the same rows");
	is_catalogue($is->{catalogue}, $was->{catalogue}, "$name: the same objects");
	is($is->{sequences}, $was->{sequences}, "$name: the same sequences");
	is($is->{told_anew}, $was->{told_anew}, "$name: the same when told anew");
	return;
}

sub works_on
{
	my ($node, $database, $was, $name, $deliveries) = @_;
	my $to = 100 + $deliveries / 5;
	my $receipts = 50 + $deliveries;

	is($node->safe_psql($database, 'SELECT deliver_samples(1, 10)'), 'duplicate', "$name: what was known is known");
	is($node->safe_psql($database, "SELECT deliver_samples(101, $to)"), 'applied', "$name: the next $deliveries deliveries");
	is( $node->safe_psql($database,
			"SELECT count(*), count(DISTINCT webhook_id) FROM orderhook.receipt WHERE webhook_id > $was->{last_id}"),
		"$receipts|$receipts", "$name: ids go on behind the last");
	is( $node->safe_psql($database, q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '') RETURNING outcome},
			extra_params => [ '-U', 'ingress' ]),
		'rejected', "$name: an ingress may deliver");
	is( $node->safe_psql($database, 'SELECT DISTINCT store FROM orderhook.orders', extra_params => [ '-U', 'limited' ]),
		'centro', "$name: a limited reader sees its store alone");
	return;
}

1;
