# Names that somebody planted before the extension came, before the store was made and before each of its
# functions is called: either the statement fails, or the plants are passed over. None ever runs with the
# rights of another.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $node = start_node('planted');
make_postgres($node);

$node->safe_psql('postgres', q{
	CREATE ROLE keeper LOGIN;
	CREATE ROLE planter LOGIN;
	CREATE ROLE ingress LOGIN;
	CREATE ROLE reader LOGIN;
	CREATE ROLE limited LOGIN;
});

# ---- the names to plant ----

# The functions of the server that the text of the store calls, in SQL and in C.
sub functions_of_the_store
{
	my $sql = join '', map { slurp_file($_) } glob("$root/sql/5[0-9]_*.sql");
	my $c = join '', map { slurp_file($_) } glob("$root/src/pg/*.c");
	my $words = join ',', $sql =~ /\b([a-z_0-9]+)\(/g, $c =~ /pg_catalog\.([a-z_0-9]+)\(/g;

	return $node->safe_psql('postgres', qq{
		SELECT array_agg(DISTINCT proname) FROM pg_proc
		 WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY ('{$words}')
		   AND proname !~ '^(text|time|numeric)'});
}

my $functions = q(') . functions_of_the_store() . q('::text[]);
my $operators = q{'{=,<>,<,>,<=,>=,+,-,||,->,->>,~,&,|}'::text[]};
my $types = q{'{text,name,bigint,integer,numeric,boolean,jsonb,timestamptz,interval,time,date,regrole,regprocedure,text[]}'};

# A database in which the planter may create, and did so in a schema in front of everything and in public.
sub planted_database
{
	my ($name) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name; GRANT CREATE ON DATABASE $name TO planter, keeper;");
	$node->safe_psql($name, 'GRANT CREATE ON SCHEMA public TO planter; ALTER SCHEMA public OWNER TO planter');
	$node->safe_psql($name, slurp_file("$FindBin::RealBin/attacks/plant.sql")
		. q{INSERT INTO plant.spared VALUES ('planter')});
	my $planted = $node->safe_psql($name, qq{
		CREATE SCHEMA front;
		GRANT USAGE ON SCHEMA front TO PUBLIC;
		SELECT plant.copy_names('front', $functions, $operators)
		       OPERATOR(pg_catalog.+) plant.better_names('public', $functions, $operators, $types)},
		extra_params => [ '-U', 'planter' ]);
	note("$planted plants in $name");
	cmp_ok($planted, '>', 5000, "$name: names are planted");
}

my $hostile = 'SET search_path = front, public, pg_temp, pg_catalog';

sub hits
{
	my ($database) = @_;

	return $node->safe_psql($database, 'SET search_path = pg_catalog; SELECT last_value, is_called FROM plant.hits');
}

# The statements as that role, with the plants in front: no error, and no plant ran.
sub passes_over
{
	my ($database, $role, $what, $sql) = @_;
	my $before = hits($database);
	my ($status, $stdout, $stderr) =
	  $node->psql($database, "$hostile;\n$sql", on_error_stop => 1, extra_params => [ '-U', $role ]);

	is($status, 0, "$what: done") or diag($stderr);
	is(hits($database), $before, '... and no plant ran') or diag($stderr =~ /(tripwire.*)/g);
	return $stdout;
}

# ---- the tripwire works ----

planted_database('planted');
my (undef, undef, $stderr) = $node->psql('planted', "$hostile; SELECT 1 = 2, '{}'::jsonb ->> text 'a'");
like($stderr, qr/tripwire: front\.op_\d+\(integer, integer\) as /, 'a plant in front is run by who does not look out');
like($stderr, qr/tripwire: front\.op_\d+\(jsonb, text\) as /, '... for every operator');
(undef, undef, $stderr) = $node->psql('planted', q(SELECT 1.5 < 2, '{}'::jsonb ->> '1', format('%s', 'a'::text)));
like($stderr, qr/tripwire: public\.op_\d+\(numeric, integer\) as /, 'so is one behind pg_catalog, where it fits better');
like($stderr, qr/tripwire: public\.op_\d+\(jsonb, jsonb\) as /, '... also with a literal');
like($stderr, qr/tripwire: public\.format\(text, text\) as /, '... also instead of "any"');

# ---- the life of a store among plants ----

my $bbot = q('{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}');

passes_over('planted', 'postgres', 'CREATE EXTENSION', 'CREATE EXTENSION orderhook SCHEMA public');
$node->safe_psql('planted', qq{
	SELECT plant.better_names('public', $functions, '{=,<>,->,->>,-,||}',
		'{public.orderhook_order,public.orderhook_provider,public.orderhook_verdict,text,jsonb,text[]}')},
	extra_params => [ '-U', 'planter' ]);
passes_over('planted', 'keeper', 'orderhook_install', 'SELECT public.orderhook_install()');

# Whoever gets into the schema knows the types of its rows as well.
$node->safe_psql('planted', 'GRANT USAGE ON SCHEMA orderhook TO planter', extra_params => [ '-U', 'keeper' ]);
$node->safe_psql('planted', qq{
	SELECT plant.better_names('public', $functions, '{=,<>}',
		'{orderhook.orders,orderhook.source,orderhook.receipt,orderhook.inbox,jsonb,text}');
	SELECT plant.make_function('public', 'jsonb_build_object',
		'text, numeric, text, text, text, text, text, bigint, text, bigint, text, timestamptz, text, date', 'jsonb')},
	extra_params => [ '-U', 'planter' ]);

passes_over('planted', 'keeper', 'configuration', q{
	INSERT INTO orderhook.source (name, provider, currency, timezone, money_unit, notify, outbox)
	VALUES ('bbot', 'bbot', 'USD', 'America/New_York', 'minor', true, true), ('revo', 'revo', 'EUR', 'Europe/Madrid', NULL, true, true);
	INSERT INTO orderhook.store (name, timezone, currency) VALUES ('soho', 'America/New_York', 'USD');
	INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id) VALUES (1, 'r1', 1);
	SELECT orderhook.set_secret('bbot', 'soho:open sesame');
	SELECT orderhook.set_secret('bbot', 'soho:old', 'old', '2020-01-01', '2100-01-01');
	SELECT orderhook.revoke_secret('bbot', 'old');
	SELECT orderhook.set_secret('revo', 'shared secret of Revo');
});
passes_over('planted', 'keeper', 'grants', q{
	SELECT orderhook.grant_ingress('ingress');
	SELECT orderhook.grant_reader('reader');
	SELECT orderhook.grant_contacts('reader');
	SELECT orderhook.grant_consumer('reader');
	SELECT orderhook.grant_reader('limited');
	SELECT orderhook.grant_contacts('limited');
	SELECT orderhook.grant_consumer('limited');
	SELECT orderhook.limit_reader('limited', 'soho')});
passes_over('planted', 'keeper', 'orderhook_migrate', 'SELECT public.orderhook_migrate()');
passes_over('planted', 'postgres', 'orderhook_migrate by a superuser', 'SELECT public.orderhook_migrate()');

is( passes_over('planted', 'ingress', 'deliveries', qq{
		INSERT INTO orderhook.inbox (source, headers, body)
		VALUES ('bbot', $bbot, '{"order": {"id": "a", "restaurant_id": "r1", "mobile": "1", "items": [{"id": "1"}, {"id": "2"}]}}'),
		       ('bbot', $bbot, '{"order": {"id": "a", "last_modified": "2026-01-01T00:00:00Z", "total_cents": 100, "tip_cents": 5}}'),
		       ('bbot', $bbot, 'no JSON')
		RETURNING verdict, outcome;
		SELECT verdict, outcome FROM orderhook.receive('bbot', $bbot, '{"order": {"id": "b"}}');
		SELECT verdict, outcome FROM orderhook.receive_batch('{bbot,bbot}', ARRAY[$bbot,$bbot]::pg_catalog.jsonb[],
			ARRAY['{"order": {"id": "c", "items": [{"id": "1"}]}}', '{}']::pg_catalog.bytea[]);}),
	join("\n", 'ok|applied', 'ok|applied', 'ok|quarantined', 'ok|applied', 'ok|applied', 'ok|quarantined'),
	'... and the answers are right');
passes_over('planted', 'keeper', 'Revo', q{
	SELECT orderhook.receive('revo', public.orderhook_sign(b, 'shared secret of Revo', 'revo', NULL), b)
	  FROM public.orderhook_sample('revo', 1) b;});

passes_over('planted', 'keeper', 'links', q{
	SELECT orderhook.link(1, 2);
	SELECT orderhook.unlink(2, 1);});

my $views = $node->safe_psql('planted', q{SET search_path = pg_catalog;
	SELECT string_agg(format('SELECT * FROM orderhook.%I;', relname), E'\n')
	  FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'v' AND relname <> 'inbox' AND relname NOT LIKE 'own%'});
cmp_ok(scalar(() = $views =~ /SELECT/g), '>', 14, 'the views');
passes_over('planted', 'reader', 'the views of a reader', $views);
passes_over('planted', 'limited', 'the views of a limited reader', $views);
passes_over('planted', 'keeper', 'the inbox', 'SELECT * FROM orderhook.inbox');

passes_over('planted', 'keeper', 'order_as_of', q{
	SELECT * FROM orderhook.order_as_of(1, pg_catalog.now());
	SELECT * FROM orderhook.order_as_of(1, pg_catalog.now(), 'provider')});
passes_over('planted', 'keeper', 'renormalize, dry', 'SELECT * FROM orderhook.renormalize()');
passes_over('planted', 'keeper', 'renormalize', q{SELECT * FROM orderhook.renormalize('true', false, 0, 10)});
passes_over('planted', 'keeper', 'renormalize_all', 'CALL orderhook.renormalize_all()');
passes_over('planted', 'keeper', 'reverify, dry', 'SELECT * FROM orderhook.reverify()');
passes_over('planted', 'keeper', 'reverify', q{SELECT * FROM orderhook.reverify('true', false, 0, 10)});
passes_over('planted', 'keeper', 'reverify_all', 'CALL orderhook.reverify_all()');
like(passes_over('planted', 'keeper', 'erase_contact', q{
	SELECT orderhook.receive('bbot', '{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ==", "X-Guest": "ada@x.example"}', pg_catalog.convert_to(
		'{"order": {"id": "e", "guest_id": "g", "guest_name": "Ada Lovelace", "guest_email": "ada@x.example", "mobile": "5555550123",
		"deliveryAddress": {"street": "1 Row"}, "items": [{"id": "1", "special_instructions": "for Ada"}]}}', 'UTF8'));
	SELECT orders, result FROM orderhook.erase_contact('ada@x.example', '5555550123', 'g');
	SELECT result FROM orderhook.erase_contact('ada@x.example')}),
	qr/^1\|erased\nno match$/m, '... and somebody is erased');
passes_over('planted', 'keeper', 'replay', q{
	SELECT orderhook.replay(webhook_id) FROM orderhook.quarantine});
passes_over('planted', 'keeper', 'unlimit_reader', q{SELECT orderhook.unlimit_reader('limited')});
passes_over('planted', 'keeper', 'purge', q{SELECT * FROM orderhook.purge('1 microsecond', true);
	SELECT * FROM orderhook.purge('1 microsecond', false, 2)});
passes_over('planted', 'keeper', 'purge_all', q{CALL orderhook.purge_all('1 microsecond', 1)});
passes_over('planted', 'keeper', 'retention', q{
	UPDATE orderhook.source SET keep_bodies = '1 microsecond', keep_receipts = '1 microsecond', retry_horizon = '1 second';
	SELECT * FROM orderhook.maintain()});
passes_over('planted', 'keeper', 'receipts of long ago', q{UPDATE orderhook.receipt SET received_at = '2025-01-10'});
# Who may use the row type can keep the table from being dropped, as everywhere.
$node->safe_psql('planted', q{
	SELECT format('DROP %s %s', CASE classid WHEN 'pg_operator'::regclass THEN 'OPERATOR' ELSE 'FUNCTION' END,
	              CASE classid WHEN 'pg_operator'::regclass THEN objid::regoperator::text ELSE objid::regprocedure::text END)
	  FROM (SELECT DISTINCT classid, objid FROM pg_depend
	         WHERE refclassid = 'pg_type'::regclass AND refobjid = 'orderhook.receipt'::regtype
	           AND classid IN ('pg_operator'::regclass, 'pg_proc'::regclass)) d
	 ORDER BY classid DESC
	\gexec
});
passes_over('planted', 'keeper', 'orderhook_partition', 'SELECT * FROM public.orderhook_partition()');
passes_over('planted', 'postgres', 'orderhook_unpartition', 'SELECT public.orderhook_unpartition()');
passes_over('planted', 'keeper', 'orderhook_partition once more', q{SELECT * FROM public.orderhook_partition('2026-01-10')});
is( passes_over('planted', 'ingress', 'deliveries to partitions', qq{
		INSERT INTO orderhook.inbox (source, headers, body)
		VALUES ('bbot', $bbot, '{"order": {"id": "p", "last_modified": "2026-01-02T00:00:00Z", "total_cents": 100}}'),
		       ('bbot', $bbot, '{"order": {"id": "p", "last_modified": "2026-01-01T00:00:00Z", "total_cents": 100}}'),
		       ('bbot', '{}', '{}')
		RETURNING outcome;}),
	join("\n", 'applied', 'stale', 'rejected'), '... and the answers are right');
passes_over('planted', 'keeper', 'a partition that is gone', q{DROP TABLE orderhook.receipt_default; SELECT * FROM orderhook.maintain(5)});
like(passes_over('planted', 'keeper', 'maintain', q{DELETE FROM orderhook.receipt WHERE outcome OPERATOR(pg_catalog.=) 'quarantined'; SELECT * FROM orderhook.maintain(6)}),
	qr/^dropped\|/m, '... and partitions are dropped');
passes_over('planted', 'keeper', 'a quota', 'UPDATE orderhook.source SET rejected_quota = 1000');
passes_over('planted', 'ingress', 'forged deliveries', q{
	INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged'), ('bbot', '{}', 'forged');
	SELECT * FROM orderhook.receive_batch('{bbot,bbot}', '{"{}","{}"}', '{forged,forged}')});
passes_over('planted', 'keeper', 'simulate', q{
	SELECT orderhook.simulate('bbot', 2, 1, 1, 1);
	SELECT orderhook.simulate('revo', 2, 1, 1, 1, 1)});
passes_over('planted', 'keeper', 'FlyBuy, with a signing key', q{
	INSERT INTO orderhook.source (name, provider) VALUES ('flybuy', 'flybuy');
	SELECT orderhook.set_secret('flybuy', 'hmac:c2lnbmluZyBrZXkgb2YgRmx5QnV5');
	SELECT orderhook.simulate('flybuy', 2)});
my $copy = passes_over('planted', 'keeper', 'orderhook_publish', 'SELECT public.orderhook_publish()');
passes_over('planted', 'postgres', 'DROP EXTENSION', 'DROP EXTENSION orderhook CASCADE');
passes_over('planted', 'keeper', 'DROP SCHEMA', 'DROP SCHEMA orderhook CASCADE');
passes_over('planted', 'keeper', 'the script of a copy', $copy);
my @copied_views = $copy =~ /^CREATE VIEW (orderhook\.\w+)/mg;
like(passes_over('planted', 'keeper', 'the views of a copy', q{
	INSERT INTO orderhook.source VALUES (1, 'bbot', 'bbot', 'USD', 'America/New_York');
	INSERT INTO orderhook.order_header (source_id, order_id, external_id, authenticity, revision, problem_count, first_received_at, last_received_at, total)
	VALUES (1, 1, 'a', 'body', 1, 0, '2026-03-07 18:00Z', '2026-03-07 18:00Z', 10);}
		. join('', map { "TABLE $_;\n" } @copied_views)),
	qr/^bbot\|\|2026-03-07\|USD\|1\|/m, '... and the answers are right');

# ---- a name of ours that is there already ----

sub fails_closed
{
	my ($database, $sql, $code, $what) = @_;
	my ($status, undef, $stderr) =
	  $node->psql($database, "\\set VERBOSITY sqlstate\n$sql", on_error_stop => 1);

	isnt($status, 0, "$what: refused");
	like($stderr, qr/ERROR:  $code/, "... with $code");
}

my @squatters = (
	[ 'FUNCTION orderhook_version() RETURNS text LANGUAGE sql RETURN 1', '42723' ],
	[ 'FUNCTION orderhook_door() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$', '42723' ],
	[ 'FUNCTION orderhook_install() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$', '42723' ],
	[ 'FUNCTION orderhook_migrate() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$', '42723' ],
	[ 'FUNCTION orderhook_receive_batch(text[], jsonb[], bytea[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$', '42723' ],
	[ q{TYPE orderhook_provider AS ENUM ('mine')}, '42710' ],
	[ 'TYPE orderhook_verdict AS (valid boolean)', '42710' ],
	[ 'DOMAIN orderhook_problem AS text', '42710' ],
	[ 'TABLE orderhook_order (mine text)', '42710|42P07' ],
	[ 'VIEW orderhook_item AS SELECT 1 AS mine', '42710|42P07' ]);

$node->safe_psql('postgres', 'CREATE DATABASE squatted; GRANT CREATE ON DATABASE squatted TO planter');
$node->safe_psql('squatted', 'GRANT CREATE ON SCHEMA public TO planter');
foreach my $squatter (@squatters)
{
	my ($object, $code) = @$squatter;
	my ($kind, $name) = $object =~ /^(\w+) (\w+)/;

	$node->safe_psql('squatted', "CREATE $object", extra_params => [ '-U', 'planter' ]);
	fails_closed('squatted', 'CREATE EXTENSION orderhook', "(?:$code)", "a $kind $name is there: CREATE EXTENSION");
	is($node->safe_psql('squatted', q{SELECT count(*) FROM pg_extension WHERE extname = 'orderhook'}), 0, '... wholly');
	$node->safe_psql('squatted', "DROP $kind $name");
}

# The schema of the store: made by another, it is not used, neither empty nor with a whole store in it.
$node->safe_psql('squatted', 'CREATE EXTENSION orderhook');
$node->safe_psql('squatted', 'CREATE SCHEMA orderhook', extra_params => [ '-U', 'planter' ]);
fails_closed('squatted', 'SELECT orderhook_install()', '42P06', 'a schema orderhook is there: orderhook_install');
fails_closed('squatted', 'SELECT orderhook_migrate()', '42P01', 'a schema orderhook without a store: orderhook_migrate');
is( $node->safe_psql('squatted', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace}),
	0, '... and nothing was made in it');

done_testing();
