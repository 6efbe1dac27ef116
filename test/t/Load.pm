# Load.pm
#	Clients that deliver until the server is gone, each with a journal of what was acknowledged.
#
# Of each client three files are left: sent, acknowledged, and errors, of psql and its own. A delivery is in the
# first before it is sent, and in the second only when psql has told that its transaction is committed.
package Load;

use strict;
use warnings FATAL => 'all';

use Deliveries;
use Digest::SHA qw(sha256_hex);
use Exporter 'import';
use IO::Handle;
use IPC::Open2;
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Storable qw(retrieve store);
use Store;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(make_loaded_store start_load wait_for_load end_load load_errors deliver_now);

our $clients = 8;

# ---- all of them ----

sub make_loaded_store
{
	my ($node) = @_;

	make_store($node, 'postgres');
	$node->safe_psql('postgres', q{CREATE ROLE ingress LOGIN; SELECT orderhook.grant_ingress('ingress')});
}

# Returns their processes. The round is a part of each id; commit is the role's synchronous_commit, and the session's.
sub start_load
{
	my ($node, $folder, $round, $commit, $seed) = @_;

	$node->safe_psql('postgres', "ALTER ROLE ingress SET synchronous_commit = $commit");
	return map {
		start_client({
			name => "r${round}c$_", files => "$folder/r$round.c$_", memory => "$folder/c$_", commit => $commit,
			connection => $node->connstr('postgres') . ' user=ingress', seed => $seed + $round * $clients + $_
		})
	} 1 .. $clients;
}

sub start_client
{
	my ($client) = @_;

	my $pid = fork() // die "fork: $!";
	return $pid if $pid;
	eval { run_client($client); 1 } or append_to_file("$client->{files}.errors", "the client itself: $@");
	POSIX::_exit(0);
}

# Until each of them has an acknowledgement.
sub wait_for_load
{
	my ($folder, $round) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;

	while (grep { !-s "$folder/r$round.c$_.acknowledged" } 1 .. $clients)
	{
		my @errors = load_errors($folder, $round);
		die "no acknowledgement in round $round: @errors" if @errors || time() > $deadline;
		sleep(0.02);
	}
}

sub end_load
{
	waitpid($_, 0) foreach @_;
}

# What the clients complain of, but for a connection that is lost or ended.
sub load_errors
{
	my ($folder, $round) = @_;
	my $lost = qr{
		^(?:psql:<stdin>:\d+:\ )?(?:error:\ |fatal:\ )?
		(?: (?:WARNING|FATAL):\ \ terminating\ connection
		  | (?:DETAIL|HINT):\ \ (?:The\ postmaster\ has\ commanded|In\ a\ moment\ you\ should)
		  | CONTEXT:\ \ COPY\ inbox
		  | server\ closed\ the\ connection
		  | \s+(?:This\ probably\ means\ the\ server|before\ or\ while\ processing)
		  | connection\ to\ server\ was\ lost
		  | no\ connection\ to\ the\ server
		  | could\ not\ (?:send|receive)\ data
		)}x;

	return grep { !/$lost/ } map { split /^/, slurp_file($_) } glob("$folder/r$round.c*.errors");
}

# From this process, and journalled: what the door answers to each.
sub deliver_now
{
	my ($node, $folder, $round, $count, $returning) = @_;
	my $client = { name => "r${round}c0", open => [], said => [] };
	my @deliveries = map { next_delivery($client) } 1 .. $count;

	append_to_file("$folder/r$round.c0.sent", join('', map { sent_line($_) } @deliveries));
	return $node->safe_psql('postgres', join('', map { insert_of($returning, $_) } @deliveries));
}

# ---- one of them ----

my @ways = (
	[ \&rows, 1 ], [ \&rows, 1 ], [ \&in_transaction, 3 ], [ \&rows, 4 ], [ \&batch, 5 ], [ \&copy, 4 ]);
my $answer = 'webhook_id, http_status, outcome';

sub run_client
{
	my ($client) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;

	srand($client->{seed});
	$SIG{PIPE} = 'IGNORE';
	open_journal($client);
	remember($client);
	my $psql = open2(my $out, my $in, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $client->{connection});
	$in->autoflush(1);
	print $in "SET synchronous_commit = $client->{commit};\n";
	1 while time() < $deadline && deliver_some($client, $in, $out);
	close $in;
	waitpid($psql, 0);
	store([ @$client{qw(open said)} ], $client->{memory});
}

sub open_journal
{
	my ($client) = @_;

	open(STDERR, '>', "$client->{files}.errors");
	foreach my $journal ('sent', 'acknowledged')
	{
		open($client->{$journal}, '>', "$client->{files}.$journal");
		$client->{$journal}->autoflush(1);
	}
}

# Orders go on after the crash, and what was on its way is said again.
sub remember
{
	my ($client) = @_;

	@$client{qw(open said)} = -e $client->{memory} ? @{ retrieve($client->{memory}) } : ([], []);
}

# False when there is no answer any more.
sub deliver_some
{
	my ($client, $in, $out) = @_;
	my ($way, $most) = @{ $ways[ int(rand(@ways)) ] };
	my @deliveries = map { next_delivery($client) } 1 .. 1 + int(rand($most));
	my @answers;

	$client->{sent}->print(map { sent_line($_) } @deliveries);
	print $in $way->($client, @deliveries) . "\\echo committed\n" or return 0;
	while (defined(my $line = <$out>))
	{
		chomp $line;
		return acknowledge($client, \@deliveries, \@answers) if $line eq 'committed';
		push @answers, $line;
	}
	return 0;
}

sub acknowledge
{
	my ($client, $deliveries, $answers) = @_;

	@$answers = map { '\N|200|' } @$deliveries if !@$answers;
	print STDERR "answers for others than were sent\n" if @$answers != @$deliveries;
	foreach my $n (0 .. $#$deliveries)
	{
		my ($webhook_id, $status, $outcome) = split /\|/, $answers->[$n];

		print STDERR "answered $status, $outcome\n" if $status ne '200';
		$client->{acknowledged}->print("$deliveries->[$n]{request}\t$webhook_id\t$deliveries->[$n]{digest}\n");
	}
	return 1;
}

# A new order, the next version of one, or once more what was sent before.
sub next_delivery
{
	my ($client) = @_;
	my $dice = rand(10);
	my $request = $client->{name} . 'n' . ++$client->{count};
	my ($open, $said) = @$client{qw(open said)};

	return sign(@{ $said->[ rand(@$said) ] }, $request) if $dice < 1 && @$said;
	push @$open, [ (providers())[ rand(5) ], "o$request", 0 ] if $dice < 4 || !@$open;
	push @$said, next_version($open, int(rand(@$open)));
	shift @$said if @$said > 100;
	return sign(@{ $said->[-1] }, $request);
}

sub next_version
{
	my ($open, $n) = @_;
	my ($provider, $order, $version) = @{ $open->[$n] };

	splice(@$open, $n, 1) if ++$open->[$n][2] == versions_of($provider);
	return [ $provider, body_of($provider, $order, $version) ];
}

sub sign
{
	my ($provider, $body, $request) = @_;

	return {
		provider => $provider, request => $request, headers => headers_of($provider, $body, $request),
		body => '\x' . unpack('H*', $body), digest => '\\\\x' . sha256_hex($body)
	};
}

# ---- ways to deliver ----

sub copy_line
{
	my $line = join("\t", @_);

	$line =~ s/\\/\\\\/g;
	return "$line\n";
}

sub sent_line
{
	my ($d) = @_;

	return copy_line($d->{request}, $d->{provider}, $d->{headers}, $d->{body});
}

sub row
{
	my ($d) = @_;

	return "('$d->{provider}', '$d->{headers}', '$d->{body}')";
}

sub insert_of
{
	my ($returning, @deliveries) = @_;

	return 'INSERT INTO orderhook.inbox (source, headers, body) VALUES '
	  . join(', ', map { row($_) } @deliveries) . " RETURNING $returning;\n";
}

sub rows
{
	my ($client, @deliveries) = @_;

	return insert_of($answer, @deliveries);
}

sub in_transaction
{
	my ($client, @deliveries) = @_;

	return "BEGIN;\n" . join('', map { insert_of($answer, $_) } @deliveries)
	  . "SET LOCAL synchronous_commit = $client->{commit};\nCOMMIT;\n";
}

sub batch
{
	my ($client, @deliveries) = @_;
	my ($sources, $headers, $bodies) = map {
		my $key = $_;
		'ARRAY[' . join(', ', map { "'$_->{$key}'" } @deliveries) . ']'
	} qw(provider headers body);

	return "SELECT $answer FROM orderhook.receive_batch($sources, ${headers}::jsonb[], ${bodies}::bytea[])"
	  . " ORDER BY delivery_no;\n";
}

sub copy
{
	my ($client, @deliveries) = @_;

	return "COPY orderhook.inbox (source, headers, body) FROM STDIN;\n"
	  . join('', map { copy_line($_->{provider}, $_->{headers}, $_->{body}) } @deliveries) . "\\.\n";
}

1;
