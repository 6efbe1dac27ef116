# Citus.pm
#	A Citus cluster: a coordinator and workers, each a server of its own that has the extension's files.
package Citus;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use FindBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;

our @EXPORT = qw(has_citus start_citus_node make_citus add_worker on_nodes unlike_one_node);

my %settings = (
	listen_addresses => 'localhost',
	shared_preload_libraries => 'citus',
	wal_level => 'logical',
	max_prepared_transactions => 50,
	timezone => 'UTC',
	'citus.node_conninfo' => 'sslmode=disable',
	'citus.shard_count' => 4,
	'citus.defer_drop_after_shard_move' => 'off');

sub has_citus
{
	my ($node) = @_;

	return $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'citus'");
}

# A server that is ready for CREATE EXTENSION citus; conf comes last.
sub start_citus_node
{
	my ($name, $conf) = @_;

	return start_node($name, join('', map { "$_ = '$settings{$_}'\n" } sort keys %settings) . ($conf // ''));
}

# Citus in a database of that name on each of these nodes, the first of which is the coordinator.
sub make_citus
{
	my ($database, $coordinator, @workers) = @_;

	foreach my $node ($coordinator, @workers)
	{
		$node->safe_psql('postgres', "SET citus.enable_create_database_propagation = off; CREATE DATABASE $database");
		$node->safe_psql($database, 'CREATE EXTENSION citus');
	}
	$coordinator->safe_psql($database, "SELECT citus_set_coordinator_host('localhost', " . $coordinator->port . ')');
	add_worker($database, $coordinator, $_) foreach @workers;
	return;
}

sub add_worker
{
	my ($database, $coordinator, $worker) = @_;

	$coordinator->safe_psql($database, "SELECT citus_add_node('localhost', " . $worker->port . ')');
	return;
}

# What each of these nodes answers.
sub on_nodes
{
	my ($database, $sql, @nodes) = @_;

	return join('; ', map { $_->safe_psql($database, $sql) } @nodes);
}

# ---- regression tests on a distributed store ----

my $test = "$FindBin::RealBin/..";

# A copy of the tests whose store is distributed as soon as it is made.
sub distributed_tests
{
	my $folder = PostgreSQL::Test::Utils::tempdir();

	system_or_bail('cp', '-r', "$test/include", "$test/payloads", "$test/sql", $folder);
	my $include = slurp_file("$folder/include/store.sql");
	$include =~ s/^\\o\n\\set SHOW_CONTEXT/SELECT orderhook_distribute();\nSET citus.enable_ddl_propagation = off;\n\\o\n\\set SHOW_CONTEXT/m or die 'no end';
	open(my $file, '>', "$folder/include/store.sql") or die $!;
	print $file "SET citus.enable_ddl_propagation = on;\n$include";
	close($file);
	return $folder;
}

# What a file of results says, without its layout and what Citus says of temporary functions. Numbers of deliveries
# of the coordinator end in what its sequence drew.
sub plain_results
{
	my ($results) = @_;
	my @lines = grep { !/^[-+ ]+$/ && !/(WARNING|NOTICE|DETAIL|HINT):.*(created only locally|unsupported object|itus)/ } split(/\n/, $results);

	foreach (@lines)
	{
		s/\b([89]\d{14}|1\d{15})\b/$1 % 128/ge;
		s/-{3,}/-/g;
		s/[ \t]+/ /g;
		s/ $//;
	}
	return join("\n", @lines) . "\n";
}

# The lines, after - or +, in which a regression test differs from its expected output where the store is distributed.
sub unlike_one_node
{
	my ($node, $database, $name) = @_;
	my $folder = distributed_tests();
	local $ENV{PG_ABS_SRCDIR} = $folder;
	local $ENV{PGTZ} = 'PST8PDT';
	local $ENV{PGDATESTYLE} = 'Postgres, MDY';
	local $ENV{PGOPTIONS} = '-c intervalstyle=postgres_verbose';
	my ($out, %files) = ('');

	IPC::Run::run [ 'psql', '-X', '-a', '-q', '-d', $node->connstr($database) ], '<', "$folder/sql/$name.sql", '>&', \$out;
	%files = (expected => slurp_file("$test/../expected/$name.out"), got => $out);
	foreach my $kind (sort keys %files)
	{
		open(my $file, '>', "$folder/$kind") or die $!;
		print $file plain_results($files{$kind});
		close($file);
	}
	my ($diff) = run_command([ 'diff', '-U0', "$folder/expected", "$folder/got" ]);
	return grep { /^[-+](?!--|\+\+)/ } split(/\n/, $diff);
}

1;
