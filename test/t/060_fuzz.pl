# Whatever headers and bodies hold: every delivery lands, with the verdict that its sender deserves,
# one outcome, its exact bytes, and order tables that only authentic deliveries have touched.
#
# ORDERHOOK_FUZZ_DELIVERIES is the number for each of three databases; ORDERHOOK_LONG=1 makes it a
# million in all. ORDERHOOK_FUZZ_SEED is any word; the same seed gives the same bodies.
use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(sha256 sha256_hex);
use FindBin;
use lib $FindBin::RealBin;
use Mutator qw(mutated random_of $canary);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sender qw(%kinds faithful forged);
use Store;
use Test::More;

my $seed = $ENV{ORDERHOOK_FUZZ_SEED} // 'orderhook';
my $deliveries = $ENV{ORDERHOOK_FUZZ_DELIVERIES} // ($ENV{ORDERHOOK_LONG} ? 333_334 : 12_000);
my $chunk = 500;		# deliveries of one statement
my $round = 10_000;		# deliveries to one set of sources, so that the past of an order stays short
my $families = 60;		# orders of one source, about
my $limit = 65_536;		# max_body_bytes

# A text that the database's encoding holds, and that JSON need not.
my %foreign = (UTF8 => "\xe9\xa4\x83\xf0\x9f\x8d\x94", LATIN1 => "\xe9\xff\x80", SQL_ASCII => "\xff\xfe\xe9(");

my @kinds = sort keys %kinds;
my %bases;		# by provider: payloads, their own ids replaced by marks
my %outcomes;		# by encoding: what became of each delivery
my $node = start_node('fuzz', "log_statement = none\nshared_buffers = 256MB\nmax_wal_size = 4GB\n");

# ---- payloads ----

# With marks in the place of its ids, so that payloads of one provider can speak of one order.
sub with_marks
{
	my ($body, $external_id, $external_ref) = @_;

	$body =~ s/(?<!\w)\Q$external_id\E(?!\w)/<id>/g if length $external_id;
	$body =~ s/(?<!\w)\Q$external_ref\E(?!\w)/<ref>/g if length $external_ref;
	return $body;
}

sub load_bases
{
	my $sql = join(' UNION ALL ',
		map { my ($provider, $path) = @$_; "SELECT '$provider', '\\x" . unpack('H*', slurp_file($path)) . "'::bytea" } payload_files());
	my $rows = $node->safe_psql('postgres', qq{
		CREATE EXTENSION orderhook;
		SELECT provider, encode(body, 'hex'), encode(convert_to(COALESCE(o.external_id, ''), 'UTF8'), 'hex'),
		       encode(convert_to(COALESCE(o.external_ref, ''), 'UTF8'), 'hex')
		  FROM ($sql
		        UNION ALL SELECT p::text, orderhook_sample(p, n)
		                    FROM unnest(enum_range(NULL::orderhook_provider)) p, generate_series(1, 40) n)
		       AS b (provider, body),
		       orderhook_parse(body, provider::orderhook_provider) o});

	foreach my $row (split /\n/, $rows)
	{
		my ($provider, @fields) = split /\|/, $row, -1;
		push @{ $bases{$provider} }, with_marks(map { pack('H*', $_) } @fields);
	}
}

# A payload of an order that others speak of, too.
sub payload
{
	my ($provider, $family) = @_;
	my $text = random_of(@{ $bases{$provider} });

	$text =~ s/<id>/100000 + $family/ge;
	$text =~ s/<ref>/500000 + $family/ge;
	return $text;
}

# ---- deliveries ----

sub body_of
{
	my ($provider) = @_;
	my $family = int rand $families;
	my $other = payload(rand() < 0.5 ? $provider : random_of(sort keys %bases), $family);

	return undef if rand() < 0.005;
	return $other if rand() < 0.05;
	return payload($provider, $family) if rand() < 0.2;
	return mutated(payload($provider, $family), $other);
}

sub draw_from
{
	srand(unpack('N', sha256("$seed $_[0]")));
}

# The n-th delivery of this seed to a database of that encoding: the same whenever it is asked for,
# but for the dates that are signed.
sub delivery
{
	my ($n, $encoding) = @_;

	draw_from($n);
	# Now and then one that came before, with headers of its own.
	draw_from($n - int rand 200) if rand() < 0.05;
	my $kind = random_of(@kinds);
	my $body = body_of($kinds{$kind}{provider});
	draw_from("$n headers");
	my $sign = rand() < 0.67 ? \&faithful : \&forged;
	my ($headers, $verdict) = $sign->($kind, $body // '', $foreign{$encoding});
	my $source = $kind . '.' . int($n / $round);

	return { n => $n, source => $source, headers => $headers, body => $body, verdict => $verdict };
}

# What is to be kept of a body.
sub kept
{
	my ($body) = @_;
	return length $body > $limit ? substr($body, 0, 1024) : $body;
}

# ---- as SQL ----

sub sources
{
	my ($number) = @_;
	my @zones = ('UTC', 'Europe/Madrid', 'Asia/Kathmandu', 'America/New_York');
	my @units = ('NULL', "'minor'", "'major'");
	my $sql = '';

	foreach my $kind (@kinds)
	{
		my ($zone, $unit) = ($zones[ $number % @zones ], $units[ $number % @units ]);
		my $enabled = $kinds{$kind}{enabled} // 'true';
		my $open = $kinds{$kind}{allow_unauthenticated} // 'false';
		my $key = 0;

		$sql .= "INSERT INTO orderhook.source (name, provider, currency, timezone, money_unit, allow_unauthenticated, max_body_bytes, enabled, rejected_quota)"
		  . " VALUES ('$kind.$number', '$kinds{$kind}{provider}', 'EUR', '$zone', $unit, $open, $limit, $enabled, 1000000000000);\n";
		$sql .= "SELECT orderhook.set_secret('$kind.$number', '$_', 'key" . $key++ . "');\n" foreach @{ $kinds{$kind}{secrets} };
	}
	return $sql;
}

sub copy_line
{
	return join("\t", map { defined $_ ? s/\\/\\\\/gr : '\\N' } @_) . "\n";
}

sub hex_bytes
{
	return defined $_[0] ? '\\x' . unpack('H*', $_[0]) : undef;
}

sub literal
{
	return defined $_[0] ? "'" . $_[0] =~ s/'/''/gr . "'" : 'NULL';
}

sub literals
{
	my ($d) = @_;
	return (literal($d->{source}), literal($d->{headers}) . '::jsonb', literal(hex_bytes($d->{body})) . '::bytea');
}

# What was sent, for the server to compare with.
sub note_sent
{
	my $lines = '';

	foreach my $d (@_)
	{
		my $body = $d->{body} // '';
		$lines .= copy_line($d->{n}, $d->{source}, $d->{verdict}, length $body, hex_bytes(sha256($body)), hex_bytes(sha256(kept($body))));
	}
	return "COPY sent FROM STDIN;\n$lines\\.\n";
}

# The ways in.
my @ways = (
	sub {
		return "COPY orderhook.inbox (source, headers, body) FROM STDIN;\n"
		  . join('', map { copy_line($_->{source}, $_->{headers}, hex_bytes($_->{body})) } @_) . "\\.\n";
	},
	sub {
		return "WITH answer AS (INSERT INTO orderhook.inbox (source, headers, body) VALUES "
		  . join(', ', map { '(' . join(', ', literals($_)) . ')' } @_)
		  . " RETURNING webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems)\n"
		  . "INSERT INTO answer SELECT * FROM answer;\n";
	},
	sub {
		return join('', map { 'INSERT INTO answer SELECT * FROM orderhook.receive(' . join(', ', literals($_)) . ");\n" } @_);
	},
	sub {
		my @columns;
		foreach my $d (@_)
		{
			my @row = literals($d);
			push @{ $columns[$_] }, $row[$_] foreach 0 .. 2;
		}
		return "INSERT INTO answer SELECT webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems\n"
		  . "FROM orderhook.receive_batch(" . join(', ', map { 'ARRAY[' . join(', ', @$_) . ']' } @columns) . ");\n";
	});

# Seven chunks of ten by COPY.
sub feed
{
	my ($number, @chunk) = @_;
	my $way = $number % 10;

	return note_sent(@chunk) . $ways[ $way < @ways ? $way : 0 ]->(@chunk);
}

# ---- sending ----

# One session, which takes what it is sent while the next is being made. Returns the errors.
sub send_all
{
	my ($database, $encoding) = @_;
	my $errors = PostgreSQL::Test::Utils::tempdir() . '/errors';
	my $command = sprintf(q{exec psql -XAtq -v ON_ERROR_STOP=1 -d "%s" >/dev/null 2>'%s'}, $node->connstr($database), $errors);
	local $SIG{PIPE} = 'IGNORE';

	open(my $psql, '|-', $command) or die "psql: $!";
	binmode $psql;
	print $psql "SET client_encoding = '$encoding';\n";
	for (my $first = 0; $first < $deliveries; $first += $chunk)
	{
		my $last = $first + $chunk > $deliveries ? $deliveries : $first + $chunk;
		my @chunk = map { delivery($_, $encoding) } $first .. $last - 1;

		print $psql sources(int($first / $round)) if $first % $round == 0;
		print $psql feed($first / $chunk, @chunk) or last;
	}
	close $psql;
	return slurp_file($errors);
}

# ---- the smallest one that fails ----

sub describe
{
	my ($n, $encoding) = @_;
	my $d = delivery($n, $encoding);

	return "delivery $n of seed '$seed' in $encoding:\n"
	  . "  source: $d->{source}\n  expected verdict: $d->{verdict}\n"
	  . '  headers: \\x' . unpack('H*', $d->{headers} // '') . "\n  body: \\x" . unpack('H*', $d->{body} // '') . "\n";
}

sub size_of
{
	my ($n, $encoding) = @_;
	my $d = delivery($n, $encoding);

	return length($d->{body} // '') + length($d->{headers} // '');
}

# Each delivery of the chunk that did not land, alone: the smallest that fails, or the first that ends the server.
sub describe_failure
{
	my ($database, $encoding) = @_;

	$node->restart if $node->psql('postgres', 'SELECT') != 0;
	my $landed = $node->safe_psql($database, 'SELECT count(*) FROM orderhook.receipt');
	my $last = $landed + $chunk > $deliveries ? $deliveries : $landed + $chunk;
	my %errors;

	foreach my $n ($landed .. $last - 1)
	{
		my $d = delivery($n, $encoding);
		my $sql = "SET client_encoding = '$encoding';\nBEGIN;\nSELECT FROM orderhook.receive(" . join(', ', literals($d)) . ");\nROLLBACK;\n";
		my ($result, $stdout, $stderr) = $node->psql($database, $sql);
		$errors{$n} = $stderr if $stderr;
		last if $result == 2;
	}
	my ($smallest) = sort { size_of($a, $encoding) <=> size_of($b, $encoding) } keys %errors;
	return defined $smallest ? describe($smallest, $encoding) . $errors{$smallest} : "no delivery from $landed on fails alone\n";
}

# ---- what must hold ----

# What was sent beside what landed. Deliveries of one session are numbered as they came.
my $landed_sql = q{
	CREATE TABLE landed AS
	SELECT row_number() OVER (ORDER BY webhook_id) - 1 AS n, s.name AS source, s.provider, s.enabled, r.source_id, r.webhook_id,
	       r.verdict, r.strength, r.key_id, r.outcome, r.reason, r.http_status, r.event, r.order_id, r.body_digest,
	       r.body_bytes, sha256(COALESCE(r.body, '')) AS kept_digest, r.problems
	  FROM orderhook.receipt r
	  JOIN orderhook.source s USING (source_id);
	CREATE UNIQUE INDEX ON landed (n);
	CREATE UNIQUE INDEX ON landed (source_id, webhook_id);
	CREATE INDEX ON landed (source_id, order_id);
	ANALYZE;
};

# Each gives the numbers of the deliveries of which it does not hold.
my @delivery_checks = (
	[ 'the sources' => q{SELECT n FROM sent s FULL JOIN landed l USING (n) WHERE s.source IS DISTINCT FROM l.source} ],
	[ 'the exact bytes' => q{
		SELECT n FROM sent s JOIN landed l USING (n)
		 WHERE l.body_digest <> s.digest OR l.body_bytes <> s.bytes OR l.kept_digest <> s.kept_digest} ],
	[ 'the verdicts' => q{SELECT n FROM sent s JOIN landed l USING (n) WHERE l.verdict <> s.verdict} ],
	[ 'the outcomes' => qq{
		SELECT n FROM sent s JOIN landed l USING (n)
		 WHERE CASE WHEN s.bytes > $limit THEN l.outcome <> 'too_large'
		            WHEN s.verdict NOT IN ('ok', 'unauthenticated') THEN l.outcome <> 'rejected'
		            WHEN NOT l.enabled THEN l.outcome <> 'ignored'
		            ELSE l.outcome NOT IN ('applied', 'duplicate', 'stale', 'ignored', 'quarantined') END} ],
	[ 'the statuses' => q{
		SELECT n FROM landed
		 WHERE http_status <> CASE outcome WHEN 'rejected' THEN 401 WHEN 'too_large' THEN 413 ELSE 200 END} ],
	[ 'the strengths' => q{
		SELECT n FROM landed
		 WHERE strength <> CASE WHEN verdict <> 'ok' THEN 'none'
		                        WHEN source ~ '^(bbot|flybuy_token|fulflld)[.]' THEN 'credential' ELSE 'body' END
		    OR (key_id IS NULL) <> (verdict <> 'ok')} ],
	[ 'the reasons' => q{SELECT n FROM landed WHERE (reason IS NULL) <> (outcome = 'applied') OR reason = ''} ],
	[ 'the problems' => q{
		SELECT n FROM landed
		 WHERE (problems IS NULL) <> (outcome IN ('rejected', 'too_large') OR NOT enabled)
		    OR jsonb_typeof(problems) <> 'array'
		    OR (outcome = 'quarantined' AND problems = '[]')
		    OR EXISTS (SELECT FROM jsonb_array_elements(problems) p
		                WHERE ARRAY(SELECT jsonb_object_keys(p) ORDER BY 1) <> '{expected,found,path,severity}'
		                   OR p ->> 'severity' NOT IN ('error', 'warning', 'note')
		                   OR p ->> 'path' NOT LIKE '$%' OR p ->> 'expected' = '' OR p ->> 'found' = ''
		                   OR EXISTS (SELECT FROM jsonb_each(p) WHERE jsonb_typeof(value) <> 'string'))} ],
	[ 'problems and reasons without values' => qq{SELECT n FROM landed WHERE problems::text ~ '$canary' OR reason ~ '$canary'} ],
	[ 'orders for those that have one' => q{
		SELECT n FROM landed
		 WHERE CASE WHEN outcome IN ('rejected', 'too_large', 'quarantined') THEN order_id IS NOT NULL
		            WHEN outcome IN ('applied', 'duplicate', 'stale') THEN (order_id IS NULL) <> (event ~ '^(customer|product|menu)[.]') END
		    OR NOT EXISTS (SELECT FROM orderhook.order_header h
		                    WHERE h.source_id = landed.source_id AND h.order_id = landed.order_id) AND order_id IS NOT NULL} ],
	[ 'answers that are what is kept' => q{
		SELECT n FROM answer a LEFT JOIN landed l USING (webhook_id)
		 WHERE (a.verdict, a.strength, a.outcome, a.reason, a.http_status, a.order_id, a.problems)
		       IS DISTINCT FROM (l.verdict, l.strength, l.outcome, l.reason, l.http_status, l.order_id, l.problems)} ]);

# Each gives a count of rows of which it does not hold.
my @order_checks = (
	[ 'each order was made by a delivery that was applied' => q{
		SELECT count(*) FROM orderhook.order_header h
		 WHERE NOT EXISTS (SELECT FROM landed l WHERE (l.source_id, l.order_id, l.outcome) = (h.source_id, h.order_id, 'applied'))} ],
	[ 'each order was last told by an authentic delivery of its own' => q{
		SELECT count(*) FROM orderhook.order_header h
		  LEFT JOIN landed l ON l.source_id = h.source_id AND l.webhook_id = h.last_webhook_id AND l.order_id = h.order_id
		 WHERE l.outcome IS NULL OR l.outcome IN ('rejected', 'too_large', 'quarantined', 'ignored')
		    OR l.body_digest <> h.last_body_digest} ],
	[ 'each order is as authentic as a delivery of its own' => q{
		SELECT count(*) FROM orderhook.order_header h
		 WHERE NOT EXISTS (SELECT FROM landed l WHERE (l.source_id, l.order_id, l.strength) = (h.source_id, h.order_id, h.authenticity))} ],
	[ 'each event is of an authentic delivery of that order' => q{
		SELECT count(*) FROM orderhook.order_event e
		  LEFT JOIN landed l USING (source_id, webhook_id, order_id)
		 WHERE l.outcome IS NULL OR l.outcome IN ('rejected', 'too_large', 'quarantined', 'ignored')} ],
	[ 'each record is of an authentic delivery' => q{
		SELECT count(*) FROM (SELECT source_id, body_digest FROM orderhook.customer UNION ALL SELECT source_id, body_digest FROM orderhook.product) c
		 WHERE NOT EXISTS (SELECT FROM landed l
		                    WHERE (l.source_id, l.body_digest, l.outcome) = (c.source_id, c.body_digest, 'applied'))} ],
	[ 'the counts of sources' => q{
		SELECT count(*) FROM orderhook.sources
		  JOIN (SELECT source, count(*) AS sent FROM sent GROUP BY source) s USING (source)
		 WHERE received <> applied + duplicates + stale + ignored + quarantined + rejected OR received <> sent} ]);

my @parts = qw(order_item order_modifier order_charge order_payment order_contact order_delivery order_arrival order_check order_event);
my $orphans_sql = join(' + ', map { qq{
	(SELECT count(*) FROM orderhook.$_ WHERE (source_id, order_id) NOT IN (SELECT source_id, order_id FROM orderhook.order_header))} } @parts);

# Text that the server itself takes for such: of the database's encoding and, in the order tables, of
# UTF-8 where the database has none. Raises for anything else.
sub text_sql
{
	my ($encoding) = @_;
	my $utf8 = $encoding eq 'LATIN1' ? 'LATIN1' : 'UTF8';
	my @tables = map { [ "orderhook.$_ t", 't::text', $utf8 ] } 'order_header', @parts, 'customer', 'product';

	push @tables, [ 'orderhook.receipt', "concat(reason, event, provider_event, problems::text)", $utf8 ];
	push @tables, [ 'orderhook.receipt', 'headers::text', $encoding ] if $encoding ne 'SQL_ASCII';
	return join(' UNION ALL ', map { "SELECT count(convert_from(convert_to($_->[1], '$encoding'), '$_->[2]')) FROM $_->[0]" } @tables);
}

# Fails with the smallest delivery of those that are given.
sub none_fails
{
	my ($database, $encoding, $sql, $name) = @_;
	my @wrong = split /\n/, $node->safe_psql($database, "$sql ORDER BY 1");

	ok(!@wrong, "$database: $name") and return;
	my @some = @wrong > 100 ? @wrong[ 0 .. 99 ] : @wrong;
	my ($smallest) = sort { size_of($a, $encoding) <=> size_of($b, $encoding) } @some;
	diag(scalar(@wrong) . ' fail; ' . describe($smallest, $encoding),
		$node->safe_psql($database, "SELECT 'landed: ' || to_jsonb(l)::text FROM landed l WHERE n = $smallest"));
}

sub check_all
{
	my ($database, $encoding) = @_;

	$node->safe_psql($database, $landed_sql);
	none_fails($database, $encoding, $_->[1], $_->[0]) foreach @delivery_checks;
	is($node->safe_psql($database, $_->[1]), 0, "$database: $_->[0]") foreach @order_checks;
	is($node->safe_psql($database, "SELECT $orphans_sql"), 0, "$database: no part without its order");
	is($node->safe_psql($database, 'SELECT r::text FROM orderhook.renormalize() r LIMIT 5'),
		'', "$database: read again from their bytes, the orders are the same");
	my ($status, $stdout, $stderr) = $node->psql($database, text_sql($encoding));
	is($stderr, '', "$database: every text is text");
}

sub same_outcomes
{
	my ($encoding) = @_;
	my ($ours, $theirs) = map { $outcomes{$_} // [] } $encoding, 'UTF8';
	my ($first) = grep { ($ours->[$_] // '') ne ($theirs->[$_] // '') } 0 .. $deliveries - 1;

	ok(!defined $first, "the outcomes in $encoding are those in UTF8")
	  or diag(describe($first, $encoding), "in $encoding: ", $ours->[$first] // 'nothing', "\nin UTF8: ", $theirs->[$first] // 'nothing');
}

sub counts
{
	my ($database, $column) = @_;
	return $node->safe_psql($database, "SELECT string_agg($column || ' ' || count, ', ' ORDER BY count DESC)
		FROM (SELECT $column, count(*) FROM landed GROUP BY $column) c");
}

# ---- all of it ----

note "seed '$seed', $deliveries deliveries for each database";
load_bases();

foreach my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII')
{
	my $database = 'db_' . lc $encoding;
	my $started = time;

	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($database, q{
		CREATE EXTENSION orderhook;
		SELECT orderhook_install();
		CREATE UNLOGGED TABLE sent (n bigint, source text, verdict text, bytes bigint, digest bytea, kept_digest bytea);
		CREATE UNLOGGED TABLE answer (webhook_id bigint, verdict text, strength text, outcome text, reason text,
		                              http_status integer, order_id bigint, problems jsonb)});
	my $errors = send_all($database, $encoding);
	is($errors, '', "$database: no error") or diag describe_failure($database, $encoding);
	is($node->safe_psql($database, 'SELECT count(*) FROM orderhook.receipt'), $deliveries, "$database: $deliveries deliveries landed")
	  or last;
	my $sent = time;
	check_all($database, $encoding);
	note "$database: ", counts($database, 'verdict');
	note "$database: ", counts($database, 'outcome');
	note sprintf('%s: %d s of sending, %d s of checks', $database, $sent - $started, time - $sent);
	$outcomes{$encoding} = [ split /\n/, $node->safe_psql($database, 'SELECT verdict, outcome, reason FROM landed ORDER BY n') ];
	$node->safe_psql('postgres', "DROP DATABASE $database");
}
same_outcomes($_) foreach 'LATIN1', 'SQL_ASCII';

$node->stop;
my $log = slurp_file($node->logfile);
unlike($log, qr/terminated by signal|(?:PANIC|FATAL|ERROR|WARNING|TRAP):/, 'nothing of note in the log of the server');

done_testing();
