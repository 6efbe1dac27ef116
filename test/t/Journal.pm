# Journal.pm
#	What the clients' journals say, held against the store; and whether the store is sound.
package Journal;

use strict;
use warnings FATAL => 'all';

use Deliveries;
use Exporter 'import';
use Postmaster;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

our @EXPORT = qw(check_round check_journal check_state check_amcheck check_checksums check_permanent state_sql);

# What must give no row, of the journals that are read.
my %faults = (
	lost => q{
		SELECT request FROM acknowledged a
		 WHERE NOT EXISTS (SELECT FROM orderhook.receipt r
		                    WHERE r.headers -> 0 ->> 1 = a.request
		                      AND r.webhook_id = COALESCE(a.webhook_id, r.webhook_id)
		                      AND r.body_digest = a.digest AND sha256(r.body) = a.digest)},
	'stored twice' => q{
		SELECT headers -> 0 ->> 1 FROM orderhook.receipt GROUP BY 1 HAVING count(*) > 1},
	'stored and never sent' => q{
		SELECT headers -> 0 ->> 1 FROM orderhook.receipt
		EXCEPT SELECT request FROM sent},
	'an order without its receipt' => q{
		SELECT h.external_id FROM orderhook.order_header h
		 WHERE NOT EXISTS (SELECT FROM orderhook.receipt r
		                    WHERE (r.source_id, r.order_id, r.webhook_id, r.body_digest)
		                        = (h.source_id, h.order_id, h.last_webhook_id, h.last_body_digest))},
	'a receipt without its order' => q{
		SELECT r.webhook_id::text FROM orderhook.receipt r
		 WHERE NOT EXISTS (SELECT FROM orderhook.order_header h
		                    WHERE (h.source_id, h.order_id) = (r.source_id, r.order_id))},
	'an event without its receipt' => q{
		SELECT e.webhook_id::text FROM orderhook.order_event e
		 WHERE NOT EXISTS (SELECT FROM orderhook.receipt r
		                    WHERE (r.source_id, r.order_id, r.webhook_id) = (e.source_id, e.order_id, e.webhook_id))},
	'a line without its order' => q{
		SELECT i.order_id::text FROM orderhook.order_item i
		 WHERE NOT EXISTS (SELECT FROM orderhook.order_header h
		                    WHERE (h.source_id, h.order_id) = (i.source_id, i.order_id))});

# Psql's script: the journals of these files as temporary tables.
sub read_journals
{
	my ($files) = @_;

	return "CREATE TEMP TABLE sent (n bigint GENERATED ALWAYS AS IDENTITY, request text, source text, headers jsonb,"
	  . " body bytea);\n"
	  . "CREATE TEMP TABLE acknowledged (request text, webhook_id bigint, digest bytea);\n"
	  . "\\copy sent (request, source, headers, body) FROM PROGRAM 'cat $files.sent'\n"
	  . "\\copy acknowledged FROM PROGRAM 'cat $files.acknowledged'\n"
	  . "ANALYZE sent, acknowledged;\n";
}

# "name: how many, and the first of them", a line each; '' where the store holds what was promised. Then how many
# were sent and acknowledged.
sub faults_of
{
	my ($node, $files, @names) = @_;
	my $script = read_journals($files);

	foreach my $name (@names)
	{
		$script .= "SELECT '$name: ' || count(*) || ', as ' || COALESCE(min(f), 'NULL')"
		  . " FROM ($faults{$name}) f (f) HAVING count(*) > 0;\n";
	}
	$script .= "SELECT (SELECT count(*) FROM sent) || ' ' || (SELECT count(*) FROM acknowledged);";
	my @lines = split /\n/, $node->safe_psql('postgres', $script);
	return (join("\n", @lines[ 0 .. $#lines - 1 ]), split(/ /, $lines[-1]));
}

# Of one round. Returns how many were sent and acknowledged.
sub check_round
{
	my ($node, $folder, $round, $name) = @_;
	my ($faults, $sent, $acknowledged) =
	  faults_of($node, "$folder/r$round.c*", grep { $_ ne 'stored and never sent' } sort keys %faults);

	is($faults, '', "$name: what was acknowledged is stored, once and whole ($acknowledged of $sent)");
	return ($sent, $acknowledged);
}

# Of all rounds so far.
sub check_journal
{
	my ($node, $folder) = @_;
	my ($faults, $sent, $acknowledged) = faults_of($node, "$folder/r*.c*", sort keys %faults);

	is($faults, '', "all rounds: what was acknowledged is stored, once and whole ($acknowledged of $sent)");
}

# ---- the state ----

# Everything of the orders, without times of receipt and numbers given by the store: a line each view and source.
# Of providers that state no version time, without the way there, which is the way in which their deliveries came.
my @order_views = qw(orders order_items order_modifiers order_charges order_payments order_contacts order_deliveries
	order_arrivals order_events reconciliation);
my $given = q('{order_id,webhook_id,received_at,first_received_at,last_received_at}'::text[]);
my $untimed = 's.name IN (' . join(', ', map { "'$_'" } untimed_providers()) . ')';

# The SELECT of all that; condition is over the order's header, h.
sub state_sql
{
	my ($condition) = @_;

	return q{SELECT view, source, count(*), md5(string_agg(line, E'\n' ORDER BY line COLLATE "C")) FROM (}
	  . join(' UNION ALL ', map {
		"SELECT '$_', s.name, h.external_id || (to_jsonb(v) - $given - CASE WHEN $untimed THEN 'revision' ELSE '' END)::text
		   FROM orderhook.$_ v JOIN orderhook.source s ON s.name = v.source
		   JOIN orderhook.order_header h ON (h.source_id, h.order_id) = (s.source_id, v.order_id)
		  WHERE NOT ('$_' = 'order_events' AND $untimed)" . ($condition ? " AND $condition" : '')
	  } @order_views) . ') l (view, source, line) GROUP BY 1, 2 ORDER BY 1, 2;';
}

# The providers send again what nobody acknowledged. Then the state is that of a store which got each delivery once.
sub check_state
{
	my ($node, $folder) = @_;
	my $journals = read_journals("$folder/r*.c*");
	my $state = state_sql();
	my $again = q{
		INSERT INTO orderhook.inbox (source, headers, body)
		SELECT source, headers, body FROM sent WHERE request NOT IN (SELECT request FROM acknowledged) ORDER BY n;};
	my $once = q{
		INSERT INTO orderhook.inbox (source, headers, body)
		SELECT source, headers, body
		  FROM (SELECT DISTINCT ON (source, body) * FROM sent ORDER BY source, body, n) s ORDER BY n;};

	$node->safe_psql('postgres', 'CREATE DATABASE once');
	make_store($node, 'once');
	my $expected = $node->safe_psql('once', "$journals $once ANALYZE; $state");
	is($node->safe_psql('postgres', "$journals $again ANALYZE; $state"), $expected,
		'with what nobody acknowledged sent again, the state is that of each delivery once');
	is(scalar(() = $expected =~ /^orders/mg), 5, '... with orders of every source');
}

# ---- the files ----

sub check_permanent
{
	my ($node) = @_;

	is( $node->safe_psql('postgres', q{
			SELECT string_agg(DISTINCT relpersistence::text, '') || ' ' || (count(*) > 20) FROM pg_class
			 WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('r', 'i', 'S')}),
		'p true', 'tables, indexes and sequences are permanent');
}

sub check_amcheck
{
	my ($node) = @_;
	my $here = $node->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'});

  SKIP:
	{
		skip 'no amcheck here', 2 if !$here;
		$node->safe_psql('postgres', 'CREATE EXTENSION IF NOT EXISTS amcheck');
		is(corrupt_tables($node), '', 'amcheck: the tables and what is out of line are sound');
		is(corrupt_indexes($node), '', '... and each index has every row');
	}
  SKIP:
	{
		my $program = bindir() . '/pg_amcheck';
		skip 'no pg_amcheck here', 1 if !$here || !-x $program;
		$node->command_ok(
			[ $program, '--heapallindexed', '--rootdescend', 'postgres' ],
			'pg_amcheck, the whole database');
	}
}

sub corrupt_tables
{
	my ($node) = @_;

	return $node->safe_psql('postgres', q{
		WITH store AS (SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r')
		SELECT r::text, v.* FROM (SELECT oid::regclass FROM store
		                          UNION ALL SELECT reltoastrelid::regclass FROM store WHERE reltoastrelid > 0) t (r),
		       verify_heapam(r, check_toast => true) v});
}

# An error, which says what is wrong, or nothing.
sub corrupt_indexes
{
	my ($node) = @_;
	my ($status, $out, $error) = $node->psql('postgres', q{
		SELECT bt_index_check(i.indexrelid, true)
		  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		 WHERE c.relnamespace = 'orderhook'::regnamespace
		    OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace)});

	return $error;
}

# Of a server that is stopped.
sub check_checksums
{
	my ($node) = @_;

	$node->command_like([ bindir() . '/pg_checksums', '--check', '-D', $node->data_dir ],
		qr/^Bad checksums:  0$/m, 'pg_checksums');
}

1;
