# What a delivery needs of the backend's memory, and that nothing of it stays behind.
#
# ORDERHOOK_LONG=1 puts a million deliveries into one statement, and not 10,000.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;
use Time::HiRes qw(sleep);

my $node = start_node('memory', "shared_buffers = 128MB\njit = off\nautovacuum = off\n");
make_store($node, 'postgres');

# ---- the peak of one big delivery, beyond that of an INSERT of the same bytes into a plain table ----

# An order of about 4 MB, whose lines are as dense as a provider's: built in a table, so that the
# session that is measured has the body in one datum, as a bound parameter would be.
$node->safe_psql('postgres', q{
	CREATE TABLE big (n int, provider text, headers jsonb, body bytea);
	ALTER TABLE big ALTER body SET STORAGE EXTERNAL;
	CREATE TABLE plain (source text, headers jsonb, body bytea);
	ALTER TABLE plain ALTER body SET COMPRESSION lz4;
	UPDATE orderhook.source SET max_body_bytes = 8388608;
	INSERT INTO big
	SELECT n, 'bbot', '{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}',
	       convert_to(jsonb_set(jsonb_set(o, '{order,id}', to_jsonb(n::text)), '{order,items}',
	                            jsonb_agg(o #> '{order,items,0}'))::text, 'UTF8')
	  FROM (SELECT convert_from(orderhook_sample('bbot', 1), 'UTF8')::jsonb AS o) s
	 CROSS JOIN LATERAL generate_series(1, 4000000 / length((o #> '{order,items,0}')::text)) k
	 CROSS JOIN generate_series(1, 2) n
	 GROUP BY o, n;
});
my $size = $node->safe_psql('postgres', 'SELECT max(length(body)) FROM big');
cmp_ok($size, '>', 3_500_000, "a body of $size bytes");

# In a session of its own, and after so many small deliveries: catalogues and the library are no
# part of what one costs.
sub peak
{
	my ($warm, $statement) = @_;
	my $session = Session->new($node, 'postgres');

	$session->ask("SELECT deliver('bbot', orderhook_sample('bbot', n)) FROM generate_series(1, $warm) n;");
	$session->ask("INSERT INTO plain SELECT 'bbot', '{}', orderhook_sample('bbot', 1);");
	$session->ask('SELECT count(*) FROM big WHERE length(body) > 0;');
	my ($peak) = $session->growth($statement);
	die $session->{err} if $session->{err};
	$session->close;
	return $peak;
}

SKIP:
{
	skip 'no /proc/<pid>/clear_refs here', 4 if !Session::can_watch_memory();
	foreach my $n (1, 2)
	{
		# Early in a session, when the server would still plan for the very values, and late.
		my $warm = $n == 1 ? 1 : 20;
		my $plain = peak($warm, "INSERT INTO plain SELECT provider, headers, body FROM big WHERE n = $n;");
		my $door = peak($warm, "INSERT INTO orderhook.inbox (source, headers, body)
			SELECT provider, headers, body FROM big WHERE n = $n;");

		note "plain INSERT: $plain, door: $door, body: $size, ratio: " . ($door - $plain) / $size;
		is($node->safe_psql('postgres', 'SELECT outcome FROM orderhook.receipt ORDER BY webhook_id DESC LIMIT 1'),
			'applied', "after $warm small deliveries, the order was applied");
		cmp_ok($door - $plain, '<', 4 * $size + 65536, '... with 4 times the body over a plain INSERT');
	}
}

# ---- many deliveries in one statement ----

# A statement as long as this has no time to grow in, unless it does at every row.
my $many = $ENV{ORDERHOOK_LONG} ? 1_000_000 : 10_000;
my @curve;
my $sources = join(', ', map { "('$_', '$Store::secrets{$_}')" } sort keys %Store::secrets);
{
	my $session = Session->new($node, 'postgres');

	$session->begin("INSERT INTO orderhook.inbox (source, headers, body)
		SELECT p, orderhook_sign(b, s, p::orderhook_provider, clock_timestamp()), b
		  FROM generate_series(1, $many / 5) n,
		       (VALUES $sources) AS v(p, s),
		       orderhook_sample(p::orderhook_provider, n) b;");
	until ($session->is_done)
	{
		push @curve, $session->memory('VmRSS');
		sleep 0.1;
	}
	$session->end;
	is($session->{err}, '', "$many deliveries in one statement");
	$session->close;
}
# After its first fifth, in which caches fill and the first pages of everything are met.
my @later = @curve[@curve / 5 .. $#curve];
note sprintf('%d samples; from %.1f to %.1f MB', scalar(@later), $later[0] / 2**20, $later[-1] / 2**20);
# The server itself remembers something of each row that a transaction both makes and changes. The
# smallest thing kept of each delivery would be eight times as much.
cmp_ok($later[-1] - $later[0], '<', 2**20 + 4 * $many, 'need no more memory at the end than early on');

# ---- nothing stays behind ----

# Each of those that nobody proved is one too many, so that the first hundred meet that statement, too.
$node->safe_psql('postgres', 'UPDATE orderhook.source SET rejected_quota = 1024');

# Bytes in all contexts of the session after so many deliveries of each kind; but for the paths that it
# knows, which it keeps, and which samples go on adding to.
my $script = <<'END';
	CREATE TEMP TABLE total (at int, bytes bigint);
	CREATE FUNCTION pg_temp.deliveries(k int) RETURNS void LANGUAGE plpgsql AS $$
	BEGIN
		FOR n IN 1 .. k LOOP
			PERFORM deliver('bbot', orderhook_sample('bbot', n)), deliver('mipos', orderhook_sample('mipos', n)),
			        deliver('flybuy', orderhook_sample('flybuy', n)), deliver('fulflld', orderhook_sample('fulflld', n)),
			        deliver('revo', orderhook_sample('revo', n)), deliver('revo', '{"event": '), deliver('mipos', '[]');
			PERFORM outcome FROM orderhook.receive('bbot', '{}', '');
			PERFORM outcome FROM orderhook.receive('bbot', '{"a": [[]]}', '\x00');
		END LOOP;
	END $$;
	SELECT pg_temp.deliveries(100);
	INSERT INTO total SELECT 0, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT pg_temp.deliveries(100);
	INSERT INTO total SELECT 100, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT pg_temp.deliveries(2000);
	INSERT INTO total SELECT 2000, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT (SELECT bytes FROM total WHERE at = 2000) - (SELECT bytes FROM total WHERE at = 100);
	SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'orderhook%' AND name <> 'orderhook paths';
END
my ($grown, $contexts) = (split /\n/, $node->safe_psql('postgres', $script))[-2, -1];
cmp_ok($grown, '<=', 0, 'the memory of the session is the same after 100 and after 2000 deliveries of each kind');
is($contexts, 0, 'no memory context of a delivery is left');

# Errors leave nothing either.
$script = q{
	CREATE TEMP TABLE total (at int, bytes bigint);
	CREATE FUNCTION pg_temp.errors(k int) RETURNS void LANGUAGE plpgsql AS $$
	BEGIN
		FOR n IN 1 .. k LOOP
			BEGIN
				PERFORM outcome FROM orderhook.receive('nowhere', '{"a": "b"}', '{}');
			EXCEPTION WHEN foreign_key_violation THEN NULL;
			END;
		END LOOP;
	END $$;
	SELECT pg_temp.errors(100);
	INSERT INTO total SELECT 0, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT pg_temp.errors(100);
	INSERT INTO total SELECT 100, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT pg_temp.errors(2000);
	INSERT INTO total SELECT 2000, sum(total_bytes) FROM pg_backend_memory_contexts WHERE name <> 'orderhook paths';
	SELECT (SELECT bytes FROM total WHERE at = 2000) - (SELECT bytes FROM total WHERE at = 100);
};
($grown) = (split /\n/, $node->safe_psql('postgres', $script))[-1];
cmp_ok($grown, '<=', 0, '... and after 2000 errors');

done_testing();
