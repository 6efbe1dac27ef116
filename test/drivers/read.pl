# read.pl
#	What a program gets through ODBC: perl read.pl CONNECTION-STRING VIEW...
#
# Prints a JSON array a line, as Read.java and read.js do.
use strict;
use warnings FATAL => 'all';

use DBI qw(:sql_types);
use JSON::PP;

my ($string, @views) = @ARGV;
my $json = JSON::PP->new->ascii;
my $connection = DBI->connect("dbi:ODBC:$string", undef, undef,
	{ RaiseError => 1, PrintError => 0, LongReadLen => 1 << 20, odbc_utf8_on => 1 });

my %kinds = (
	(map { $_ => 'number' } SQL_NUMERIC, SQL_DECIMAL, SQL_BIGINT, SQL_INTEGER, SQL_SMALLINT),
	SQL_BIT() => 'boolean',
	(map { $_ => 'date' } SQL_DATE, SQL_TYPE_DATE),
	(map { $_ => 'time' } SQL_TIME, SQL_TYPE_TIME),
	(map { $_ => 'timestamp' } SQL_TIMESTAMP, SQL_TYPE_TIMESTAMP),
	(map { $_ => 'text' } SQL_VARCHAR, SQL_LONGVARCHAR, SQL_WVARCHAR, SQL_WLONGVARCHAR));

sub kind
{
	my ($type) = @_;

	return $kinds{$type} // "type $type";
}

# A moment is of the session's zone; what cannot be told here from text, such as jsonb, is text.
sub written
{
	my ($value, $kind) = @_;

	return undef unless defined $value;
	return $value ? 't' : 'f' if $kind eq 'boolean';
	return sprintf('%sT%s.%-06s', $1, $2, $3 // '') =~ tr/ /0/r
	  if $kind eq 'timestamp' && $value =~ /^(\S+) ([\d:]+)(?:\.(\d+))?$/;
	return "$value";
}

sub printed
{
	print $json->encode([@_]), "\n";
}

foreach my $view (@{ $connection->table_info(undef, 'orderhook', '%', 'VIEW')->fetchall_arrayref({}) })
{
	printed('view', $view->{TABLE_NAME}, $view->{REMARKS});
}
foreach my $column (@{ $connection->column_info(undef, 'orderhook', '%', '%')->fetchall_arrayref({}) })
{
	printed('column', @$column{qw(TABLE_NAME COLUMN_NAME)}, kind($column->{DATA_TYPE}), $column->{REMARKS});
}
foreach my $view (@views)
{
	my $query = $connection->prepare("SELECT * FROM orderhook.$view");

	$query->execute;
	my @kinds = map { kind($_) } @{ $query->{TYPE} };
	printed('type', $view, $query->{NAME}[$_], $kinds[$_]) foreach 0 .. $#kinds;
	while (my $row = $query->fetchrow_arrayref)
	{
		printed('row', $view, map { written($row->[$_], $kinds[$_]) } 0 .. $#kinds);
	}
}
