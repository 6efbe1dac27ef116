# The store outlives the extension, and goes through pg_dump and pg_restore row by row.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $node = start_node('lifecycle');
my $deliver_all = q{
	SELECT string_agg(DISTINCT deliver(p, orderhook_sample(p::orderhook_provider, n)), ', ')
	  FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p, generate_series(%d, %d) n};

make_store($node, 'postgres');
$node->safe_psql('postgres', q{
	INSERT INTO orderhook.store (name, timezone, currency) VALUES ('soho', 'America/New_York', 'USD');
	CREATE ROLE ingress;
	SELECT orderhook.grant_ingress('ingress');
});
is($node->safe_psql('postgres', sprintf($deliver_all, 1, 10)), 'applied', 'deliveries');
$node->safe_psql('postgres', q(SELECT deliver('bbot', '{'), deliver('mipos', '\x00ff')));
my $before = fingerprint($node, 'postgres');

# ---- DROP EXTENSION ----

my ($status, $stdout, $stderr) = $node->psql('postgres', 'DROP EXTENSION orderhook');
isnt($status, 0, 'DROP EXTENSION is refused');
like($stderr, qr/cannot drop extension orderhook because other objects depend on it/, '... because of the door');
is(fingerprint($node, 'postgres'), $before, '... and nothing changed');

$node->safe_psql('postgres', 'SET client_min_messages = warning; DROP EXTENSION orderhook CASCADE');
is(fingerprint($node, 'postgres'), $before, 'with CASCADE, every row stays');
is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.orders'), 50, '... and the views are there');
($status, $stdout, $stderr) =
  $node->psql('postgres', q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '')});
isnt($status, 0, '... but the door is shut');
like($stderr, qr/cannot insert into view "inbox"/, '... with an error that says so');

$node->safe_psql('postgres', 'CREATE EXTENSION orderhook');
($status) = $node->psql('postgres', 'SELECT orderhook_install()');
isnt($status, 0, 'a second orderhook_install() is refused');
$node->safe_psql('postgres', 'SELECT orderhook_migrate(); SELECT orderhook_migrate()');
is(fingerprint($node, 'postgres'), $before, 'orderhook_migrate() keeps every row');
is($node->safe_psql('postgres', sprintf($deliver_all, 1, 10)), 'duplicate', '... and what was known is known');
is($node->safe_psql('postgres', sprintf($deliver_all, 11, 12)), 'applied', '... and the door works');

# ---- the extension in a schema of its own ----

$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
$node->safe_psql('elsewhere', q{
	CREATE SCHEMA hooks;
	CREATE EXTENSION orderhook SCHEMA hooks;
	SELECT hooks.orderhook_install();
	INSERT INTO orderhook.source (name, provider) VALUES ('mipos', 'mipos');
	SELECT orderhook.set_secret('mipos', 'sixteen bytes and more');
});
is( $node->safe_psql('elsewhere', q{
		SELECT outcome FROM hooks.orderhook_sample('mipos', 1) b,
		       orderhook.receive('mipos', hooks.orderhook_sign(b, 'sixteen bytes and more', 'mipos'), b)}),
	'applied', 'the extension in another schema');

# ---- dump and restore ----

$before = fingerprint($node, 'postgres');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $last_id = $node->safe_psql('postgres', 'SELECT max(webhook_id) FROM orderhook.receipt');

sub check_restored
{
	my ($database) = @_;

	is(fingerprint($node, $database), $before, "$database: the same rows");
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM pg_trigger WHERE tgname = 'door' AND tgrelid = 'orderhook.inbox'::regclass}),
		1, "$database: the door");
	is($node->safe_psql($database, sprintf($deliver_all, 1, 12)), 'duplicate', "$database: what was known is known");
	is($node->safe_psql($database, sprintf($deliver_all, 13, 14)), 'applied', "$database: the next deliveries");
	is($node->safe_psql($database, "SELECT count(*) FROM orderhook.receipt WHERE webhook_id > $last_id"),
		70, "$database: ids go on behind the last");
	is( $node->safe_psql($database, q{SET ROLE ingress;
			INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '') RETURNING outcome}),
		'rejected', "$database: grants");
}

$node->command_ok([ 'pg_dump', '-f', "$folder/plain.sql", '-d', $node->connstr('postgres') ], 'pg_dump, plain');
$node->safe_psql('postgres', 'CREATE DATABASE plain');
$node->command_ok(
	[ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', "$folder/out", '-f', "$folder/plain.sql", '-d', $node->connstr('plain') ],
	'psql reads it');
check_restored('plain');

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$folder/custom", '-d', $node->connstr('postgres') ], 'pg_dump, custom');
$node->safe_psql('postgres', 'CREATE DATABASE custom');
$node->command_ok([ 'pg_restore', '-j2', '--exit-on-error', '-d', $node->connstr('custom'), "$folder/custom" ],
	'pg_restore');
check_restored('custom');

# The rows alone, into a store that is there and empty: no trigger fires.
$node->command_ok(
	[ 'pg_dump', '-Fc', '--data-only', '-n', 'orderhook', '-f', "$folder/rows", '-d', $node->connstr('postgres') ],
	'pg_dump, rows alone');
$node->safe_psql('postgres', 'CREATE DATABASE rows');
make_store($node, 'rows');
$node->safe_psql('rows', q{
	TRUNCATE orderhook.source, orderhook.source_secret;
	SELECT orderhook.grant_ingress('ingress')});
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('rows'), "$folder/rows" ], 'pg_restore');
check_restored('rows');

done_testing();
