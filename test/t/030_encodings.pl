# Databases in other encodings: the same deliveries land, with the same outcomes.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $node = start_node('encodings');
my @files = payload_files();

# Bodies in the place of a name, a note, a key: letters that an encoding may not have, and no letters.
my @naughty = (
	'plain', "caf\xc3\xa9", "\xe9\xa4\x83\xe5\xad\x90", "\xf0\x9f\x8d\x94", "\xc5\x81ukasz", "e\xcc\x81",
	"\xe2\x80\x9c\xe2\x80\x9d", "\xef\xbf\xbd", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xc2\x80\xc2\x9f", "\xc2\xa0",
	'\\u00e9', '\\u9903', '\\ud83c\\udf54', '\\ud83c', '\\udf54', '\\u0000', '\\u0001', '\\u0080', '\\uffff',
	"\xe9", "\xc3", "\xff\xfe", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\x00b", "a\x80\xbfb");

sub hex_of
{
	return unpack('H*', $_[0]);
}

# One line for each delivery: what became of it, or the error.
sub deliver_all
{
	my ($database) = @_;
	my $sql = "SET client_encoding = 'SQL_ASCII';\n\\set ON_ERROR_STOP 0\n";

	foreach my $file (@files)
	{
		my ($provider, $path) = @$file;
		my $hex = hex_of(slurp_file($path));
		$sql .= "SELECT deliver('$provider', '\\x$hex');\n";
	}
	foreach my $n (0 .. $#naughty)
	{
		my $hex = hex_of($naughty[$n]);
		my $body = "convert_to('{\"order\": {\"id\": \"n$n\", \"guest_name\": \"', 'SQL_ASCII') || '\\x$hex'"
		  . " || '\", \"table\": {\"display_name\": \"'::bytea || '\\x$hex' || '\"}, \"'::bytea || '\\x$hex' || '\": 1}}'::bytea";
		$sql .= "SELECT deliver('bbot', $body);\n";
	}
	# The same within JSON that is stored as such.
	foreach my $n (0 .. $#naughty)
	{
		my $body = hex_of('{"event": "ORDER_CREATED", "payload": {"orderId": "n' . $n . '", "attachments": [{"url": "'
			  . $naughty[$n] . '", "type": "' . $naughty[$n] . '"}]}}');
		$sql .= "SELECT deliver('fulflld', '\\x$body');\n";
	}
	# What came late and what says the same again changes nothing, whatever letters it has.
	foreach my $day ('02', '01', ' 02')
	{
		my $body = hex_of('{"order": {"id": "late", "last_modified":' . $day =~ s/(\d+)/"2026-01-$1T00:00:00Z"/r
			  . ", \"table\": {\"display_name\": \"\xe9\xa4\x83\"}}}");
		$sql .= "SELECT deliver('bbot', '\\x$body');\n";
	}
	my ($status, $stdout, $stderr) = $node->psql($database, $sql);
	is($stderr, '', "$database: no error");
	like($stdout, qr/^applied\nstale\nduplicate\z/m, "$database: known letters are known again");
	return $stdout;
}

# The same headers and bodies, of which every one lands.
sub headers_land
{
	my ($database) = @_;
	my $sql = "SET client_encoding = 'SQL_ASCII';\n";

	foreach my $text (map { hex_of($_) } grep { !/[\x00"]/ && !/\\u0000/ } @naughty)
	{
		$sql .= "SELECT count(outcome) FROM orderhook.receive('bbot', jsonb_build_object('Authorization',"
		  . " try_text('\\x$text'), try_text('\\x$text'), 'x'), '');\n";
	}
	my ($status, $stdout, $stderr) = $node->psql($database, $sql);
	is($stderr, '', "$database: no error from headers");
	unlike($stdout, qr/[^1\n]/, "$database: every header lands");
}

my %outcomes;
foreach my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII', 'EUC_JP', 'WIN1252')
{
	my $database = 'db_' . lc $encoding;

	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	make_store($node, $database);
	# Bytes as text where the encoding holds them, else as hex.
	$node->safe_psql($database, q{
		CREATE FUNCTION try_text(b bytea) RETURNS text LANGUAGE plpgsql AS $$
		BEGIN
			RETURN convert_from(b, getdatabaseencoding());
		EXCEPTION WHEN OTHERS THEN
			RETURN encode(b, 'hex');
		END $$});
	$outcomes{$encoding} = deliver_all($database);
	headers_land($database);
	is($outcomes{$encoding}, $outcomes{UTF8}, "$database: the outcomes are those of UTF8");
	is( $node->safe_psql($database, q{SELECT count(*) FROM orderhook.receipt WHERE body_digest <> sha256(body)}),
		0, "$database: the bytes are the ones that were sent");
	# What is stored is text of that encoding: the server can read it back and convert it to UTF-8.
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM orderhook.receipt r
			 WHERE convert_from(convert_to(r::text, getdatabaseencoding()), getdatabaseencoding()) IS NULL}),
		0, "$database: valid text in receipts");
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM orderhook.orders o, orderhook.order_contacts c
			 WHERE convert_from(convert_to(o::text || c::text, getdatabaseencoding()), getdatabaseencoding()) IS NULL}),
		0, "$database: valid text in orders");
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM orderhook.orders WHERE external_id ~ '^n[0-9]+$'}),
		scalar(() = $outcomes{$encoding} =~ /^/mg) - @files - 3 - quarantined($database),
		"$database: an order for each body that could be read");
	is($node->safe_psql($database, 'SELECT count(*) FROM orderhook.renormalize()'), 0, "$database: read again, they are the same");
}

sub quarantined
{
	my ($database) = @_;
	return $node->safe_psql($database,
		"SELECT count(*) FROM orderhook.receipt WHERE outcome = 'quarantined' AND webhook_id > " . @files);
}

# A letter that the encoding lacks is written as JSON would escape it, so that different names stay different.
is( $node->safe_psql('db_latin1', q{
		SELECT string_agg(encode(convert_to(c.name, 'LATIN1'), 'escape'), ' ' ORDER BY order_id)
		  FROM orderhook.order_contacts c
		  JOIN orderhook.orders o USING (source, order_id) WHERE o.external_id IN ('n0', 'n1', 'n2', 'n4')}),
	'plain caf\351 \\\\u9903\\\\u5B50 \\\\u0141ukasz', 'LATIN1: what it cannot hold');
is( $node->safe_psql('db_latin1', q{
		SELECT string_agg(encode(convert_to(d.proofs #>> '{0,type}', 'LATIN1'), 'escape'), ' ' ORDER BY order_id)
		  FROM orderhook.order_deliveries d
		  JOIN orderhook.orders o USING (source, order_id) WHERE o.external_id IN ('n0', 'n1', 'n2', 'n3', 'n4')}),
	'plain caf\351 \\\\u9903\\\\u5B50 \\\\U0001F354 \\\\u0141ukasz', '... within JSON');

# A person is found by a name that the encoding cannot hold.
foreach my $database ('db_utf8', 'db_latin1', 'db_sql_ascii')
{
	my $name = "\xc5\x81ucja";
	my $body = hex_of(qq({"order": {"id": "erased", "guest_name": "$name", "guest_email": "l\@x.example", "x": ["for $name", "\\u0141ucja"]}}));

	is($node->safe_psql($database, "SELECT deliver('bbot', '\\x$body');
		SELECT result FROM orderhook.erase_contact(email => 'l\@x.example');
		SELECT encode(body, 'escape') FROM orderhook.receipt WHERE erased_at IS NOT NULL"),
		qq(applied\nerased\n{"order": {"id": "erased", "guest_name": null, "guest_email": null, "x": [null, null]}}),
		"$database: erased");
}

done_testing();
