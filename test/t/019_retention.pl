# What is kept, and how long: repetitions are known across months, a delivery of a time without a partition is taken,
# what no source keeps goes, and what is still needed stays.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;
use Variety;

my $node = start_node('retention', 'autovacuum = off');
my @as_keeper = (extra_params => [ '-U', 'keeper' ]);

create_roles($node);

sub ask
{
	my ($database, $sql, @who) = @_;

	return $node->safe_psql($database, $sql, @who);
}

# ---- borders of months ----

create_store($node, 'months', 'keeper');
ask('months', 'SELECT * FROM orderhook_partition()', @as_keeper);
my $sign = q{'{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}'};

# Of Bbot's order at that age: the state that it had so many hours ago. What the door says.
sub bbot
{
	my ($order, $version, $received_at) = @_;
	my $body = qq('{"order": {"id": "$order", "last_modified": "2026-01-0${version}T00:00:00Z", "total_cents": ${version}00}}');

	return ask('months', "INSERT INTO orderhook.inbox (source, headers, body, received_at)
		VALUES ('bbot', $sign, convert_to($body, 'UTF8'), $received_at) RETURNING outcome");
}

my $border = q{date_trunc('month', now(), 'UTC')};
my $before = "$border - interval '1 microsecond'";
ask('months', q{UPDATE orderhook.source SET retry_horizon = '62 days'});
is(bbot('a', 3, $before), 'applied', 'in the last instant of last month');
is(bbot('a', 3, $border), 'duplicate', '... again in the first of this one');
is(bbot('a', 2, $before), 'stale', '... one that is late, last month');
is(bbot('a', 2, $border), 'duplicate', '... again, within the horizon');
is(bbot('a', 2, 'now()'), 'duplicate', '... and now');
ask('months', q{UPDATE orderhook.source SET retry_horizon = '0'});
is(bbot('a', 2, 'NULL'), 'stale', '... and after the horizon');
is(bbot('a', 3, 'NULL'), 'duplicate', 'the last bytes are known for ever');
ask('months', q{UPDATE orderhook.source SET retry_horizon = '62 days'});
is(bbot('b', 2, $border), 'applied', 'an order that begins this month');
is(bbot('b', 1, $before), 'stale', '... and before, as it turns out');
is(ask('months', "SELECT first_received_at = $before, total FROM orderhook.orders WHERE external_id = 'b'"), 't|2.00', '... and is told so');
is( ask('months', qq{
		SELECT count(*), count(DISTINCT webhook_id), count(DISTINCT tableoid), count(*) FILTER (WHERE received_at < $border) FROM orderhook.receipt}),
	'9|9|2|3', 'each is in the partition of its month');
is(ask('months', 'SELECT count(*) FROM orderhook.renormalize()'), 0, '... and the orders are told from all of them');
is( ask('months', q{SELECT action, what LIKE '%' || to_char(orderhook.month_start(now(), -1) AT TIME ZONE 'UTC', 'YYYY_MM'), receipts, reason FROM orderhook.maintain()}),
	'created|t|3|moved from orderhook.receipt_default', 'what came to the default partition goes to that of its month');
is(ask('months', 'SELECT count(*), count(DISTINCT webhook_id) FROM orderhook.receipt; SELECT count(*) FROM orderhook.receipt_default'),
	"9|9\n0", '... and nothing else');

# Nobody called maintain() for months.
ask('months', q{
	SELECT format('DROP TABLE %s', p.partition) FROM orderhook.receipt_partitions() p WHERE p.until > now()
	\gexec
	SELECT orderhook.month_start(now()), count(*) FROM orderhook.receipt});
is(bbot('c', 1, 'NULL'), 'applied', 'a delivery of a time without a partition is applied');
is(bbot('c', 2, 'NULL'), 'applied', '... and the next');
is(ask('months', 'SELECT count(*) FROM orderhook.receipt_default'), 2, '... in the default partition');
is( ask('months', q{SELECT count(*), string_agg(DISTINCT action, ' '), sum(receipts) FROM orderhook.maintain(2);
		SELECT count(*) FROM orderhook.receipt_default; SELECT count(*) FROM orderhook.maintain(2); SELECT count(*) FROM orderhook.maintain()}),
	"3|created|2\n0\n0\n1", '... until the next call');

# ---- retention ----

# A delivery that came so many months back.
sub deliver_kept
{
	my ($body, $months, $source, $database) = @_;

	ask($database // 'kept', qq{
		SELECT deliver('$source', convert_to('$body', 'UTF8'));
		UPDATE orderhook.receipt SET received_at = orderhook.month_start(received_at, -$months) + interval '1 day'
		 WHERE webhook_id = (SELECT max(webhook_id) FROM orderhook.receipt);
		UPDATE orderhook.order_header h SET first_received_at = least(h.first_received_at, (SELECT min(r.received_at) FROM orderhook.receipt r
			WHERE r.source_id = h.source_id AND r.order_id = h.order_id))});
}

sub version
{
	my ($order, $version) = @_;

	return qq({"order": {"id": "$order", "last_modified": "2026-01-0${version}T00:00:00Z", "total_cents": ${version}00, "notes": "$order"}});
}

sub maintained
{
	my ($database, $arguments) = @_;

	return ask($database, q{
		SELECT string_agg(format('%s %s %s', action, CASE WHEN what LIKE '%receipt_2%' THEN (
			SELECT months.n::text FROM generate_series(0, 40) months (n)
			 WHERE what LIKE '%' || to_char(orderhook.month_start(now(), -months.n) AT TIME ZONE 'UTC', 'YYYY_MM')) ELSE what END, receipts),
			', ' ORDER BY action, what) FROM orderhook.maintain(} . ($arguments // '') . ')');
}

sub partition_of
{
	my ($database, $months) = @_;

	return ask($database, "SELECT partition FROM orderhook.receipt_partitions() WHERE since = orderhook.month_start(now(), -$months)");
}

create_store($node, 'kept', 'keeper');
deliver_kept(version('gone', 1), 6, 'bbot');
deliver_kept(version('cut', 1), 6, 'bbot');
deliver_kept(version('cut', 5), 1, 'bbot');
deliver_kept(version('whole', 1), 5, 'bbot');
deliver_kept('no JSON', 5, 'bbot');
deliver_kept(version('unread', 1), 4, 'bbot');
deliver_kept('{"event": "ORDER_CREATED", "payload": {"orderId": "o", "order": {"total": 1250}}}', 3, 'fulflld');
deliver_kept(version('beside', 1), 3, 'bbot');
my $counts = q{SELECT count(*), count(body), count(*) FILTER (WHERE outcome = 'quarantined') FROM orderhook.receipt};

is(maintained('kept'), '', 'a table, and nothing is to go: nothing is done');
ask('kept', q{UPDATE orderhook.source SET keep_bodies = '75 days' WHERE name = 'bbot'});
is(maintained('kept'), 'purged bbot 5', 'a table: bodies go by their age');
is(ask('kept', $counts), '8|3|1', '... but for what is to be read still');
is(maintained('kept'), '', '... once');

ask('kept', 'SELECT count(*) FROM orderhook_partition()');
ask('kept', q{UPDATE orderhook.source SET keep_receipts = '75 days' WHERE name = 'bbot'});
is(maintained('kept'), 'dropped 6 2, dropped 4 1, kept 5 2', 'partitions: months of which no source keeps anything are dropped, but for what is quarantined');
is(ask('kept', $counts), '5|3|1', '... and another source keeps its own');
is(ask('kept', 'SELECT count(*) FROM orderhook.orders; SELECT count(*) FROM orderhook.order_events'), "6\n1", 'orders and their events stay');
is(ask('kept', 'SELECT external_id FROM orderhook.orders o, orderhook.order_problems p WHERE o.order_id = p.order_id GROUP BY 1 HAVING count(*) > 2'), '',
	'... and nothing multiplies');
is(ask('kept', q{SELECT received, applied, quarantined FROM orderhook.sources WHERE source = 'bbot'}), '4|3|1', 'counts are of what is kept');
is(ask('kept', q{SELECT count(*) FROM orderhook.renormalize('true', false)}), 0, 'an order of which a part is gone is not told anew');
like(failure($node, 'kept', q{SELECT * FROM orderhook.orders o, orderhook.order_as_of(o.order_id, now()) WHERE o.external_id = 'cut'}), qr/^55000/,
	'... nor as it was');
like(failure($node, 'kept', q{SELECT * FROM orderhook.orders o, orderhook.order_as_of(o.order_id, now()) WHERE o.external_id = 'gone'}), qr/^55000/,
	'... nor is one of which all is gone');
is(ask('kept', q{SELECT deliver('bbot', convert_to('} . version('cut', 3) . q{', 'UTF8'));
		SELECT deliver('bbot', convert_to('} . version('gone', 1) . q{', 'UTF8'));
		SELECT external_id, total FROM orderhook.orders WHERE external_id IN ('cut', 'gone') ORDER BY 1}),
	"stale\nduplicate\ncut|5.00\ngone|1.00", '... and what comes late changes nothing that is known');
is(ask('kept', q{SELECT deliver('bbot', convert_to('{"order": {"id": "gone", "last_modified": "2025-01-01T00:00:00Z", "tip_cents": 5}}', 'UTF8'));
		SELECT total, tip FROM orderhook.orders WHERE external_id = 'gone'}),
	"applied\n1.00|0.05", '... it fills in');

is(ask('kept', q{UPDATE orderhook.source SET retry_horizon = '10 years' WHERE name = 'bbot';
		INSERT INTO orderhook.inbox (source, headers, body, received_at)
		SELECT 'bbot', '{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}', convert_to(b, 'UTF8'), now() - interval '3 years'
		  FROM (VALUES ('{"order": {"id": "cut", "last_modified": "2025-12-31T00:00:00Z", "total_cents": 1, "tip_cents": 7}}'),
		               ('{"order": {"id": "beside", "last_modified": "2025-12-31T00:00:00Z", "total_cents": 1, "tip_cents": 7}}')) v (b)
		RETURNING outcome;
		UPDATE orderhook.source SET retry_horizon = '1 day' WHERE name = 'bbot';
		SELECT external_id, total, tip, first_received_at < now() - interval '2 years' FROM orderhook.orders WHERE external_id IN ('cut', 'beside') ORDER BY 1;
		SELECT count(*) FROM orderhook.renormalize('true', false);
		SELECT string_agg(action, ' ') FROM orderhook.maintain()}),
	"applied\napplied\nbeside|1.00|0.07|t\ncut|5.00|0.07|f\n0\npurged kept created", '... also from before all that was');
ask('kept', q{UPDATE orderhook.source SET keep_receipts = '75 days' WHERE name = 'fulflld'; DELETE FROM orderhook.receipt WHERE outcome = 'quarantined'});
my $reader = Session->new($node, 'kept');
$reader->ask('BEGIN; SELECT count(*) FROM orderhook.receipt;');
is(maintained('kept'), 'purged fulflld 1, skipped 36 0, skipped 5 0, skipped 3 0', 'behind somebody who reads nothing waits');
is(ask('kept', q{SELECT deliver('bbot', convert_to('} . version('meanwhile', 1) . q{', 'UTF8'))}), 'applied', '... nor do deliveries');
$reader->ask('COMMIT;');
is(maintained('kept'), 'dropped 36 2, dropped 5 1, dropped 3 2', '... and the next call does it');
$reader->ask('BEGIN; LOCK TABLE ONLY orderhook.receipt IN SHARE UPDATE EXCLUSIVE MODE;');
is(maintained('kept'), 'skipped partitions 0', 'two do not maintain at once');
$reader->ask('COMMIT;');
$reader->close;
deliver_kept(version('lone', 1), 8, 'mipos');
ask('kept', q{DELETE FROM orderhook.source WHERE name = 'mipos'; UPDATE orderhook.source SET keep_receipts = '1 day', retry_horizon = '20 years'});
like(maintained('kept'), qr/^created 8 1(, purged \w+ \d)*$/, 'what comes for a month that is gone has one again');
is(maintained('kept'), '', 'within twice the retry horizon all are kept');
ask('kept', q{UPDATE orderhook.source SET retry_horizon = '1 day'});
is(maintained('kept'), 'dropped 1 1', '... and those of a source that is gone always');
is(ask('kept', 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'read anew, not a cell differs');

# ---- months between ----

# What stays of an older month, and is still to be purged, would tell the order without what went.
create_store($node, 'between', 'keeper');
deliver_kept(version('early', 1), 6, 'bbot', 'between');
deliver_kept(version('told', 1), 6, 'bbot', 'between');
deliver_kept('no JSON', 6, 'bbot', 'between');
deliver_kept(version('told', 2) =~ s/\}\}$/, "tip_cents": 5}}/r, 5, 'bbot', 'between');
deliver_kept(version('told', 3), 1, 'bbot', 'between');
ask('between', q{SELECT count(*) FROM orderhook_partition(); UPDATE orderhook.source SET keep_receipts = '75 days'});
my $told = q{SELECT count(*) FROM orderhook.renormalize(dry_run => false); SELECT total, tip FROM orderhook.orders WHERE external_id = 'told'};
is(maintained('between', '3, 1'), 'kept 6 3, kept 5 1, purged bbot 1', 'a month is kept while what is older is neither gone nor purged');
is(ask('between', q{SELECT reason FROM orderhook.maintain(3, 1) WHERE action = 'kept' ORDER BY what}),
	"quarantined and not replayed: 1", '... and no longer');
is(ask('between', $told), "0\n3.00|0.05", '... and the order stays as it is');

# One that is locked stays, too.
deliver_kept(version('older', $_), 9, 'bbot', 'between') foreach 1, 2;
deliver_kept(version('locked', 1), 8, 'bbot', 'between');
deliver_kept(version('locked', 2) =~ s/\}\}$/, "tip_cents": 7}}/r, 7, 'bbot', 'between');
deliver_kept(version('locked', 3), 1, 'bbot', 'between');
is(maintained('between', '3, 1'), 'created 9 2, created 8 1, created 7 1, kept 6 3, purged bbot 1', 'what came for months that are gone');
my $holder = Session->new($node, 'between');
$holder->ask('BEGIN; LOCK TABLE ' . partition_of('between', 8) . ' IN ROW EXCLUSIVE MODE;');
is(maintained('between', '3, 1'), 'dropped 9 2, kept 7 1, kept 6 3, purged bbot 1, skipped 8 0', '... where one cannot go, what came later stays');
$holder->ask('COMMIT;');
is(ask('between', q{SELECT count(*) FROM orderhook.renormalize()}), 0, '... and the order stays as it is');

# While the receipts of several months are counted, none of them has gone yet.
ask('between', q{ALTER FUNCTION orderhook.maintain SET lock_timeout = 0});
$holder->ask('BEGIN; LOCK TABLE ' . partition_of('between', 7) . ' IN ROW EXCLUSIVE MODE;');
my $keeper = Session->new($node, 'between');
$keeper->begin(q{SELECT action, what LIKE '%receipt_%', receipts FROM orderhook.maintain() WHERE action = 'dropped';});
ok($node->poll_query_until('between', "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $keeper->{pid}"), 'one of two months is waited for');
is(ask('between', q{SET lock_timeout = '20s'; SELECT deliver('bbot', convert_to('} . version('meanwhile', 1) . q{', 'UTF8'))}), 'applied', '... deliveries go on');
$holder->ask('COMMIT;');
is($keeper->end, "dropped|t|1\ndropped|t|1", '... and both go');
$keeper->close;
ask('between', q{ALTER FUNCTION orderhook.maintain SET lock_timeout = '200ms'});

# Whatever somebody has locked.
foreach my $locked ('orderhook.source', 'orderhook.receipt', 'orderhook.receipt_default', partition_of('between', 6))
{
	$holder->ask("BEGIN; LOCK TABLE $locked IN ACCESS EXCLUSIVE MODE;");
	is(ask('between', q{SELECT count(*) > 0 FROM orderhook.maintain(9) WHERE action = 'skipped'}), 't', "skipped, where somebody locks $locked");
	$holder->ask('ROLLBACK;');
}
$holder->close;

# A month that somebody detached, to keep it elsewhere.
my $detached = partition_of('between', 1);
ask('between', "ALTER TABLE orderhook.receipt DETACH PARTITION $detached");
deliver_kept(version('detached', 1), 1, 'bbot', 'between');
deliver_kept(version('detached', 2), 4, 'bbot', 'between');
is(maintained('between'), 'created 4 1, kept 6 3, purged bbot 1, skipped 1 0', 'a month whose name is taken is left out, and the others are made');
is(ask('between', q{SELECT reason FROM orderhook.maintain() WHERE action = 'skipped'}), sprintf('relation "%s" already exists', $detached =~ s/.*\.//r), '... and why');
ask('between', "DROP TABLE $detached");
is(maintained('between'), 'created 1 1, kept 6 3', '... until it is free');

# One without an end is not the default one.
ask('between', q{
	CREATE TABLE orderhook.receipt_of_times_to_come (LIKE orderhook.receipt);
	ALTER TABLE orderhook.receipt ATTACH PARTITION orderhook.receipt_of_times_to_come FOR VALUES FROM ('2999-01-01 00:00+00') TO (MAXVALUE)});
deliver_kept(version('known', 1), 1, 'bbot', 'between');
is(maintained('between'), 'kept 6 3', 'a partition of somebody else\'s making, without an end');
is(ask('between', 'SELECT count(*) FROM orderhook.receipt_partitions() WHERE since IS NULL'), 1, '... is not the default one');

# ---- the manual ----

my ($section) = slurp_file("$FindBin::RealBin/../../README.md") =~ /^## Retention by partition\n(.*?)^## /ms;
my @commands = $section =~ /^```sql\n(.*?)^```/msg;
push(@commands, $section =~ /^    SELECT cron\.schedule\(.*'(.*)'\);$/mg, map { "$_;" } $section =~ /`(SELECT orderhook_unpartition\(\))`/);
create_store($node, 'manual', 'keeper');
ask('manual', q{UPDATE orderhook.source SET name = 'soho-bbot' WHERE name = 'bbot'}, @as_keeper);
foreach my $command (@commands)
{
	my ($status, undef, $stderr) = $node->psql('manual', $command, on_error_stop => 1, @as_keeper);
	is($status, 0, "the manual: $command") or diag($stderr);
}
is(scalar(@commands), 4, '... which are all');

done_testing();
