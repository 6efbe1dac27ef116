# Receipts in partitions: not a row or a setting is lost on the way there and back, deliveries that flow meanwhile
# included, and the door and all else works as before. What cannot be kept is refused. ORDERHOOK_LONG=1: also the
# regression tests that take minutes.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use File::Copy;
use File::Path qw(make_path);
use Journal;
use Load;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;
use Time::HiRes qw(sleep);
use Variety;

my $node = start_node('partition', 'autovacuum = off');
my $folder = PostgreSQL::Test::Utils::tempdir();
my @as_keeper = (extra_params => [ '-U', 'keeper' ]);

create_roles($node);

sub ask
{
	my ($database, $sql, @who) = @_;

	return $node->safe_psql($database, $sql, @who);
}

# ---- there and back ----

# What the owner can add to the table, each thing once.
sub shape_receipts
{
	my ($database) = @_;

	ask($database, q{
		ALTER TABLE orderhook.receipt ADD COLUMN dropped integer;
		ALTER TABLE orderhook.receipt DROP COLUMN dropped;
		ALTER TABLE orderhook.receipt ADD COLUMN region text NOT NULL DEFAULT 'east' CHECK (region <> ''),
			ADD COLUMN size bigint GENERATED ALWAYS AS (body_bytes * 2) STORED;
		ALTER TABLE orderhook.receipt ALTER COLUMN reason SET STORAGE external, ALTER COLUMN event SET STATISTICS 7,
			ALTER COLUMN outcome SET (n_distinct = 7);
		ALTER TABLE orderhook.receipt SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = off);
		ALTER TABLE orderhook.receipt REPLICA IDENTITY FULL;
		ALTER SEQUENCE orderhook.receipt_webhook_id_seq CACHE 3;
		CREATE INDEX receipt_digest ON orderhook.receipt (source_id, body_digest) WHERE outcome <> 'rejected';
		COMMENT ON INDEX orderhook.receipt_digest IS 'Mine.';
		COMMENT ON COLUMN orderhook.receipt.region IS 'Where it came from.';
		COMMENT ON CONSTRAINT receipt_pkey ON orderhook.receipt IS 'The key.';
		CREATE STATISTICS orderhook.receipt_words ON outcome, verdict FROM orderhook.receipt;
		ALTER STATISTICS orderhook.receipt_words SET STATISTICS 17;
		COMMENT ON STATISTICS orderhook.receipt_words IS 'What goes together.';
		COMMENT ON SEQUENCE orderhook.receipt_webhook_id_seq IS 'The ids.';
		CREATE VIEW orderhook.late WITH (security_barrier) AS SELECT webhook_id, received_at FROM orderhook.receipt
		 WHERE outcome = 'stale' AND received_at >= '2020-01-01 00:00+00';
		CREATE INDEX receipt_late ON orderhook.receipt (source_id) WHERE received_at < '2020-01-01 00:00+00';
		GRANT SELECT ON orderhook.late TO reader;
		GRANT SELECT (outcome, region), UPDATE (region) ON orderhook.receipt TO reader;
		GRANT DELETE ON orderhook.receipt TO contacts WITH GRANT OPTION;
		GRANT USAGE ON SEQUENCE orderhook.receipt_webhook_id_seq TO contacts;
		CREATE POLICY few ON orderhook.receipt FOR DELETE TO contacts USING (outcome IN (SELECT 'rejected'::text));
		COMMENT ON POLICY few ON orderhook.receipt IS 'What may go.';
		CREATE POLICY own ON orderhook.receipt AS RESTRICTIVE FOR UPDATE USING (region = 'east') WITH CHECK (region <> 'west');
		ALTER DEFAULT PRIVILEGES IN SCHEMA orderhook GRANT SELECT ON TABLES TO reader}, @as_keeper);
}

# Months back: one in two, so that there are gaps.
my $age = q{UPDATE orderhook.receipt SET received_at = received_at - webhook_id % 4 * interval '2 months' - interval '1 hour';
	UPDATE orderhook.order_header h SET first_received_at = (SELECT min(r.received_at) FROM orderhook.receipt r
		WHERE r.source_id = h.source_id AND r.order_id = h.order_id AND r.event <> 'order.refunded');};
my $rows = q{SELECT count(*), count(DISTINCT webhook_id), md5(string_agg(to_jsonb(r)::text, E'\n' ORDER BY webhook_id)) FROM orderhook.receipt r};

# What there is under the name of receipt, but for the partitions, the columns of the key, and which kind it is.
sub settings
{
	my ($database) = @_;

	return ask($database, q{
		SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity,
		       a.attgenerated, a.attstorage, a.attcompression, a.attstattarget, a.attacl,
		       (SELECT array_agg(o) FROM unnest(a.attoptions) o WHERE o LIKE 'n_distinct%'),
		       col_description(a.attrelid, a.attnum)
		  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		 WHERE a.attrelid = 'orderhook.receipt'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;
		SELECT relowner::regrole, relacl, relrowsecurity, obj_description(oid) FROM pg_class WHERE oid = 'orderhook.receipt'::regclass;
		SELECT replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '), obj_description(indexrelid)
		  FROM pg_index WHERE indrelid = 'orderhook.receipt'::regclass AND NOT indisprimary ORDER BY 1;
		-- Of what seems to cost the same the planner takes the one made last.
		SELECT array_agg(indexrelid::regclass ORDER BY indexrelid) FROM pg_index WHERE indrelid = 'orderhook.receipt'::regclass;
		SELECT polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
		       obj_description(oid)
		  FROM pg_policy WHERE polrelid = 'orderhook.receipt'::regclass ORDER BY 1;
		SELECT pg_get_statisticsobjdef(oid), stxowner::regrole, stxstattarget, obj_description(oid) FROM pg_statistic_ext WHERE stxrelid = 'orderhook.receipt'::regclass;
		SELECT conname, obj_description(oid) FROM pg_constraint WHERE conrelid = 'orderhook.receipt'::regclass ORDER BY 1;
		SELECT oid::regclass, reloptions, relacl, pg_get_viewdef(oid) FROM pg_class
		 WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'v' ORDER BY relname;
		SELECT last_value, is_called FROM orderhook.receipt_webhook_id_seq;
		SELECT relacl, obj_description(oid) FROM pg_class WHERE oid = 'orderhook.receipt_webhook_id_seq'::regclass;
		SELECT * FROM pg_sequences WHERE sequencename = 'receipt_webhook_id_seq';
		SELECT tgname, tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'door'});
}

create_store($node, 'shaped', 'keeper');
shape_store($node, 'shaped');
fill_store($node, 'shaped');
shape_receipts('shaped');
ask('shaped', $age);
my %was = (rows => ask('shaped', $rows), settings => settings('shaped'), catalogue => catalogue($node, 'shaped'));

# What reads IST as another zone than it writes.
my $elsewhere = q{SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'SQL, DMY';};
ask('shaped', "$elsewhere SELECT * FROM orderhook_partition()", @as_keeper);
is(ask('shaped', $rows), $was{rows}, 'partitioned: the same rows');
is_catalogue(settings('shaped'), $was{settings}, '... of the same columns, indexes, rights, policies and views');
is( ask('shaped', q{SELECT relkind FROM pg_class WHERE oid = 'orderhook.receipt'::regclass}), 'p', '... in another table');
is( ask('shaped', q{
		SELECT count(*) > 6, bool_and(c.relowner = 'keeper'::regrole), bool_and(NOT EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)),
		       bool_and(c.relrowsecurity), bool_and('fillfactor=90' = ANY (c.reloptions)), bool_and(t.reloptions = '{autovacuum_enabled=off}'),
		       bool_and(c.relreplident = 'f'), bool_and((SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid) = 6),
		       bool_and((SELECT string_agg(a.attname, ' ' ORDER BY a.attname) FROM pg_attribute a
		                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget = 0) = 'body headers problems'),
		       bool_and((SELECT a.attcompression FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'body') = 'l'),
		       bool_and(obj_description(c.oid) IS NOT NULL)
		  FROM orderhook.receipt_partitions() p JOIN pg_class c ON c.oid = p.partition::regclass
		  JOIN pg_class t ON t.oid = c.reltoastrelid}),
	't|t|t|t|t|t|t|t|t|t|t', '... and each partition is one such as it');
is( ask('shaped', q{
		SELECT bool_and(p.since = date_trunc('month', p.since, 'UTC') AND p.until = orderhook.month_start(p.since, 1)),
		       max(p.until) = orderhook.month_start(now(), 4), (SELECT count(*) FROM orderhook.receipt_default)
		  FROM orderhook.receipt_partitions() p; }), 't|t|0', '... of a month of UTC');
like(failure($node, 'shaped', 'SELECT * FROM orderhook.receipt_default', extra_params => [ '-U', 'reader' ]), qr/^42501/,
	'... which only the owner reads');
is(ask('shaped', 'SELECT DISTINCT store FROM orderhook.orders', extra_params => [ '-U', 'limited' ]), 'centro', '... limits hold');
is(ask('shaped', "$elsewhere SELECT count(*) FROM orderhook.maintain()"), 0, '... and nothing is left to do');
is(ask('shaped', "BEGIN; $elsewhere SELECT count(*) FROM orderhook.maintain(40);"
		. 'SELECT bool_and(p.until = orderhook.month_start(p.since, 1)), max(p.until) = orderhook.month_start(now(), 41) FROM orderhook.receipt_partitions() p'),
	"37\nt|t", '... or what is, by months of UTC wherever the session is');

is(ask('shaped', "$elsewhere SELECT orderhook_unpartition()"), ask('shaped', 'SELECT count(*) FROM orderhook.receipt'), 'back: as many rows');
is(ask('shaped', $rows), $was{rows}, '... the same');
is_catalogue(catalogue($node, 'shaped'), $was{catalogue}, '... and the same objects');
ask('shaped', 'BEGIN; SELECT orderhook_partition(); ROLLBACK');
is_catalogue(catalogue($node, 'shaped'), $was{catalogue}, 'rolled back: as it was');

my $starts = q{(date_trunc('month', now(), 'UTC') - interval '2 months' + interval '9 days')::date};
is( ask('shaped', "SELECT count(*), count(*) FILTER (WHERE since = '-infinity' AND receipts > 0) FROM orderhook_partition($starts)"),
	'7|1', 'with a start: what is older is together');
is(ask('shaped', $rows), $was{rows}, '... and all is there');
is_same_store_after_dump('shaped');

sub is_same_store_after_dump
{
	my ($database) = @_;
	my $was = look_at($node, $database);

	foreach my $form ('-Fp', '-Fc')
	{
		my $copy = $database . lc($form =~ s/\W//r);
		ask('postgres', "CREATE DATABASE $copy OWNER keeper");
		command_ok([ 'pg_dump', $form, '-f', "$folder/$copy", '-d', $node->connstr($database) ], "$copy: pg_dump");
		command_ok($form eq '-Fp'
			? [ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-o', "$folder/out", '-d', $node->connstr($copy), '-f', "$folder/$copy" ]
			: [ 'pg_restore', '--exit-on-error', '-d', $node->connstr($copy), "$folder/$copy" ], "$copy: restored");
		is_same_store($node, $copy, $was, $copy);
		works_on($node, $copy, $was, $copy, 50);
		is(ask($copy, 'SELECT count(*) FROM orderhook.maintain()'), 0, "$copy: maintained");
	}
}

# ---- the regression tests, in a store of partitions ----

# What they print differs in the names of partitions alone, and in the width of their column.
sub printed
{
	my ($file) = @_;
	my $text = slurp_file($file);

	$text =~ s/receipt_\d{4}_\d\d/receipt/g;
	$text =~ s/[ -]+/ /g;
	return $text;
}

sub run_regress
{
	my ($pg_regress, @tests) = @_;
	my $input = "$folder/regress";

	make_path("$input/$_") foreach 'sql', 'include', 'expected', 'out';
	foreach my $test (@tests)
	{
		copy("$FindBin::RealBin/../sql/$test.sql", "$input/sql/");
		copy("$FindBin::RealBin/../../expected/$test.out", "$input/expected/");
	}
	symlink("$FindBin::RealBin/../payloads", "$input/payloads");
	copy($_, "$input/include/") foreach glob("$FindBin::RealBin/../include/*");
	my $store = slurp_file("$input/include/store.sql");
	$store =~ s/^SELECT orderhook_install\(\);$/SELECT orderhook_install();\nSELECT orderhook_partition();/m or die 'no store is made';
	unlink("$input/include/store.sql");
	append_to_file("$input/include/store.sql", $store);
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	run_log([ $pg_regress, '--bindir=', "--inputdir=$input", "--outputdir=$input/out", '--encoding=UTF8',
			'--dbname=partition_regress', @tests ]);
	foreach my $test (@tests)
	{
		my $same = printed("$input/out/results/$test.out") eq printed("$input/expected/$test.out");
		ok($same, "partitioned: $test prints what it prints");
		diag(scalar(`diff -U 3 $input/expected/$test.out $input/out/results/$test.out`)) if !$same;
	}
}

my @tests = qw(batch config coverage direct door door_bad_input door_misuse drift erasure grain health history merging probes
	push received_at reconciliation refunds rejected_quota replay secrets service_times simulate views);
push(@tests, qw(convergence journeys sales)) if $ENV{ORDERHOOK_LONG};
run_regress($ENV{PG_REGRESS}, @tests);

# ---- limits, rights and what is refused ----

create_store($node, 'refused', 'keeper');
ask('postgres', 'CREATE ROLE stranger LOGIN');
ask('refused', 'GRANT USAGE ON SCHEMA orderhook TO stranger; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA orderhook TO stranger');
ask('postgres', 'CREATE DATABASE bare');
ask('bare', 'CREATE EXTENSION orderhook');
like(failure($node, 'bare', 'SELECT orderhook_partition()'), qr/^42P01: there is no store.*\nMake one/, 'no store');
like(failure($node, 'bare', 'SELECT orderhook_unpartition()'), qr/^42P01: there is no store/, '... to go back');

my @as_stranger = (extra_params => [ '-U', 'stranger' ]);
my $objects = catalogue($node, 'refused');
foreach my $case (
	[ 'SELECT orderhook_partition()', qr/^42501: must be owner of the store\n.*\nCall it as keeper\.$/, @as_stranger ],
	[ 'SELECT orderhook_unpartition()', qr/^42501: must be owner/, @as_stranger ],
	[ 'SELECT orderhook.maintain()', qr/^42501/, @as_stranger ],
	[ 'SELECT orderhook_unpartition()', qr/^55000: the receipts are not partitioned\n/ ],
	[ q{SELECT orderhook_partition('infinity')}, qr/^22023: starts must not lie ahead/ ],
	[ q{SELECT orderhook_partition('-infinity')}, qr/^22023/ ],
	[ q{SELECT orderhook_partition(current_date + 2)}, qr/^22023/ ],
	[ q{SELECT orderhook_partition('soon')}, qr/^22007/ ],
	[ 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT orderhook_partition()', qr/^0A000.*\n.*\nUse the isolation level READ COMMITTED\.$/ ],
	[ 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT orderhook.maintain()', qr/^0A000/ ],
	[ 'BEGIN READ ONLY; SELECT orderhook_partition()', qr/^25006/ ],
	[ 'SELECT orderhook.maintain(0)', qr/^22023: months must be/ ],
	[ 'SELECT orderhook.maintain(-1)', qr/^22023/ ],
	[ 'SELECT orderhook.maintain(NULL)', qr/^22023/ ],
	[ 'SELECT orderhook.maintain(1000)', qr/^22023/ ],
	[ 'SELECT orderhook.maintain(3, 0)', qr/^22023/ ],
	[ 'SELECT orderhook.maintain(3, NULL)', qr/^22023/ ],
	[ q{UPDATE orderhook.source SET keep_receipts = '0'}, qr/^22023: keep_receipts ".*" is not an age\n.*\nWrite an age/ ],
	[ q{UPDATE orderhook.source SET keep_receipts = '-1 day'}, qr/^22023/ ],
	[ q{UPDATE orderhook.source SET keep_receipts = '1 month -29 days'}, qr/^22023/ ],
	[ q{UPDATE orderhook.source SET keep_bodies = '1 day -1 hour'}, qr/^22023: keep_bodies/ ],
	[ q{UPDATE orderhook.source SET keep_bodies = '1000000 years'}, qr/^22023/ ],
	[ q{UPDATE orderhook.source SET keep_bodies = 'long'}, qr/^22007/ ])
{
	my ($sql, $answer, @who) = @$case;
	like(failure($node, 'refused', $sql, @who), $answer, "refused: $sql");
}
is_catalogue(catalogue($node, 'refused'), $objects, '... and nothing is done');

# What somebody hung on the table: how, and what is said of it.
foreach my $case (
	[ 'CREATE TABLE mine (s bigint, w bigint, FOREIGN KEY (s, w) REFERENCES orderhook.receipt)', 'constraint mine_s_w_fkey on table public.mine' ],
	[ 'CREATE TABLE theirs (id bigint PRIMARY KEY); ALTER TABLE orderhook.receipt ADD FOREIGN KEY (source_id) REFERENCES theirs',
		'constraint receipt_source_id_fkey on table orderhook.receipt' ],
	[ 'CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
		CREATE TRIGGER mine AFTER INSERT ON orderhook.receipt FOR EACH ROW EXECUTE FUNCTION stop()', 'trigger mine on table orderhook.receipt' ],
	[ 'CREATE RULE mine AS ON DELETE TO orderhook.receipt DO ALSO NOTIFY gone', 'rule mine on table orderhook.receipt' ],
	[ 'CREATE MATERIALIZED VIEW mine AS SELECT webhook_id FROM orderhook.receipt', 'rule _RETURN on materialized view public.mine' ],
	[ 'CREATE VIEW mine AS SELECT r FROM orderhook.receipt r', 'column r of view public.mine' ],
	[ 'CREATE VIEW mine AS SELECT source_id, webhook_id, reason, count(*) FROM orderhook.receipt GROUP BY source_id, webhook_id', 'rule _RETURN on view public.mine' ],
	[ 'ALTER TABLE orderhook.receipt ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY', 'sequence orderhook.receipt_n_seq' ],
	[ q{ALTER TABLE orderhook.receipt ADD CONSTRAINT mine CHECK (outcome <> 'applied') NOT VALID}, 'constraint mine on table orderhook.receipt' ],
	[ q{ALTER TABLE orderhook.receipt ADD CONSTRAINT mine CHECK (outcome <> '') NO INHERIT}, 'constraint mine on table orderhook.receipt' ],
	[ 'CREATE TABLE mine () INHERITS (orderhook.receipt)', 'table public.mine' ],
	[ 'CREATE TABLE mine (r orderhook.receipt)', 'column r of table public.mine' ],
	[ 'CREATE UNIQUE INDEX mine ON orderhook.receipt (source_id, webhook_id, body_digest)', 'index orderhook.mine' ],
	[ 'ALTER TABLE orderhook.receipt ADD CONSTRAINT mine UNIQUE (source_id, webhook_id)', 'constraint mine on table orderhook.receipt' ],
	[ 'CREATE FUNCTION mine() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM orderhook.receipt; END', 'function public.mine()' ],
	[ 'CREATE FUNCTION mine(r orderhook.receipt) RETURNS bigint LANGUAGE sql RETURN 1', 'function public.mine(orderhook.receipt)' ],
	[ 'CREATE POLICY mine ON orderhook.source USING (source_id IN (SELECT source_id FROM orderhook.receipt))', 'policy mine on table orderhook.source' ],
	[ 'ALTER TABLE orderhook.receipt FORCE ROW LEVEL SECURITY', 'the forced row-level security of table orderhook.receipt' ],
	[ 'CREATE PUBLICATION mine FOR TABLE orderhook.receipt', 'publication of table orderhook.receipt in publication mine' ])
{
	my ($sql, $obstacle) = @$case;
	my $answer = failure($node, 'refused', "SET client_min_messages = error; BEGIN; $sql; SELECT orderhook_partition()");
	is($answer, "55000: the receipts cannot be put into another table\nThis hangs on the table as it is: $obstacle.\n"
		  . 'Drop it, and make it again afterwards, where it can be.', "refused: $obstacle");
}
ask('refused', 'SELECT count(*) FROM orderhook_partition()', @as_keeper);
$objects = catalogue($node, 'refused');
like(failure($node, 'refused', 'SELECT orderhook_partition()'), qr/^55000: the receipts are already partitioned\n/, 'refused: twice');
like(failure($node, 'refused', 'SELECT orderhook.maintain()', @as_stranger), qr/^42501/, 'refused: maintain by a stranger');
is_catalogue(catalogue($node, 'refused'), $objects, '... and nothing is done');

# As Citus knows its tables.
ask('bare', q{SELECT orderhook_install(); SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass)});
is(ask('bare', 'SELECT count(*) > 4 FROM orderhook_partition(); SELECT orderhook_unpartition()'), "t\n0", 'a table that is on this node alone');
ask('bare', q{INSERT INTO pg_catalog.pg_dist_partition VALUES ('orderhook.receipt')});
like(failure($node, 'bare', "SELECT $_"), qr/^55000: the receipts are distributed\n/, "refused where they are distributed: $_")
  foreach 'orderhook_partition()', 'orderhook.maintain()';

# A limit that comes later holds in partitions that come later still.
ask('refused', q{
	SELECT orderhook.grant_reader('limited'); INSERT INTO orderhook.store (name) VALUES ('soho'); SELECT orderhook.limit_reader('limited', 'soho');
	SELECT format('DROP TABLE %s', p.partition) FROM orderhook.receipt_partitions() p WHERE p.until IS NOT NULL
	\gexec
	SELECT deliver_samples(1, 3); SELECT count(*) FROM orderhook.maintain();
	GRANT SELECT ON ALL TABLES IN SCHEMA orderhook TO limited}, @as_keeper);
is( ask('refused', q{SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', p.partition), false, true, '')))[1]::text::bigint), count(*)
		FROM unnest(string_to_array(:'partitions', ' ')) p (partition)} =~ s/:'partitions'/"'" . ask('refused',
			q{SELECT string_agg(partition, ' ') FROM orderhook.receipt_partitions()}) . "'"/er, extra_params => [ '-U', 'limited' ]),
	'0|5', 'who is limited sees nothing in a partition');
is(ask('refused', 'SELECT orderhook_migrate(); SELECT count(*) > 10 FROM orderhook.receipt', @as_keeper) =~ s/^\n//r, 't', 'orderhook_migrate finds nothing to do');
ask('refused', 'DROP SCHEMA orderhook CASCADE', @as_keeper);
is(ask('refused', q{SELECT count(*) FROM pg_class WHERE relname LIKE 'receipt%'}), 0, 'the store goes as a whole');
ask('refused', 'SELECT orderhook_install()', @as_keeper);

# ---- beside what else the owner does ----

create_store($node, 'beside', 'keeper');
my %session = map { $_ => Session->new($node, 'beside') } qw(reader partitioner other);

sub wait_for_lock
{
	my ($session) = @_;

	return $node->poll_query_until('beside', "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $session->{pid}");
}

ask('beside', 'SELECT deliver_samples(1, 3)');
foreach my $statement (
	'SELECT count(*) FROM orderhook.renormalize();', 'SELECT count(*) FROM orderhook.renormalize(dry_run => false);',
	'CALL orderhook.renormalize_all();', 'SELECT count(*) > 10 FROM orderhook.reverify();', 'CALL orderhook.reverify_all();')
{
	$session{reader}->ask('BEGIN; SELECT count(*) FROM orderhook.source;');
	$session{partitioner}->begin('SELECT count(*) > 4 FROM orderhook_partition();');
	wait_for_lock($session{partitioner});
	$session{other}->begin($statement);
	wait_for_lock($session{other});
	$session{reader}->ask('COMMIT;');
	is($session{partitioner}->end . $session{partitioner}->{err}, 't', 'partitioned in front of another');
	$session{other}->end;
	unlike($session{other}->{err}, qr/ERROR/, "... which goes on: $statement");
	ask('beside', 'SELECT orderhook_unpartition()');
}
$_->close foreach values %session;

# ---- while deliveries flow ----

my $flowing = start_node('flowing');
make_loaded_store($flowing);
my @clients = start_load($flowing, $folder, 1, 'on', 20261122);
my $turns = 0;
wait_for_load($folder, 1);
foreach my $turn (1 .. 4)
{
	sleep(0.3);
	my ($status, undef, $stderr) = $flowing->psql('postgres', $turn % 2 ? 'SELECT count(*) FROM orderhook_partition()' : 'SELECT orderhook_unpartition()');
	is($status, 0, 'beside deliveries: ' . ($turn % 2 ? 'partitioned' : 'and back')) or diag($stderr);
	sleep(0.2);
	$flowing->safe_psql('postgres', 'SELECT * FROM orderhook.maintain(); SELECT * FROM orderhook.maintain(' . (5 + $turn) . ')');
}
$flowing->safe_psql('postgres', 'SELECT count(*) FROM orderhook_partition()');
foreach my $turn (1 .. 10)
{
	$flowing->safe_psql('postgres', 'SELECT * FROM orderhook.maintain(' . (5 + $turn) . ')');
	sleep(0.05);
}
$flowing->stop('fast');
end_load(@clients);
$flowing->start;
is(join('', grep { !/^(CONTEXT:  |SQL statement |PL.pgSQL function )/ } load_errors($folder, 1)), '', '... the clients lose their connections, and that is all');
my ($sent, $acknowledged) = check_round($flowing, $folder, 1, 'beside deliveries');
cmp_ok($acknowledged, '>', 50, "... $acknowledged of $sent are acknowledged");
check_journal($flowing, $folder);
is($flowing->safe_psql('postgres', 'SELECT count(*) = count(DISTINCT webhook_id) FROM orderhook.receipt'), 't', '... each with an id of its own');
is($flowing->safe_psql('postgres', 'SELECT count(*) FROM orderhook.renormalize()'), 0, '... and read anew, not a cell differs');

done_testing();
