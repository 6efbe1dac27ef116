# Forty connections to the ingress while the server and the ingress itself stop, crash and come back: nothing that was
# acknowledged is lost, nothing is applied twice, and the orders are those of each delivery once. The same through a pooler.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Deliveries;
use Ingress;
use IPC::Run;
use Journal;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Time::HiRes qw(sleep time);

my $lacking = lacking_node();
plan skip_all => $lacking if $lacking;

my $node = start_node('ingress', 'max_connections = 40');
my $folder = PostgreSQL::Test::Utils::tempdir();

make_ingress_store($node, 'postgres');

sub ask_store
{
	my ($sql) = @_;

	return $node->safe_psql('postgres', $sql);
}

# ---- a round ----

# Makes the requests of a round: versions of orders of all providers, signed by the extension, in a random order.
sub make_requests
{
	my ($name, $orders) = @_;
	my $lines = '';

	foreach my $order (1 .. $orders)
	{
		foreach my $source (providers(), 'signed')
		{
			my $provider = $source eq 'signed' ? 'flybuy' : $source;
			$lines .= join("\t", $source, $provider, '\\\\x' . unpack('H*', body_of($provider, "$name-$order", $_))) . "\n"
			  foreach 0 .. versions_of($provider) - 1;
		}
	}
	append_to_file("$folder/$name.bodies", $lines);
	my $cases = join ' ', map { "WHEN '$_' THEN '$Store::secrets{$_}'" } sort keys %Store::secrets;
	ask_store(qq{
		CREATE TABLE $name (n int GENERATED ALWAYS AS IDENTITY, source text, provider text, body bytea, headers jsonb);
		CREATE TEMP TABLE bodies (source text, provider text, body bytea);
		\\copy bodies FROM '$folder/$name.bodies'
		INSERT INTO $name (source, provider, body, headers)
		SELECT source, provider, body,
		       orderhook_sign(body, CASE source $cases ELSE '$Ingress::signing_key' END, provider::orderhook_provider, clock_timestamp())
		  FROM bodies ORDER BY md5(body::text);
		\\o '$folder/$name.requests'
		SELECT json_build_object('path', '/hooks/' || source, 'headers', headers, 'body', translate(encode(body, 'base64'), E'\\n', ''))
		  FROM $name ORDER BY n});
}

sub check_round_of
{
	my ($name) = @_;
	my $total = ask_store("SELECT count(*) FROM $name");

	is( ask_store(qq{
			CREATE TABLE ${name}_answer (n int, status int);
			\\copy ${name}_answer FROM '$folder/$name.answers'
			SELECT count(*), count(DISTINCT n), bool_and(status IN (200, 202)) FROM ${name}_answer}),
		"$total|$total|t", "$name: every request was taken in the end");
	is( ask_store(qq{
			SELECT count(*) FROM $name q JOIN orderhook.source s ON s.name = q.source
			 WHERE NOT EXISTS (SELECT FROM orderhook.receipt r WHERE r.source_id = s.source_id AND r.body = q.body AND r.verdict = 'ok')}),
		0, '... nothing is lost');
	is( ask_store(qq{
			SELECT count(*) FROM (SELECT FROM orderhook.receipt r JOIN $name q ON q.body = r.body
			 WHERE r.outcome = 'applied' GROUP BY r.source_id, r.body_digest HAVING count(DISTINCT r.webhook_id) > 1) twice}),
		0, '... and nothing applied twice');
}

# The server stops in each way, and the ingress in each, while the load goes on.
sub run_round
{
	my ($name, $ingress, $orders) = @_;
	make_requests($name, $orders);
	start_ingress($ingress, DB_TIMEOUT_MS => 2000);
	my @load = ('node', "$FindBin::RealBin/../ingress/load.js", $ingress->{port}, "$folder/$name.requests");
	my $load = IPC::Run::start(\@load, '>', "$folder/$name.answers", '2>', "$folder/$name.errors");
	sleep(0.5);
	$node->stop('fast');
	sleep(0.5);
	$node->start;
	sleep(0.3);
	$node->stop('immediate');
	sleep(0.3);
	end_ingress($ingress, 'KILL');
	sleep(0.2);
	start_ingress($ingress, DB_TIMEOUT_MS => 2000);
	is(post($ingress, 'revo', [], "$name, while it is away"), 202, "$name: taken while the server is away");
	$node->start;
	sleep(0.3);
	end_ingress($ingress, 'TERM');
	start_ingress($ingress, DB_TIMEOUT_MS => 2000);
	ok($load->pumpable, "$name: the load goes on through all of it");
	$load->signal('USR2');
	ok($load->finish, '... and ends well') or diag(slurp_file("$folder/$name.errors"));
	wait_for_spool($ingress);
	check_round_of($name);
	is(scalar(() = refused($ingress)), 0, '... and nothing was refused');
	end_ingress($ingress);
}

# ---- both ways to the server ----

run_round('direct', { host => $node->host, pgport => $node->port }, 60);
SKIP:
{
	skip 'no pgbouncer here', 7 if !find_pooler();
	my $pooled = start_pooler($node);
	run_round('pooled', $pooled, 60);
	stop_pooler($pooled);
}

# Each once, one after the other, into another store.
$node->safe_psql('postgres', 'CREATE DATABASE once');
make_ingress_store($node, 'once');
foreach my $name (grep { -e "$folder/$_.requests" } 'direct', 'pooled')
{
	ask_store("\\copy (SELECT source, headers, body FROM $name ORDER BY n) TO '$folder/$name.copy'");
	$node->safe_psql('once', "\\copy orderhook.inbox (source, headers, body) FROM '$folder/$name.copy'");
}
my $of_rounds = q{h.external_id ~ '^(direct|pooled)-'};
is(ask_store(state_sql($of_rounds)), $node->safe_psql('once', state_sql($of_rounds)),
	'the orders are those of each delivery once');

done_testing();
