# A cluster with a store goes through pg_upgrade, from a version to itself: copied, and by links.
use strict;
use warnings FATAL => 'all';

use Cwd;
use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

my $old = start_node('old');

create_roles($old);
$old->safe_psql('postgres', 'CREATE DATABASE kept OWNER keeper');
make_store($old, 'kept', owner => 'keeper');
shape_store($old, 'kept');
fill_store($old, 'kept');

# A library beside the server's own, where the tests have it, is found by all of 18 but by pg_upgrade,
# which wants it where its name says.
$old->safe_psql('kept', q{UPDATE pg_proc SET probin = 'orderhook' WHERE probin = '$libdir/orderhook'})
	if $old->pg_version >= 18 && $old->safe_psql('kept', 'SHOW dynamic_library_path') ne '$libdir';
my $was = look_at($old, 'kept');
# The same with its receipts in partitions.
$old->safe_psql('postgres', 'CREATE DATABASE parted TEMPLATE kept OWNER keeper');
$old->safe_psql('parted', 'SELECT * FROM orderhook_partition()');
my $was_parted = look_at($old, 'parted');
$old->stop;

# It writes its reports and scripts into the folder where it is.
sub upgrade
{
	my ($mode) = @_;
	my $new = PostgreSQL::Test::Cluster->new($mode);
	my $here = getcwd();

	$new->init;
	chdir(PostgreSQL::Test::Utils::tempdir());
	command_ok(
		[
			'pg_upgrade', '--no-sync', ($mode eq 'link' ? '--link' : ()),
			'-d', $old->data_dir, '-D', $new->data_dir, '-b', $old->config_data('--bindir'), '-B', $new->config_data('--bindir'),
			'-s', $new->host, '-p', $old->port, '-P', $new->port
		],
		"$mode: pg_upgrade");
	chdir($here);
	$new->start;
	is_same_store($new, 'kept', $was, $mode);
	works_on($new, 'kept', $was, $mode, 1000);
	is_same_store($new, 'parted', $was_parted, "$mode, partitioned");
	works_on($new, 'parted', $was_parted, "$mode, partitioned", 50);
	$new->stop;
	return;
}

# Linked last: the old cluster is then no more.
upgrade('copy');
upgrade('link');

done_testing();
