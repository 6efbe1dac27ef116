# A store on a Citus cluster while deliveries come in on every node: it goes there and back, shards move, both ways of
# moving them, and keys are rotated. What was acknowledged is there once, and what failed was safe to deliver again.
# Skipped where there is no Citus.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Citus;
use Deliveries;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Retry;
use Session;
use Store;
use Test::More;

my $coordinator = start_citus_node('coordinator');
plan skip_all => 'no Citus here: pg_available_extensions does not list it' if !has_citus($coordinator);
my @workers = map { start_citus_node("worker$_") } 1 .. 2;
my @nodes = ($coordinator, @workers);
my $db = 'shop';
my $folder = PostgreSQL::Test::Utils::tempdir();

make_citus($db, @nodes);
$coordinator->safe_psql($db, 'CREATE ROLE ingress LOGIN');
make_store($coordinator, $db);
$coordinator->safe_psql($db, q{SELECT orderhook.grant_ingress('ingress')});
my %ids = map { split(/\|/) } split(/\n/, $coordinator->safe_psql($db, 'SELECT name, source_id FROM orderhook.source'));

# The shard of that source, with those that belong to it, to the other worker.
sub move_sql
{
	my ($source_id, $mode) = @_;
	my ($shard, $port) = split(/\|/, $coordinator->safe_psql($db, "SELECT shardid, nodeport FROM citus_shards
		WHERE shardid = get_shard_id_for_distribution_column('orderhook.receipt', $source_id)"));
	my ($other) = grep { $_ != $port } map { $_->port } @workers;

	return "SELECT citus_move_shard_placement($shard, 'localhost', $port, 'localhost', $other, '$mode');";
}

sub refusal
{
	my ($node, $sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql($db, $sql);

	return $status == 0 ? 'nothing' : $stderr;
}

# ---- what must hold after each round ----

# Whoever delivers one at a time meets no error but those that may be met.
sub check_round
{
	my ($round, $may_be_met) = @_;
	my @requests = acknowledged_by($folder, $round);
	my $values = join(', ', map { "('$_')" } @requests);
	my %met;

	is($coordinator->safe_psql($db, qq{
		SELECT count(*) FILTER (WHERE r.n IS NULL), count(*) FILTER (WHERE r.n > 1), count(*) FILTER (WHERE a.request IS NULL)
		  FROM (SELECT headers -> 0 ->> 1 AS request, count(*) AS n FROM orderhook.receipt
		         WHERE headers -> 0 ->> 1 LIKE 'r${round}c%' GROUP BY 1) r
		  FULL JOIN (VALUES $values) a (request) USING (request)}),
		'0|0|0', "$round: none is lost, doubled or there unacknowledged");
	$met{$_}++ foreach errors_of($folder, $round);
	is(join("\n", grep { /^1 at a time/ && !/$may_be_met/ } sort keys %met), '', "$round: no error for who delivers one at a time");
	diag("$round: " . @requests . ' deliveries', map { "\n$met{$_} x $_" } sort keys %met);
}

my $nothing = qr/^$/;

# ---- there, while deliveries come in ----

my @clients = start_clients($db, $folder, 'there', \%ids, $coordinator);
wait_for_clients($folder, 'there', 20, @clients);
like(refusal($coordinator, q{SET statement_timeout = '300ms'; SELECT orderhook_distribute()}), qr/canceling statement due to statement timeout/, 'cut off');
is($coordinator->safe_psql($db, 'SELECT count(*) FROM pg_dist_partition'), 0, '... and nothing is half done');
is(on_nodes($db, q{SELECT to_regclass('orderhook.receipt')}, @workers), '; ', '... on a worker either');
wait_for_clients($folder, 'there', 20, @clients);
my @both = map { Session->new($coordinator, $db) } 1, 2;
$_->begin('SELECT orderhook_distribute();') foreach @both;
$_->end foreach @both;
like(join('', map { $_->{err} } @both), qr/^[^\n]*ERROR:  the store is distributed already\n[^\n]*HINT:[^\n]*(\nCONTEXT:.*)?$/s, 'of two at a time one does it');
$_->close foreach @both;
wait_for_clients($folder, 'there', 20, @clients);
end_clients($folder, 'there', @clients);
check_round('there', $nothing);

is(on_nodes($db, 'SET plan_cache_mode = force_generic_plan; SELECT deliver_samples(1, 2), deliver_samples(1, 2)', @nodes),
	'applied|duplicate; duplicate|duplicate; duplicate|duplicate', 'from a session that wants plans for all values');

# ---- and back, and there again ----

@clients = start_clients($db, $folder, 'back', \%ids, @nodes);
wait_for_clients($folder, 'back', 10, @clients);
is(refusal($coordinator, 'SELECT orderhook_undistribute()'), 'nothing', 'back');
sleep(1);
is(refusal($coordinator, 'SELECT orderhook_distribute()'), 'nothing', 'there again');
wait_for_clients($folder, 'back', 10, @clients);
end_clients($folder, 'back', @clients);
check_round('back', qr/does not exist|is not distributed|40P01/);

# ---- an order whose shard moves between two statements of a delivery ----

# Three deliveries of one order, each on another node, wait for each other; and so does the move, which first takes what it
# needs on the coordinator. The third has to see what the second wrote, wherever that is.
sub delivery_sql
{
	my ($order, $version) = @_;

	return "SELECT deliver('flybuy', '\\x" . unpack('H*', body_of('flybuy', $order, $version)) . "');";
}

sub wait_for_waiting
{
	my ($count) = @_;

	$coordinator->poll_query_until($db, "SELECT count(DISTINCT waiting_gpid) = $count FROM citus_lock_waits")
	  or die "not $count wait";
}

my ($first, $second, $third, $mover) = map { Session->new($_, $db) } $workers[0], $coordinator, $workers[1], $coordinator;

is($first->ask(delivery_sql('in turn', 0) . 'BEGIN;' . delivery_sql('in turn', 1)), "applied\napplied", 'a delivery that is not committed yet');
$second->begin(delivery_sql('in turn', 2));
wait_for_waiting(1);
$third->begin(delivery_sql('in turn', 3));
wait_for_waiting(2);
$mover->begin(move_sql($ids{flybuy}, 'block_writes'));
wait_for_waiting(3);
$first->ask('COMMIT;');
is($second->end . ' ' . $third->end . ' ' . $mover->end, 'applied applied ', 'those that waited are applied');
is("$second->{err}$third->{err}$mover->{err}", '', 'without an error');
is($coordinator->safe_psql($db, q{SELECT revision FROM orderhook.orders WHERE external_id = 'in turn'}), 4, 'each on what the one before wrote');
$_->close foreach $first, $second, $third, $mover;

# ---- shards that move ----

# Each shard goes to the other worker, and back. A move that waits for a transaction of several deliveries may have to be
# tried again, as they may.
sub move_shards
{
	my ($mode) = @_;
	my $tries = 20;

	foreach my $source (values %ids)
	{
		1 until refusal($coordinator, move_sql($source, $mode)) eq 'nothing' || --$tries == 0;
	}
	return $tries > 0;
}

foreach my $mode ('block_writes', 'force_logical')
{
	@clients = start_clients($db, $folder, $mode, \%ids, @nodes);
	wait_for_clients($folder, $mode, 10, @clients);
	is(move_shards($mode), 1, "$mode: shards move") foreach 1 .. ($ENV{ORDERHOOK_LONG} ? 20 : 2);
	wait_for_clients($folder, $mode, 10, @clients);
	end_clients($folder, $mode, @clients);
	check_round($mode, $nothing);
}

# ---- the orders, at last ----

is($coordinator->safe_psql($db, q{
	SELECT count(*), count(*) = count(DISTINCT (source_id, external_id)), count(*) = count(DISTINCT order_id)
	  FROM orderhook.order_header}),
	$coordinator->safe_psql($db, q{SELECT count(DISTINCT (source_id, order_id)) FROM orderhook.receipt}) . '|t|t', 'each order is there once');
is($coordinator->safe_psql($db, q{SELECT string_agg(DISTINCT outcome, ' ' ORDER BY outcome) FROM orderhook.receipt}), 'applied duplicate stale', 'each was taken');
is($coordinator->safe_psql($db, 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'told anew as they are');

done_testing();
