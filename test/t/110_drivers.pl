# What programs and BI tools get through JDBC, ODBC and Node's pg: a reader opens every view that it may read, and
# each value, NULL and row is what psql shows, in a type that a report can work with. The views are those of the
# catalogue.
#
# A driver that is not here is skipped; check.sh installs them. The programs are in test/drivers.
use strict;
use warnings FATAL => 'all';

use Encode ();
use FindBin;
use IPC::Run;
use JSON::PP;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $programs = "$FindBin::RealBin/../drivers";
my $jar = '/usr/share/java/postgresql.jar';
my $json = JSON::PP->new->canonical->allow_nonref->utf8;

# What becomes of a type of the server. Nothing else is in a view that people read; those whose first column is
# source_id are parts of other views, which a reader reads on the way.
my %kinds = (
	'bigint' => 'number', 'integer' => 'number', 'numeric' => 'number',
	'text' => 'text', 'boolean' => 'boolean', 'date' => 'date', 'timestamp with time zone' => 'timestamp',
	'jsonb' => 'jsonb', 'interval' => 'interval');
my %kinds_of_parts = (%kinds, 'time without time zone' => 'time',
	'boolean[]' => 'array', 'timestamp with time zone[]' => 'array');

# Each kind, where a driver has no better one than text; and the zone of the client, which changes nothing.
my %drivers = (
	JDBC => { is_text => '', zone => 'Asia/Tokyo', second => 26, lacks => \&lacks_jdbc,
		command => ['java', '-cp', $jar, "$programs/Read.java"], url => 'jdbc:postgresql://127.0.0.1:%d/postgres?user=reader&password=pass%%20word' },
	ODBC => { is_text => 'jsonb interval array', zone => 'UTC', second => 26, lacks => \&lacks_odbc,
		command => ['perl', "$programs/read.pl"],
		url => 'Driver=PostgreSQL Unicode;Servername=127.0.0.1;Port=%d;Database=postgres;Username=reader;Password=pass word;BoolsAsChar=0' },
	# A Date has no microseconds.
	Node => { is_text => 'time', zone => 'America/New_York', second => 19, lacks => \&lacks_node,
		command => ['node', "$programs/read.js"], url => 'postgresql://reader:pass%%20word@127.0.0.1:%d/postgres' });

sub succeeds
{
	return eval { IPC::Run::run([@_], '>', \my $out, '2>', \my $err) };
}

sub lacks_jdbc
{
	return -e $jar && succeeds('javac', '-version') ? undef : 'libpostgresql-jdbc-java or default-jdk-headless';
}

sub lacks_odbc
{
	return 'libdbd-odbc-perl' unless succeeds('perl', '-MDBD::ODBC', '-e', '1');
	return -e '/etc/odbcinst.ini' && slurp_file('/etc/odbcinst.ini') =~ /^\[PostgreSQL Unicode\]/m ? undef : 'odbc-postgresql';
}

sub lacks_node
{
	return succeeds('node', '-e', 'require("pg")') ? undef : 'nodejs or its module pg';
}

# ---- a store with something in it ----

my $node = start_node('drivers', "listen_addresses = '127.0.0.1'\ntimezone = 'UTC'\njit = off\n");
unlink($node->data_dir . '/pg_hba.conf');
$node->append_conf('pg_hba.conf', "local all all trust\nhost all reader 127.0.0.1/32 scram-sha-256\n");
$node->reload;
make_store($node, 'postgres');
$node->safe_psql('postgres', q{
	SELECT deliver_samples(1, 30);
	UPDATE orderhook.source SET currency = 'USD', money_unit = CASE provider WHEN 'fulflld' THEN 'major' END;
	SELECT deliver_samples(31, 40);});
# A float would make .92 or .94 of it; a quoted word, and one that breaks a line.
$node->safe_psql('postgres', q[
	SELECT deliver('bbot', convert_to('{"order": {"id": "exact", "time": "2026-03-07T18:00:00.123456Z", "total_cents": 9007199254740993,
		"items": [{"id": "i", "name_for_owner": "Soup \"of\\\\the\n day\" \u00e9 \ud83c\udf5c", "qty": 1}]}}', 'UTF8'));
	SELECT deliver('mipos', '{');
	SELECT orderhook.receive('revo', '{}', 'forged');]);
$node->safe_psql('postgres', join '', map { "SELECT deliver('$_->[0]', '\\x" . unpack('H*', slurp_file($_->[1])) . "');\n" } payload_files());
$node->safe_psql('postgres', q{
	INSERT INTO orderhook.store (name, timezone, currency, day_start) VALUES ('soho', 'America/New_York', 'USD', '04:00');
	INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
	SELECT DISTINCT h.source_id, COALESCE(h.store_external_id, ''), s.store_id FROM orderhook.order_header h, orderhook.store s;
	SELECT count(*) FROM orderhook.erase_contact(phone => (SELECT min(phone) FROM orderhook.order_contacts));
	CREATE ROLE reader LOGIN PASSWORD 'pass word';
	SELECT orderhook.grant_reader('reader'), orderhook.grant_contacts('reader');
	ANALYZE;});

# ---- what there is to be read ----

# [view, column, type, comment of the view, comment of the column], in order.
my @columns = map { $json->decode($_) } split /\n/, $node->safe_psql('postgres', q{
	SELECT json_build_array(c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
	                        obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum))
	  FROM pg_class c
	  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('v', 'm')
	   AND has_column_privilege('reader', c.oid, a.attnum, 'SELECT')
	 ORDER BY c.relname COLLATE "C", a.attnum});
my (%view, @views);
foreach my $column (@columns)
{
	push @views, $column->[0] unless $view{ $column->[0] };
	push @{ $view{ $column->[0] } }, $column;
}
cmp_ok(scalar @views, '>=', 20, 'views that a reader may read');
is(join(', ', grep { !defined $view{$_}[0][3] } @views), '', 'each has a comment');

sub is_part
{
	return $view{ $_[0] }[0][1] eq 'source_id';
}

sub kind_of
{
	my ($view, $type) = @_;

	return (is_part($view) ? $kinds_of_parts{$type} : $kinds{$type}) // "none, of $type";
}

is(join("\n", map { "$_->[0].$_->[1] $_->[2]" } grep { kind_of(@$_[0, 2]) =~ /^none/ } @columns), '',
	'a reader gets numbers, words, booleans, dates, times, intervals and jsonb');

# ---- what psql shows ----

# Text that all programs write alike.
my %as_text = (
	boolean => 'left(%s::text, 1)',
	timestamp => q{to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')},
	interval => 'trunc(extract(epoch FROM %s))::bigint::text',
	array => q{'array' || left(%s::text, 0)});

sub rows_by_psql
{
	my ($driver) = @_;
	my $sql = '';

	foreach my $name (@views)
	{
		my @values = map {
			my $kind = kind_of(@$_[0, 2]);
			sprintf($driver->{is_text} =~ /\b\Q$kind\E\b/ && $kind ne 'array' ? '%s::text' : $as_text{$kind} // '%s::text', $_->[1])
		} @{ $view{$name} };
		$sql .= "SELECT to_json(ARRAY['$name', " . join(', ', @values) . "]) FROM orderhook.$name;\n";
	}
	my %rows = map { $_ => [] } @views;
	foreach my $line (split /\n/, $node->safe_psql('postgres', $sql, extra_params => [ '-U', 'reader' ]))
	{
		my ($name, @row) = @{ $json->decode($line) };
		push @{ $rows{$name} }, \@row;
	}
	return \%rows;
}

# ---- what a driver gets ----

sub run_driver
{
	my ($driver) = @_;
	my %got = (view => {}, column => {}, type => {}, rows => { map { $_ => [] } @views });
	my ($out, $err);

	local $ENV{TZ} = $driver->{zone};
	IPC::Run::run([ @{ $driver->{command} }, sprintf($driver->{url}, $node->port), @views ], '>', \$out, '2>', \$err)
	  or die "@{ $driver->{command} }: $err";
	foreach my $line (split /\n/, $out)
	{
		my ($what, @parts) = @{ $json->decode($line) };

		$got{view}{ $parts[0] } = $parts[1] if $what eq 'view';
		$got{column}{"$parts[0].$parts[1]"} = [ @parts[2, 3] ] if $what eq 'column';
		push @{ $got{type}{"$parts[0].$parts[1]"} }, $parts[2] if $what eq 'type';
		push @{ $got{rows}{ $parts[0] } }, [ @parts[1 .. $#parts] ] if $what eq 'row';
	}
	return \%got;
}

sub kind_for
{
	my ($driver, $column) = @_;
	my $kind = kind_of(@$column[0, 2]);

	return $driver->{is_text} =~ /\b\Q$kind\E\b/ ? 'text' : $kind;
}

# What one cell comes to for a comparison.
sub comparable
{
	my ($driver, $column, $value) = @_;
	my $kind = kind_of(@$column[0, 2]);

	return $value unless defined $value;
	return 'array' if $kind eq 'array';
	return substr($value, 0, $driver->{second}) if $kind eq 'timestamp';
	return $json->encode($json->decode(Encode::encode_utf8($value))) if $kind eq 'jsonb';
	return $value;
}

# The rows of a view as lines in an order of their own. In the columns that are told apart, those that change
# while one looks at them, any value is as good as another.
sub lines
{
	my ($driver, $name, $rows, $moving) = @_;
	my $columns = $view{$name};

	return [ sort map {
		my $row = $_;
		$json->encode([ map { my $v = comparable($driver, $columns->[$_], $row->[$_]); defined $v && $moving->{$_} ? '*' : $v } 0 .. $#$columns ])
	} @$rows ];
}

# The columns of a view whose values are others by now.
sub moving
{
	my ($name, $before, $after) = @_;

	return { map { $_ => 1 } grep {
		my $i = $_;
		$json->encode([ sort map { $_->[$i] // '' } @{ $before->{$name} } ]) ne $json->encode([ sort map { $_->[$i] // '' } @{ $after->{$name} } ])
	} 0 .. $#{ $view{$name} } };
}

# A few of the lines that one side has alone.
sub differences
{
	my ($got, $expected) = @_;
	my %count;

	$count{$_}-- foreach @$expected;
	$count{$_}++ foreach @$got;
	my @alone = map { ($count{$_} < 0 ? 'psql alone: ' : 'driver alone: ') . $_ } grep { $count{$_} } sort keys %count;
	return join "\n", grep { defined } @alone[0 .. 7];
}

# What the driver lists of a column: its kind and its comment.
sub column_of
{
	my ($got, $column) = @_;
	my ($kind, $remarks) = @{ $got->{column}{"$column->[0].$column->[1]"} // [] };

	return [ $kind // '', $remarks // '' ];
}

foreach my $name (sort keys %drivers)
{
	my $driver = $drivers{$name};
	my $lacks = $driver->{lacks}->();

  SKIP:
	{
		skip "$name: no $lacks here", 1 if $lacks;

		my $before = rows_by_psql($driver);
		my $got = run_driver($driver);
		my $after = rows_by_psql($driver);
		my $cells = 0;

		foreach my $view (@views)
		{
			my $moving = moving($view, $before, $after);
			my $lines = lines($driver, $view, $got->{rows}{$view}, $moving);

			$cells += @$lines * (@{ $view{$view} } - keys %$moving);
			is(scalar @$lines, scalar @{ $before->{$view} }, "$name: as many rows of $view");
			is(differences($lines, lines($driver, $view, $before->{$view}, $moving)), '', '... with these values');
			note("$view: " . @$lines . ' rows, moving: ' . join(', ', map { $view{$view}[$_][1] } sort keys %$moving));
		}
		note("$name: $cells values");

		# Node says nothing of a column that has no value.
		is( join("\n", grep { $_ ne '' } map {
				my $kinds = join ' or ', @{ $got->{type}{"$_->[0].$_->[1]"} // [] };
				my $kind = kind_for($driver, $_);
				$kinds eq $kind || $name eq 'Node' && $kinds eq '' ? '' : "$_->[0].$_->[1] $_->[2]: $kinds"
			} @columns), '', "$name: types");
		next if $name eq 'Node';
		is(join(', ', grep { !exists $got->{view}{$_} } @views), '', "$name lists every view");
		is( join(', ', map { "$_->[0].$_->[1]" } grep { column_of($got, $_)->[0] ne kind_for($driver, $_) } @columns), '',
			'... and every column, with its type');
		next if $name eq 'ODBC';
		is(join(', ', grep { ($got->{view}{$_} // '') ne ($view{$_}[0][3] // '') } @views), '', '... with the comments of views');
		is( join(', ', map { "$_->[0].$_->[1]" } grep { column_of($got, $_)->[1] ne ($_->[4] // '') } @columns), '',
			'... and of columns');
	}
}

is( $node->safe_psql('postgres', q{SELECT total FROM orderhook.orders WHERE external_id = 'exact'}, extra_params => [ '-U', 'reader' ]),
	'90071992547409.93', 'an amount that a float cannot hold was among them');

done_testing();
