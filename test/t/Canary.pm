# Canary.pm
#	Secrets that nobody else would write, and a search for them in every form in which a server may show bytes.
package Canary;

use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(sha512_base64);
use Exporter 'import';
use MIME::Base64;

our @EXPORT = qw(canary forms_of pattern_of find_in find_in_file);

# What is shorter than this is found by chance.
use constant WINDOW => 12;

# Letters and digits, always the same for a label.
sub canary
{
	my ($label, $length) = @_;
	my $text = sha512_base64("canary of $label");

	$text =~ tr{+/}{pd};
	return substr($text, 0, $length || 40);
}

# Half overlapping parts: of whatever half of a secret was cut off, one of them is left.
sub windows
{
	my ($text, $width) = @_;
	my @starts = grep { $_ % int($width / 2) == 0 } 0 .. length($text) - $width;

	return $text if length($text) <= $width;
	return map { substr($text, $_, $width) } @starts, length($text) - $width;
}

# The characters of base64 that depend on these bytes alone, as they stand after 0, 1 or 2 others.
sub base64_after
{
	my ($bytes, $before) = @_;
	my $text = encode_base64(("\0" x $before) . $bytes, '');

	$text =~ s/=+$//;
	return substr($text, (0, 2, 3)[$before], int(length($bytes) * 8 / 6) - 2);
}

sub percent_encoded
{
	my ($bytes) = @_;

	$bytes =~ s/([^A-Za-z0-9])/sprintf('%%%02X', ord($1))/ge;
	return $bytes;
}

# As bytea_output = escape has it.
sub escaped
{
	my ($bytes) = @_;

	$bytes =~ s/([^ -~])/sprintf('\\%03o', ord($1))/ge;
	return $bytes;
}

# [name, text] of each form; debug_print_plan shows bytes as decimal numbers, of char's sign.
sub forms_of
{
	my ($bytes) = @_;
	my @forms;

	foreach my $part (windows($bytes, WINDOW))
	{
		push @forms, [ 'raw', $part ], [ 'hex', unpack('H*', $part) ], [ 'HEX', uc unpack('H*', $part) ],
		  [ 'percent', percent_encoded($part) ], [ 'escaped', escaped($part) ],
		  [ 'numbers', join(' ', unpack('c*', $part)) ], [ 'numbers', join(' ', unpack('C*', $part)) ];
	}
	foreach my $before (0 .. 2)
	{
		push @forms, [ 'base64', $_ ] foreach windows(base64_after($bytes, $before), WINDOW + 2);
	}
	return @forms;
}

# A search for these: label => bytes.
sub pattern_of
{
	my (%canaries) = @_;
	my %meaning;

	foreach my $label (sort keys %canaries)
	{
		$meaning{ $_->[1] } //= "$label ($_->[0])" foreach forms_of($canaries{$label});
	}
	my $any = join('|', map { quotemeta } sort { length($b) <=> length($a) || $a cmp $b } keys %meaning);
	return { meaning => \%meaning, regex => qr/($any)/ };
}

# What of it stands there: meaning => how often.
sub find_in
{
	my ($pattern, $text) = @_;
	my %found;

	$found{ $pattern->{meaning}{$1} }++ while $text =~ /$pattern->{regex}/g;
	return \%found;
}

# The same in a file of any size, and the number of bytes that were read.
sub find_in_file
{
	my ($pattern, $path) = @_;
	my ($tail, $bytes, %found) = ('', 0);

	open(my $file, '<:raw', $path) or return ({}, 0);
	while (my $got = read($file, my $block, 4 << 20))
	{
		my $found = find_in($pattern, $tail . $block);
		$found{$_} += $found->{$_} foreach keys %$found;
		$tail = substr($block, -200);
		$bytes += $got;
	}
	close $file;
	return (\%found, $bytes);
}

1;
