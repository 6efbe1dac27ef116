# Store.pm
#	What the TAP tests share: a cluster with a store, and deliveries to it.
package Store;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_node make_store fingerprint payload_files);

our %secrets = (
	bbot => 'soho:open sesame',
	mipos => 'shared secret of mipOS',
	flybuy => 'token of FlyBuy',
	fulflld => 'X-Edge-Key: key of the edge',
	revo => 'shared secret of Revo');

sub start_node
{
	my ($name, $conf) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init;
	$node->append_conf('postgresql.conf', $conf) if $conf;
	$node->start;
	return $node;
}

# A store with a source of each provider, and deliver(provider, body), which signs as it does.
sub make_store
{
	my ($node, $database) = @_;
	my $sql = 'CREATE EXTENSION orderhook; SELECT orderhook_install();';

	foreach my $provider (sort keys %secrets)
	{
		$sql .= "INSERT INTO orderhook.source (name, provider) VALUES ('$provider', '$provider');";
		$sql .= "SELECT orderhook.set_secret('$provider', '$secrets{$provider}');";
	}
	my $cases = join(' ', map { "WHEN '$_' THEN '$secrets{$_}'" } sort keys %secrets);
	$sql .= qq{
		CREATE FUNCTION deliver(p text, body bytea) RETURNS text LANGUAGE sql AS \$\$
		INSERT INTO orderhook.inbox (source, headers, body)
		VALUES (p, orderhook_sign(body, CASE p $cases END, p::orderhook_provider, clock_timestamp()), body)
		RETURNING outcome \$\$;};
	$node->safe_psql($database, $sql);
}

# Every row of every table of the store, as one digest.
sub fingerprint
{
	my ($node, $database) = @_;

	return $node->safe_psql($database, q{
		SELECT string_agg(relname || ' ' || (xpath('/row/d/text()',
		         query_to_xml(format('SELECT count(*) || '' '' || COALESCE(md5(string_agg(t::text, E''\n'' ORDER BY t::text)), ''none'') AS d FROM orderhook.%I t',
		                             relname), false, true, '')))[1]::text, E'\n' ORDER BY relname COLLATE "C")
		  FROM pg_class
		 WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r'});
}

# [provider, path] of the sample payloads.
sub payload_files
{
	my $folder = "$FindBin::RealBin/../payloads";

	return map { m{([a-z]+)/[^/]+$} ? [ $1, $_ ] : () } sort glob("$folder/*/*.json $folder/*/*.form");
}

1;
