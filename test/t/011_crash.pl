# Eight clients deliver while the server, or one of its processes, is killed, again and again. What was acknowledged
# is there each time, whatever the clients do with synchronous_commit, and nothing is there by half.
# ORDERHOOK_LONG=1 makes it 100 rounds, ORDERHOOK_ROUNDS any number; ORDERHOOK_SEED varies what is sent and when.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Journal;
use Load;
use Postmaster;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $rounds = $ENV{ORDERHOOK_ROUNDS} || ($ENV{ORDERHOOK_LONG} ? 100 : 20);
my $seed = $ENV{ORDERHOOK_SEED} || 20261121;

srand($seed);

# The WAL writer sleeps, so that only a commit that waits for its own flush is flushed. Vacuum and checkpoints are
# frequent, so that they are cut off, too.
my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init(extra => [ '--data-checksums', '--wal-segsize=1' ]);
$node->append_conf('postgresql.conf', q{
fsync = on
full_page_writes = on
restart_after_crash = on
wal_buffers = 16MB
wal_writer_delay = 10s
wal_writer_flush_after = 1GB
max_wal_size = 16MB
autovacuum_naptime = 1s
log_statement = none
});
start_child($node);
make_loaded_store($node);
check_permanent($node);
my $folder = PostgreSQL::Test::Utils::tempdir();

# ---- ways to crash ----

sub kill_postmaster
{
	kill_child($node);
	start_child($node);
}

# The server ends all other processes, and recovers.
sub kill_backend
{
	my $since = log_end($node);
	my @pids = split /\n/, $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE usename = 'ingress'});

	kill('KILL', $pids[ rand(@pids) ]);
	wait_for_server($node, $since) or die 'the server ended: see ' . $node->logfile;
}

my ($all_sent, $all_acknowledged) = (0, 0);
my $start = time();

foreach my $round (1 .. $rounds)
{
	my $commit = $round % 2 ? 'off' : 'on';
	my ($victim, $crash) = $round % 4 < 2 ? ('the postmaster', \&kill_postmaster) : ('a backend', \&kill_backend);
	my @clients = start_load($node, $folder, $round, $commit, $seed);

	wait_for_load($folder, $round);
	sleep(rand(0.8));
	$crash->();
	end_load(@clients);
	my $name = "round $round, commit $commit, $victim killed";
	is(join('', load_errors($folder, $round)), '', "$name: the clients lose their connections, and that is all");
	my ($sent, $acknowledged) = check_round($node, $folder, $round, $name);
	$all_sent += $sent;
	$all_acknowledged += $acknowledged;
}
diag(sprintf '%d rounds, seed %d: %d sent, %d acknowledged, %.1f s', $rounds, $seed, $all_sent, $all_acknowledged,
	time() - $start);

# ---- what is left ----

check_journal($node, $folder);
check_amcheck($node);
check_state($node, $folder);
is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'read anew, not a cell differs');
stop_child($node);
check_checksums($node);

done_testing();
