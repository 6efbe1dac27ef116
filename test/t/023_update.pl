# A store of every earlier version, after ALTER EXTENSION UPDATE and orderhook_migrate(), is the store
# that the new version makes, with every row. Beside the versions that were released there is one that
# is still to come, made here of this one: it adds something of each kind.
use strict;
use warnings FATAL => 'all';

use File::Copy;
use File::Path;
use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

my $node = start_node('update');
# ---- where the server finds extensions: a setting of 18, and before of Debian's ----

sub setting
{
	return $node->safe_psql('postgres', "SELECT current_setting('$_[0]', true)");
}

sub system_folder
{
	my ($option) = @_;

	chomp(my $folder = $node->config_data($option));
	return $folder;
}

my $control_path = setting('extension_control_path');
my $destdir = setting('extension_destdir');
my $can_be_elsewhere = $node->safe_psql('postgres', "SELECT count(*) FROM pg_settings WHERE name ~ '^extension_(control_path|destdir)\$'");
plan skip_all => 'this server has no setting for where else an extension may be' if !$can_be_elsewhere;

sub first_with
{
	my ($name, @folders) = @_;
	my ($found) = grep { -e "$_/$name" } @folders;

	return $found // die "no $name in @folders";
}

my $share = system_folder('--sharedir');
my $lib = system_folder('--pkglibdir');
my $installed = first_with('orderhook.control',
	map { "$_/extension" } ($destdir ? "$destdir$share" : ()), (map { s/^\$system$/$share/r } split(/:/, $control_path)), $share);

my ($default) = slurp_file("$installed/orderhook.control") =~ /^default_version = '(.*)'$/m;

# The versions that can be created. (pg_available_extension_versions looks in the system's folder alone.)
my @released = map { m{/orderhook--((?:(?!--).)+)\.sql$} ? $1 : () } glob("$installed/orderhook--*.sql");

# ---- the version to come ----

my $store_changes = q{
ALTER TABLE orderhook.store ADD COLUMN IF NOT EXISTS region text CHECK (region <> '');
COMMENT ON COLUMN orderhook.store.region IS 'Part of the group.';
ALTER TABLE orderhook.receipt ADD COLUMN IF NOT EXISTS attempt integer NOT NULL DEFAULT 1;
CREATE INDEX IF NOT EXISTS order_header_placed_at ON orderhook.order_header (source_id, placed_at);
CREATE TABLE IF NOT EXISTS orderhook.region (source_id bigint PRIMARY KEY, name text);
CREATE OR REPLACE VIEW orderhook.order_regions WITH (security_invoker) AS
SELECT o.source, o.order_id, s.region FROM orderhook.orders o LEFT JOIN orderhook.store s ON s.name = o.store;
CREATE OR REPLACE FUNCTION orderhook.named_source(source text) RETURNS orderhook.source
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $named_source$ SELECT * FROM orderhook.source s WHERE s.name = $1 $named_source$;
COMMENT ON FUNCTION orderhook.named_source(text) IS 'The row of that name.';
};
my $member_changes = q{
CREATE FUNCTION orderhook_region(store text) RETURNS text LANGUAGE sql RETURN left(store, 4);
ALTER TYPE orderhook_product ADD ATTRIBUTE stock numeric;
COMMENT ON COLUMN orderhook_product.stock IS 'How many there are.';
};

# A function of a script, to be made or replaced, with statements more before its end.
sub changed_function
{
	my ($script, $name, $tag) = @_;
	my ($function) = $script =~ /^(CREATE FUNCTION \Q$name\E\(\)\n.*?^\$$tag\$;\n)/ms;

	$function =~ s/^CREATE/CREATE OR REPLACE/;
	$function =~ s/^END\n(?=\$$tag\$;)/${store_changes}END\n/m or die "$name: no end";
	return $function;
}

# Where it is, it is default; updates lead to it from this version alone.
sub make_next_version
{
	my ($folder) = @_;
	my $script = slurp_file("$installed/orderhook--$default.sql");
	my $delta = $member_changes . changed_function($script, 'orderhook_install', 'install')
	  . changed_function($script, 'orderhook_migrate', 'migrate');

	append_to_file("$folder/orderhook--$default--next.sql", $delta);
	append_to_file("$folder/orderhook--next.sql", $script . $delta);
}

sub install_next_version
{
	my $private = PostgreSQL::Test::Utils::tempdir();

	mkpath([ "$private$share/extension", "$private$lib" ]);
	copy($_, "$private$share/extension") foreach glob("$installed/orderhook*");
	make_next_version("$private$share/extension");
	if ($node->safe_psql('postgres', 'SHOW server_version_num') >= 180000)
	{
		$node->append_conf('postgresql.conf', "extension_control_path = '$private$share:$control_path'");
	}
	else
	{
		copy(first_with('orderhook.so', "$destdir$lib", $lib) . '/orderhook.so', "$private$lib");
		$node->append_conf('postgresql.conf', "extension_destdir = '$private'");
	}
	$node->restart;
}

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
install_next_version();
all_become('next', @released);

done_testing();
