# On a streaming standby every view of the store answers as on the primary, to whoever may read it, and so does
# whatever only reads: history, dry runs, and the functions that need no store. Whatever writes fails as it does
# in PostgreSQL. The views are those of the catalogue.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

# ---- a primary with something of everything, and its standby ----

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
# What else draws a transaction id would hide changes from their consumer for a while.
$primary->append_conf('postgresql.conf', "autovacuum = off\n");
$primary->start;
make_postgres($primary);
create_roles($primary);
$primary->safe_psql('postgres', q{
	CREATE DATABASE kept OWNER keeper;
	CREATE ROLE analyst LOGIN;
	CREATE ROLE consumer LOGIN;
	ALTER ROLE contacts LOGIN});
make_store($primary, 'kept', owner => 'keeper');
shape_store($primary, 'kept');
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
fill_store($primary, 'kept');
$primary->safe_psql('kept', q{SELECT orderhook.grant_reader('analyst'), orderhook.grant_consumer('consumer');
	UPDATE orderhook.order_item SET name = 'another name' WHERE order_id = (SELECT min(order_id) FROM orderhook.order_item);
	UPDATE orderhook.source SET keep_bodies = '1 year' WHERE name = 'bbot';
	UPDATE orderhook.receipt SET verdict = 'bad_signature' WHERE verdict = 'ok' AND key_id = 'next'},
	extra_params => [ '-U', 'keeper' ]);
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('flush'));

# ---- both answer the same ----

# What they say to a role: rows and errors.
sub answers
{
	my ($node, $role, $sql) = @_;
	my (undef, $stdout, $stderr) = $node->psql('kept', "\\set VERBOSITY sqlstate\n$sql",
		on_error_stop => 0, extra_params => [ '-U', $role ]);

	return ($stdout, join("\n", $stderr =~ /(ERROR: .*)/g));
}

sub same_answers
{
	my ($role, $what, $sql) = @_;
	my ($rows, $errors) = answers($primary, $role, $sql);
	my ($standby_rows, $standby_errors) = answers($standby, $role, $sql);

	is($standby_rows, $rows, "$role: $what: the same rows");
	is($standby_errors, $errors, "$role: $what: the same errors, if any");
	return ($rows, $errors);
}

# As JSON, but for how long ago something was.
my @views = split(/\n/, $primary->safe_psql('kept', q{
	SELECT relname FROM pg_class
	 WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('v', 'm') ORDER BY relname COLLATE "C"}));
my $all_views = join('', map {
	qq{\\echo $_\nSELECT to_jsonb(v) - 'quiet_for' FROM orderhook."$_" v ORDER BY 1;\n} } @views);
cmp_ok(scalar(@views), '>=', 32, 'the views, one of the owner\'s making among them');

my ($rows, $errors) = same_answers('keeper', 'every view', $all_views);
is($errors, '', '... and no error');
is(join(' ', grep { $rows !~ /^$_\n\{/m } @views), 'own_alias own_limit own_order own_store',
	'... each with rows, but what is own of who has no limit');
# The owner took a table from the reader, and gave a view alone to contacts.
my %is_short = (reader => 1, contacts => 1);
foreach my $role (qw(analyst reader limited contacts consumer ingress))
{
	($rows, $errors) = same_answers($role, 'every view', $all_views);
	my @readable = split(/\n/, $primary->safe_psql('kept', qq{
		SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('v', 'm')
		   AND has_table_privilege('$role', oid, 'SELECT')}));

	is(scalar(() = $errors =~ /42501/g), @views - @readable, '... ' . @readable . ' of them may be read')
	  if !$is_short{$role};
	is(join('', $errors =~ /ERROR:  (?!42501)(.*)/g), '', '... with no other error');
}

my ($cells) = same_answers('keeper', 'what only reads', q{
	\echo order_as_of
	SELECT a
	  FROM orderhook.orders o, unnest('{receipt,provider}'::text[]) clock,
	       orderhook.order_as_of(o.order_id, o.first_received_at, clock) a
	 ORDER BY a.order_id, clock;
	\echo renormalize
	SELECT * FROM orderhook.renormalize();
	\echo reverify
	SELECT * FROM orderhook.reverify() WHERE note <> 'no signature was kept that could be checked again';
	\echo purge
	SELECT * FROM orderhook.purge('1 microsecond', dry_run => true);
	SELECT count(*) FROM orderhook.purgeable('-infinity', 'infinity', NULL);
	\echo people
	SELECT *
	  FROM orderhook.order_contact k,
	       orderhook.find_person(k.email, orderhook.phone_digits(k.phone), k.external_id, '{}')
	 ORDER BY 1, 2, 3, 14, 15, 16;
	SELECT *
	  FROM orderhook.find_receipts('nobody@x.example', '5555550123', NULL,
	                               ARRAY(SELECT phone FROM orderhook.order_contact), '{}')
	 ORDER BY 1;
	\echo journeys
	SELECT * FROM orderhook.journey_orders() ORDER BY order_id;
	SELECT orderhook.journey_path(order_id, other_order_id) FROM orderhook.order_link;
	\echo script
	SELECT orderhook_copy_script();
});
like($cells, qr/^renormalize\n\d+\|order_items\|1\|name\|another name\|/m, '... a dry run with cells that differ');
like($cells, qr/^reverify\n(?s:.*)\|bad_signature\|ok\|changed$/m, '... and verdicts');
like($cells, qr/^people\n\d+\|/m, '... and people');
like($cells, qr/^script\n(?s:.*)^CREATE VIEW orderhook.orders /m, '... and the script of a copy');

same_answers('ingress', 'functions that need no store', q{
	SELECT orderhook_version();
	SELECT p, orderhook_verify(b, orderhook_sign(b, 'sixteen bytes and more', 'mipos') ->> 'Signature-Webhook',
	                           'sixteen bytes and more'::text),
	       orderhook_verify(b, orderhook_sign(b, 'sixteen bytes and more', 'revo'), '{sixteen bytes and more}', 'revo'),
	       orderhook_parse(b, p), orderhook_normalize(convert_from(b, 'UTF8')::jsonb, p), orderhook_mask(b, p, '{salt}'),
	       orderhook_mentions(convert_from(b, 'UTF8'), '{salt}')
	  FROM unnest(enum_range(NULL::orderhook_provider)) p, orderhook_sample(p, 7) b WHERE get_byte(b, 0) = 123;
	SELECT p, i, m
	  FROM unnest(enum_range(NULL::orderhook_provider)) p, generate_series(1, 20) n, orderhook_sample(p, n) b,
	       orderhook_items(convert_from(b, 'UTF8')::jsonb, p) i
	  LEFT JOIN orderhook_modifiers(convert_from(b, 'UTF8')::jsonb, p) m USING (line_no) WHERE get_byte(b, 0) = 123;
});

# ---- nothing is written there ----

my @writes = (
	[ 'ingress', q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '{}')} ],
	[ 'ingress', qq{COPY orderhook.inbox (source, headers, body) FROM STDIN;\nbbot\t{}\t{}\n\\.\n} ],
	[ 'ingress', q{SELECT orderhook.receive('bbot', '{}', '{}')} ],
	[ 'ingress', q{SELECT orderhook.receive_batch('{bbot}', '{"{}"}', '{a}')} ],
	map { [ 'keeper', $_ ] } (
		q{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '{}')},
		q{SELECT orderhook.replay(min(webhook_id)) FROM orderhook.quarantine},
		q{SELECT orderhook.renormalize(dry_run => false)},
		q{SELECT orderhook.reverify(dry_run => false)},
		q{SELECT orderhook.erase_contact('nobody@x.example')},
		q{SELECT orderhook.purge('1 microsecond')},
		q{SELECT orderhook.simulate('bbot', 1)},
		q{SELECT orderhook.set_secret('bbot', 'user:password')},
		q{SELECT orderhook.revoke_secret('bbot', 'default')},
		q{SELECT orderhook.link(1, 2)},
		q{SELECT orderhook.unlink(1, 2)},
		q{SELECT orderhook.grant_reader('analyst')},
		q{SELECT orderhook.limit_reader('analyst', 'soho')},
		q{SELECT orderhook.unlimit_reader('limited')},
		q{CALL orderhook.renormalize_all()},
		q{CALL orderhook.purge_all('1 microsecond')},
		q{SELECT orderhook.maintain()},
		q{SELECT orderhook_partition()},
		q{SELECT orderhook_migrate()},
		q{SELECT orderhook_publish()}));
foreach my $case (@writes)
{
	my ($role, $statement) = @$case;
	my (undef, undef, $stderr) = $standby->psql('kept', "\\set VERBOSITY verbose\n$statement;",
		on_error_stop => 1, extra_params => [ '-U', $role ]);

	like($stderr, qr/ERROR:  25006: cannot execute .* (?:in a read-only transaction|during recovery)$/m,
		"$role: " . ($statement =~ s/\n.*//sr));
}

# ---- and what comes at the primary is seen there ----

is($primary->safe_psql('kept', 'SELECT deliver_samples(301, 310)'), 'applied', 'deliveries to the primary');
$primary->safe_psql('kept', q{
	CREATE VIEW orderhook.one_more WITH (security_invoker) AS SELECT count(*) FROM orderhook.orders},
	extra_params => [ '-U', 'keeper' ]);
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('flush'));
($rows, $errors) = same_answers('keeper', 'every view', $all_views . 'TABLE orderhook.one_more;');
is($errors, '', '... and no error');

$standby->stop;
$primary->stop;
done_testing();
