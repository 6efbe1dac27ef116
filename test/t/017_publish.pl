# The orders on a server that never had the extension: by the commands of README.md, and then through deliveries,
# repetitions, erasures, purges, links and changes of configuration. Every view there has the rows of the store's, and
# nothing else came over: no body, header, secret or contact, in no table, index, file or piece of WAL.
use strict;
use warnings FATAL => 'all';

use File::Find;
use FindBin;
use lib $FindBin::RealBin;
use Canary;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Time::HiRes qw(time);
use Variety;

my $folder = PostgreSQL::Test::Utils::tempdir();

# ---- two servers, one of them plain ----

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical');
$publisher->append_conf('postgresql.conf', "autovacuum = off\njit = off\n");
$publisher->start;
make_postgres($publisher);
create_roles($publisher);
$publisher->safe_psql('postgres', 'CREATE DATABASE kept OWNER keeper');

# Without what names the folder of the extension to the server.
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
{
	delete local $ENV{TEMP_CONFIG};
	$subscriber->init;
}
# What is compressed would not be found.
$subscriber->append_conf('postgresql.conf', "autovacuum = off\njit = off\nwal_compression = off\nmax_wal_size = 4GB\n");
$subscriber->start;
$subscriber->safe_psql('postgres', 'CREATE DATABASE bi; CREATE DATABASE taken');
sub in_store
{
	return $publisher->safe_psql('kept', @_);
}

sub in_copy
{
	return $subscriber->safe_psql('bi', @_);
}

note(in_copy(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'orderhook'})
	? 'the extension is in the folder of the server itself'
	: 'that server does not know of the extension');

# ---- a store, with words that nobody else would write ----

make_store($publisher, 'kept', owner => 'keeper');
shape_store($publisher, 'kept');
fill_store($publisher, 'kept');
in_store(q{
	CREATE VIEW orderhook.mine WITH (security_invoker) AS
	SELECT source, count(*) AS orders FROM orderhook.open_orders GROUP BY 1}, extra_params => [ '-U', 'keeper' ]);

my %never = (
	(map { $_ => lc(canary("publish $_", 24)) } qw(first last mail street comment card header extra rejected company tax)),
	phone => '15557012399', secret => canary('publish secret', 30));
my %shown = map { $_ => lc(canary("publish $_", 24)) } qw(instruction table city);

sub hexed
{
	return '\x' . unpack('H*', $_[0]);
}

# A guest whose name and e-mail stand among what readers are shown, too.
sub deliver_person
{
	my ($n, $minute) = @_;
	my $bbot = qq({"order":{"id":"canary-$n","time":"2026-03-07T18:00:00Z","last_modified":"2026-03-07T18:0$minute:00Z",
		"pretax_cents":1000,"tax_cents":100,"tip_cents":50,"fee_pretax_cents":0,"total_cents":1150,"guest_id":"guest-$n",
		"guest_first_name":"$never{first}","guest_last_name":"$never{last}","guest_email":"$n$never{mail}\@x.example",
		"mobile":"+$never{phone}$n","deliveryAddress":{"street":"$never{street}","city":"$shown{city}"},
		"orderNotes":"$never{extra}","table":{"display_name":"$shown{table} of $never{last}-"},
		"charge":{"id":"c","object":"card","amount":1150,"name":"$never{card}","last4":"8642","created":1772906400},
		"items":[{"id":"i1","name_when_purchased":"Noodle Bowl","qty":1,"pretax_cents":1000,"tax_cents":100,
		"tip_in_cents":50,"status":"ready","mods":[],
		"special_instructions":"$shown{instruction} $n$never{mail}\@x.example"}]}});
	my $revo = qq({"event":"customer.created","data":{"id":9$n,"active":1,"name":"$never{company}","nif":"$never{tax}",
		"email":"$n$never{mail}\@x.example","notes":"$never{comment}","created_at":"2016-10-25 12:43:25"}});
	return sprintf(q{SELECT deliver('bbot', '%s'), deliver('revo', '%s');
		SELECT orderhook.receive('mipos', '{"X-Guest": "%s"}', '{"note": "%s"}');},
	  hexed($bbot), hexed($revo), $never{header}, $never{rejected});
}

in_store(deliver_person(1, 1) . deliver_person(2, 1)
	. qq{SELECT orderhook.set_secret('mipos', '$never{secret}', 'canary');});

# ---- the commands of README.md ----

my $readme = slurp_file("$FindBin::RealBin/../../README.md");
my ($commands) = $readme =~ /^<!-- copy:begin -->\n```sh\n(.*?)```\n<!-- copy:end -->$/ms;
my ($end) = $readme =~ /^<!-- copy:again -->\n```sh\n(.*?)```\n<!-- copy:ended -->$/ms;
$ENV{shop} = 'host=' . $publisher->host . ' port=' . $publisher->port . ' dbname=kept';
$ENV{bi} = 'host=' . $subscriber->host . ' port=' . $subscriber->port . ' dbname=bi';

sub run_commands
{
	my ($text, $name) = @_;
	append_to_file("$folder/commands", "set -e\n$text");
	is(system("sh $folder/commands >$folder/log 2>&1"), 0, $name) or diag(slurp_file("$folder/log"));
	unlink("$folder/commands");
	return slurp_file("$folder/log");
}

# What there is in the store, but for rows.
my $catalogue_of = q{SELECT md5(string_agg(statement, ';' ORDER BY stage, place, statement)) FROM orderhook_copy_statements()};
my $catalogue = in_store($catalogue_of);
my $began = time();
my $log = run_commands($commands, 'the commands of README.md');
unlike($log, qr/WARNING|ERROR/, '... without a warning');
$subscriber->wait_for_subscription_sync($publisher, 'orderhook', 'bi');
diag(sprintf('copied in %.1f s, of %d orders', time() - $began, in_copy('SELECT count(*) FROM orderhook.order_header')));
$began = time();
my $script = in_store('SELECT orderhook_copy_script()');
diag(sprintf('a script of %d bytes in %.2f s', length($script), time() - $began));

# ---- both answer the same ----

my @views = split(/\n/, in_store(q{
	SELECT replace(view::text, 'orderhook.', '') FROM orderhook_copied_views() WHERE place IS NOT NULL ORDER BY 1}));
my @left_out = split(/\n/, in_store(q{
	SELECT replace(view::text, 'orderhook.', '') FROM orderhook_copied_views() WHERE place IS NULL ORDER BY 1}));

# The rows of each, as JSON, behind its name.
sub rows_of
{
	my ($node, $database, $what, @who) = @_;

	my $sql = join('', map {
		"\\echo $_\nSELECT to_jsonb(v) FROM ($what->{$_}) v ORDER BY to_jsonb(v)::text COLLATE \"C\";\n" } sort keys %$what);

	return $node->safe_psql($database, $sql, @who);
}

sub is_same
{
	my ($what, $name, @who) = @_;
	my ($there, $here) = (rows_of($subscriber, 'bi', $what, @who), rows_of($publisher, 'kept', $what));

	return if ok($there eq $here, $name);
	append_to_file("$folder/there", "$there\n");
	append_to_file("$folder/here", "$here\n");
	diag(scalar(`diff -U 0 $folder/here $folder/there | head -n 20`));
	unlink("$folder/there", "$folder/here");
}

my %views = map { $_ => qq{SELECT * FROM orderhook."$_"} } @views;
my %tables = in_store(q{
	SELECT format('%1$s SELECT %2$s FROM orderhook.%1$I', table_name, array_to_string(columns, ', '))
	  FROM orderhook_copied_columns()}) =~ /^(\w+) (.*)$/mg;

sub all_the_same
{
	my ($name) = @_;

	$publisher->wait_for_catchup('orderhook');
	is_same(\%views, "$name: every view", extra_params => [ '-U', 'analyst' ]);
	is_same(\%tables, "$name: every table");
}

cmp_ok(scalar(@views), '>=', 20, 'the views, two of the owner\'s making among them');
my $rows = rows_of($publisher, 'kept', { %views, %tables });
is(join(' ', grep { $rows !~ /^$_\n\{/m } keys %views, keys %tables), '', '... each with rows, and so each table');
all_the_same('copied');
is( in_copy(q{SELECT string_agg(relname, ' ' ORDER BY relname COLLATE "C")
		FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'v'}),
	join(' ', sort @views), 'the same views, and none of those that are left out');
foreach my $left_out (@left_out)
{
	like($script, qr/\A(?:--.*\n)*-- Left out.*\borderhook\.$left_out \(/, "the script says why not $left_out");
}
is( in_copy(q{SELECT count(*) FROM pg_extension WHERE extname = 'orderhook'}), 0, 'there is no extension there');

# Columns, types, comments and keys.
my $described = q{
	SELECT c.relname, c.relkind, obj_description(c.oid, 'pg_class'), a.attname, format_type(a.atttypid, a.atttypmod),
	       a.attnotnull, col_description(c.oid, a.attnum), c.reloptions::text ~ 'security_invoker',
	       (SELECT pg_get_constraintdef(p.oid) FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype = 'p')
	  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'v')};
my $copied = in_store(q{
	SELECT string_agg(quote_literal(r), ', ')
	  FROM (SELECT format('%s.%s', c.table_name, u) FROM orderhook_copied_columns() c, unnest(c.columns) u
	         UNION ALL
	        SELECT format('%s.%s', c.relname, a.attname)
	          FROM orderhook_copied_views() v
	          JOIN pg_class c ON c.oid = v.view
	          JOIN pg_attribute a ON a.attrelid = c.oid
	         WHERE v.place IS NOT NULL) x (r)});
my $is_copied = "c.relname || '.' || a.attname IN ($copied)";
is_same({ relations => "$described AND $is_copied" }, 'the same columns, types, keys and comments');
is(in_copy("SELECT count(*) FROM ($described AND NOT $is_copied) x"), 0, '... and no others');

# ---- refused ----

my ($status, $out, $err) = $publisher->psql('kept', $script);
like($err, qr/ERROR:  schema "orderhook" already exists\nDETAIL:/, 'the script is refused where a store is');
is(in_store($catalogue_of), $catalogue, '... and changes nothing');
($status, $out, $err) = $subscriber->psql('bi', $script);
like($err, qr/ERROR:  schema "orderhook" already exists\nDETAIL:/, '... and where a copy is');
$subscriber->safe_psql('taken', 'CREATE SCHEMA orderhook');
($status, $out, $err) = $subscriber->psql('taken', $script);
like($err, qr/ERROR:  schema "orderhook" already exists\nDETAIL:/, '... and where it is somebody else\'s');
is($subscriber->safe_psql('taken', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace}),
	0, '... wholly');
$subscriber->safe_psql('postgres', q{CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0});
($status, $out, $err) = $subscriber->psql('latin', $script);
like($err, qr/ERROR:  .*encoding "LATIN1".*\nDETAIL:.*\nHINT:/, '... and where not all that is written could be stored');
is($subscriber->safe_psql('latin', q{SELECT to_regnamespace('orderhook') IS NULL}), 't', '... and changes nothing');
($status, $out, $err) = $publisher->psql('kept', 'SELECT orderhook_publish()');
like($err, qr/ERROR:  publication "orderhook" already exists\n.*\nHINT:  Give another name/,
	'so is another publication of the name');

# ---- deliveries ----

# Nights of each provider, a transaction for each: updates, repetitions, forgeries and what comes late.
$began = time();
my $sent = 0;
for (my $night = 0; $sent < 10000; $night++)
{
	my $nights = join('', map {
		"SELECT sum(deliveries) FROM orderhook.simulate('$_', 25, seed => $night, night => date '2026-02-01' + $night % 40);\n"
	} sort keys %Store::secrets);
	$sent += $_ foreach split(/\n/, in_store($nights));
}
my $delivered = time();
$publisher->wait_for_catchup('orderhook');
diag(sprintf('%d deliveries in %.1f s, all of them there %.2f s later', $sent, $delivered - $began, time() - $delivered));
in_store('ANALYZE');
in_copy('ANALYZE');
like(in_store(q{SELECT string_agg(DISTINCT outcome, ' ') FROM orderhook.receipt}),
	qr/^applied duplicate .*rejected stale/, '10,000 deliveries of all kinds');
all_the_same('10,000 deliveries');

# ---- what the owner does ----

in_store(q{
	UPDATE orderhook.source SET name = 'soho-bbot', timezone = 'America/New_York' WHERE name = 'bbot';
	UPDATE orderhook.store SET name = 'plaza', day_start = '05:30', currency = 'GBP' WHERE name = 'centro';
	DELETE FROM orderhook.store_alias WHERE external_store_id = '1';
	INSERT INTO orderhook.store (name) VALUES ('new');
	INSERT INTO orderhook.store_alias
	SELECT s.source_id, '', t.store_id FROM orderhook.source s, orderhook.store t WHERE s.name = 'flybuy' AND t.name = 'new';
	SELECT orderhook.unlink(order_id, other_order_id) FROM orderhook.order_link WHERE is_linked;
	SELECT orderhook.link(min(order_id), max(order_id)) FROM orderhook.orders WHERE provider = 'flybuy';
	UPDATE orderhook.order_item SET quantity = quantity + 1 WHERE line_no = 2;
	SELECT count(*) FROM orderhook.renormalize('s.provider = ''mipos''', dry_run => false);
	CALL orderhook.purge_all('1 microsecond', 5000);
	SELECT orderhook.limit_reader('limited', 'new'), orderhook.unlimit_reader('limited');
	DELETE FROM orderhook.order_header WHERE order_id % 97 = 0;
	DELETE FROM orderhook.order_item WHERE order_id % 97 = 0;
}, extra_params => [ '-U', 'keeper' ]);
in_store(q{UPDATE orderhook.source SET name = 'bbot' WHERE name = 'soho-bbot'});
in_store(deliver_person(1, 2) . deliver_person(2, 2));
all_the_same('configuration, links, purges, deletions');

# ---- a person is erased ----

my $pattern = pattern_of(%never, %shown);

sub words
{
	my ($found) = @_;
	my %words = map { /^(\w+)/ ? ($1 => 1) : () } keys %$found;

	return join(' ', sort keys %words);
}

sub dump_of
{
	my ($node, $database) = @_;
	my ($dump) = run_command([ 'pg_dump', '-d', $node->connstr($database) ]);

	return $dump;
}

my $publisher_has = words(find_in($pattern, dump_of($publisher, 'kept')));
is($publisher_has, join(' ', sort keys %never, keys %shown), 'in the store every word is found');
is(words(find_in($pattern, dump_of($subscriber, 'bi'))), 'city instruction last mail table',
	'on the copy those that readers are shown');
my $money = rows_of($subscriber, 'bi', { sales => $views{sales_by_day} });
foreach my $email (map { "$_$never{mail}\@x.example" } 1, 2)
{
	is(in_store("SELECT DISTINCT result FROM orderhook.erase_contact(email => '$email')"), 'erased', 'a guest is erased');
}
my @guests = split(/\n/, in_store(q{
	SELECT DISTINCT email FROM orderhook.order_contact WHERE email ~ '@' ORDER BY 1 LIMIT 3}));
in_store("SELECT orderhook.erase_contact(email => '$_')") foreach @guests;
all_the_same('erased');
is(words(find_in($pattern, dump_of($subscriber, 'bi'))), '', 'nothing of either is on the copy');
is(rows_of($subscriber, 'bi', { sales => $views{sales_by_day} }), $money, 'the money is what it was');

# ---- what came over at all ----

delete @never{qw(last mail)};
my $unpublished = pattern_of(%never);

sub words_in_files
{
	my ($folder) = @_;
	my (%found, $bytes);

	find({ no_chdir => 1, wanted => sub {
		return if !-f $_;
		my ($in_file, $read) = find_in_file($unpublished, $_);
		$found{$_} += $in_file->{$_} foreach keys %$in_file;
		$bytes += $read;
	} }, $folder);
	note("$bytes bytes in $folder");
	return words(\%found);
}

in_copy('CHECKPOINT');
is(words_in_files($subscriber->data_dir), '', 'in no file of that server is anything that is not published');
isnt(words_in_files($publisher->data_dir . '/pg_wal'), '', '... where the WAL of the store holds it');
is(in_copy(q{SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'orderhook'::regnamespace AND a.attname ~ 'body|headers|secret|sealed|salt|email|phone|digest'}),
	0, 'no column for it either');

# ---- the store changes, and is dumped ----

in_store(q{SET client_min_messages = warning;
	BEGIN; DROP EXTENSION orderhook CASCADE; CREATE EXTENSION orderhook SCHEMA public; SELECT orderhook_migrate(); COMMIT;
	ALTER TABLE orderhook.order_header ADD COLUMN attempt integer NOT NULL DEFAULT 1;
	ALTER TABLE orderhook.order_event ADD COLUMN place text;
	CREATE INDEX order_header_due_at ON orderhook.order_header (source_id, due_at)});
make_deliver($publisher, 'kept', 'public');
is(in_store('SELECT deliver_samples(901, 905)'), 'applied', 'the extension made again, and columns that are new');
all_the_same('a changed store');

my @dump = ('pg_dump', '-Fc', '-d', $publisher->connstr('kept'));
command_ok([ @dump, '-f', "$folder/whole" ], 'the publisher is dumped');
$publisher->safe_psql('postgres', 'CREATE DATABASE restored OWNER keeper; CREATE DATABASE owned OWNER keeper');
my @restore = ('pg_restore', '--exit-on-error', '-d');
command_ok([ @restore, $publisher->connstr('restored'), "$folder/whole" ], '... and restored');
is(fingerprint($publisher, 'restored'), fingerprint($publisher, 'kept'), '... with the same rows');
is($publisher->safe_psql('restored', 'SELECT count(*) FROM pg_publication_tables'), 14, '... and its publication');
command_ok([ @dump, '-n', 'orderhook', '-f', "$folder/store" ], 'the store alone is dumped');
$publisher->safe_psql('owned', 'CREATE EXTENSION orderhook');
command_ok([ @restore, $publisher->connstr('owned'), '-U', 'keeper', "$folder/store" ], '... and restored by its owner');
command_ok([ 'pg_dump', '-Fc', '-f', "$folder/copy", '-d', $subscriber->connstr('bi') ], 'so is the copy');
$subscriber->safe_psql('postgres', 'CREATE DATABASE again');
command_ok([ @restore, $subscriber->connstr('again'), '--no-subscriptions', "$folder/copy" ], '... and restored');
ok(rows_of($subscriber, 'again', \%views) eq rows_of($publisher, 'kept', \%views), '... with the same rows');

# ---- made anew ----

run_commands($end, 'what README.md says to end it');
is(in_store('SELECT (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_publication)'), '0|0',
	'... leaves nothing');
$began = time();
run_commands($commands =~ s/^psql -X "\$shop" -c "CREATE ROLE.*\n//mr =~ s/ -c "CREATE ROLE analyst LOGIN"//r,
	'the commands once more');
$subscriber->wait_for_subscription_sync($publisher, 'orderhook', 'bi');
diag(sprintf('made anew in %.1f s, of %d orders', time() - $began, in_copy('SELECT count(*) FROM orderhook.orders')));
is(in_store('SELECT deliver_samples(951, 955)'), 'applied', 'and deliveries');
all_the_same('made anew');
is(in_copy(q{SELECT count(*) FROM pg_indexes WHERE indexname = 'order_header_due_at'}), 1,
	'... with an index that was new');

$subscriber->stop;
$publisher->stop;
done_testing();
