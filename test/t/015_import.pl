# History comes in by the commands of README.md, with its own times.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Deliveries;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $node = start_node('import');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $key_of_then = 'hmac:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

make_store($node, 'postgres');
$node->safe_psql('postgres', qq{
	CREATE DATABASE old;
	INSERT INTO orderhook.source (name, provider, retry_horizon) VALUES ('soho', 'flybuy', '36 hours');
	SELECT orderhook.set_secret('soho', 'hmac:bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXc=');
	SELECT orderhook.set_secret('soho', '$key_of_then', 'of then');});

# So many days ago, FlyBuy signed each version of an order, and it came.
sub days_ago
{
	my ($days) = @_;

	return "date_trunc('day', now()) - interval '$days days'";
}

$node->safe_psql('old', 'CREATE EXTENSION orderhook; CREATE TABLE webhook (headers jsonb, body bytea, received_at timestamptz)');
foreach my $v (reverse 0 .. 4)
{
	my $hex = unpack 'H*', body_of('flybuy', 'of the past', $v);
	my $then = days_ago(900 - $v);

	$node->safe_psql('old', "INSERT INTO webhook SELECT orderhook_sign('\\x$hex', '$key_of_then', 'flybuy', $then), '\\x$hex', $then");
}

my ($commands) =
  slurp_file("$FindBin::RealBin/../../README.md") =~ /^<!-- history:begin -->\n```sh\n(.*?)```\n<!-- history:end -->$/ms;
@ENV{qw(old new)} = ($node->connstr('old'), $node->connstr('postgres'));
is(system("cd $folder && { $commands } >log 2>&1"), 0, 'the commands of README.md') or diag(slurp_file("$folder/log"));

is( $node->safe_psql('postgres', q{SELECT string_agg(verdict || ' ' || outcome, ', ') FROM orderhook.receipt}),
	join(', ', ('ok applied') x 5), 'each is verified, and applied in its turn');
is( $node->safe_psql('postgres', "SELECT arrival_state, revision, first_received_at = @{[ days_ago(900) ]}, last_received_at = @{[ days_ago(896) ]}
		FROM orderhook.orders WHERE external_id = 'of the past'"),
	'completed|5|t|t', 'with the times of then');
is($node->safe_psql('postgres', q{SELECT retry_horizon FROM orderhook.source WHERE name = 'soho'}), '36:00:00',
	'the source is as it was');

done_testing();
