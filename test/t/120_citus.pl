# A store on a Citus cluster: distributed and brought back without a row lost or doubled, with deliveries on
# every node, while nodes come and shards move; and what is refused. Skipped where there is no Citus.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use Citus;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

my $plain = start_node_or_skip();

my $coordinator = start_citus_node('coordinator');
my @workers = map { start_citus_node("worker$_") } 1 .. 2;
my @as_keeper = (extra_params => [ '-U', 'keeper' ]);
my $db = 'shop';

# What a statement is refused with, hint included.
sub refusal
{
	my ($node, $database, $sql, @params) = @_;
	my ($status, $stdout, $stderr) = $node->psql($database, $sql, @params);

	return $status == 0 ? 'nothing' : $stderr;
}

# ---- without a cluster ----

$plain->safe_psql('postgres', 'CREATE EXTENSION orderhook');
like(refusal($plain, 'postgres', 'SELECT orderhook_distribute()'),
	qr/there is no store to distribute\nHINT:  Make one with SELECT orderhook_install/, 'no store');
$plain->safe_psql('postgres', 'SELECT orderhook_install()');
like(refusal($plain, 'postgres', 'SELECT orderhook_distribute()'),
	qr/the extension citus is not in this database\nHINT:  Preload citus/, 'no Citus');
like(refusal($plain, 'postgres', 'SELECT orderhook_undistribute()'),
	qr/the store is not distributed\nHINT:  SELECT orderhook_distribute/, 'undistributing what is not distributed');
$plain->stop;

make_citus($db, $coordinator, @workers);
$coordinator->safe_psql($db, q{
	CREATE ROLE keeper LOGIN; CREATE ROLE ingress LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE limited LOGIN; CREATE ROLE contacts LOGIN});
$coordinator->safe_psql('postgres', "ALTER DATABASE $db OWNER TO keeper");
make_store($coordinator, $db, owner => 'keeper');
shape_store($coordinator, $db);
fill_store($coordinator, $db);

my @tables = split(/\n/, $coordinator->safe_psql($db,
	"SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r' ORDER BY 1"));
my @views = split(/\n/, $coordinator->safe_psql($db,
	"SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'v' ORDER BY 1"));

# Every row of these, as text. What is told by the clock or by how bytes are stored is left out.
my %without = (sources => [ 'quiet_for', 'silence', 'rejected_bytes' ]);

sub rows_of
{
	my ($node, @relations) = @_;
	my $result = '';

	foreach my $relation (@relations)
	{
		my $not = join(', ', map { "'$_'" } @{ $without{$relation} // ['none'] });
		my $columns = $node->safe_psql($db, qq{SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
			WHERE attrelid = 'orderhook.$relation'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ($not)});
		$result .= "$relation:\n" . join("\n", sort split(/\n/, $node->safe_psql($db, "COPY (SELECT $columns FROM orderhook.$relation) TO STDOUT"))) . "\n";
	}
	return $result;
}

sub counts
{
	return $coordinator->safe_psql($db, 'SELECT (SELECT count(*) FROM orderhook.receipt), (SELECT count(*) FROM orderhook.order_header)');
}

# ---- what keeps a store from being distributed ----

like(refusal($coordinator, $db, q{BEGIN; UPDATE pg_extension SET extversion = '12.1-1' WHERE extname = 'citus'; SELECT orderhook_distribute()}),
	qr/citus 12.1-1 is too old\nHINT:  Bring it to 13.2 or later/, 'an old Citus');

foreach my $case (
	[ 'a limited reader', '', qr/with policy "limited_readers" of table orderhook\.\w+, which asks other tables\nHINT:  Release the limited readers/ ],
	[ 'a foreign key to a table of the store',
		q{SELECT orderhook.unlimit_reader('limited'); CREATE TABLE mine (id bigint REFERENCES orderhook.store)},
		qr/with foreign key "mine_id_fkey" of table public.mine\nHINT:  Drop it/ ],
	[ 'a foreign key from a table of the store',
		q{SELECT orderhook.unlimit_reader('limited'); CREATE TABLE mine (id bigint PRIMARY KEY);
		  ALTER TABLE orderhook.store ADD mine bigint REFERENCES mine},
		qr/with foreign key "store_mine_fkey" of table orderhook.store\nHINT:  Drop it/ ],
	[ 'a trigger',
		q{SELECT orderhook.unlimit_reader('limited'); CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		  CREATE TRIGGER audit AFTER INSERT ON orderhook.receipt FOR EACH ROW EXECUTE FUNCTION noop()},
		qr/with trigger "audit" of table orderhook.receipt\nHINT:  Drop it/ ],
	[ 'an unlogged table',
		q{SELECT orderhook.unlimit_reader('limited'); ALTER TABLE orderhook.outbox SET UNLOGGED},
		qr/with table orderhook.outbox, which is no plain table\nHINT:  Make it a plain/ ],
	[ 'a unique index of its own',
		q{SELECT orderhook.unlimit_reader('limited'); CREATE UNIQUE INDEX ON orderhook.order_header (order_id)},
		qr/ERROR/ ])
{
	my ($name, $sql, $message) = @$case;
	my $before = rows_of($coordinator, @tables);

	like(refusal($coordinator, $db, "SET citus.enable_ddl_propagation = off; BEGIN; $sql; SET LOCAL citus.enable_ddl_propagation = on; SELECT orderhook_distribute(); COMMIT"),
		$message, "$name is refused");
	is($coordinator->safe_psql($db, 'SELECT count(*) FROM pg_dist_partition'), 0, "$name: nothing half done");
	is(rows_of($coordinator, @tables) eq $before, 1, "$name: the same rows");
}

# ---- there ----

$coordinator->safe_psql($db, q{SET citus.enable_ddl_propagation = off; SELECT orderhook.unlimit_reader('limited')}, @as_keeper);
my $rows = rows_of($coordinator, @tables);
my $shown = rows_of($coordinator, @views);
my $catalogue = catalogue($coordinator, $db);

$coordinator->safe_psql($db, 'SELECT orderhook_distribute()', @as_keeper);
is(rows_of($coordinator, @tables) eq $rows, 1, 'distributed: the same rows');
is(rows_of($_, @views) eq $shown, 1, 'and on ' . $_->name) foreach @workers;
is(rows_of($coordinator, @views) eq $shown, 1, 'every view shows the same');
is($coordinator->safe_psql($db, q{SELECT string_agg(logicalrelid::regclass::text, ', ' ORDER BY logicalrelid::regclass::text) FROM pg_dist_partition WHERE partmethod = 'n'}),
	'orderhook.order_link, orderhook.reader_limit, orderhook.source, orderhook.store, orderhook.store_alias', 'on every node: configuration');
is($coordinator->safe_psql($db, q{SELECT count(DISTINCT colocationid), count(*) FROM pg_dist_partition WHERE partmethod = 'h'}),
	'1|' . (@tables - 5), 'by source: all others, together');
is($coordinator->safe_psql($db, q{SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r'
	AND oid IN (SELECT logicalrelid FROM pg_dist_partition WHERE partmethod = 'h')}), 0, 'no copy stays behind');
like(refusal($coordinator, $db, 'SELECT orderhook_distribute()'), qr/the store is distributed already\nHINT:  After adding a node/, 'distributing twice');
like(refusal($workers[0], $db, 'SELECT orderhook_undistribute()'), qr/this node is not the coordinator/, 'undistributing from a worker');
like(refusal($coordinator, $db, q{SELECT orderhook.limit_reader('limited', 'soho')}, @as_keeper),
	qr/readers of a distributed store cannot be limited to stores.*HINT:  Give each group/s, 'limits are refused');

# ---- who may ----

my @as_ingress = (extra_params => [ '-U', 'ingress' ]);
my @as_reader = (extra_params => [ '-U', 'reader' ]);

foreach my $node ($coordinator, @workers)
{
	my $name = $node->name;

	is($node->safe_psql($db, q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '') RETURNING outcome}, @as_ingress),
		'rejected', "$name: an ingress delivers");
	is($node->safe_psql($db, q{SELECT outcome FROM orderhook.receive('revo', '{}', ''); SELECT outcome FROM orderhook.receive(1, '{}', '')}, @as_ingress),
		"rejected\nrejected", "$name: an ingress calls");
	like(refusal($node, $db, 'SELECT * FROM orderhook.orders', @as_ingress), qr/permission denied/, "$name: an ingress reads no order");
	is($node->safe_psql($db, 'SELECT count(*) > 0 FROM orderhook.orders', @as_reader), 't', "$name: a reader reads orders");
	is($node->safe_psql($db, 'SELECT count(*) > 0 FROM orderhook.quarantine', @as_reader), 't', "$name: a reader reads what is quarantined");
	is($node->safe_psql($db, 'SELECT count(*) > 0 FROM orderhook.sources', @as_reader), 't', "$name: a reader reads how the sources fare");
	foreach my $secret ('SELECT * FROM orderhook.source_secret', 'SELECT body FROM orderhook.receipt', 'SELECT * FROM orderhook.owner_quarantine',
		'SELECT * FROM orderhook.each_source()', 'SELECT * FROM orderhook.order_contacts')
	{
		like(refusal($node, $db, $secret, @as_reader), qr/permission denied/, "$name: a reader may not $secret");
	}
	like(refusal($node, $db, q{SELECT * FROM orderhook_rows_of_owner('quarantine') r (webhook_id bigint)}, @as_ingress),
		qr/permission denied for view quarantine/, "$name: an ingress reads nothing by way of the owner");
}

# ---- deliveries on every node ----

my $at = 100;

sub deliver_on
{
	my ($node) = @_;
	my $from = ++$at;
	$at++;

	return $node->safe_psql($db, "SELECT deliver_samples($from, $at)");
}

foreach my $node ($coordinator, @workers)
{
	my $name = $node->name;
	my $before = counts();

	is(deliver_on($node), 'applied', "$name: new orders");
	is($coordinator->safe_psql($db, 'SELECT deliver_samples(' . ($at - 1) . ", $at)"), 'duplicate', "$name: known on the coordinator");
	is(on_nodes($db, 'SELECT deliver_samples(' . ($at - 1) . ", $at)", @workers), 'duplicate; duplicate', "$name: known on each worker");
	is($coordinator->safe_psql($db, "SELECT x.r - b.r, x.o - b.o FROM (SELECT (SELECT count(*) FROM orderhook.receipt) r, (SELECT count(*) FROM orderhook.order_header) o) x,
		(VALUES (" . join(', ', split(/\|/, $before)) . ")) b (r, o)"), '40|10', "$name: each receipt and order once");
	is($node->safe_psql($db, q{SELECT string_agg(DISTINCT outcome, ',') FROM orderhook.receive_batch('{bbot,revo,nowhere}', ARRAY['{}', '{}', '{}']::jsonb[], ARRAY['', '', '']::bytea[])}),
		'rejected', "$name: batches");
}

# Numbers follow the time, whichever node draws them: the same bytes after another state are no repetition.
my @says = map { qq{convert_to('{"event": "ORDER_CREATED", "payload": {"orderId": "turns", "order": {"total": $_}}}', 'UTF8')} } (1250, 1300);
my @answers;
foreach my $turn (0 .. 5)
{
	my $node = ($coordinator, @workers)[ $turn % 3 ];
	push @answers, $node->safe_psql($db, "SELECT outcome FROM orderhook.receive('open', '{}', $says[$turn % 2])");
}
is("@answers", 'applied applied applied applied applied applied', 'deliveries of one order by way of several nodes, turn by turn');
is($coordinator->safe_psql($db, 'SELECT count(*) FROM orderhook.renormalize()'), 0, 'told anew as it is');

# The call with the id runs where the source is.
foreach my $node ($coordinator, @workers)
{
	my $id = $coordinator->safe_psql($db, q{SELECT source_id FROM orderhook.source WHERE name = 'revo'});
	like($node->safe_psql($db, "SET client_min_messages = debug1; SELECT outcome FROM orderhook.receive($id, '{}', '')"), qr/rejected/, $node->name . ': by the id of the source');
}
my ($status, $out, $err) = $coordinator->psql($db, "SET client_min_messages = debug1; SELECT outcome FROM orderhook.receive(1::bigint, '{}'::jsonb, ''::bytea)");
like($err, qr/pushing down the function call/, 'the call itself is sent');
like(refusal($coordinator, $db, q{SELECT orderhook.receive(12345::bigint, '{}', '')}), qr/source with id 12345 does not exist/, 'a source that is none');

# ---- the functions ----

foreach my $case (
	[ q{SELECT orderhook.set_secret('bbot', 'soho:second', 'second'), orderhook.revoke_secret('bbot', 'second')}, '|' ],
	[ q{SELECT count(*) FROM orderhook.reverify() WHERE note = 'changed'}, '0' ],
	[ q{SELECT count(*) FROM orderhook.order_as_of(1, now())}, '1' ],
	[ q{SELECT outcome FROM orderhook.replay((SELECT min(webhook_id) FROM orderhook.quarantine))}, 'quarantined' ],
	[ q{SELECT format('SELECT outcome FROM orderhook.replay(%s)', webhook_id) FROM orderhook.quarantine LIMIT 2 \gexec}, "quarantined\nquarantined" ],
	[ q{SELECT sum(deliveries) > 20 FROM orderhook.simulate('revo', 10, seed => 7)}, 't' ],
	[ q{SELECT receipts > 0 FROM orderhook.purge('1 microsecond', true)}, 't' ],
	[ q{SELECT receipts FROM orderhook.purge('1 microsecond', batch => 3)}, '3' ],
	[ q{SELECT orderhook.unlink(m.order_id, m.linked_to) FROM orderhook.order_journey_orders m WHERE m.method = 'external_id' LIMIT 1}, '' ],
	[ q{SELECT count(*) FROM orderhook.order_link}, '[12]' ],
	[ q{SELECT result FROM orderhook.erase_contact((SELECT min(email) FROM orderhook.order_contact WHERE source_id = (SELECT source_id FROM orderhook.source WHERE name = 'bbot'))) LIMIT 1}, 'erased' ])
{
	my ($sql, $answer) = @$case;
	like($coordinator->safe_psql($db, $sql, @as_keeper), qr/^$answer$/, $sql);
}

# ---- a later version ----

# What orderhook_migrate() finds of it: a table, a function and a view that are not placed yet.
$coordinator->safe_psql($db, q{
	SET citus.enable_ddl_propagation = off;
	CREATE TABLE orderhook.region (source_id bigint PRIMARY KEY, name text);
	INSERT INTO orderhook.region SELECT source_id, name FROM orderhook.source;
	CREATE FUNCTION orderhook.region_of(id bigint) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
	AS 'BEGIN RETURN (SELECT r.name FROM orderhook.region r WHERE r.source_id = id); END';
	CREATE VIEW orderhook.order_regions WITH (security_invoker) AS
	SELECT o.source, o.order_id, r.name FROM orderhook.orders o JOIN orderhook.region r USING (source_id);
	GRANT SELECT ON orderhook.order_regions, orderhook.region TO reader}, @as_keeper);
$coordinator->safe_psql($db, 'ALTER EXTENSION orderhook UPDATE');
$coordinator->safe_psql($db, 'SELECT orderhook_migrate(); SELECT orderhook_migrate()', @as_keeper);
foreach my $node ($coordinator, @workers)
{
	is($node->safe_psql($db, 'SELECT count(*) > 0, bool_and(source = name) FROM orderhook.order_regions', @as_reader), 't|t', $node->name . ': what a later version brought');
	is($node->safe_psql($db, q{SELECT orderhook.region_of(1)}, @as_keeper), 'bbot', $node->name . ': and its functions');
}
is($coordinator->safe_psql($db, q{SELECT count(*) FROM pg_dist_partition p WHERE logicalrelid = 'orderhook.region'::regclass AND partmethod = 'h'
	AND colocationid = (SELECT colocationid FROM pg_dist_partition WHERE logicalrelid = 'orderhook.receipt'::regclass)}), 1, 'by source, with the others');
$coordinator->safe_psql($db, 'DROP VIEW orderhook.order_regions; DROP FUNCTION orderhook.region_of(bigint); DROP TABLE orderhook.region', @as_keeper);

# ---- a node more, while deliveries come in ----

my $third = start_citus_node('worker3');
$third->safe_psql('postgres', "SET citus.enable_create_database_propagation = off; CREATE DATABASE $db");
$third->safe_psql($db, 'CREATE EXTENSION citus');

my $before = counts();
my $sender = $coordinator->background_psql($db, on_error_stop => 1);
$sender->query_safe(q{CREATE TEMP TABLE sent (n int, outcome text)});
$sender->{stdin} .= q{DO $$ BEGIN FOR n IN 1000 .. 1119 LOOP
	INSERT INTO sent SELECT n, deliver(p, orderhook_sample(p::orderhook_provider, n)) FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p; COMMIT; END LOOP; END $$;} . "\n";
$sender->{run}->pump_nb();
add_worker($db, $coordinator, $third);
$coordinator->safe_psql($db, 'SELECT orderhook_migrate()', @as_keeper);
is($third->safe_psql($db, 'SELECT deliver_samples(1, 2)'), 'duplicate', 'a new node takes deliveries');
my $moved = $coordinator->safe_psql($db, q{SELECT count(*) FROM get_rebalance_table_shards_plan()});
$coordinator->safe_psql($db, q{SELECT rebalance_table_shards(shard_transfer_mode => 'block_writes')});
is($sender->query_safe('SELECT string_agg(DISTINCT outcome, $$,$$), count(*) FROM sent'), 'applied|600', 'while shards move every delivery is applied');
$sender->quit;
cmp_ok($moved, '>', 0, 'shards moved');
my ($receipts) = split(/\|/, $before);
is($coordinator->safe_psql($db, "SELECT count(*) - $receipts, count(DISTINCT webhook_id) - $receipts FROM orderhook.receipt"), '610|610', 'none is lost, none is doubled');
is($coordinator->safe_psql($db, q{SELECT count(*) - count(DISTINCT (source_id, external_id)) FROM orderhook.order_header}), 0, 'no order twice');
is($coordinator->safe_psql($db, q{SELECT count(*) FROM orderhook.receipt r LEFT JOIN orderhook.order_header h USING (source_id, order_id) WHERE r.order_id > 0 AND h.order_id IS NULL}),
	0, 'no delivery without its order');
is(on_nodes($db, 'SELECT deliver_samples(1000, 1001)', $coordinator, @workers, $third), 'duplicate; duplicate; duplicate; duplicate', 'and each node knows them');
is($coordinator->safe_psql($db, q{SELECT count(*) FROM orderhook.renormalize('s.name = ''revo''')}), 0, 'told anew as they are');

# ---- and back ----

my $distributed = rows_of($coordinator, @tables);
my $distributed_views = rows_of($coordinator, grep { $_ ne 'changes' } @views);
$coordinator->safe_psql($db, 'SELECT orderhook_undistribute()', @as_keeper);
is(rows_of($coordinator, @tables) eq $distributed, 1, 'back: the same rows');
is(rows_of($coordinator, grep { $_ ne 'changes' } @views) eq $distributed_views, 1, 'back: every view shows the same');
is_catalogue(catalogue($coordinator, $db), $catalogue, 'back: every object as it was');
is(deliver_on($coordinator), 'applied', 'and it takes deliveries');
is($coordinator->safe_psql($db, q{SELECT webhook_id = max(webhook_id) OVER () FROM orderhook.receipt ORDER BY received_at DESC, webhook_id DESC LIMIT 1}), 't', 'numbered on');
$coordinator->safe_psql($db, 'SELECT orderhook_distribute()', @as_keeper);
is(on_nodes($db, 'SELECT deliver_samples(2000, 2001)', $workers[0]), 'applied', 'and there again: a worker takes new orders');
is($coordinator->safe_psql($db, 'SELECT count(*) - count(DISTINCT order_id) FROM orderhook.order_header'), 0, 'with numbers of their own');

done_testing();
