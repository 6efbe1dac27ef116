# Inputs that nobody here wrote: MAC vectors, JSON documents, naughty strings, numbers, encodings.
#
# They are read from the folder ORDERHOOK_CORPORA, by default shared/corpora beside the checkout.
use strict;
use warnings FATAL => 'all';

use Archive::Tar;
use FindBin;
use JSON::PP;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $folder = $ENV{ORDERHOOK_CORPORA} || "$FindBin::RealBin/../../../shared/corpora";
my @corpora = qw(wycheproof_hmac_sha256_test.json JSONTestSuite.tar.gz blns.json yyjson_numbers_encodings.tar.gz);
my @missing = grep { !-r "$folder/$_" } @corpora;

plan skip_all => "no $missing[0] in $folder; ORDERHOOK_CORPORA names the folder of the public corpora" if @missing;

my $node = start_node('corpora', "log_statement = none\n");
my %database_of = (UTF8 => 'db_utf8', LATIN1 => 'db_latin1', SQL_ASCII => 'db_sql_ascii');

# ---- what is there ----

# [name, content] of the files of an archive that are in that folder of it.
sub archived
{
	my ($archive, $inside) = @_;
	my $tar = Archive::Tar->new("$folder/$archive") or die Archive::Tar->error;

	return sort { $a->[0] cmp $b->[0] }
	  map { $_->full_path =~ m{^(?:\./)?\Q$inside\E/([^/]+)$} && $_->is_file ? [ $1, $_->get_content // '' ] : () } $tar->get_files;
}

sub json_file
{
	return JSON::PP->new->utf8->decode(slurp_file("$folder/$_[0]"));
}

# ---- through the door ----

# A table `landed` of [name, provider, body], each with what became of it.
sub land
{
	my ($database, @deliveries) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . '/deliveries';
	my $n = 0;

	open(my $out, '>:raw', $file) or die "$file: $!";
	print $out join("\t", $n++, unpack('H*', $_->[0]), $_->[1], '\\\\x' . unpack('H*', $_->[2])), "\n" foreach @deliveries;
	close $out;
	my ($status, $stdout, $stderr) = $node->psql($database, qq{
		SET client_min_messages = warning;
		DROP TABLE IF EXISTS delivery, landed;
		CREATE TABLE delivery (n int, name text, provider text, body bytea);
		\\copy delivery from '$file'
		CREATE TABLE landed AS
		SELECT d.n, d.name, d.provider, d.body, r.*
		  FROM (SELECT * FROM delivery ORDER BY n OFFSET 0) d, signed_and_received(d.provider, d.body) r;
		ANALYZE landed});
	is($stderr, '', "$database: no error");
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM landed l JOIN orderhook.receipt r USING (webhook_id)
			 WHERE r.body = l.body AND l.verdict = 'ok' AND l.http_status = 200}),
		scalar @deliveries, "$database: " . @deliveries . ' landed, byte for byte');
}

# The names, as they were given, of those deliveries of which the condition holds.
sub landed_where
{
	my ($database, $condition) = @_;
	return map { pack('H*', $_) } split /\n/, $node->safe_psql($database, "SELECT name FROM landed WHERE $condition ORDER BY n");
}

# A document that is no JSON is quarantined with the place where it ends to be some.
my $is_no_json = q{(outcome = 'quarantined'
	AND reason ~ '^expected JSON at [$], found [a-zA-Z0-9 -]+ at byte [0-9]+ [(]line [0-9]+, column [0-9]+[)]$')};

foreach my $encoding (sort keys %database_of)
{
	my $database = $database_of{$encoding};
	my $cases = join(' ', map { "WHEN '$_' THEN '$Store::secrets{$_}'" } sort keys %Store::secrets);

	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	make_store($node, $database);
	$node->safe_psql($database, qq{
		CREATE FUNCTION signed_and_received(p text, body bytea)
		RETURNS TABLE (webhook_id bigint, verdict text, outcome text, reason text, http_status int, order_id bigint, problems jsonb)
		LANGUAGE sql AS \$\$
		SELECT webhook_id, verdict, outcome, reason, http_status, order_id, problems
		  FROM orderhook.receive(p, orderhook_sign(body, CASE p $cases END, p::orderhook_provider, clock_timestamp()), body) \$\$;
		CREATE FUNCTION try_jsonb(body bytea) RETURNS jsonb LANGUAGE plpgsql AS \$\$
		BEGIN
			RETURN convert_from(body, 'UTF8')::jsonb;
		EXCEPTION WHEN OTHERS THEN
			RETURN NULL;
		END \$\$;
		CREATE FUNCTION try_numeric(literal text) RETURNS numeric LANGUAGE plpgsql AS \$\$
		BEGIN
			RETURN literal::numeric;
		EXCEPTION WHEN OTHERS THEN
			RETURN NULL;
		END \$\$});
}

# ---- MAC vectors: whoever holds the key made the tag, and nothing shorter is one ----

sub mac_vectors
{
	my @vectors = map {
		my $group = $_;
		map { { %$_, bits => $group->{tagSize} } } @{ $group->{tests} }
	} @{ json_file('wycheproof_hmac_sha256_test.json')->{testGroups} };
	my $sql = join(",\n", map {
		my $good = $_->{result} eq 'valid' && $_->{bits} == 256 ? 'true' : 'false';
		"('$_->{tcId}', '\\x$_->{msg}'::bytea, '\\x$_->{tag}'::bytea, '\\x$_->{key}'::bytea, $good)"
	} @vectors);

	is(scalar(@vectors), 174, 'Wycheproof: 174 vectors');
	is( $node->safe_psql('db_utf8', qq{
			WITH v (id, message, tag, key, good) AS (VALUES $sql),
			     a AS (SELECT *, (orderhook_verify(message, encode(tag, 'hex'), key)).valid AS hex,
			                  (orderhook_verify(message, replace(encode(tag, 'base64'), E'\n', ''), key)).valid AS base64 FROM v)
			SELECT count(*) FILTER (WHERE hex = good AND base64 = good), count(*) FILTER (WHERE hex AND base64),
			       string_agg(id, ' ') FILTER (WHERE hex <> good OR base64 <> good) FROM a}),
		'174|33|', 'Wycheproof: in hex and in base64, the 33 whole and valid tags hold and no other');
}

# ---- JSONTestSuite: what is JSON is read, and what is none is not ----

sub json_documents
{
	my ($database) = @_;
	my @parsing = archived('JSONTestSuite.tar.gz', 'test_parsing');
	my @transform = archived('JSONTestSuite.tar.gz', 'test_transform');
	my %count = (y => 0, n => 0, i => 0);

	$count{ substr($_->[0], 0, 1) }++ foreach @parsing;
	is("@count{qw(y n i)} " . @transform, '95 188 35 22', "$database: JSONTestSuite, the whole of it");
	land($database, map { [ $_->[0], 'mipos', $_->[1] ] } @parsing, @transform);

	my @no_json = landed_where($database, $is_no_json);
	is_deeply([ grep { /^y_/ } @no_json ], [], "$database: 95 of 95 that are JSON are read");
	is_deeply([ grep { /^n_/ } @no_json ], [ grep { /^n_/ } map { $_->[0] } @parsing ], "$database: 188 of 188 that are none are not");
}

# Beside jsonb, which knows neither NUL nor halves of surrogates, nor the numbers that overflow its own.
sub json_beside_jsonb
{
	my %text = map { @$_ } archived('JSONTestSuite.tar.gz', 'test_parsing'), archived('JSONTestSuite.tar.gz', 'test_transform');
	my @beyond = landed_where('db_utf8', "NOT $is_no_json AND try_jsonb(body) IS NULL");

	is_deeply(
		[ landed_where('db_utf8', "$is_no_json AND try_jsonb(body) IS NOT NULL") ],
		['i_structure_500_nested_arrays.json'],
		'what jsonb takes is read, down to 64 levels');
	is_deeply([ grep { $text{$_} !~ /\\u(?:0000|d[89a-f])|[0-9]e-?[0-9]{5}/i } @beyond ], [], 'and what it does not take is not, but for those');
	is_deeply(
		[ landed_where('db_utf8', q{orderhook_parse(body, 'mipos')::text <> orderhook_normalize(try_jsonb(body), 'mipos')::text
			AND try_jsonb(body) IS NOT NULL}) ],
		['i_structure_500_nested_arrays.json'],
		'from bytes and from jsonb, the reading is the same');
}

# ---- naughty strings: what came in is what comes out ----

my $json = JSON::PP->new->utf8->allow_nonref;

# The body of an order that has the text in two places, and the columns of the views where they end up.
my %texts = (
	bbot => [ '{"order": {"id": "%d", "guest_name": %s, "table": {"display_name": %s}}}', 'c.name', 'o.table_name' ],
	mipos => [ '{"external_id": "%d", "created_at": "2026-11-20T19:42:10Z", "items": [], "customer": %s, "instructions": %s}', 'c.name', 'o.notes' ],
	flybuy => [ '{"data": {"type": "order", "id": %d, "customer_name": %s, "area_name": %s}}', 'c.name', 'a.area' ],
	fulflld => [ '{"event": "ORDER_CREATED", "payload": {"orderId": "%d", "dropoffDetails": {"name": %s}, "order": {"description": %s}}}', 'c.name', 'o.notes' ],
	revo => [ '{"event": "order.created", "data": {"id": %d, "tableName": %s, "notes": %s}}', 'o.table_name', 'o.notes' ]);

# The bytes that a database of that encoding is to hold.
sub held
{
	my ($text, $encoding) = @_;

	if ($encoding eq 'LATIN1')
	{
		$text =~ s/([^\x00-\xff])/sprintf(ord $1 > 0xffff ? '\\U%08X' : '\\u%04X', ord $1)/ge;
		return $text;
	}
	utf8::encode($text);
	return $text;
}

sub naughty_strings
{
	my ($encoding) = @_;
	my $database = $database_of{$encoding};
	my @strings = @{ json_file('blns.json') };

	is(scalar(@strings), 515, "$database: 515 naughty strings");
	foreach my $provider (sort keys %texts)
	{
		my ($form, @columns) = @{ $texts{$provider} };

		land($database, map {
			my $literal = $json->encode($strings[$_]);
			[ held($strings[$_], $encoding), $provider, sprintf($form, $_ + 1, $literal, $literal) ]
		} 0 .. $#strings);
		is( $node->safe_psql($database, qq{
				SELECT count(*) FROM landed l
				  JOIN orderhook.orders o ON o.order_id = l.order_id
				  LEFT JOIN orderhook.order_contacts c ON c.order_id = l.order_id
				  LEFT JOIN orderhook.order_arrivals a ON a.order_id = l.order_id
				 WHERE convert_to(COALESCE($columns[0], ''), '$encoding') = decode(l.name, 'hex')
				   AND convert_to(COALESCE($columns[1], ''), '$encoding') = decode(l.name, 'hex')}),
			515, "$database: $provider, 515 of 515 come out as they went in");
	}
}

# ---- numbers: exact, or flagged ----

my $is_number = qr/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

sub numbers
{
	my ($database) = @_;
	my @literals = grep { length && !/^#/ } map { split /\r?\n/, $_->[1] }
	  grep { $_->[0] =~ /\.txt$/ } archived('yyjson_numbers_encodings.tar.gz', 'test/data/num');
	my @legal = grep { /$is_number/ } @literals;
	my $n = 0;

	is(@literals . ' ' . @legal, '6246 5342', 'yyjson: 6246 literals, 5342 of them numbers of JSON');
	land($database, map { [ $_, 'mipos', sprintf('{"external_id": "q%d", "items": [{"quantity": %s}]}', $n++, $_) ] } @literals);
	is_deeply([ landed_where($database, $is_no_json) ], [ grep { !/$is_number/ } @literals ], 'numbers that JSON lacks are not read');

	# What 18 places and 63 bits can hold is read; the server's own reading of it is the same.
	$node->safe_psql($database, qq{
		CREATE TABLE number AS
		SELECT convert_from(decode(l.name, 'hex'), 'UTF8') AS literal, i.quantity, l.problems,
		       trim_scale(try_numeric(convert_from(decode(l.name, 'hex'), 'UTF8'))) AS value
		  FROM landed l
		  JOIN orderhook.order_items i USING (order_id)
		 WHERE NOT $is_no_json});
	is($node->safe_psql($database, 'SELECT count(*) FROM number'), scalar(@legal), 'each of those that JSON has is a line');
	note $node->safe_psql($database, 'SELECT count(quantity) FROM number'), ' can be held';
	is($node->safe_psql($database, 'SELECT literal FROM number WHERE quantity <> value'), '', 'each that is read is exact');
	is( $node->safe_psql($database, q{
			SELECT literal FROM number
			 WHERE (quantity IS NULL) <> (problems @> '[{"path": "$.items[0].quantity", "found": "number out of range"}]')}),
		'', 'each that is not is flagged');
	is( $node->safe_psql($database, q{
			SELECT literal FROM number
			 WHERE (quantity IS NOT NULL) <>
			       (scale(value) <= 18 AND abs(value * (10::numeric ^ scale(value))) <= 9223372036854775807)
			   AND value IS NOT NULL}),
		'', 'and these are the ones that cannot be held');
}

# ---- encodings: UTF-8 without a mark ----

sub encodings
{
	my ($database) = @_;
	my @documents = archived('yyjson_numbers_encodings.tar.gz', 'test/data/json/test_encoding');

	is(scalar(@documents), 10, "$database: a document in ten encodings");
	land($database, map { [ $_->[0], 'mipos', $_->[1] ] } @documents);
	is_deeply([ landed_where($database, "NOT $is_no_json") ], ['utf8.json'], "$database: that in UTF-8 without a mark is read");
}

# ---- all of it ----

mac_vectors();
foreach my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII')
{
	json_documents($database_of{$encoding});
	json_beside_jsonb() if $encoding eq 'UTF8';
	naughty_strings($encoding);
	encodings($database_of{$encoding});
}
numbers('db_utf8');

done_testing();
