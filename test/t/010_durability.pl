# Acknowledged deliveries survive a crash, whatever the client does with synchronous_commit.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

# The WAL writer sleeps, so that only a commit that waits for its own flush is flushed.
my $node = start_node('durability', q{
fsync = on
full_page_writes = on
wal_writer_delay = 10s
autovacuum = off
max_prepared_transactions = 4
wal_level = replica
max_wal_senders = 4
});
make_store($node, 'postgres');
$node->safe_psql('postgres', q{
	CREATE ROLE ingress LOGIN;
	SELECT orderhook.grant_ingress('ingress');
	CREATE TABLE plain (n int);
	GRANT ALL ON plain TO ingress;
	ALTER ROLE ingress SET synchronous_commit = off;
});

my $headers = q('{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}');

sub insert
{
	my ($id) = @_;
	return qq{INSERT INTO orderhook.inbox (source, headers, body)
		VALUES ('bbot', $headers, '{"order": {"id": "$id"}}') RETURNING outcome;};
}

# How often, of so many times, the WAL was flushed to its end when the statements had been committed.
# Where a record ends with its page, the position of insertion is behind the next page's header, of
# 24 bytes, which nobody has to flush. No commit is that short.
sub flushed
{
	my ($times, $statements) = @_;
	my $script = '';

	foreach my $n (1 .. $times)
	{
		(my $one = $statements) =~ s/%n/$n/g;
		$script .= "$one SELECT pg_current_wal_insert_lsn() AS lsn \\gset\n"
		  . "SELECT 'flushed ' || (pg_current_wal_flush_lsn() >= :'lsn'::pg_lsn - 24);\n";
	}
	my $out = $node->safe_psql('postgres', $script, extra_params => [ '-U', 'ingress' ]);
	return scalar(() = $out =~ /^flushed t/mg);
}

# ---- each way to switch it off ----

cmp_ok(flushed(20, "INSERT INTO plain VALUES (%n);\n"), '<', 20, 'a plain INSERT is not always flushed');
is(flushed(20, insert('role %n')), 20, 'off for the role');
is(flushed(20, "SET synchronous_commit = off;\n" . insert('session %n')), 20, 'off for the session');
is( flushed(20, "BEGIN; SET LOCAL synchronous_commit = off;\n" . insert('before %n') . "COMMIT;\n"),
	20, 'off in the transaction, before the INSERT');
is( flushed(20, "BEGIN;\n" . insert('after %n') . "SET LOCAL synchronous_commit = off; COMMIT;\n"),
	20, 'off in the transaction, after the INSERT');
is( flushed(20, "BEGIN;\n" . insert('late %n') . "SET synchronous_commit = off;\n"
		  . "SELECT set_config('synchronous_commit', 'off', true); COMMIT;\n"),
	20, 'off in two other ways');
is( flushed(20, "BEGIN; SAVEPOINT s;\n" . insert('nested %n')
		  . "RELEASE s; SET LOCAL synchronous_commit = off; COMMIT;\n"),
	20, 'off after a subtransaction');
is( flushed(20, "BEGIN;\n" . insert('two-phase %n')
		  . "PREPARE TRANSACTION 'p'; SET synchronous_commit = off; COMMIT PREPARED 'p';\n"),
	20, 'a prepared transaction');

my $out = $node->safe_psql('postgres',
	insert('setting') . "SHOW synchronous_commit;\nBEGIN;\n" . insert('setting 2')
	  . "SHOW synchronous_commit; COMMIT; SHOW synchronous_commit;",
	extra_params => [ '-U', 'ingress' ]);
is($out, "applied\noff\napplied\noff\noff", 'the setting itself is left as the client has it');

# ---- crash ----

sub count_orders
{
	return $node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.orders');
}

# The rows that were acknowledged, in one session, after which the server is stopped without writing
# anything more. (Killed with signal 9, it stays a zombie in a container whose first process reaps none.)
sub crash_after
{
	my ($name, $statements) = @_;
	my $before = count_orders();
	my $acknowledged = flushed(30, $statements);

	$node->stop('immediate');
	$node->start;
	is(count_orders() - $before, $acknowledged, "$name: what was acknowledged is there after a crash");
	is( $node->safe_psql('postgres',
			'SELECT count(*) FROM orderhook.receipt r FULL JOIN orderhook.order_header h USING (source_id, order_id)
			  WHERE r.webhook_id IS NULL OR h.order_id IS NULL'),
		0, "$name: no order without its receipt, nor the other way round");
}

crash_after('off for the role', insert('crash 1 %n'));
crash_after('off after the INSERT', "BEGIN;\n" . insert('crash 2 %n') . "SET LOCAL synchronous_commit = off; COMMIT;\n");
is( $node->safe_psql('postgres', "SELECT deliver('bbot', '{\"order\": {\"id\": \"last\"}}')"),
	'applied', 'the door works after recovery, with ids that were not given out before');

# ---- a standby that has to confirm: neither "off" nor "local" goes round it ----

$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'\n");
$node->reload;
foreach my $level ('off', 'local')
{
	my ($stdout, $stderr) = ('', '');
	my $psql = IPC::Run::start(
		[
			'psql', '-XAtq', '-d', $node->connstr('postgres') . ' user=ingress',
			'-c', "SET synchronous_commit = $level", '-c', insert("standby $level")
		],
		'>', \$stdout, '2>', \$stderr);

	ok( $node->poll_query_until('postgres',
			"SELECT count(*) = 1 FROM pg_stat_activity WHERE usename = 'ingress' AND wait_event = 'SyncRep'"),
		"$level: the commit waits for the standby");
	$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'ingress'");
	$psql->finish;
}

done_testing();
