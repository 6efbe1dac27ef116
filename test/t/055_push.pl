# What is told of changes while transactions overlap and end in another order than they began: a consumer that
# keeps its place, and one that deletes what it has seen, see each delivery that changed something once and in
# one order, and each transaction sends one notification. ORDERHOOK_STEPS=20000 makes it longer.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;

my $steps = $ENV{ORDERHOOK_STEPS} || 600;
my $seed = $ENV{ORDERHOOK_SEED} || 20261122;

srand($seed);
note("seed $seed");
my $conf = "autovacuum = off\nmax_prepared_transactions = 2\n";
my $node = start_node('push', $conf);
make_store($node, 'postgres');
$node->safe_psql('postgres', 'UPDATE orderhook.source SET outbox = true, notify = true');

# An order of that number from one of two providers: the id of its delivery.
my $functions = q{
	CREATE FUNCTION body(n int) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(CASE n % 2 WHEN 0 THEN format('{"order": {"id": "o%s", "guest_name": "canary of persons"}}', n)
	       ELSE format('{"event": "order.created", "data": {"id": %s, "notes": "canary of persons"}}', n) END, 'UTF8') $$;
	CREATE FUNCTION provider(n int) RETURNS text LANGUAGE sql AS $$ SELECT CASE n % 2 WHEN 0 THEN 'bbot' ELSE 'revo' END $$;
	CREATE FUNCTION headers(n int) RETURNS jsonb LANGUAGE sql AS $$
	SELECT orderhook_sign(body(n), CASE n % 2 WHEN 0 THEN 'soho:open sesame' ELSE 'shared secret of Revo' END,
	                      provider(n)::orderhook_provider) $$;
	CREATE FUNCTION order_no(n int) RETURNS text LANGUAGE sql AS $$
	SELECT webhook_id || ' ' || outcome FROM orderhook.receive(provider(n), headers(n), body(n)) $$;
	CREATE FUNCTION orders_no(VARIADIC ns int[]) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT b.webhook_id || ' ' || b.outcome
	  FROM (SELECT array_agg(provider(n) ORDER BY i) s, array_agg(headers(n) ORDER BY i) h, array_agg(body(n) ORDER BY i) b
	          FROM unnest(ns) WITH ORDINALITY u (n, i)) d,
	       orderhook.receive_batch(d.s, d.h, d.b) b $$;
	CREATE FUNCTION xid() RETURNS text LANGUAGE sql AS $$ SELECT pg_current_xact_id()::text $$;};
$node->safe_psql('postgres', $functions);

my $last_number = 1000;

sub next_number
{
	return ++$last_number;
}

# ---- notifications ----

my $listener = Session->new($node, 'postgres');
my $helper = Session->new($node, 'postgres');
$listener->ask('LISTEN orderhook; LISTEN sentinel;');
my $sentinels = 0;

# "payload pid" of each notification since the last time. They come in the order of commits, so that behind a
# sentinel there is none of before.
sub heard
{
	my $sentinel = ++$sentinels;
	my $out = '';

	$helper->ask("NOTIFY sentinel, '$sentinel';");
	do
	{
		$out .= $listener->ask('SELECT;') . "\n";
	} until $out =~ /"sentinel" with payload "$sentinel"/;
	return map { /"orderhook" with payload "(.*)" received from server process with PID (\d+)/ ? "$1 $2" : () } split /\n/, $out;
}

my $writer = Session->new($node, 'postgres');
my $key = next_number();

sub transactions_of_outbox
{
	return $writer->ask('SELECT DISTINCT transaction_id FROM orderhook.outbox;');
}

# A script of the writer, and how many notifications it brings: each of the writer, with the id of the one
# transaction in the outbox.
sub notifies
{
	my ($count, $name, $sql) = @_;

	$writer->ask('TRUNCATE orderhook.outbox;');
	my $answer = $writer->ask($sql);
	my @heard = heard();
	is(scalar @heard, $count, "$name: $count") or diag($answer, $writer->{err});
	is_deeply(\@heard, [ map { "$_ $writer->{pid}" } split /\n/, transactions_of_outbox() ], '... of the transaction in the outbox')
	  if $count == 1;
	return $answer;
}

sub numbers
{
	return join ', ', map { next_number() } 1 .. $_[0];
}

notifies(1, 'a delivery', "SELECT order_no($key);");
notifies(0, 'the same again', "SELECT order_no($key);");
notifies(0, 'one that is rejected', "SELECT orderhook.receive('bbot', '{}', '{}');");
notifies(0, 'one that is quarantined', "SELECT deliver('bbot', '{');");
notifies(1, 'several in one transaction', 'BEGIN; SELECT order_no(' . next_number() . '); SAVEPOINT a; SELECT order_no('
	. next_number() . '); RELEASE a; SAVEPOINT b; SELECT order_no(' . next_number() . '); SELECT orders_no('
	. numbers(40) . '); COMMIT;');
notifies(1, 'a batch of several sources', 'SELECT orders_no(' . numbers(50) . ');');
notifies(1, 'where something of it is rolled back', 'BEGIN; SAVEPOINT a; SELECT order_no(' . next_number()
	. '); ROLLBACK TO a; SELECT order_no(' . next_number() . '); COMMIT;');
notifies(0, 'where all that was delivered is rolled back', 'BEGIN; SAVEPOINT a; SELECT orders_no(' . numbers(3)
	. '); ROLLBACK TO a; CREATE TEMPORARY TABLE t (); DROP TABLE t; COMMIT;');
notifies(0, 'a transaction that is rolled back', 'BEGIN; SELECT order_no(' . next_number() . '); ROLLBACK;');
my $ignored = next_number() * 2;
my ($id) = notifies(0, 'to a source that is off', "UPDATE orderhook.source SET enabled = false; SELECT order_no($ignored);
	UPDATE orderhook.source SET enabled = true;") =~ /(\d+) ignored/;
notifies(1, 'a replay', "SELECT outcome FROM orderhook.replay($id);");
notifies(0, 'renormalize', "UPDATE orderhook.order_header SET notes = 'another'; SELECT count(*) FROM orderhook.renormalize(dry_run => false);");
notifies(2, 'two transactions', 'SELECT order_no(' . next_number() . '); SELECT order_no(' . next_number() . ');');
notifies(0, 'where nobody asked for it', 'UPDATE orderhook.source SET notify = false; SELECT orders_no(' . numbers(3) . ');
	UPDATE orderhook.source SET notify = true;');
is($writer->ask('SELECT count(*) FROM orderhook.outbox;'), 3, '... the outbox is a choice of its own');
$writer->ask('UPDATE orderhook.source SET outbox = false; SELECT order_no(' . next_number() . '); UPDATE orderhook.source SET outbox = true;');
my @heard = heard();
is(scalar @heard, 1, '... and so is the notification');
like($heard[0], qr/^\d+ \d+$/, '... an id all the same');
$writer->ask('CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
	CREATE TRIGGER by_statement AFTER TRUNCATE ON orderhook.outbox EXECUTE FUNCTION nothing();
	ALTER TABLE orderhook.source DROP CONSTRAINT source_name_key;');
notifies(1, 'where rows go by statements', 'SELECT orders_no(' . numbers(3) . ');');
$writer->ask('DROP TRIGGER by_statement ON orderhook.outbox; ALTER TABLE orderhook.source ADD UNIQUE (name);');

# Whatever comes: an id.
$writer->ask('TRUNCATE orderhook.outbox;');
foreach my $file (payload_files())
{
	$writer->ask("SELECT deliver('$file->[0]', '\\x" . unpack('H*', slurp_file($file->[1])) . "');");
}
@heard = heard();
cmp_ok(scalar @heard, '>', 50, 'every payload');
is(join("\n", grep { !/^\d+ \d+$/ } @heard), '', '... whose notifications are ids');
my $words = 'menu.updated|order.(created|updated|closed|cancelled|moved|merged|deleted|snapshot|accepted|rejected|refunded)|'
  . 'product.(updated|deleted)|customer.(created|updated|deleted)|arrival.updated|delivery.(updated|completed|cancelled|failed)';
$words =~ s/\./[.]/g;
is( $writer->ask(qq{SELECT string_agg(o::text, E'\\n') FROM orderhook.outbox o
		WHERE o::text !~ '^[(]\\d+,\\d+,\\d+,\\d*,($words),"[-0-9 :.+]+"[)]\$';}),
	'', '... and the rows of the outbox ids, words of orderhook, and times');

# ---- two phases ----

my $number = next_number();
$writer->ask("BEGIN; SELECT order_no($number);");
$writer->ask("PREPARE TRANSACTION 'one';");
like($writer->{err}, qr/cannot PREPARE a transaction that has executed LISTEN, UNLISTEN, or NOTIFY/,
	'a transaction that notifies cannot be prepared');
$writer->ask('UPDATE orderhook.source SET notify = false; TRUNCATE orderhook.outbox;');
$writer->ask("BEGIN; SELECT order_no($number); PREPARE TRANSACTION 'one';");
$writer->ask('SELECT order_no(' . next_number() . ');');
is($writer->ask('SELECT count(*) FROM orderhook.outbox; SELECT count(*) FROM orderhook.changes;'),
	"1\n0", 'what was prepared holds back what comes behind');
$writer->ask("COMMIT PREPARED 'one';");
is($writer->ask('SELECT count(*), min(webhook_id) < max(webhook_id) FROM orderhook.changes;'), '2|t', '... until it is over');
$writer->ask('UPDATE orderhook.source SET notify = true;');

# What others do who write anywhere in the server, too.
$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
my $elsewhere = Session->new($node, 'elsewhere');
$writer->ask('TRUNCATE orderhook.outbox;');
$elsewhere->ask('BEGIN; SELECT pg_current_xact_id();');
$writer->ask('SELECT order_no(' . next_number() . ');');
is(scalar(heard()), 1, 'a notification can come before its row');
is($writer->ask('SELECT count(*) FROM orderhook.changes;'), 0, '... which waits for who wrote before it, anywhere');
$elsewhere->ask('COMMIT; BEGIN; SELECT count(*) FROM pg_class;');
is($writer->ask('SELECT count(*) FROM orderhook.changes;'), 1, '... and not for who only reads');
$elsewhere->close;

# ---- transactions that overlap, step by step ----

my @writers = map { { session => Session->new($node, 'postgres'), levels => [], known => next_number() } } 1 .. 6;
my (%expected, @commits);

sub answer_of
{
	my ($w, $sql) = @_;
	my $answer = $w->{session}->ask($sql);

	die "$sql: $w->{session}{err}" if $w->{session}{err};
	return $answer;
}

# Deliveries of that writer: the innermost level of its savepoints holds the ids of those that changed something.
sub deliver_some
{
	my ($w) = @_;
	my $way = rand;
	my $call = $way < 0.2 ? "order_no($w->{known})" : $way < 0.7 ? 'order_no(' . next_number() . ')' : 'orders_no(' . numbers(1 + int rand 4) . ')';

	push @{ $w->{levels}[-1] }, answer_of($w, "SELECT $call;") =~ /^(\d+) applied$/mg;
}

sub end_transaction
{
	my ($w, $how) = @_;
	my $xid = answer_of($w, 'SELECT pg_current_xact_id_if_assigned();');
	my @changed = map { @$_ } @{ $w->{levels} };

	answer_of($w, "$how;");
	$w->{levels} = [];
	return if $how eq 'ROLLBACK' || !@changed;
	$expected{$_} = $xid foreach @changed;
	push @commits, $xid;
}

sub step
{
	my $w = $writers[ rand @writers ];
	my $levels = $w->{levels};
	my $way = rand;

	if (!@$levels)
	{
		answer_of($w, $way < 0.3 ? 'BEGIN; SELECT pg_current_xact_id();' : 'BEGIN;');
		push @$levels, [];
	}
	elsif ($way < 0.5)
	{
		deliver_some($w);
	}
	elsif ($way < 0.65)
	{
		answer_of($w, 'SAVEPOINT s' . @$levels . ';');
		push @$levels, [];
	}
	elsif ($way < 0.8 && @$levels > 1)
	{
		my $some = pop @$levels;
		my $kept = rand() < 0.5;

		answer_of($w, ($kept ? 'RELEASE s' : 'ROLLBACK TO s') . @$levels . ';');
		push @{ $levels->[-1] }, @$some if $kept;
	}
	else
	{
		end_transaction($w, $way < 0.92 ? 'COMMIT' : 'ROLLBACK');
	}
}

# Each reads some of what it has not seen, and keeps it: "transaction webhook" in the order in which it came.
my $consumer = Session->new($node, 'postgres');
my %read = (
	keeping => sub {
		my ($seen) = @_;
		my $place = @$seen ? $seen->[-1] =~ s/ /, /r : '0, 0';

		return $consumer->ask("SELECT transaction_id || ' ' || webhook_id FROM orderhook.changes
			WHERE (transaction_id, webhook_id) > ($place) ORDER BY transaction_id, webhook_id LIMIT " . (1 + int rand 5) . ';');
	},
	deleting => sub {
		my $answer = $consumer->ask("BEGIN; SELECT transaction_id || ' ' || webhook_id FROM orderhook.changes
			ORDER BY transaction_id, webhook_id LIMIT " . (1 + int rand 5) . ';');
		my ($place) = $answer =~ /(\d+ \d+)\z/;

		$consumer->ask('DELETE FROM orderhook.outbox WHERE (transaction_id, webhook_id) <= (' . ($place =~ s/ /, /r) . ');') if $place;
		$consumer->ask(rand() < 0.8 ? 'COMMIT;' : do { $answer = ''; 'ROLLBACK;' });
		return $answer;
	},
	# One that takes the highest id of a delivery for a place.
	wrong => sub {
		my ($seen) = @_;
		my ($place) = @$seen ? $seen->[-1] =~ / (\d+)/ : 0;

		return $consumer->ask("SELECT transaction_id || ' ' || webhook_id FROM orderhook.outbox WHERE webhook_id > $place ORDER BY webhook_id;");
	});

sub run_steps
{
	my ($way) = @_;
	my @seen;

	heard();
	$writer->ask('TRUNCATE orderhook.outbox;');
	%expected = @commits = ();
	foreach (1 .. $steps)
	{
		step();
		push @seen, split /\n/, $read{$way}->(\@seen) if rand() < 0.4;
	}
	@{ $_->{levels} } && end_transaction($_, 'COMMIT') foreach @writers;
	foreach (1 .. $steps)
	{
		push @seen, split /\n/, $read{$way}->(\@seen);
	}
	return @seen;
}

sub sorted
{
	return sort { my ($s, $v, $t, $w) = split / /, "$a $b"; $s <=> $t || $v <=> $w } @_;
}

$writer->ask("SELECT order_no($_->{known});") foreach @writers;
foreach my $way ('keeping', 'deleting')
{
	my @seen = run_steps($way);
	my @due = sorted(map { "$expected{$_} $_" } keys %expected);

	cmp_ok(scalar @due, '>', $steps / 10, "$way: " . @due . ' changes in ' . @commits . ' transactions');
	cmp_ok(join(' ', @commits), 'ne', join(' ', sort { $a <=> $b } @commits), '... which end in another order than they began');
	is(join(', ', @seen), join(', ', @due), '... each is seen once, in their order');
	is(join(' ', map { / / ? $` : '' } heard()), join(' ', @commits), '... one notification for each transaction, in the order of their ends');
	is($writer->ask('SELECT count(*) FROM orderhook.outbox;'), $way eq 'keeping' ? scalar @due : 0, '... and what is to be there is left');
}
my %seen = map { $_ => 1 } run_steps('wrong');
cmp_ok(scalar keys %seen, '<', scalar keys %expected, 'who takes the id of a delivery for a place misses some');

# ---- at once ----

sub script_of_writer
{
	my $script = '';

	foreach (1 .. 40)
	{
		$script .= "BEGIN;\n";
		foreach (1 .. 1 + int rand 4)
		{
			my $deliveries = rand() < 0.7 ? 'SELECT order_no(' . next_number() . ');' : 'SELECT orders_no(' . numbers(3) . ');';
			$deliveries = "SAVEPOINT s; $deliveries " . (rand() < 0.5 ? 'ROLLBACK TO s;' : 'RELEASE s;') if rand() < 0.4;
			$script .= "$deliveries\n";
		}
		$script .= rand() < 0.15 ? "ROLLBACK;\n" : "COMMIT;\n";
	}
	return $script;
}

heard();
$writer->ask('TRUNCATE orderhook.outbox;');
my $mark = $writer->ask('SELECT max(webhook_id) FROM orderhook.receipt;');
$_->{session}->begin(script_of_writer()) foreach @writers;
my @seen;
while (grep { !$_->{session}->is_done } @writers)
{
	push @seen, split /\n/, $read{keeping}->(\@seen);
}
while (my @more = split /\n/, $read{keeping}->(\@seen))
{
	push @seen, @more;
}
is(join('', map { $_->{session}{err} } @writers), '', 'six writers at once, and no error');
is( join("\n", sort map { / / && $' } @seen),
	join("\n", sort split /\n/, $writer->ask("SELECT webhook_id FROM orderhook.receipt WHERE webhook_id > $mark AND outcome = 'applied';")),
	scalar @seen . ' changes, each is seen once');
is(join(', ', @seen), join(', ', sorted(@seen)), '... in their order');
my %transactions = map { / / && $` => 1 } @seen;
is(join(' ', sort map { / / && $` } heard()), join(' ', sort keys %transactions), '... and one notification for each transaction');

# ---- in another server ----

my $other = start_node('other', $conf);
my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump';
my $place = $seen[ $#seen / 2 ] =~ s/ /, /r;
$other->safe_psql('postgres', 'CREATE EXTENSION orderhook');
command_ok([ 'pg_dump', '-n', 'orderhook', '-f', $dump, '-d', $node->connstr('postgres') ], 'pg_dump');
command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-o', "$dump.out", '-d', $other->connstr('postgres'), '-f', $dump ], 'psql');
$other->safe_psql('postgres', $functions);
is($other->safe_psql('postgres', 'SELECT min(transaction_id) > xid()::bigint FROM orderhook.outbox'), 't',
	'a server that is not as far as that of the outbox');
is($other->safe_psql('postgres', 'SELECT count(*) FROM orderhook.changes'), 0, '... shows nothing of it yet');
$other->safe_psql('postgres', "DELETE FROM orderhook.outbox WHERE (transaction_id, webhook_id) <= ($place);
	UPDATE orderhook.outbox SET transaction_id = 0;");
my $new = join ' ', map { $other->safe_psql('postgres', 'SELECT order_no(' . next_number() . ')') =~ /^(\d+) applied/ } 1 .. 3;
my @left = map { / / && $' } @seen[ $#seen / 2 + 1 .. $#seen ];
is( $other->safe_psql('postgres', q{SELECT string_agg(webhook_id::text, ' ' ORDER BY transaction_id, webhook_id)
		FROM orderhook.changes WHERE (transaction_id, webhook_id) > (0, 0)}),
	join(' ', (sort { $a <=> $b } @left), $new), '... and as README.md says, what was not handled comes first, and then what is new');

$_->close foreach $listener, $helper, $writer, $consumer, map { $_->{session} } @writers;
$node->stop;
$other->stop;
done_testing();
