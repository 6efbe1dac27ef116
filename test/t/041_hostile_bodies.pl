# Bodies that are made to be expensive: what one may take of the backend's memory, and how soon the
# backend hears a cancellation in the midst of one.
#
# ORDERHOOK_LONG=1 takes bodies of 64 MB and not 32, and cancels ten times as often.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;
use Time::HiRes qw(sleep);

use constant {
	SIZE => $ENV{ORDERHOOK_LONG} ? 64_000_000 : 64_000_000,
	CANCELS => $ENV{ORDERHOOK_LONG} ? 50 : 5,
	CANCEL_WITHIN => 0.1,    # seconds of the backend's own time
	SEED => 20,
};

my $node = start_node('hostile', q{
shared_buffers = 128MB
jit = off
autovacuum = off
fsync = off
max_wal_size = 4GB
});
make_store($node, 'postgres');
$node->safe_psql('postgres', q{
	UPDATE orderhook.source SET max_body_bytes = 100000000 WHERE name <> 'small';
	INSERT INTO orderhook.source (name, provider) VALUES ('small', 'bbot');
	CREATE TABLE hostile (name text, source text, headers jsonb, body bytea);
	ALTER TABLE hostile ALTER body SET STORAGE EXTERNAL;
});

# ---- the bodies: a beginning, something many times over, an end ----

my $bbot = '{"order":{"id":"1",';
my @bodies = (
	[ 'brackets', 'bbot', '', '[', '' ],
	[ 'objects', 'bbot', '', '{"a":', '' ],
	[ 'white space', 'bbot', '', ' ', "$bbot\"x\":1}}" ],
	[ 'zeros', 'bbot', "$bbot\"x\":[", '0,', '0]}}' ],
	[ 'sparse zeros', 'bbot', "$bbot\"x\":[", '0         ,', '0]}}' ],
	[ 'empty keys', 'bbot', "$bbot\"x\":{", '"":0    ,', '"":0}}}' ],
	[ 'one key', 'bbot', "$bbot\"", 'k', '":1}}' ],
	[ 'one text', 'bbot', "$bbot\"guest_name\":\"", 'x', '"}}' ],
	[ 'escapes', 'bbot', "$bbot\"guest_name\":\"", '\u00e9', '"}}' ],
	[ 'surrogates', 'bbot', "$bbot\"guest_name\":\"", '\ud800', '"}}' ],
	[ 'one number', 'bbot', "$bbot\"total\":", '1', '}}' ],
	[ 'empty lines', 'bbot', "$bbot\"items\":[", '{},', '{}]}}' ],
	[ 'sparse empty lines', 'bbot', "$bbot\"items\":[", '{}                 ,', '{}]}}' ],
	[ 'small lines', 'bbot', "$bbot\"items\":[", '{"item_name":"\u00e9","qty":2,"price":10.5},', '{}]}}' ],
	[ 'long lines', 'bbot', "$bbot\"items\":[", '{"item_name":"' . 'x' x 5000 . '"},', '{}]}}' ],
	[ 'lines that are none', 'bbot', "$bbot\"items\":[", '0         ,', '0]}}' ],
	[ 'modifiers', 'bbot', "$bbot\"items\":[{\"modifiers\":[", '{}        ,', '{}]}]}}' ],
	[ 'lines of mipOS', 'mipos', '{"external_id":"1","items":[', '{"name":"x","modifiers":[{}]},', '{}]}' ],
	[ 'menu of mipOS', 'mipos', '{"menu":{"products":[', '{"id":"1"},', '{}]}}' ],
	[ 'lines of Revo', 'revo', '{"event":"order.closed","data":{"id":1,"contents":[', '{"id":1},', '{}]}}' ],
	[ 'pairs of a form', 'revo', 'event=order.closed', '&data=1', '' ],
	[ 'escapes of a form', 'revo', 'event=order.closed&data=', '%C3%A9', '' ],
	[ 'brackets of a form', 'revo', 'event=order.closed&data', '[1]', '=1' ],
	[ 'attachments of Fulflld', 'fulflld', '{"event":"x","order":{"id":"1","attachments":[', '{"url":"x"},', '{}]}}' ],
	[ 'random bytes', 'flybuy', '', undef, '' ],
	[ 'over the limit', 'small', '', 'x', '' ]);

sub make_body
{
	my ($name, $source, $begin, $repeated, $end) = @_;
	my $count = defined $repeated ? int((SIZE - length($begin) - length($end)) / length($repeated)) : 0;
	my $body = defined $repeated
	  ? "convert_to('$begin' || repeat('$repeated', $count) || '$end', 'UTF8')"
	  : '(SELECT string_agg(sha256(int4send(n)), NULL) FROM generate_series(1, ' . SIZE . ' / 32) n)';
	my $secret = $Store::secrets{$source} // '';

	$node->safe_psql('postgres', qq{
		TRUNCATE hostile;
		INSERT INTO hostile
		SELECT '$name', '$source',
		       CASE '$source' WHEN 'small' THEN '{}'
		                      ELSE orderhook_sign(b, '$secret', '$source'::text::orderhook_provider, clock_timestamp()) END, b
		  FROM (SELECT $body) AS s(b)});
}

my $deliver = q{INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM hostile
	RETURNING outcome, reason;};

# A session that has seen small deliveries: catalogues and the library are no part of what one costs.
sub warm_session
{
	my $session = Session->new($node, 'postgres');

	$session->ask(q{SELECT deliver(p, orderhook_sample(p::orderhook_provider, n))
		FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p, generate_series(1, 2) n;});
	return $session;
}

# ---- memory ----

sub check_memory
{
	my ($name) = @_;
	my $session = warm_session();
	my ($peak, $answer) = $session->growth($deliver);

	note sprintf('%s: %.2f times the body; %s', $name, $peak / SIZE, $answer || $session->{err});
	like($answer, qr/^(applied|duplicate|stale|ignored|quarantined|too_large)\|/, "$name: lands");
	cmp_ok($peak, '<=', 3 * SIZE + 16 * 2**20, "$name: within 3 times the body and 16 MB");
	$session->close;
}

# ---- cancellation ----

my $session = warm_session();
my $other = Session->new($node, 'postgres');

# Seconds that the backend worked on after it was told to end, so long after its beginning; and whether it heard.
sub cancel_after
{
	my ($statement, $moment) = @_;

	$session->begin("BEGIN; $statement ROLLBACK;");
	sleep($moment);
	my $before = $session->cpu;
	$other->ask("SELECT pg_cancel_backend($session->{pid});");
	$session->end;
	my $after = $session->cpu - $before;
	my $heard = $session->{err} =~ /canceling statement/;
	$session->ask('ROLLBACK;');
	return ($after, $heard);
}

# The longest of several times, and how often it was told in time. What a machine does to a process
# that it stalls, it does not do three times at the same moment.
sub worst_cancel
{
	my ($statement) = @_;
	my ($worst, $told) = (0, 0);
	my $start = Time::HiRes::time();

	$session->ask("BEGIN; $statement ROLLBACK;");
	my $whole = Time::HiRes::time() - $start;
	foreach my $n (1 .. CANCELS)
	{
		my $moment = $whole * ($n - rand) / CANCELS;
		my ($after, $heard) = cancel_after($statement, $moment);

		for (my $again = 0; $again < 2 && $after >= CANCEL_WITHIN; $again++)
		{
			($after) = cancel_after($statement, $moment);
		}
		$told += $heard ? 1 : 0;
		$worst = $after if $after > $worst;
	}
	return ($worst, $told);
}

sub check_cancel
{
	my ($name, $statement) = @_;
	my ($worst, $heard) = worst_cancel($statement);

	note sprintf('%s: %d times of %d, %.0f ms at worst', $name, $heard, CANCELS, $worst * 1000);
	cmp_ok($worst, '<', CANCEL_WITHIN, "$name: ends within 100 ms of a cancellation");
	return $heard;
}

srand(SEED);
my $heard = 0;
my %as_argument = map { $_ => 1 } 'small lines', 'escapes', 'one text', 'random bytes';
foreach my $body (@bodies)
{
	my ($name, $source) = @$body;

	make_body(@$body);
  SKIP:
	{
		skip 'no /proc/<pid>/clear_refs here', 2 if !Session::can_watch_memory();
		check_memory($name);
	}
	$heard += check_cancel($name, $deliver);
	next if !$as_argument{$name};
	$heard += check_cancel("$name, parsed",
		"SELECT count(orderhook_parse(body, '$source')) FROM hostile;");
	$heard += check_cancel("$name, verified",
		"SELECT (orderhook_verify(body, headers, ARRAY['$Store::secrets{$source}'], '$source')).reason FROM hostile;");
}
cmp_ok($heard, '>', CANCELS, 'cancellations came in the midst of the work');

is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.receipt WHERE body_bytes > 1000000'),
	scalar(@bodies), 'what was cancelled left nothing');

done_testing();
