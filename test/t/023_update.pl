# A store of every earlier version, after ALTER EXTENSION UPDATE and orderhook_migrate(), is the store
# that the new version makes, with every row. Beside the versions that were released there is one that
# is still to come, made here of this one: it adds something of each kind.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use NextVersion;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

my $node = start_node('update');

plan skip_all => 'this server has no setting for where else an extension may be' if !find_extension($node);

my $default = default_version();
my @released = released_versions();

# ---- a store of one version becomes one of another ----

sub create_database
{
	my ($name, $version) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER keeper");
	make_store($node, $name, owner => 'keeper', version => $version);
	$node->safe_psql($name, "SELECT orderhook.grant_ingress('ingress')", extra_params => [ '-U', 'keeper' ]);
}

# The rows of a store in the columns that another one has.
sub rows_as_in
{
	my ($columns, $database) = @_;
	my @digests = map {
		my ($table, $list) = split(/ /, $_, 2);
		"SELECT '$table', md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM (SELECT $list FROM orderhook.$table) t"
	} split(/\n/, $columns);

	return $node->safe_psql($database, join(' UNION ALL ', @digests) . ' ORDER BY 1');
}

sub columns_of
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT c.relname || ' ' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'r' GROUP BY c.relname});
}

my $databases = 0;

sub becomes
{
	my ($from, $to, $fresh) = @_;
	my $database = 'store' . ++$databases;
	my $name = "from $from to $to";

	create_database($database, $from);
	is($node->safe_psql($database, 'SELECT deliver_samples(1, 10)'), 'applied', "$name: deliveries");
	my $columns = columns_of($database);
	my $rows = rows_as_in($columns, $database);
	my $session = $node->background_psql($database, on_error_stop => 1);

	is($session->query_safe('SELECT deliver_samples(1, 10)'), 'duplicate', "$name: a session with plans of its own");
	$rows = rows_as_in($columns, $database);
	$node->safe_psql($database, "ALTER EXTENSION orderhook UPDATE TO '$to'");
	isnt(catalogue($node, $database), $fresh, "$name: ALTER EXTENSION UPDATE alone is not all");
	is($node->safe_psql($database, 'SELECT orderhook_migrate(); SELECT orderhook_migrate()', extra_params => [ '-U', 'keeper' ]),
		"\n", "$name: orderhook_migrate(), and again");
	is_catalogue(catalogue($node, $database), $fresh, "$name: the catalogue of a fresh store");
	is(rows_as_in($columns, $database), $rows, "$name: every row");
	is($session->query_safe('SELECT deliver_samples(1, 10), deliver_samples(11, 12)'), 'duplicate|applied', "$name: that session goes on");
	is($node->safe_psql($database, 'SELECT deliver_samples(11, 12), deliver_samples(13, 14)'), 'duplicate|applied', "$name: so do others");
	$session->quit;
}

sub all_become
{
	my ($to, @from) = @_;

	return if !@from;
	create_database("fresh_$databases", $to);
	my $fresh = catalogue($node, "fresh_$databases");
	becomes($_, $to, $fresh) foreach @from;
}

create_roles($node);
is(scalar(grep { $_ eq $default } @released), 1, "the default version, $default, is among @released");
all_become($default, grep { $_ ne $default } @released);
use_next_version(make_next_version(), $node);
all_become('next', @released);

done_testing();
