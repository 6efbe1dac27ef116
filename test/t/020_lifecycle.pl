# The store outlives the extension: DROP EXTENSION takes no row, and orderhook_migrate() makes of what
# is left the store that orderhook_install() makes.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $node = start_node('lifecycle');
$node->safe_psql('postgres', 'CREATE ROLE keeper LOGIN; CREATE ROLE stranger LOGIN; CREATE ROLE ingress');

# The rights on a database and its schema public are what a plain role has to be given.
sub create_database
{
	my ($name, @schemas) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER keeper");
	$node->safe_psql($name, "CREATE SCHEMA $_; GRANT USAGE ON SCHEMA $_ TO keeper") foreach @schemas;
}

sub make_granted_store
{
	my ($name, $schema) = @_;

	create_database($name, 'hooks');
	make_store($node, $name, owner => 'keeper', schema => $schema);
	$node->safe_psql($name, "SELECT orderhook.grant_ingress('ingress')", extra_params => [ '-U', 'keeper' ]);
}

sub is_refused
{
	my ($database, $role, $statement, $message) = @_;
	my ($status, $stdout, $stderr) = $node->psql($database, $statement, extra_params => [ '-U', $role ]);

	like($stderr, qr/ERROR:  \Q$message\E/, "$role: $statement");
}

# ---- who may ----

make_granted_store('kept', 'public');
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');
create_database('bare');
foreach my $case (
	[ 'bare', 'keeper', 'CREATE EXTENSION orderhook', 'permission denied to create extension "orderhook"' ],
	[ 'bare', 'stranger', 'CREATE EXTENSION orderhook', 'permission denied to create extension "orderhook"' ],
	[ 'kept', 'keeper', 'DROP EXTENSION orderhook CASCADE', 'must be owner of extension orderhook' ],
	[ 'kept', 'keeper', 'ALTER EXTENSION orderhook UPDATE', 'must be owner of extension orderhook' ],
	[ 'kept', 'keeper', 'SELECT orderhook_install()', 'schema "orderhook" already exists' ],
	[ 'kept', 'stranger', 'SELECT orderhook_install()', 'permission denied for database kept' ],
	[ 'kept', 'stranger', 'SELECT orderhook_migrate()', 'permission denied for schema orderhook' ],
	[ 'kept', 'stranger', 'DROP SCHEMA orderhook CASCADE', 'must be owner of schema orderhook' ],
	[ 'kept', $superuser, 'SELECT orderhook_install()', 'schema "orderhook" already exists' ],
	[ 'kept', $superuser, 'ALTER EXTENSION orderhook SET SCHEMA hooks', 'extension "orderhook" does not support SET SCHEMA' ],
	[ 'kept', $superuser, 'DROP EXTENSION orderhook', 'cannot drop extension orderhook because other objects depend on it' ])
{
	is_refused(@$case);
}

# ---- what somebody made first under our names ----

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE bare TO stranger');
$node->safe_psql('bare', 'CREATE SCHEMA orderhook; CREATE VIEW orderhook.inbox AS SELECT 1 AS source',
	extra_params => [ '-U', 'stranger' ]);
foreach my $squatter (
	'TYPE orderhook_provider AS ENUM ()',
	'TYPE orderhook_order AS (a int)',
	"FUNCTION orderhook_install() RETURNS void LANGUAGE sql AS ''",
	"FUNCTION orderhook_door() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
	"FUNCTION orderhook_version() RETURNS text LANGUAGE sql AS 'SELECT 1::text'")
{
	(my $object = $squatter) =~ s/ (AS|RETURNS) .*//;
	$node->safe_psql('bare', "CREATE $squatter", extra_params => [ '-U', 'keeper' ]);
	my ($status, $stdout, $stderr) = $node->psql('bare', 'CREATE EXTENSION orderhook');
	like($stderr, qr/ERROR:  (type|function) "orderhook_\w+" already exists/, "CREATE EXTENSION beside somebody's $object");
	$node->safe_psql('bare', "DROP $object");
}
$node->safe_psql('bare', 'CREATE EXTENSION orderhook');
my $squatted = catalogue($node, 'bare');
is_refused('bare', 'keeper', 'SELECT orderhook_install()', 'schema "orderhook" already exists');
is_refused('bare', $superuser, 'SELECT orderhook_install()', 'schema "orderhook" already exists');
is_refused('bare', 'keeper', 'SELECT orderhook_migrate()', 'permission denied for schema orderhook');
is_catalogue(catalogue($node, 'bare'), $squatted, "somebody's schema is left as it is");

# ---- DROP EXTENSION ----

make_granted_store('fresh', 'public');
make_granted_store('fresh_in_hooks', 'hooks');
my $fresh = catalogue($node, 'fresh');
my $fresh_in_hooks = catalogue($node, 'fresh_in_hooks');
is_catalogue(catalogue($node, 'kept'), $fresh, 'what was refused changed nothing');
isnt($fresh_in_hooks, $fresh, 'the catalogue tells where the extension is');

is($node->safe_psql('kept', 'SELECT deliver_samples(1, 10)'), 'applied', 'deliveries');
$node->safe_psql('kept', q(SELECT deliver('bbot', '{'), deliver('mipos', '\x00ff')));
my $rows = fingerprint($node, 'kept');
my $old_session = $node->background_psql('kept', on_error_stop => 1);
is($old_session->query_safe(q{SELECT deliver_samples(1, 10), (SELECT count(*) FROM orderhook.renormalize())}),
	'duplicate|0', 'a session with plans of its own');
$rows = fingerprint($node, 'kept');

$node->safe_psql('kept', 'SET client_min_messages = warning; DROP EXTENSION orderhook CASCADE');
is(fingerprint($node, 'kept'), $rows, 'DROP EXTENSION CASCADE: every row stays');
is($node->safe_psql('kept', 'SELECT count(*) FROM orderhook.orders'), 50, '... and the views are there');
is_refused('kept', 'keeper', q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '')},
	'cannot insert into view "inbox"');

# ---- CREATE EXTENSION and orderhook_migrate() ----

# Every function of the store that calls the extension, the door, and what they answer.
sub use_store
{
	my ($database, $seed) = @_;

	return $node->safe_psql($database, qq{
		SELECT deliver_samples(1, 10), deliver_samples($seed, $seed);
		SELECT orderhook.set_secret('bbot', 'second:key', 'second'), orderhook.revoke_secret('bbot', 'second');
		SELECT http_status FROM orderhook.receive_batch('{bbot}', ARRAY['{}'::jsonb], ARRAY['{}'::bytea]);
		SELECT DISTINCT a.outcome, a.verdict
		  FROM orderhook.receipt r, orderhook.replay(r.webhook_id) a WHERE r.outcome = 'quarantined';
		SELECT count(*) FROM orderhook.renormalize();
		SELECT count(*) FROM orderhook.simulate('bbot', 0);
		SELECT count(*) FROM orderhook.lent_headers('mipos', '{a key of sixteen}', '\\x00', false);
		SELECT DISTINCT note FROM orderhook.reverify('r.outcome <> ''rejected''') ORDER BY 1;
		SELECT count(*) FROM orderhook.orders o, orderhook.order_as_of(o.order_id, 'infinity') a WHERE a = o},
		extra_params => [ '-U', 'keeper' ]);
}

sub migrate
{
	my ($schema) = @_;

	$node->safe_psql('kept', "SELECT $schema.orderhook_migrate(); SELECT $schema.orderhook_migrate()",
		extra_params => [ '-U', 'keeper' ]);
}

sub is_used
{
	my ($seed, $name) = @_;
	my $orders = 50 + 5 * ($seed - 10);

	is(use_store('kept', $seed),
		"duplicate|applied\n|\n401\nquarantined|ok\n0\n0\n1\nas before\nno signature was kept that could be checked again\n$orders",
		"$name: all of it works");
	is($old_session->query_safe(qq{SELECT deliver_samples(1, 10), orderhook.set_secret('bbot', 'second:key', 'second'),
		(SELECT count(*) FROM orderhook.renormalize())}), 'duplicate||0', '... also in a session that was there before');
}

$node->safe_psql('kept', 'CREATE EXTENSION orderhook');
is_refused('kept', 'keeper', 'SELECT orderhook_install()', 'schema "orderhook" already exists');
migrate('public');
is_catalogue(catalogue($node, 'kept'), $fresh, 'orderhook_migrate(): the catalogue of a fresh store');
is(fingerprint($node, 'kept'), $rows, '... with every row');
is_used(11, 'created again');

# In one transaction the door is never seen shut.
$node->safe_psql('kept', q{
	SET client_min_messages = warning;
	BEGIN; DROP EXTENSION orderhook CASCADE; CREATE EXTENSION orderhook SCHEMA hooks; SELECT hooks.orderhook_migrate(); COMMIT});
is_catalogue(catalogue($node, 'kept'), $fresh_in_hooks, 'in another schema: the catalogue of a store that was made there');
migrate('hooks');
is_catalogue(catalogue($node, 'kept'), $fresh_in_hooks, '... which orderhook_migrate() leaves as it is');
make_deliver($node, 'kept', 'hooks');
is_used(12, 'in another schema');

$node->safe_psql('kept', q{
	SET client_min_messages = warning; DROP EXTENSION orderhook CASCADE; CREATE EXTENSION orderhook SCHEMA public});
migrate('public');
make_deliver($node, 'kept', 'public');
is_catalogue(catalogue($node, 'kept'), $fresh, 'back again');
is_used(13, 'back again');

$old_session->quit;
done_testing();
