# Thousands of deliveries, shuffled, repeated, in batches of any size and from eight connections at once, end in the
# same state as in order from one. ORDERHOOK_DELIVERIES=100000 makes it larger.
use strict;
use warnings FATAL => 'all';

use FindBin;
use IPC::Run;
use lib $FindBin::RealBin;
use List::Util qw(min shuffle);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Time::HiRes qw(time);

my $deliveries = $ENV{ORDERHOOK_DELIVERIES} || 10_000;
my $orders = int($deliveries / 20) || 1;
my $seed = $ENV{ORDERHOOK_SEED} || 20261121;
my $clients = 8;

srand($seed);
my $node = start_node('convergence', "autovacuum = off\njit = off\nlog_statement = none\ndeadlock_timeout = 100ms\n");

# ---- what is delivered: version v of order o is the same in every database ----

my $versions = int($deliveries / $orders);
my $secret_of = join(' ', map { "WHEN '$_' THEN '$Store::secrets{$_}'" } sort keys %Store::secrets);
my $generate = qq{
	CREATE TABLE hook AS
	SELECT row_number() OVER (ORDER BY v, o) AS n, p AS source,
	       CASE p
	       WHEN 'bbot' THEN format('{"order": {"id": "o%s", "checkout_id": "c%s", "time": "2026-03-07T18:00:00Z",
	            "last_modified": "2026-03-07T18:%s:%sZ", "pretax_cents": %s, "total_cents": %s, "tax_cents": 0, "tip_cents": %s,
	            "fee_pretax_cents": 0, "guest_name": "G%s", "items": [{"id": "i1", "pretax_cents": %s, "tax_cents": 0,
	            "status": "%s"}, {"id": "i2", "pretax_cents": 100, "tax_cents": 0, "status": "%s"}]}}',
	            o, o, m, s, 200 + v, 200 + v + v % 3, v % 3, v % 4, 100 + v, w[1 + v * 6 / $versions], w[1 + (v + o) % 6])
	       WHEN 'flybuy' THEN format('{"data": {"type": "order", "id": %s, "state": "%s", "customer_state": "%s",
	            "partner_identifier": "p%s", "created_at": "2026-03-07T18:00:00Z", "updated_at": "2026-03-07T18:%s:%sZ",
	            "eta_at": %s, "customer_name": "G%s"}}',
	            o, (ARRAY['created', 'delayed', 'ready', 'completed'])[1 + v * 4 / $versions],
	            (ARRAY['created', 'en_route', 'nearby', 'arrived', 'waiting'])[1 + (v + o) % 5], o, m, s,
	            CASE v % 3 WHEN 0 THEN 'null' ELSE format('"2026-03-07T19:%s:00Z"', m) END, v % 4)
	       ELSE format('{"event": "order.%s", "data": {"id": %s, "opened": "2026-03-07 18:00:00", "tableName": "T%s",
	            "status": %s, "total": "%s.00", "subtotal": "%s.00", "taxAmount": "0.00", "guests": %s, "orderContents":
	            [{"id": 1, "item_id": 3, "quantity": 1, "itemPrice": "%s.00", "total": "%s.00", "subtotal": "%s.00",
	            "taxAmount": "0.00", "itemName": "X%s", "updated_at": "2026-03-07 18:%s:%s"}]}}',
	            CASE v WHEN 0 THEN 'created' WHEN $versions - 1 THEN 'closed' ELSE 'updated' END, o, v % 5,
	            (v = $versions - 1)::int, 9 + v, 9 + v, v % 7, 9 + v, 9 + v, 9 + v, v % 3, m, s)
	       END::bytea AS body, NULL::jsonb AS headers
	  FROM generate_series(1, $orders) o,
	       generate_series(0, $versions - 1) v,
	       LATERAL (SELECT (ARRAY['bbot', 'flybuy', 'revo'])[1 + o % 3], to_char((v / 60) % 60, 'FM00'), to_char(v % 60, 'FM00'),
	                       ARRAY['waiting', 'accepted', 'preparing', 'ready', 'delivering', 'delivered']) x (p, m, s, w);
	UPDATE hook SET headers = orderhook_sign(body, CASE source $secret_of END, source::orderhook_provider);
	ALTER TABLE hook ADD PRIMARY KEY (n);
	VACUUM ANALYZE hook;};

# Everything of the orders, without times of receipt and numbers given by the store.
my @lines = map {
	"SELECT '$_ ' || named(v.source, v.order_id)"
	  . " || (to_jsonb(v) - '{order_id,webhook_id,received_at,first_received_at,last_received_at}'::text[])::text"
	  . " FROM orderhook.$_ v"
} qw(orders order_items order_modifiers order_charges order_payments order_contacts order_deliveries order_arrivals
	order_events);
my $dump = q{SELECT md5(string_agg(line, E'\n' ORDER BY line COLLATE "C")) || ' of ' || count(*) FROM (}
  . join(' UNION ALL ', @lines) . ') l (line)';

sub prepare_store
{
	my ($database) = @_;

	make_store($node, $database);
	$node->safe_psql($database, $generate . q{
		CREATE FUNCTION named(source text, id bigint) RETURNS text LANGUAGE sql STABLE
		RETURN (SELECT h.external_id FROM orderhook.order_header h JOIN orderhook.source s USING (source_id)
		         WHERE s.name = named.source AND h.order_id = named.id);
		CREATE FUNCTION one(k bigint) RETURNS text LANGUAGE sql AS $$
		INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM hook WHERE n = k RETURNING outcome $$;
		CREATE FUNCTION batch(ks bigint[]) RETURNS SETOF text LANGUAGE sql AS $$
		SELECT b.outcome
		  FROM (SELECT array_agg(h.source ORDER BY i) s, array_agg(h.headers ORDER BY i) h, array_agg(h.body ORDER BY i) b
		          FROM unnest(ks) WITH ORDINALITY k (n, i) JOIN hook h USING (n)) d,
		       orderhook.receive_batch(d.s, d.h, d.b) b $$;});
}

# Statements that deliver these, one at a time or in batches of 1 to 500.
sub statements
{
	my @numbers = @_;
	my $script = '';

	while (@numbers)
	{
		my $size = (1, 1, 3, 10, 50, 200, 500)[ int(rand(7)) ];
		my @some = splice(@numbers, 0, min($size, scalar @numbers));
		$script .= @some == 1 ? "SELECT one($some[0]);\n" : "SELECT batch('{" . join(',', @some) . "}');\n";
	}
	return $script;
}

# Each script in a session of its own, all at once; what they answered. From files and into files, so that no
# session waits for this process.
sub run_at_once
{
	my $folder = PostgreSQL::Test::Utils::tempdir();
	my @runs;

	foreach my $n (0 .. $#_)
	{
		append_to_file("$folder/$n.sql", $_[$n]);
		push @runs, IPC::Run::start(
			[ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', "$folder/$n.sql" ],
			'>', "$folder/$n.out", '2>', "$folder/$n.err",
			IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	}
	$_->finish foreach @runs;
	is(join('', map { slurp_file("$folder/$_.err") } 0 .. $#runs), '', "$clients sessions, and no error");
	return join('', map { slurp_file("$folder/$_.out") } 0 .. $#runs);
}

# ---- in order, one by one ----

$node->safe_psql('postgres', 'CREATE DATABASE in_order');
prepare_store('in_order');
my $start = time();
is( $node->safe_psql('in_order', 'SELECT count(*), count(DISTINCT source) FROM hook'),
	$orders * $versions . '|3', 'deliveries of three providers');
my $outcomes = $node->safe_psql('in_order', 'SELECT outcome, count(*) FROM hook, one(n) outcome GROUP BY 1');
like($outcomes, qr/^applied\|\d+$/, 'in order all of them apply');
my $expected = $node->safe_psql('in_order', $dump);
like($expected, qr/^[0-9a-f]{32} of \d{3,}$/, 'a state to compare with');
diag(sprintf '%d deliveries of %d orders, in order: %.1f s', $orders * $versions, $orders, time() - $start);

# ---- shuffled, up to three times each, at once ----

prepare_store('postgres');
my @sent = shuffle(map { my $n = $_; map { $n } 0 .. int(rand(3)) } 1 .. $orders * $versions);
my @shares = map { [] } 1 .. $clients;
push @{ $shares[ $_ % $clients ] }, $sent[$_] foreach 0 .. $#sent;
my $since = -s $node->logfile;
$start = time();
my $out = run_at_once(map { statements(@$_) } @shares);
diag(sprintf '%d deliveries from %d connections, seed %d: %.1f s', scalar @sent, $clients, $seed, time() - $start);

my %count;
$count{$_}++ foreach split /\n/, $out;
diag(join(', ', map { "$_ $count{$_}" } sort keys %count));
is(join(' ', grep { !/^(applied|duplicate|stale)$/ } sort keys %count), '', 'every one is applied, a duplicate or stale');
is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.receipt'), scalar @sent, 'each has its receipt');
is($node->safe_psql('postgres', $dump), $expected, 'the state is that of the deliveries in order');
my $log = slurp_file($node->logfile, $since);
is(scalar(() = $log =~ /deadlock detected/g), 0, 'no deadlocks');
unlike($log, qr/ERROR|PANIC|FATAL/, '... and nothing else in the log of the server');
is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'read anew, not a cell differs');

$node->stop;
done_testing();
