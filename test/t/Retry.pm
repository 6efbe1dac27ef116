# Retry.pm
#	Clients that deliver to the nodes of a cluster, and deliver again what failed, until they are told to stop.
#
# Of each client these files are left: acknowledged, the requests of which psql has told that they are committed; and
# errors, the SQLSTATE and the message of what failed before it was delivered again.
package Retry;

use strict;
use warnings FATAL => 'all';

use Deliveries;
use Exporter 'import';
use IO::Handle;
use IPC::Open2;
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(start_clients wait_for_clients end_clients acknowledged_by errors_of);

# Each, and how many it takes at a time.
my @ways = (
	[ \&rows, 1 ], [ \&by_name, 1 ], [ \&by_id, 1 ], [ \&rows, 3 ], [ \&in_transaction, 2 ], [ \&batch, 3 ], [ \&by_id, 1 ]);

# Two on each node, as the role ingress. Every client has every order, in a version of its own: so each order comes
# by way of all nodes at about the same time. They deliver up to so many at a time. The round is a part of each id;
# source_ids is what the call by the id needs.
sub start_clients
{
	my ($database, $folder, $round, $most, $source_ids, @nodes) = @_;
	my $n = 0;

	return map {
		start_client({
			version => $n, round => $round, files => "$folder/$round.c" . $n++, stop => "$folder/$round.stop",
			ways => [ grep { $_->[1] <= $most } @ways ], source_ids => $source_ids, connection => $_->connstr($database) . ' user=ingress' })
	} map { ($_, $_) } @nodes;
}

sub start_client
{
	my ($client) = @_;

	$client->{parent} = $$;
	my $pid = fork() // die "fork: $!";
	return $pid if $pid;
	eval { run_client($client); 1 } or append_to_file("$client->{files}.errors", "the client itself: $@");
	POSIX::_exit(0);
}

# Until each of them has had so many requests more acknowledged.
sub wait_for_clients
{
	my ($folder, $round, $more, @clients) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;
	my %aim = map { $_ => lines_of($_) + $more } map { "$folder/$round.c$_.acknowledged" } 0 .. $#clients;

	while (grep { lines_of($_) < $aim{$_} } keys %aim)
	{
		die 'the clients do not get on: ' . join('', map { slurp_file($_) } glob("$folder/$round.c*.errors")) if time() > $deadline;
		sleep(0.1);
	}
}

sub lines_of
{
	my ($file) = @_;

	return -e $file ? scalar(() = slurp_file($file) =~ /\n/g) : 0;
}

# What is under way they bring to its end.
sub end_clients
{
	my ($folder, $round, @clients) = @_;

	append_to_file("$folder/$round.stop", '');
	waitpid($_, 0) foreach @clients;
}

sub acknowledged_by
{
	my ($folder, $round) = @_;

	return map { split /\n/, slurp_file($_) } glob("$folder/$round.c*.acknowledged");
}

sub errors_of
{
	my ($folder, $round) = @_;

	return map { split /\n/, slurp_file($_) } glob("$folder/$round.c*.errors");
}

# ---- one of them ----

sub run_client
{
	my ($client) = @_;
	my ($turn, $count) = ($client->{version}, 0);

	$SIG{PIPE} = 'IGNORE';
	foreach my $journal ('acknowledged', 'errors')
	{
		open($client->{$journal}, '>', "$client->{files}.$journal");
		$client->{$journal}->autoflush(1);
	}
	open(STDERR, '>', "$client->{files}.psql");
	until (-e $client->{stop})
	{
		my ($way, $deliveries) = @{ $client->{ways}[ $turn++ % @{ $client->{ways} } ] };
		my @deliveries = map { delivery($client, $count++) } 1 .. $deliveries;

		@deliveries = those_that_failed($client, $way, @deliveries) while @deliveries && getppid() == $client->{parent};
		last if @deliveries;
	}
	disconnect($client);
}

# Each provider in turn; the version is the client's own.
sub delivery
{
	my ($client, $count) = @_;
	my $provider = (providers())[ $count % 5 ];
	my $request = "r$client->{round}c$client->{version}n$count";
	my $body = body_of($provider, "r$client->{round}o$count", $client->{version} % versions_of($provider));

	return { provider => $provider, request => $request, headers => headers_of($provider, $body, $request),
		body => '\x' . unpack('H*', $body) };
}

# All of them where there was an error or the connection was lost; of a batch, those that it answers with 500.
sub those_that_failed
{
	my ($client, $way, @deliveries) = @_;
	my %failed;

	connect_to_node($client) if !$client->{psql};
	print { $client->{in} } $way->($client, @deliveries) . "\\echo state :SQLSTATE :LAST_ERROR_MESSAGE\n";
	while (defined(my $line = readline($client->{out})))
	{
		if ($line =~ /^failed (\d+) (.*)/)
		{
			$failed{$1} = 1;
			$client->{errors}->print("in a batch: $2\n");
		}
		elsif ($line =~ /^state 00000/)
		{
			$client->{acknowledged}->print(map { $failed{$_ + 1} ? () : "$deliveries[$_]{request}\n" } 0 .. $#deliveries);
			return map { $failed{$_ + 1} ? $deliveries[$_] : () } 0 .. $#deliveries;
		}
		elsif ($line =~ /^state (.*)/)
		{
			$client->{errors}->print(scalar(@deliveries) . " at a time: $1\n");
			print { $client->{in} } "ROLLBACK;\n";
			sleep(0.05);
			return @deliveries;
		}
	}
	$client->{errors}->print("the connection was lost\n");
	disconnect($client);
	sleep(0.05);
	return @deliveries;
}

sub connect_to_node
{
	my ($client) = @_;

	$client->{psql} = open2($client->{out}, $client->{in}, 'psql', '-XAtq', '-d', $client->{connection});
	$client->{in}->autoflush(1);
	print { $client->{in} } "SET client_min_messages = error;\n";
}

sub disconnect
{
	my ($client) = @_;

	close($client->{in});
	waitpid($client->{psql}, 0);
	$client->{psql} = undef;
}

# ---- ways to deliver ----

sub values_of
{
	my ($d) = @_;

	return "'$d->{headers}', '$d->{body}'";
}

sub rows
{
	my ($client, @deliveries) = @_;

	return 'INSERT INTO orderhook.inbox (source, headers, body) VALUES '
	  . join(', ', map { "('$_->{provider}', " . values_of($_) . ')' } @deliveries) . " RETURNING outcome;\n";
}

sub by_name
{
	my ($client, $d) = @_;

	return "SELECT outcome FROM orderhook.receive('$d->{provider}', " . values_of($d) . ");\n";
}

sub by_id
{
	my ($client, $d) = @_;

	return "SELECT outcome FROM orderhook.receive($client->{source_ids}{$d->{provider}}, " . values_of($d) . ");\n";
}

# Ends at the first statement that fails.
sub in_transaction
{
	my ($client, @deliveries) = @_;
	my @statements = ("BEGIN;\n", (map { rows($client, $_) } @deliveries), "COMMIT;\n");

	return join("\\if :ERROR\n\\else\n", @statements) . "\\endif\n" x $#statements;
}

sub batch
{
	my ($client, @deliveries) = @_;
	my ($sources, $headers, $bodies) = map {
		my $key = $_;
		'ARRAY[' . join(', ', map { "'$_->{$key}'" } @deliveries) . ']'
	} qw(provider headers body);

	return "SELECT 'failed ' || delivery_no || ' ' || reason"
	  . " FROM orderhook.receive_batch($sources, ${headers}::jsonb[], ${bodies}::bytea[]) WHERE http_status = 500;\n";
}

1;
