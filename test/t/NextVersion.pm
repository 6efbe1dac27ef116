# NextVersion.pm
#	A version of the extension that is still to come, made of the default one: it adds something of each kind.
package NextVersion;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use File::Copy;
use File::Path;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(find_extension released_versions default_version make_next_version use_next_version);

# ---- where the server finds extensions: a setting of 18, and before of Debian's ----

my ($share, $lib, $control_path, $destdir, $installed);

sub setting
{
	my ($node, $name) = @_;

	return $node->safe_psql('postgres', "SELECT current_setting('$name', true)");
}

sub system_folder
{
	my ($node, $option) = @_;

	chomp(my $folder = $node->config_data($option));
	return $folder;
}

sub first_with
{
	my ($name, @folders) = @_;
	my ($found) = grep { -e "$_/$name" } @folders;

	return $found // die "no $name in @folders";
}

# False where the server has no setting for where else an extension may be. To be called before the others.
sub find_extension
{
	my ($node) = @_;

	return 0 if !$node->safe_psql('postgres', q{SELECT count(*) FROM pg_settings WHERE name ~ '^extension_(control_path|destdir)$'});
	($control_path, $destdir) = map { setting($node, $_) } qw(extension_control_path extension_destdir);
	($share, $lib) = map { system_folder($node, $_) } qw(--sharedir --pkglibdir);
	$installed = first_with('orderhook.control',
		map { "$_/extension" } ($destdir ? "$destdir$share" : ()), (map { s/^\$system$/$share/r } split(/:/, $control_path)), $share);
	return 1;
}

sub default_version
{
	my ($default) = slurp_file("$installed/orderhook.control") =~ /^default_version = '(.*)'$/m;

	return $default;
}

# The versions that can be created. (pg_available_extension_versions looks in the system's folder alone.)
sub released_versions
{
	return map { m{/orderhook--((?:(?!--).)+)\.sql$} ? $1 : () } glob("$installed/orderhook--*.sql");
}

# ---- the version to come ----

my $store_changes = q{
IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'orderhook.store'::regclass AND attname = 'region') THEN
    ALTER TABLE orderhook.store ADD COLUMN region text;
    ALTER TABLE orderhook.store ADD CONSTRAINT store_region_check CHECK (region <> '');
END IF;
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

# A function of a script, to be made or replaced, with statements more before its end, or before that what it does of a
# distributed store.
sub changed_function
{
	my ($script, $name, $tag) = @_;
	my ($function) = $script =~ /^(CREATE FUNCTION \Q$name\E\(\)\n.*?^\$$tag\$;\n)/ms;

	$function =~ s/^CREATE/CREATE OR REPLACE/;
	$function =~ s/^(?=    IF \@extschema\@\.orderhook_is_distributed\(\) THEN\n    [^\n]*place_store|END\n\$$tag\$;)/$store_changes/m or die "$name: no end";
	return $function;
}

# The folder that a server is to use. Where it is, the version is default; updates lead to it from this one alone.
sub make_next_version
{
	my $folder = PostgreSQL::Test::Utils::tempdir();
	my $default = default_version();
	my $script = slurp_file("$installed/orderhook--$default.sql");
	my $delta = $member_changes . changed_function($script, 'orderhook_install', 'install')
	  . changed_function($script, 'orderhook_migrate', 'migrate');

	mkpath([ "$folder$share/extension", "$folder$lib" ]);
	copy($_, "$folder$share/extension") foreach glob("$installed/orderhook*");
	copy(first_with('orderhook.so', "$destdir$lib", $lib) . '/orderhook.so', "$folder$lib") if !$control_path;
	append_to_file("$folder$share/extension/orderhook--$default--next.sql", $delta);
	append_to_file("$folder$share/extension/orderhook--next.sql", $script . $delta);
	return $folder;
}

sub use_next_version
{
	my ($folder, $node) = @_;
	my $is_of_server = $node->safe_psql('postgres', 'SHOW server_version_num') >= 180000;

	$node->append_conf('postgresql.conf',
		$is_of_server ? "extension_control_path = '$folder$share:$control_path'" : "extension_destdir = '$folder'");
	$node->restart;
}

1;
