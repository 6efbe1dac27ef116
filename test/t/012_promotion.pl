# Eight clients deliver while the primary is killed, and its synchronous standby is promoted. What was acknowledged is
# there, whatever the clients do with synchronous_commit. The promoted server is the primary of the next round.
# ORDERHOOK_LONG=1 makes it 10 rounds, ORDERHOOK_ROUNDS any number; ORDERHOOK_SEED varies what is sent and when.
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

my $rounds = $ENV{ORDERHOOK_ROUNDS} || ($ENV{ORDERHOOK_LONG} ? 10 : 2);
my $seed = $ENV{ORDERHOOK_SEED} || 20261121;

srand($seed);

# The WAL writer sleeps: what is sent to the standby is what a commit has waited for.
my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1, extra => ['--data-checksums']);
$primary->append_conf('postgresql.conf', q{
fsync = on
full_page_writes = on
max_connections = 30
shared_buffers = 32MB
wal_buffers = 16MB
wal_writer_delay = 10s
wal_writer_flush_after = 1GB
log_statement = none
});
start_child($primary);
make_loaded_store($primary);
my $folder = PostgreSQL::Test::Utils::tempdir();

# A standby that each commit of the primary waits for.
sub add_standby
{
	my ($name) = @_;
	my $standby = PostgreSQL::Test::Cluster->new($name);

	$primary->backup($name);
	$standby->init_from_backup($primary, $name, has_streaming => 1);
	start_child($standby);
	$primary->append_conf('postgresql.conf', "synchronous_standby_names = '*'\n");
	$primary->reload;
	$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'})
	  or die 'no synchronous standby';
	return $standby;
}

sub check_door
{
	my ($round) = @_;
	my ($webhook, $order) = split /\|/, $primary->safe_psql('postgres',
		'SELECT COALESCE(max(webhook_id), 0), COALESCE(max(order_id), 0) FROM orderhook.receipt');
	my $answers =
	  deliver_now($primary, $folder, $round, 100, "http_status, webhook_id > $webhook AND order_id > $order");

	is($answers, join("\n", ('200|t') x 100), "round $round: the door works there, with ids that were not given out");
}

foreach my $round (1 .. $rounds)
{
	my $commit = $round % 2 ? 'off' : 'local';
	my $standby = add_standby("standby_$round");
	my @clients = start_load($primary, $folder, $round, $commit, $seed);

	wait_for_load($folder, $round);
	sleep(0.5 + rand(1));
	kill_child($primary);
	end_load(@clients);
	$primary = $standby;
	$primary->promote;
	my $name = "round $round, commit $commit";
	is(join('', load_errors($folder, $round)), '', "$name: the clients lose their connections, and that is all");
	my ($sent, $acknowledged) = check_round($primary, $folder, $round, $name);
	diag("$name: $sent sent, $acknowledged acknowledged");
	check_door($round);
}

check_journal($primary, $folder);
check_amcheck($primary);
check_permanent($primary);
check_state($primary, $folder);
stop_child($primary);
check_checksums($primary);

done_testing();
