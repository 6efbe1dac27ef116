# A cluster of which not every node has the files of orderhook, or those of the version that the others have: what is
# refused says what to do, and deliveries go on. Skipped where there is no Citus, or where the server has no setting for
# where else an extension may be.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Citus;
use NextVersion;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

start_node_or_skip()->stop;
my $coordinator = start_citus_node('coordinator');
plan skip_all => 'this server has no setting for where else an extension may be' if !find_extension($coordinator);
my $worker = start_citus_node('worker');
my $db = 'shop';

sub refusal
{
	my ($node, $sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql($db, $sql);

	return $status == 0 ? 'nothing' : $stderr;
}

make_citus($db, $coordinator, $worker);
my $default = default_version();

# ---- a node without the files ----

SKIP:
{
	my $bare = start_citus_node('bare', "extension_destdir = ''\n");
	my $add = "SELECT citus_add_node('localhost', " . $bare->port . ')';
	my $remove = "SELECT citus_remove_node('localhost', " . $bare->port . ')';

	skip 'the files are where every server finds them', 1
	  if $bare->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'orderhook'});
	make_citus($db, $bare);
	$coordinator->safe_psql($db, $add);
	like(refusal($coordinator, 'CREATE EXTENSION orderhook'), qr/extension "orderhook" is not available.*must first be installed.*on localhost:@{[ $bare->port ]}/s,
		'where a node lacks the files, the extension cannot be made');
	is(on_nodes($db, q{SELECT count(*) FROM pg_extension WHERE extname = 'orderhook'}, $coordinator, $worker, $bare), '0; 0; 0', '... on any node');
	$coordinator->safe_psql($db, 'SET citus.enable_ddl_propagation = off; CREATE EXTENSION orderhook; SELECT orderhook_install()');
	$worker->safe_psql($db, 'SET citus.enable_ddl_propagation = off; CREATE EXTENSION orderhook');
	like(refusal($coordinator, 'SELECT orderhook_distribute()'), qr/node localhost:@{[ $bare->port ]} does not have version \S+ of orderhook\nDETAIL:  It answered: none.\nHINT:  Install the files there/,
		'nor a store be distributed');
	is($coordinator->safe_psql($db, 'SELECT count(*) FROM pg_dist_partition'), 0, '... nor a part of it');

	$coordinator->safe_psql($db, $remove);
	$coordinator->safe_psql($db, 'SELECT orderhook_distribute()');
	like(refusal($coordinator, $add), qr/extension "orderhook" is not available.*must first be installed/s, 'nor can the node be added to a store that is');
	is($coordinator->safe_psql($db, 'SELECT count(*) FROM pg_dist_node'), 2, '... and it is not');
	$coordinator->safe_psql($db, 'SELECT orderhook_migrate(); SELECT orderhook_undistribute(); DROP SCHEMA orderhook CASCADE; DROP EXTENSION orderhook');
}

# ---- the next version ----

my @nodes = ($coordinator, $worker);
my $next = make_next_version();
my $update = "ALTER EXTENSION orderhook UPDATE TO 'next'";

# A store whose samples 1 and 2 are known, and what was delivered to it last.
my $at;

sub make_distributed_store
{
	make_store($coordinator, $db, version => $default);
	$coordinator->safe_psql($db, 'SELECT deliver_samples(1, 2)');
	$coordinator->safe_psql($db, 'SELECT orderhook_distribute()');
	$at = 2;
}

# New orders by way of each node, and those of before.
sub is_taken
{
	my ($name) = @_;

	foreach my $node (@nodes)
	{
		my ($from, $to) = (++$at, ++$at);
		is($node->safe_psql($db, "SELECT deliver_samples($from, $to), deliver_samples(1, 2)"), 'applied|duplicate', "$name: " . $node->name . ' takes deliveries');
	}
}

sub versions
{
	return on_nodes($db, q{SELECT extversion FROM pg_extension WHERE extname = 'orderhook'}, @nodes);
}

# What that version brought to the store, in use.
sub is_migrated
{
	is(refusal($coordinator, 'SELECT orderhook_migrate()'), 'nothing', 'migrated');
	is(refusal($coordinator, 'SELECT orderhook_migrate()'), 'nothing', '... and again');
	is(on_nodes($db, q{SELECT (SELECT count(*) FROM orderhook.order_regions), (SELECT count(*) FROM orderhook.store WHERE region IS NULL),
		(SELECT count(*) FROM orderhook.receipt WHERE attempt = 1), (SELECT count(*) FROM orderhook.region), orderhook_region('north')}, @nodes),
		join('; ', ($coordinator->safe_psql($db, q{SELECT (SELECT count(*) FROM orderhook.order_header), (SELECT count(*) FROM orderhook.store),
			(SELECT count(*) FROM orderhook.receipt), 0, 'nort'})) x 2), '... with what it brought on every node');
	is_taken('migrated');
}

make_distributed_store();
use_next_version($next, $coordinator);
is_taken('new files on the coordinator');
like(refusal($coordinator, $update), qr/extension "orderhook" has no update path from version "$default" to version "next".*on localhost:@{[ $worker->port ]}/s,
	'where a node lacks the new files, the extension is not updated');
is(versions(), "$default; $default", '... on any node');
$coordinator->safe_psql($db, "SET citus.enable_ddl_propagation = off; $update");
is_taken('one node of the new version');
like(refusal($coordinator, 'SELECT orderhook_migrate()'), qr/node localhost:@{[ $worker->port ]} does not have version next of orderhook\nDETAIL:  It answered: $default.\nHINT:  Install the files there/,
	'... the store has to wait for the other');
use_next_version($next, $worker);
is_taken('new files on every node');
$worker->safe_psql($db, "SET citus.enable_ddl_propagation = off; $update");
is_taken('the new version on every node');
is_migrated();
$coordinator->safe_psql($db, 'SELECT orderhook_undistribute(); DROP SCHEMA orderhook CASCADE; DROP EXTENSION orderhook');

# The way it is meant: Citus brings the update to the other nodes.
make_distributed_store();
$coordinator->safe_psql($db, $update);
is(versions(), 'next; next', 'the extension is updated on every node at once');
is_taken('updated');
is_migrated();

done_testing();
