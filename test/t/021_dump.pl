# A store goes through pg_dump and back in every form that it has, row by row and object by object, and
# works on where it arrives. ORDERHOOK_LONG=1: with 1000 deliveries more to each, and not only to the owner's.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Catalogue;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Variety;

my $node = start_node('dump');
my $folder = PostgreSQL::Test::Utils::tempdir();

create_roles($node);
$node->safe_psql('postgres', 'CREATE DATABASE kept OWNER keeper');
make_store($node, 'kept', owner => 'keeper');
shape_store($node, 'kept');
fill_store($node, 'kept');

my $was = look_at($node, 'kept');
is( $node->safe_psql('kept', q{
		SELECT string_agg(DISTINCT outcome, ' ') FROM orderhook.receipt;
		SELECT string_agg(DISTINCT verdict, ' ') FROM orderhook.receipt;
		SELECT count(DISTINCT provider) FROM orderhook.orders}),
	"applied duplicate ignored quarantined rejected stale too_large\n"
	  . "ambiguous_header bad_credential bad_signature expired malformed_header missing_header no_secret ok unauthenticated\n5",
	'a store with deliveries of every kind');
unlike($was->{rows}, qr/ 0 none$/m, '... in which no table is empty');
is($was->{told_anew}, '0|0', '... and which can be told anew');
is(look_at($node, 'kept')->{sequences}, $was->{sequences}, '... which takes no ids');

my $next = $ENV{ORDERHOOK_LONG} ? 1000 : 50;

sub is_restored
{
	my ($at, $database, $name, $deliveries) = @_;

	is_same_store($at, $database, $was, $name);
	works_on($at, $database, $was, $name, $deliveries // $next);
}

# ---- dumping and restoring ----

sub create_empty
{
	my ($at, $database) = @_;

	$at->safe_psql('postgres', "CREATE DATABASE $database OWNER keeper");
}

# Dumps by the options given, and reads that into a database; who: the options of both.
sub pass_on
{
	my ($options, $at, $database, @who) = @_;
	my $file = "$folder/" . join('', $database, @$options) =~ s/\W//gr;

	command_ok([ 'pg_dump', @who, '-f', $file, @$options, '-d', $node->connstr('kept') ],
		"$database: pg_dump @who @$options");
	my @reader = ($options->[0] eq '-Fp')
	  ? ('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-o', "$folder/out", @who, '-d', $at->connstr($database), '-f', $file)
	  : ('pg_restore', '--exit-on-error', ($options->[0] =~ /[cd]$/ ? '-j2' : ()), @who, '-d', $at->connstr($database), $file);
	command_ok(\@reader, "$database: $reader[0]");
}

my %forms = (
	plain => [ ['-Fp'] ],
	custom => [ ['-Fc'] ],
	directory => [ [ '-Fd', '-j2' ] ],
	tar => [ ['-Ft'] ],
	schema_and_data => [ [ '-Fp', '--schema-only' ], [ '-Fp', '--data-only' ] ],
	sections => [ map { [ '-Fc', "--section=$_" ] } ('pre-data', 'data', 'post-data') ]);

foreach my $form (sort keys %forms)
{
	create_empty($node, $form);
	pass_on($_, $node, $form) foreach @{ $forms{$form} };
	is_restored($node, $form, $form);
}

# The rows alone, into a store that is there and empty.
create_empty($node, 'rows');
make_store($node, 'rows', owner => 'keeper');
shape_store($node, 'rows');
$node->safe_psql('rows', 'TRUNCATE orderhook.source, orderhook.source_secret, orderhook.store, orderhook.reader_limit');
pass_on([ '-Fc', '--data-only', '-n', 'orderhook' ], $node, 'rows');
is_restored($node, 'rows', 'rows');

# Before the extension is there: all but the door, which orderhook_migrate() then adds.
create_empty($node, 'late');
command_ok([ 'pg_dump', '-Fc', '-n', 'orderhook', '-f', "$folder/store", '-d', $node->connstr('kept') ], 'late: pg_dump');
command_checks_all([ 'pg_restore', '-d', $node->connstr('late'), "$folder/store" ],
	1, [], [qr/function public\.orderhook_door\(\) does not exist.*errors ignored on restore: 1$/s],
	'late: pg_restore misses the door alone');
$node->safe_psql('late', 'CREATE EXTENSION orderhook');
$node->safe_psql('late', 'SELECT orderhook_migrate()', extra_params => [ '-U', 'keeper' ]);
make_deliver($node, 'late', 'public');
is_restored($node, 'late', 'late');

# ---- another server: pg_dumpall brings the roles; the owner, who is no superuser, brings the store ----

my $other = start_node('other');
command_ok([ 'pg_dumpall', '--roles-only', '-f', "$folder/roles.sql", '-d', $node->connstr('postgres') ],
	'pg_dumpall of the roles');
my ($status, $stdout, $stderr) = $other->psql('postgres', slurp_file("$folder/roles.sql"), on_error_stop => 0);
is(join(' ', $stderr =~ /ERROR:  role "(.*)" already exists/g), $node->safe_psql('postgres', 'SELECT current_user'),
	'all of them are new there but the superuser');
command_ok([ 'pg_restore', '--exit-on-error', '--create', '-d', $other->connstr('postgres'), "$folder/customFc" ],
	'the database on another server');
is_restored($other, 'kept', 'another server');

create_empty($other, 'owned');
$other->safe_psql('owned', 'CREATE EXTENSION orderhook');
pass_on([ '-Fc', '-n', 'orderhook' ], $other, 'owned', '-U', 'keeper');
make_deliver($other, 'owned', 'public');
is_restored($other, 'owned', 'by the owner', 1000);

# ---- a dump to be shared has no secrets ----

sub without_secrets
{
	return $_[0] =~ s/^source_secret .*$//mr;
}

create_empty($node, 'shared');
pass_on([ '-Fc', '--exclude-table-data=orderhook.source_secret' ], $node, 'shared');
is($node->safe_psql('shared', 'SELECT count(*) FROM orderhook.source_secret'), 0, 'shared: no secret');
is(without_secrets(fingerprint($node, 'shared')), without_secrets($was->{rows}), 'shared: all other rows');
is_catalogue(catalogue($node, 'shared'), $was->{catalogue}, 'shared: the same objects');
is( $node->safe_psql('shared', q{
		SELECT deliver_samples(11, 11);
		SELECT string_agg(DISTINCT verdict, ' ') FROM orderhook.receipt WHERE webhook_id > } . $was->{last_id} . q{;
		SELECT DISTINCT new_verdict FROM orderhook.reverify('r.key_id IS NOT NULL') WHERE note <> 'no signature was kept that could be checked again'}),
	"rejected\nno_secret\nno_secret", 'shared: nothing is authentic there');
set_secrets($node, 'shared');
is( $node->safe_psql('shared', q{
		SELECT DISTINCT note FROM orderhook.reverify($$r.verdict = 'ok' AND s.name IN ('mipos', 'revo') AND r.key_id = 'default'$$)}),
	'as before', 'shared: until it has secrets of its own, under which signatures hold');
is( $node->safe_psql('shared', qq{
		SELECT s.provider, a.outcome
		  FROM orderhook.receipt r JOIN orderhook.source s USING (source_id), orderhook.replay(r.webhook_id) a
		 WHERE r.webhook_id > $was->{last_id} AND s.provider IN ('mipos', 'revo') ORDER BY 1}),
	"mipos|applied\nrevo|applied", 'shared: signed deliveries that came too early are replayed');
is($node->safe_psql('shared', 'SELECT deliver_samples(11, 11)'), 'applied, duplicate',
	'shared: those with a credential are sent again');
done_testing();
