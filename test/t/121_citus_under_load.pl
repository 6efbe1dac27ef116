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

start_node_or_skip()->stop;
my $coordinator = start_citus_node('coordinator');
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

# Whoever delivers one at a time meets no error but those that may be met, which others who deliver several cause.
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

# Cancelled when it comes to one of the last tables, which somebody has.
sub is_cut_off
{
	my ($sql) = @_;
	my ($holder, $session) = map { Session->new($coordinator, $db) } 1, 2;

	$holder->ask('SET citus.enable_ddl_propagation = off; BEGIN; LOCK TABLE orderhook.source_path IN ACCESS SHARE MODE;');
	$session->begin($sql);
	$coordinator->poll_query_until($db, "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE pid = $session->{pid}
		AND relation = 'orderhook.source_path'::regclass AND NOT granted") or die 'it does not wait';
	$session->end;
	like($session->{err}, qr/canceling statement due to user request/, "$sql is cut off");
	$holder->ask('COMMIT;');
	$_->close foreach $holder, $session;
}

# ---- there, while deliveries come in ----

my @clients = start_clients($db, $folder, 'there', 3, \%ids, $coordinator);
wait_for_clients($folder, 'there', 20, @clients);
is_cut_off('SELECT orderhook_distribute();');
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
check_round('there', qr/40P01/);

is(on_nodes($db, 'SET plan_cache_mode = force_generic_plan; SELECT deliver_samples(1, 2), deliver_samples(1, 2)', @nodes),
	'applied|duplicate; duplicate|duplicate; duplicate|duplicate', 'from a session that wants plans for all values');

# ---- and back, and there again ----

# A call that the last node sent to the first waits there for the store to come back, which waits for it on the last.
my ($holder, $back, $call) = map { Session->new($_, $db) } $workers[0], $coordinator, $workers[1];
my ($of_first) = grep { $coordinator->safe_psql($db, "SELECT nodeport FROM citus_shards
	WHERE shardid = get_shard_id_for_distribution_column('orderhook.receipt', $_)") == $workers[0]->port } sort values %ids;

sub wait_for_locks
{
	my ($count) = @_;

	$workers[0]->poll_query_until($db, "SELECT count(*) = $count FROM pg_locks WHERE relation = 'orderhook.source_secret'::regclass AND NOT granted")
	  or die "not $count wait";
}

$holder->ask('SET citus.enable_ddl_propagation = off; BEGIN; LOCK TABLE orderhook.source_secret IN ACCESS EXCLUSIVE MODE;');
$back->begin('SELECT orderhook_undistribute();');
wait_for_locks(1);
$call->begin("SELECT orderhook.receive($of_first, '{}', '');");
wait_for_locks(2);
$holder->ask('COMMIT;');
$_->end foreach $call, $back;
like($call->{err}, qr/canceling statement due to lock timeout/, 'the call gives way');
is($back->{err}, '', '... and the store comes back');
is(refusal($coordinator, 'SELECT orderhook_distribute()'), 'nothing', '... and is distributed again');
$_->close foreach $holder, $back, $call;

@clients = start_clients($db, $folder, 'back', 3, \%ids, @nodes);
wait_for_clients($folder, 'back', 10, @clients);
is_cut_off('SELECT orderhook_undistribute();');
wait_for_clients($folder, 'back', 10, @clients);
is(refusal($coordinator, 'SELECT orderhook_undistribute()'), 'nothing', 'back');
sleep(1);
is(refusal($coordinator, 'SELECT orderhook_distribute()'), 'nothing', 'there again');
wait_for_clients($folder, 'back', 10, @clients);
end_clients($folder, 'back', @clients);
check_round('back', qr/does not exist|is not distributed|40P01|55P03/);

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

foreach my $case ([ 'block_writes', 1, $nothing ], [ 'force_logical', 1, $nothing ], [ 'auto', 3, qr/40P01/ ])
{
	my ($mode, $at_a_time, $may_be_met) = @$case;

	@clients = start_clients($db, $folder, $mode, $at_a_time, \%ids, @nodes);
	wait_for_clients($folder, $mode, 10, @clients);
	is(move_shards($mode), 1, "$mode: shards move") foreach 1 .. ($ENV{ORDERHOOK_LONG} ? 20 : 1);
	wait_for_clients($folder, $mode, 10, @clients);
	end_clients($folder, $mode, @clients);
	check_round($mode, $may_be_met);
}

# ---- keys that change ----

# Each key that is taken away is there under another name, so that nothing is rejected.
@clients = start_clients($db, $folder, 'rotate', 3, \%ids, @nodes);
wait_for_clients($folder, 'rotate', 10, @clients);
foreach my $turn (0 .. 8)
{
	my ($from, $to) = $turn % 2 ? ('other', 'default') : ('default', 'other');

	is(refusal($nodes[ $turn % 3 ], join(' ', map { "SELECT orderhook.set_secret('$_', '$Store::secrets{$_}', '$to'); SELECT orderhook.revoke_secret('$_', '$from');" } sort keys %ids)),
		'nothing', "from $from to $to by way of " . $nodes[ $turn % 3 ]->name);
	wait_for_clients($folder, 'rotate', 1, @clients);
}
end_clients($folder, 'rotate', @clients);
check_round('rotate', qr/40P01/);

# ---- the orders, at last ----

is($coordinator->safe_psql($db, q{
	SELECT count(*), count(*) = count(DISTINCT (source_id, external_id)), count(*) = count(DISTINCT order_id)
	  FROM orderhook.order_header}),
	$coordinator->safe_psql($db, q{SELECT count(DISTINCT (source_id, order_id)) FROM orderhook.receipt}) . '|t|t', 'each order is there once');
is($coordinator->safe_psql($db, q{SELECT string_agg(DISTINCT outcome, ' ' ORDER BY outcome) FROM orderhook.receipt}), 'applied duplicate stale', 'each was taken');
is($coordinator->safe_psql($db, 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'told anew as they are');

# ---- sources that come and go ----

foreach my $turn (0 .. 2)
{
	my ($here, @others) = @nodes[ $turn, ($turn + 1) % 3, ($turn + 2) % 3 ];
	my $says = sub { on_nodes($db, "SELECT outcome FROM orderhook.receive('$_[0]', '{}', '{}')", $here, @others) };
	my $name = $here->name;

	$here->safe_psql($db, q{INSERT INTO orderhook.source (name, provider, allow_unauthenticated) VALUES ('mine', 'fulflld', true)});
	is($says->('mine'), 'quarantined; quarantined; quarantined', "$name: a source that is made");
	$here->safe_psql($db, q{UPDATE orderhook.source SET name = 'renamed', max_body_bytes = 1 WHERE name = 'mine'});
	is($says->('renamed'), 'too_large; too_large; too_large', "$name: that has another name and limit");
	like(refusal($_, q{SELECT orderhook.receive('mine', '{}', '{}')}), qr/source "mine" does not exist/, "$name: ... is not the one of before for " . $_->name) foreach @nodes;
	$here->safe_psql($db, q{UPDATE orderhook.source SET enabled = false, max_body_bytes = 1000 WHERE name = 'renamed'});
	is($says->('renamed'), 'ignored; ignored; ignored', "$name: that is closed");
	$here->safe_psql($db, q{DELETE FROM orderhook.source WHERE name = 'renamed'});
	like(refusal($_, q{SELECT orderhook.receive('renamed', '{}', '{}')}), qr/source "renamed" does not exist/, "$name: ... and that is gone for " . $_->name) foreach @nodes;
}

done_testing();
