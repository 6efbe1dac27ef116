#!/usr/bin/perl
# manual.pl
#	What the manual says that a server can say: the answers of the examples in doc/reference.md, the words for each
#	function in README.md, and that README.md's other SQL runs.
#
#	perl test/manual.pl				compares, and prints what differs
#	perl test/manual.pl --write		writes both files anew: make examples
#
# Needs a server that has the extension, as PGHOST, PGPORT and PGUSER say, and a superuser. It works in a database of its
# own, which it makes and drops; the examples make roles, and drop them. Between examples:begin and examples:end, each
# block of sql is run, all of them in one session, and the block of text behind it is what psql answered. A function or
# view for users that no example names, or that has no row in a table of README.md, is a failure.
use strict;
use warnings FATAL => 'all';

use File::Temp qw(tempfile);

my $reference = 'doc/reference.md';
my $readme = 'README.md';
my $database = 'orderhook_examples';
my $is_writing = (shift // '') eq '--write';
my $failures = 0;

sub read_all
{
	my ($name) = @_;

	open(my $handle, '<:raw', $name) or die "$name: $!\n";
	local $/ = undef;
	return scalar <$handle>;
}

sub write_all
{
	my ($name, $content) = @_;

	open(my $handle, '>:raw', $name) or die "$name: $!\n";
	print $handle $content or die "$name: $!\n";
	close($handle) or die "$name: $!\n";
	return;
}

sub temporary
{
	my ($content) = @_;
	my ($handle, $name) = tempfile(UNLINK => 1);

	close($handle);
	write_all($name, $content);
	return $name;
}

sub fail
{
	my ($what) = @_;

	print "$what\n";
	$failures++;
	return;
}

# ---- psql ----

sub psql
{
	my ($in_database, $script, @options) = @_;
	my $name = temporary($script);
	my $answer = `psql -X -q @options -d $in_database <$name 2>&1`;

	die "psql: $answer\n" if $? != 0;
	return $answer;
}

sub of_catalogue
{
	my ($what) = @_;

	return split /\n/, psql($database, read_all('test/functions.sql'), '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-v', "what=$what");
}

# ---- the examples ----

# What psql answers to each block, without the blanks with which it fills lines.
sub answers
{
	my @blocks = @_;
	my $mark = 'answer of block';
	my $script = join '', map { "\\echo $mark $_\n$blocks[$_]" } 0 .. $#blocks;
	my (undef, @answers) = split /^$mark \d+\n/m, psql($database, $script), -1;

	return map { s/[ \t]+$//gmr =~ s/\s+\z/\n/r =~ s/\A\n+\z//r } @answers;
}

# The file, with the answers of now.
sub with_answers
{
	my ($content, $blocks) = @_;
	my ($head, $examples, $tail) = $content =~ /\A(.*^<!-- examples:begin -->\n)(.*)(^<!-- examples:end -->\n.*)\z/ms
		or die "$reference: no part examples:begin to examples:end\n";

	@$blocks = $examples =~ /^```sql\n(.*?)^```\n/msg or die "$reference: no examples\n";
	my @answers = answers(@$blocks);
	$examples =~ s{^(```sql\n.*?^```\n)(?:\n```text\n.*?^```\n)?}
		{ my $answer = shift @answers; $1 . ($answer eq '' ? '' : "\n```text\n$answer```\n") }gmse;
	return $head . $examples . $tail;
}

# ---- the words for functions ----

# The file, with a row for each way to call a function in the place where the first one stands.
sub with_words
{
	my ($content, @rows) = @_;
	my $call = qr/\A\| `(?:CALL )?(orderhook[._]\w+)\(/;
	my (%rows, %seen);

	push @{ $rows{ $_ =~ $call ? $1 : die "no row: $_\n" } }, $_ foreach @rows;
	my @lines = map {
		my ($name) = $_ =~ $call;
		!defined $name ? $_ : $seen{$name}++ ? () : @{ $rows{$name} // [] };
	} split /\n/, $content, -1;
	fail("$readme: no row for $_") foreach grep { !$seen{$_} } sort keys %rows;
	return join "\n", @lines;
}

# ---- SQL between the words ----

# What no other test runs: it has to, after the examples, for whom README.md has named.
sub run_prose
{
	my ($content) = @_;
	my @blocks = $content =~ s/^<!-- (\w+):begin -->\n.*?^<!-- \g1:end -->\n//msgr =~ /^```sql\n(.*?)^```\n/msg;

	die "$readme: no SQL\n" if @blocks < 5;
	psql($database, join '', "\\set ON_ERROR_STOP on\nINSERT INTO orderhook.source (name, provider) VALUES ('soho', 'mipos');\n",
		"CREATE ROLE kitchen;\n", (map { s/\$\d/0/gr } @blocks), "DROP OWNED BY kitchen;\nDROP ROLE kitchen;\n");
	return;
}

# ---- both files ----

sub settle
{
	my ($name, $was, $is) = @_;

	return if $was eq $is;
	return write_all($name, $is) if $is_writing;
	my $made = temporary($is);
	fail(scalar `diff -u $name $made`);
	return;
}

# The examples say what they need; nothing else of the caller's settings counts.
$ENV{PGOPTIONS} = '-c lc_messages=C -c datestyle=ISO,MDY -c intervalstyle=postgres -c timezone=UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';
psql('postgres', "SET client_min_messages = warning;\nDROP DATABASE IF EXISTS $database;\n"
	. "CREATE DATABASE $database ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0;\n");
my ($was_reference, $was_readme) = map { read_all($_) } $reference, $readme;
my $is_reference = with_answers($was_reference, \my @blocks);
my $sql = join '', @blocks;
my @names = of_catalogue('names') or die "the catalogue lists nothing\n";
fail("$reference: no example of $_") foreach grep { my $name = $_; $sql !~ /\b\Q$name\E\b/ } @names;
my $is_readme = with_words($was_readme, of_catalogue('rows'));
run_prose($was_readme);
psql('postgres', "DROP DATABASE $database;\n");
settle($reference, $was_reference, $is_reference);
settle($readme, $was_readme, $is_readme);
exit($failures ? 1 : 0);
