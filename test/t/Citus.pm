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
use Test::More;

our @EXPORT = qw(start_node_or_skip start_citus_node make_citus add_worker on_nodes unlike_one_node unlike_manual);

my %settings = (
	listen_addresses => 'localhost',
	shared_preload_libraries => 'citus',
	wal_level => 'logical',
	max_wal_senders => 10,
	max_replication_slots => 10,
	max_logical_replication_workers => 10,
	max_worker_processes => 32,
	max_prepared_transactions => 50,
	timezone => 'UTC',
	'citus.node_conninfo' => 'sslmode=disable',
	'citus.shard_count' => 4,
	'citus.defer_drop_after_shard_move' => 'off');

# A server that does not preload Citus; where there is none to preload, the test ends.
sub start_node_or_skip
{
	my $node = start_node('plain');

	plan skip_all => 'no Citus here: pg_available_extensions does not list it'
		if !$node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'citus'");
	return $node;
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

# What results say, without their layout and what Citus says of temporary functions.
sub plain_results
{
	my ($results) = @_;
	my @lines = grep { !/^[-+| ]*$/ && !/(WARNING|NOTICE|DETAIL|HINT):.*(created only locally|unsupported object|itus)/ } split(/\n/, $results);

	foreach (@lines)
	{
		s/-{3,}/-/g;
		s/[ \t]+/ /g;
		s/ $//;
	}
	return join("\n", @lines) . "\n";
}

# Numbers of deliveries of the coordinator end in what its sequence drew, where on one node there is nothing else.
my $of_a_delivery = qr/[89]\d{14}|1\d{15}/;

sub drawn
{
	return $_[0] % 128;
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
		print $file plain_results($files{$kind}) =~ s/\b($of_a_delivery)\b/drawn($1)/ger;
		close($file);
	}
	my ($diff) = run_command([ 'diff', '-U0', "$folder/expected", "$folder/got" ]);
	return grep { /^[-+](?!--|\+\+)/ } split(/\n/, $diff);
}

# ---- the manual on a distributed store ----

sub says_the_same
{
	my @expected = split(/(\d+)/, plain_results(shift));
	my @got = split(/(\d+)/, plain_results(shift));

	return @expected == @got
		&& !grep { $expected[$_] ne $got[$_] && !($got[$_] =~ /^$of_a_delivery$/ && drawn($got[$_]) == drawn($expected[$_])) } 0 .. $#got;
}

# The examples of doc/reference.md that answer otherwise where the store is distributed as soon as it is made.
sub unlike_manual
{
	my ($node, $database) = @_;
	my ($examples) = slurp_file("$test/../doc/reference.md") =~ /^<!-- examples:begin -->\n(.*)^<!-- examples:end -->\n/ms;
	my @examples = map { [ /\A(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/ms ] } $examples =~ /^```sql\n((?:.(?!^```sql))*)/msg;
	my $script = join('', map { "\\echo and now\n$_->[0]" } @examples);
	my $out = '';

	$script =~ s/^(SELECT orderhook_install\(\);\n)/$1\\o \/dev\/null\nSELECT orderhook_distribute();\n\\o\n/m or die 'no store';
	IPC::Run::run [ 'psql', '-X', '-q', '-d', $node->connstr($database) ], '<', \$script, '>&', \$out;
	my (undef, @answers) = split(/^and now\n/m, $out, -1);
	return map { $examples[$_][0] } grep { !says_the_same($examples[$_][1] // "\n", $answers[$_] =~ s/\s*\z/\n/r) } 0 .. $#examples;
}

1;
