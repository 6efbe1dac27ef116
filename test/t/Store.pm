# Store.pm
#	What the TAP tests share: a cluster with a store, and deliveries to it.
package Store;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_node make_postgres make_store create_store set_secrets make_deliver failure fingerprint payload_files);

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

# The superuser whom everybody knows by name, where the server was made by somebody else.
sub make_postgres
{
	my ($node) = @_;

	$node->safe_psql('postgres', q{SELECT 'CREATE ROLE postgres SUPERUSER LOGIN'
		WHERE to_regrole('postgres') IS NULL \gexec});
}

# A store with a source of each provider, and deliver(). It is the superuser's, and the extension is of
# the default version and in the schema public, unless owner, version or schema are named.
sub make_store
{
	my ($node, $database, %param) = @_;
	my $schema = $param{schema} // 'public';
	my $sql = "CREATE EXTENSION orderhook SCHEMA $schema" . ($param{version} ? " VERSION '$param{version}';" : ';');

	$sql .= "SET ROLE $param{owner};" if $param{owner};
	$sql .= "SELECT $schema.orderhook_install();";
	foreach my $provider (sort keys %secrets)
	{
		$sql .= "INSERT INTO orderhook.source (name, provider) VALUES ('$provider', '$provider');";
	}
	$node->safe_psql($database, $sql);
	set_secrets($node, $database);
	make_deliver($node, $database, $schema);
}

# In a database of its own, which is the owner's, too.
sub create_store
{
	my ($node, $database, $owner) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $database OWNER $owner");
	make_store($node, $database, owner => $owner);
}

sub set_secrets
{
	my ($node, $database) = @_;

	$node->safe_psql($database,
		join(' ', map { "SELECT orderhook.set_secret('$_', '$secrets{$_}');" } sort keys %secrets));
}

# What a statement fails with: SQLSTATE, message, detail and hint, a line each; '' where it does not.
sub failure
{
	my ($node, $database, $sql, @who) = @_;
	my (undef, undef, $stderr) = $node->psql($database, "\\set VERBOSITY verbose\n$sql", on_error_stop => 1, @who);

	return join("\n", $stderr =~ /^.*?(?:ERROR|DETAIL|HINT):  (.*)$/mg);
}

# deliver(provider, body), which signs as the provider does, and deliver_samples(from, to), those of all
# providers with these seeds; schema is that of the extension.
sub make_deliver
{
	my ($node, $database, $schema) = @_;
	my $cases = join(' ', map { "WHEN '$_' THEN '$secrets{$_}'" } sort keys %secrets);

	$node->safe_psql($database, qq{
		CREATE OR REPLACE FUNCTION deliver(p text, body bytea) RETURNS text LANGUAGE sql AS \$\$
		INSERT INTO orderhook.inbox (source, headers, body)
		VALUES (p, $schema.orderhook_sign(body, CASE p $cases END, p::$schema.orderhook_provider, clock_timestamp()), body)
		RETURNING outcome \$\$;
		CREATE OR REPLACE FUNCTION deliver_samples("from" int, "to" int) RETURNS text LANGUAGE sql AS \$\$
		SELECT string_agg(DISTINCT deliver(p, $schema.orderhook_sample(p::$schema.orderhook_provider, n)), ', ')
		  FROM generate_series("from", "to") n, unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p \$\$;});
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
