#!/usr/bin/perl
#
# coverage.pl
#	Which branches of the core do the unit tests take?  perl test/coverage.pl BUILD-FOLDER
#
# `make coverage` compiles the core and its tests with --coverage into that folder, runs them
# and calls this.  A branch is one way out of a condition, as gcov counts them, and a line is
# covered where all of its branches are taken.  Fails where fewer than 98 % are taken, where a
# line that is not covered has no reason in test/unit/uncovered.txt, and where that list names
# another.  It knows a line by its file, function and text, so that it outlives edits elsewhere.
use strict;
use warnings;

my $least = 98;
my $list  = 'test/unit/uncovered.txt';

die "usage: $0 BUILD-FOLDER\n" unless @ARGV == 1;
my $lines     = read_gcov(glob("$ARGV[0]/core/*.gcda"), glob("$ARGV[0]/*.gcda"));
my $reasons   = read_reasons($list);
my $taken     = print_table($lines);
my @uncovered = grep { is_uncovered($_) } @$lines;
my @problems  = (print_uncovered(\@uncovered, $reasons), outdated(\@uncovered, $reasons));

push @problems, "fewer than $least % of the branches are taken" if $taken < $least;
print map { "$_\n" } @problems;
exit(@problems ? 1 : 0);

# Every line with branches, in the order of the text.  A header is there once for each file that
# includes it, and a branch of it is taken where it is in one of them.
sub read_gcov
{
	my (%measured, %lines, $file, $function, $number, $text);

	open my $gcov, '-|', $ENV{GCOV} || 'gcov', '--branch-counts', '--branch-probabilities', '--stdout', @_
		or die "gcov: $!\n";
	while (<$gcov>)
	{
		if (/^ *-: *0:Source:(.*)/) { $measured{ $file = $1 } = 1; }
		elsif (/^function (\S+) /) { $function = $1; }
		elsif (/^ *[^: ]+: *(\d+):\s*(.*?)\s*$/) { ($number, $text) = ($1, $2); }
		elsif ($file =~ m{^src/core/} && /^branch +(\d+) (?:taken (\d+)|never)/)
		{
			$lines{$file}{$number} //=
			  { file => $file, number => $number, text => $text, place => "$file: $function: $text" };
			$lines{$file}{$number}{branches}[$1] += $2 // 0;
		}
	}
	close $gcov or die "gcov failed\n";
	$measured{$_} or die "$_ was not measured\n" for glob('src/core/*.c');
	return [ map { my $of = $lines{$_}; map { $of->{$_} } sort { $a <=> $b } keys %$of } sort keys %lines ];
}

# A place, and indented below it the reason.
sub read_reasons
{
	my ($name) = @_;
	my (%reasons, $place);

	open my $in, '<', $name or die "$name: $!\n";
	while (<$in>)
	{
		next if /^#/ || /^\s*$/;
		if (/^(\S.*?)\s*$/) { $reasons{ $place = $1 } = ''; }
		elsif (/^\s+(.*?)\s*$/) { $reasons{$place} .= $reasons{$place} eq '' ? $1 : " $1"; }
	}
	return \%reasons;
}

# Calls are numbered together with branches.
sub branches
{
	my ($line) = @_;
	return grep { defined } @{ $line->{branches} };
}

sub is_uncovered
{
	my ($line) = @_;
	return grep { $_ == 0 } branches($line);
}

# A row for each file that is not covered as a whole, and the total, which is returned.
sub print_table
{
	my ($lines) = @_;
	my (%all, %taken);

	for my $line (@$lines)
	{
		for my $name ($line->{file}, 'total')
		{
			$all{$name}   += branches($line);
			$taken{$name} += grep { $_ > 0 } branches($line);
		}
	}
	printf "%-36s %8s %8s %8s\n", 'file', 'branches', 'taken', '%';
	for my $name ((grep { $taken{$_} < $all{$_} } sort grep { $_ ne 'total' } keys %all), 'total')
	{
		printf "%-36s %8d %8d %8.2f\n", $name, $all{$name}, $taken{$name}, 100 * $taken{$name} / $all{$name};
	}
	return 100 * $taken{total} / $all{total};
}

# Each with its reason; what is returned has none.
sub print_uncovered
{
	my ($uncovered, $reasons) = @_;
	my @unnamed;

	for my $line (@$uncovered)
	{
		my $reason = $reasons->{ $line->{place} };

		print "$line->{file}:$line->{number}: $line->{text}\n";
		print "    $reason\n" if $reason;
		push @unnamed, "$list lacks $line->{place}" unless $reason;
	}
	return @unnamed;
}

sub outdated
{
	my ($uncovered, $reasons) = @_;
	my %is_there = map { $_->{place} => 1 } @$uncovered;

	return map { "$list names what is covered or gone: $_" } grep { !$is_there{$_} } sort keys %$reasons;
}
