#!/usr/bin/perl
# meta.pl
#	Whether META.json says what PGXN's specification 1.0.0 demands, and names only files that are
#	there: perl test/meta.pl META.json.  Prints what is wrong, a line each.
use strict;
use warnings;
use JSON::PP;

my %license = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3
	gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun
	zlib open_source restricted unrestricted unknown);
my $number = qr/(?:0|[1-9][0-9]*)/;
my $version = qr/$number\.$number\.$number(?:-[0-9A-Za-z-]+)?/;
my $wrong = 0;

sub wrong
{
	print "$ARGV[0]: @_\n";
	$wrong = 1;
}

# Each rule takes a name and a value.
sub string { !ref $_[1] && $_[1] =~ /\S/ or wrong("$_[0] is not a string") }
sub version { !ref $_[1] && $_[1] =~ /^$version$/ or wrong("$_[0] is not a semantic version") }
sub term { !ref $_[1] && $_[1] =~ m{^[^\s\p{Cntrl}/\\]{2,}$} or wrong("$_[0] is not a term") }
sub tag { !ref $_[1] && $_[1] =~ m{^[^\p{Cntrl}/\\]{1,256}$} or wrong("$_[0] is not a tag") }
sub url { !ref $_[1] && $_[1] =~ m{^[a-z][a-z0-9+.-]*://[^/?#]+} or wrong("$_[0] is not a URL") }
sub license { !ref $_[1] && $license{ $_[1] } or wrong("$_[0] is not a known license") }
sub file { !ref $_[1] && -f $_[1] or wrong("$_[0] names no file") }
sub status { !ref $_[1] && $_[1] =~ /^(?:stable|testing|unstable)$/ or wrong("$_[0] is not a release status") }
sub email { !ref $_[1] && $_[1] =~ /@/ or wrong("$_[0] is not an address") }

sub range
{
	foreach my $part (split /,\s*/, $_[1])
	{
		$part =~ /^(?:(?:[<>]=?|==|!=)\s*)?$version$/ or $part eq '0' or wrong("$_[0] is not a range of versions");
	}
}

sub list_of
{
	my $rule = shift;
	return sub {
		my ($name, $value) = @_;
		$value = [$value] unless ref $value;
		return wrong("$name is not a list") unless ref $value eq 'ARRAY' && @$value;
		$rule->($name . "[$_]", $value->[$_]) foreach 0 .. $#$value;
	};
}

# Keys that must be there, keys that may, and what is said of any other, which x_ always allows.
sub map_of
{
	my ($required, $optional, $other) = @_;
	return sub {
		my ($name, $value) = @_;
		return wrong("$name is not a map") unless ref $value eq 'HASH';
		exists $value->{$_} or wrong("$name/$_ is missing") foreach sort keys %$required;
		foreach my $key (sort keys %$value)
		{
			my $rule = $required->{$key} // $optional->{$key} // $other;
			if ($rule) { $rule->("$name/$key", $value->{$key}, $key) }
			elsif ($key !~ /^x_/i) { wrong("$name/$key is not known") }
		}
	};
}

my $extension = map_of({ file => \&file, version => \&version }, { abstract => \&string, docfile => \&file });
my $named_extension = sub { term("the key of $_[0]", $_[2]); $extension->(@_) };
my $relations = map_of({}, { map { $_ => map_of({}, {}, \&range) } qw(requires recommends suggests conflicts) });
my $distribution = map_of(
	{
		name => \&term,
		version => \&version,
		abstract => \&string,
		maintainer => list_of(\&string),
		license => sub { ref $_[1] eq 'HASH' ? map_of({}, {}, \&url)->(@_) : list_of(\&license)->(@_) },
		provides => map_of({}, {}, $named_extension),
		'meta-spec' => map_of({ version => \&version }, { url => \&url })
	},
	{
		description => \&string,
		generated_by => \&string,
		release_status => \&status,
		tags => list_of(\&tag),
		no_index => map_of({}, { file => list_of(\&string), directory => list_of(\&string) }),
		prereqs => map_of({}, { map { $_ => $relations } qw(configure build test runtime develop) }),
		resources => map_of(
			{},
			{
				license => list_of(\&url),
				homepage => \&url,
				bugtracker => map_of({}, { web => \&url, mailto => \&email }),
				repository => map_of({}, { web => \&url, url => \&url, type => \&string })
			})
	});

open(my $in, '<:raw', $ARGV[0]) or die "$ARGV[0]: $!\n";
my $meta = eval { JSON::PP->new->decode(join '', <$in>) } or die "$ARGV[0] is not JSON: $@";
$distribution->('', $meta);
exit $wrong;
