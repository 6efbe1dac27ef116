# Mutator.pm
#	Bodies that no provider sends: payloads, cut, spliced, bent and blown up.
#
# Everything is drawn from rand(), so that the same srand() gives the same bodies.
package Mutator;

use strict;
use warnings FATAL => 'all';

use Encode qw(encode decode);
use Exporter 'import';

our @EXPORT_OK = qw(mutated random_of $canary);

# A value that is to be found in bodies and in the cells of orders, and nowhere in what is said of them.
our $canary = 'canary271828182845';

sub random_of
{
	return $_[ rand @_ ];
}

# ---- places ----

# Where a member's value begins that follows a place at random, and its length; the whole text where there is none.
sub random_leaf
{
	my ($text) = @_;

	foreach my $from (int rand(1 + length $text), 0)
	{
		pos($text) = $from;
		return ($-[1], $+[1] - $-[1]) if $text =~ /"\s*:\s*("[^"]*"|[^\s,:\[\]{}"]+)/g;
	}
	return (0, length $text);
}

sub with_leaf
{
	my ($text, $value) = @_;
	my ($at, $length) = random_leaf($text);

	substr($text, $at, $length) = $value;
	return $text;
}

sub with_inserted
{
	my ($text, $inserted) = @_;

	substr($text, int rand(1 + length $text), 0) = $inserted;
	return $text;
}

# Into a string rather than anywhere.
sub with_letters
{
	my ($text, $letters) = @_;
	my ($at, $length) = random_leaf($text);

	substr($text, $at + ($length > 1), 0) = $letters;
	return $text;
}

# ---- what stands in the place of a value ----

my @words = (
	'null', 'true', 'false', '{}', '[]', '""', '" "', '[[]]', '{"":""}', '[null]', '"0"', '"-1"', '"1,15"', '"null"',
	'{"value":5000}', "\"$canary\"", "[\"$canary\"]", "{\"$canary\":\"$canary\"}", "\"9$canary\"", 'nul', 'True', 'NaN',
	'-', '+1', '.5', '1.', '01', '0x10', "'a'", '1 2', '"\\x"', '"\\u12"', '"', '\\', '/**/1', '"2026-13-45T99:99:99Z"',
	'"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999999Z"', '"2026-02-30 12:00:00"', '"2026-03-29 02:30:00"',
	'"2026-11-20T00:00:00+23:59"', '"10000-01-01T00:00:00Z"', '"1900-01-01T00:00:00Z"', '"2026-11-20T19:42:10Z/2026"');

my @numbers = (
	'0', '-0', '-0.0', '1e0', '1E+2', '1e-2', '0.1', '-1', '9223372036854775807', '9223372036854775808',
	'-9223372036854775808', '9223372036854775807.5', '0.000000000000000001', '0.0000000000000000001', '1e18', '1e19',
	'1e-18', '1e-19', '1e308', '1e309', '1e-400', '0e999999999999', '1e2147483648', '-1e-2147483649', '1E99999999999999999999',
	'2147483647', '2147483648', '-2147483649', '4294967296', '271828182845904523', '27182818284590452353602874713527',
	'100000000000000000.01', '253402300799', '253402300800', '-62135596801', '1.10', '999999999999999999');

my @bad_utf8 = (
	"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe2\x82", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf",
	"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xff\xff");

my @letters = (
	'\\u0000', "\x00", '\\u0001', "\x01", "\n", "\t", "\x7f", '\\ud83c', '\\udf54', '\\udf54\\ud83c', '\\ud83c\\u0041',
	'\\ud83c\\ud83c\\udf54', '\\uD83C\\uDF54', '\\uffff', '\\ufeff', '\\u00e9', '\\u9903', "\xc3\xa9", "\xe9\xa4\x83",
	"\xf0\x9f\x8d\x94", "\xef\xbf\xbf", "\xe2\x80\xae", "e\xcc\x81", '\\"', '\\\\', '\\/', "'", "';--", '\\u005c', '$1', '%s%n');

# ---- one mutation each ----

sub flip_bits
{
	my ($text) = @_;
	return "\x00" if $text eq '';

	foreach (0 .. int rand 4)
	{
		substr($text, int rand length $text, 1) ^= chr(1 << int rand 8);
	}
	return $text;
}

sub cut_end
{
	my ($text) = @_;
	return substr($text, 0, int rand(1 + length $text));
}

sub cut_out
{
	my ($text) = @_;

	substr($text, int rand(1 + length $text), int rand 40) = '';
	return $text;
}

sub splice_two
{
	my ($text, $other) = @_;
	return substr($text, 0, int rand(1 + length $text)) . substr($other, int rand(1 + length $other));
}

sub put_inside
{
	my ($text, $other) = @_;
	return with_leaf($text, $other);
}

# The member that begins at random once more, with another value before or after the first.
sub double_key
{
	my ($text) = @_;
	my $value = random_of(@words, @numbers);

	pos($text) = int rand(1 + length $text);
	return $text if $text !~ /("[^"]*"\s*:\s*)("[^"]*"|[^\s,\[\]{}"]+)/g;
	my ($key, $old, $at, $end) = ($1, $2, $-[0], $+[0]);
	substr($text, $at, $end - $at) = rand() < 0.5 ? "$key$value,$key$old" : "$key$old,$key$value";
	return $text;
}

sub rename_key
{
	my ($text) = @_;

	pos($text) = int rand(1 + length $text);
	substr($text, $-[1], $+[1] - $-[1]) = random_of('', 'x', 'id', 'event', 'status', '\\u0069d', "a\x00", "\xff")
	  if $text =~ /"([^"]*)"\s*:/g;
	return $text;
}

sub nest
{
	my ($text) = @_;
	my $depth = random_of(2, 9, 60, 64, 65, 1000, 1 + int rand 100);
	my ($open, $close) = @{ random_of([ '[', ']' ], [ '{"a":', '}' ], [ '[{"id":', '}]' ]) };

	return with_leaf($text, $open x $depth . random_of('1', '""', 'null') . $close x random_of($depth, $depth, $depth - 1, 0));
}

sub long_number
{
	my ($text) = @_;
	my $digits = join('', map { int rand 10 } 1 .. 20) x random_of(1, 2, 10, 200);

	return with_leaf($text, random_of("1$digits", "-1$digits", "0.$digits", "1.${digits}e-5", "1e$digits", "\"1$digits\""));
}

sub long_string
{
	my ($text) = @_;
	my $length = random_of(255, 256, 1000, 5000, 5000, 30000, rand() < 0.1 ? 100_000 : 10);

	return with_leaf($text, '"' . random_of('a', "\xc3\xa9", '\\u00e9', '\\\\', '0') x $length . '"');
}

# Many lines: the object that begins at random, several times.
sub repeat_object
{
	my ($text) = @_;

	pos($text) = int rand(1 + length $text);
	return $text if $text !~ /(\{[^{}\[\]]*\})/g;
	my ($object, $at) = ($1, $-[1]);
	substr($text, $at, length $object) = join(',', ($object) x random_of(2, 2, 3, 3, 10, 60));
	return $text;
}

# Times in another order, so that deliveries come late.
sub shift_dates
{
	my ($text) = @_;
	my $day = sprintf('20%02d-%02d-%02d', random_of(20 .. 30), random_of(1 .. 12), random_of(1 .. 28));

	$text =~ s/20\d\d-\d\d-\d\d/$day/g;
	return $text;
}

# As another encoding, with a mark or without, or as something that is no JSON at all.
sub wrap
{
	my ($text) = @_;
	my $encoding = random_of('UTF-16', 'UTF-16LE', 'UTF-16BE', 'UTF-32', 'UTF-32LE', 'LATIN1');

	return random_of(
		"\xef\xbb\xbf$text", "$text$text", "$text\x00", "[$text]", " \t\r\n$text\n", "\x0b$text", "data=$text", "($text)",
		"\x1f\x8b\x08$text", '', ' ', "\x00", '"', 'null', '[]', '{}', encode($encoding, decode('UTF-8', $text)));
}

# What form-encoded bodies can hold.
sub bend_form
{
	my ($text) = @_;

	pos($text) = int rand(1 + length $text);
	return with_inserted($text, '&') if $text !~ /=([^&]*)/g;
	substr($text, $-[1], $+[1] - $-[1]) = random_of(
		'%', '%0', '%zz', '%00', '%ff', '%C3%A9', '%ED%A0%80', '+', '', '=', '%7B', '1%2C15', "\x00", "\xff", $canary,
		'&data[orderContents][0][total]=1', '&data[]=1&data[]=2', '&data[a][b][c][d]=1', '&data' . '[x]' x 100 . '=1', '&[]=', '&=');
	return $text;
}

sub replace_word { return with_leaf($_[0], random_of(@words)) }
sub replace_number { return with_leaf($_[0], random_of(@numbers)) }
sub bad_utf8 { return with_letters($_[0], random_of(@bad_utf8)) }
sub odd_letters { return with_letters($_[0], random_of(@letters)) }
sub odd_bytes { return with_inserted($_[0], random_of(@bad_utf8, @letters, ',', ':', '{', '}', '[', ']', '"')) }

my @gentle = (\&replace_word, \&replace_number, \&odd_letters, \&double_key, \&repeat_object, \&shift_dates, \&long_number);
my @mutations = (
	@gentle, @gentle, @gentle, @gentle, \&flip_bits, \&cut_end, \&cut_out, \&splice_two, \&put_inside, \&rename_key, \&nest, \&long_string,
	\&wrap, \&bend_form, \&bad_utf8, \&odd_bytes);

# The text after one to three mutations; other: a payload to splice it with.
sub mutated
{
	my ($text, $other) = @_;

	foreach (0 .. int rand 3)
	{
		$text = random_of(@mutations)->($text, $other);
	}
	return $text;
}

1;
