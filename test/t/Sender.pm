# Sender.pm
#	Requests of every kind of source, and what verification has to say of each: proofs as the
#	providers make them, in every spelling that holds, and proofs that must not hold.
#
# Written from the providers' documents and without any code of the extension.
package Sender;

use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(hmac_sha256 sha256);
use Exporter 'import';
use MIME::Base64;
use Mutator qw(random_of);
use POSIX qw(strftime setlocale LC_TIME);

our @EXPORT_OK = qw(%kinds faithful forged headers_json);

setlocale(LC_TIME, 'C');

my $signing_key = pack('C*', map { $_ * 7 % 256 } 1 .. 32);

# Each kind of source: its provider, its secrets as set_secret takes them, columns of orderhook.source
# that differ, and the verdict where no header can change it.
our %kinds = (
	bbot => { provider => 'bbot', secrets => ['soho:open sesame'] },
	mipos => { provider => 'mipos', secrets => ['shared secret of mipOS'] },
	mipos_off => { provider => 'mipos', secrets => ['another secret of mipOS'], enabled => 'false' },
	flybuy_token => { provider => 'flybuy', secrets => ['FFCPUG2A'] },
	flybuy_key => { provider => 'flybuy', secrets => [ 'hmac:' . encode_base64($signing_key, '') ] },
	flybuy_both => { provider => 'flybuy', secrets => [ 'FFCPUG2A', 'hmac:' . encode_base64($signing_key, '') ] },
	fulflld => { provider => 'fulflld', secrets => ['X-Edge-Key: key of the edge'] },
	fulflld_open => { provider => 'fulflld', secrets => [], allow_unauthenticated => 'true', always => 'unauthenticated' },
	fulflld_shut => { provider => 'fulflld', secrets => [], always => 'no_secret' },
	revo => { provider => 'revo', secrets => ['shared secret of Revo'] });

# ---- tags ----

sub base64
{
	return encode_base64($_[0], '');
}

# The same bytes in base64 of which the bits that say nothing are not zero.
sub loose_base64
{
	my $text = base64($_[0]);

	$text =~ s/([AEIMQUYcgkosw048])=$/chr(ord($1) + 1) . '='/e or die "nothing loose in $text";
	return $text;
}

# A tag in one of the spellings that hold.
sub spelled
{
	my ($tag) = @_;
	my $hex = unpack('H*', $tag);

	return random_of($hex, uc $hex, base64($tag), "sha256=$hex", 'sha256=' . base64($tag));
}

sub flipped
{
	my ($tag) = @_;

	substr($tag, int rand length $tag, 1) ^= chr(1 << int rand 8);
	return $tag;
}

# [value, verdict] of a signature over the body, under any key but the one given.
sub bad_signature
{
	my ($body, $key) = @_;
	my $tag = hmac_sha256($body, $key);

	return @{
		random_of(
			[ spelled(flipped($tag)), 'bad_signature' ],
			[ spelled(hmac_sha256($body, "$key.")), 'bad_signature' ],
			[ spelled(hmac_sha256($body, '')), 'bad_signature' ],
			[ spelled(hmac_sha256("$body ", $key)), 'bad_signature' ],
			[ spelled(sha256($body)), 'bad_signature' ],
			[ '0' x 64, 'bad_signature' ],
			[ loose_base64($tag), 'malformed_header' ],
			[ substr(unpack('H*', $tag), 2), 'malformed_header' ],
			[ unpack('H*', $tag) . '00', 'malformed_header' ],
			[ base64(substr($tag, 1)), 'malformed_header' ],
			[ base64("$tag$tag"), 'malformed_header' ],
			[ substr(base64($tag), 0, 43), 'malformed_header' ],
			[ 'sha1=' . unpack('H*', $tag), 'malformed_header' ],
			[ 'sha256=sha256=' . unpack('H*', $tag), 'malformed_header' ],
			[ 'Basic ' . base64($key), 'malformed_header' ],
			[ $key, 'malformed_header' ]) };
}

# ---- the proofs of each provider: [name, value] pairs ----

sub basic_value
{
	my ($credential) = @_;
	return random_of('Basic ', 'basic ', 'BASIC ', 'Basic   ') . base64($credential);
}

sub bad_basic
{
	my ($credential) = @_;

	return @{
		random_of(
			[ basic_value("$credential."), 'bad_credential' ],
			[ basic_value(uc $credential), 'bad_credential' ],
			[ basic_value(':'), 'bad_credential' ],
			[ basic_value('soho'), 'malformed_header' ],
			[ basic_value("$credential\n"), 'malformed_header' ],
			[ basic_value($credential) . '=', 'malformed_header' ],
			[ basic_value($credential) . '====', 'malformed_header' ],
			[ basic_value($credential) . "\xc3\xa9", 'malformed_header' ],
			[ 'Basic', 'malformed_header' ],
			[ 'Basic' . base64($credential), 'malformed_header' ],
			[ "Basic $credential", 'malformed_header' ],
			[ "Bearer $credential", 'malformed_header' ],
			[ 'Token token="FFCPUG2A"', 'malformed_header' ],
			[ basic_value('a:' . 'b' x 2000), 'malformed_header' ]) };
}

sub http_date
{
	my ($offset) = @_;
	return strftime('%a, %d %b %Y %H:%M:%S GMT', gmtime(time + $offset));
}

# The value of a Token header, its parameters in any order, quoted or not.
sub token_value
{
	my (%parameters) = @_;
	my $separator = random_of(' ', ',', ', ', ' , ', '  ');
	my @parts = map {
		my $name = random_of($_, $_, uc $_);
		$parameters{$_} =~ /[^\w+\/=]/ || rand() < 0.7 ? "$name=\"$parameters{$_}\"" : "$name=$parameters{$_}"
	} grep { defined $parameters{$_} } sort keys %parameters;

	@parts = reverse @parts if rand() < 0.5;
	push @parts, 'nonce="1"' if rand() < 0.1;
	return random_of('Token ', 'token ', 'TOKEN  ') . join($separator, @parts);
}

sub dated_tag
{
	my ($date, $body) = @_;
	return hmac_sha256("$date\n$body", $signing_key);
}

# What flybuy sends, with a Date so many seconds from now.
sub flybuy_pairs
{
	my ($kind, $body, $offset) = @_;
	my $date = http_date($offset);
	my %parameters;

	$parameters{token} = 'FFCPUG2A' if $kind ne 'flybuy_key';
	$parameters{signature} = base64(dated_tag($date, $body)) if $kind ne 'flybuy_token';
	return [ 'Authorization', token_value(%parameters) ], $kind eq 'flybuy_token' ? () : [ 'Date', $date ];
}

# With one of its two words wrong.
sub bad_token
{
	my ($kind, $body) = @_;
	my $date = http_date(0);
	my $tag = dated_tag($date, $body);
	my %bad = (token => 'FFCPUG2B', signature => base64(flipped($tag)));
	my $wrong = $kind eq 'flybuy_both' ? random_of('token', 'signature') : $kind eq 'flybuy_key' ? 'signature' : 'token';
	my @rest = $kind eq 'flybuy_token' ? () : ([ 'Date', $date ]);
	my %good = ($kind eq 'flybuy_key' ? () : (token => 'FFCPUG2A'), $kind eq 'flybuy_token' ? () : (signature => base64($tag)));

	if ($wrong eq 'token')
	{
		my $value = token_value(%good, token => random_of($bad{token}, 'ffcpug2a', 'FFCPUG2', 'FFCPUG2A '));
		return ('bad_credential', [ 'Authorization', $value ], @rest);
	}
	my ($signature, $verdict) = @{
		random_of(
			[ $bad{signature}, 'bad_signature' ],
			[ base64(hmac_sha256($body, $signing_key)), 'bad_signature' ],
			[ base64(hmac_sha256("$date\\n$body", $signing_key)), 'bad_signature' ],
			[ base64(hmac_sha256("$date$body", $signing_key)), 'bad_signature' ],
			[ base64(hmac_sha256("$date\n$body", base64($signing_key))), 'bad_signature' ],
			[ undef, 'bad_signature' ],
			[ unpack('H*', $tag), 'malformed_header' ],
			[ loose_base64($tag), 'malformed_header' ],
			[ '', 'malformed_header' ]) };
	my $value = token_value(%good, signature => $signature);
	$value = 'Token nonce="1"' if $value !~ /=/;
	return ($verdict, [ 'Authorization', $value ], @rest);
}

# A Date that is missing, is none, is there twice or is too far from now; the signature covers it where it can.
sub bad_date
{
	my ($kind, $body) = @_;
	my $offset = random_of(-3600, -400, 400, 86400);
	my ($authorization, $date) = flybuy_pairs($kind, $body, 0);
	my $odd = random_of('', 'now', '1700000000', http_date(0) . ' ', '2026-11-20T00:00:00Z', lc http_date(0), '1 ' . http_date(0));
	my %parameters = (signature => base64(dated_tag($odd, $body)), $kind eq 'flybuy_both' ? (token => 'FFCPUG2A') : ());
	my $odd_value = token_value(%parameters);
	my $trimmed = $odd =~ / $/;

	return @{
		random_of(
			[ 'expired', flybuy_pairs($kind, $body, $offset) ],
			[ 'missing_header', $authorization ],
			[ 'ambiguous_header', $authorization, $date, [ random_of('Date', 'date'), $date->[1] ] ],
			$trimmed
			? [ 'bad_signature', [ 'Authorization', $odd_value ], [ 'Date', $odd ] ]
			: [ 'malformed_header', [ 'Authorization', $odd_value ], [ 'Date', $odd ] ]) };
}

sub secret_of
{
	return $kinds{ $_[0] }{secrets}[0];
}

# The verdict, and the pairs of a request that its sender signed as documented.
sub proof
{
	my ($kind, $body) = @_;
	my $provider = $kinds{$kind}{provider};

	return 'ok', [ 'Authorization', basic_value(secret_of($kind)) ] if $provider eq 'bbot';
	return 'ok', flybuy_pairs($kind, $body, 0) if $provider eq 'flybuy';
	return 'ok', [ random_of('Signature-Webhook', 'auth-anton-x'), spelled(hmac_sha256($body, secret_of($kind))) ]
	  if $provider eq 'mipos';
	return 'ok', [ 'X-Revo-Hmac-SHA256', spelled(hmac_sha256($body, secret_of($kind))) ] if $provider eq 'revo';
	return 'ok', [ 'X-Edge-Key', 'key of the edge' ] if $kind eq 'fulflld';
	return $kinds{$kind}{always};
}

# The same of one who does not know the secret, or spoiled the value on the way.
sub false_proof
{
	my ($kind, $body) = @_;
	my $provider = $kinds{$kind}{provider};
	my ($value, $verdict);

	return $kinds{$kind}{always} if $kinds{$kind}{always};
	return ('bad_credential', [ 'X-Edge-Key', random_of('Key of the edge', 'key of the edg', '', 'Basic a', "key\0") ])
	  if $provider eq 'fulflld';
	if ($provider eq 'flybuy')
	{
		return bad_date($kind, $body) if $kind ne 'flybuy_token' && rand() < 0.5;
		return bad_token($kind, $body);
	}
	($value, $verdict) = $provider eq 'bbot' ? bad_basic(secret_of($kind)) : bad_signature($body, secret_of($kind));
	return ($verdict, [ 'Authorization', $value ]) if $provider eq 'bbot';
	return ($verdict, [ 'X-Revo-Hmac-SHA256', $value ]) if $provider eq 'revo';
	return ($verdict, [ 'Signature-Webhook', $value ]);
}

# ---- headers as jsonb ----

# A value is a text, or a reference to the JSON that stands in its place.
sub value_json
{
	my ($value) = @_;
	return $$value if ref $value;

	$value =~ s/(["\\])/\\$1/g;
	$value =~ s/([\x00-\x1f])/$1 eq "\0" ? '\\u0001' : sprintf('\\u%04x', ord $1)/ge;
	return "\"$value\"";
}

# Pairs, or an object that has a list where a name stands twice.
sub headers_json
{
	my ($as_pairs, @pairs) = @_;
	my (%values, @names);

	return '[' . join(', ', map { '[' . value_json($_->[0]) . ', ' . value_json($_->[1]) . ']' } @pairs) . ']' if $as_pairs;
	foreach my $pair (@pairs)
	{
		push @names, $pair->[0] if !$values{ $pair->[0] };
		push @{ $values{ $pair->[0] } }, value_json($pair->[1]);
	}
	return '{'
	  . join(', ', map { value_json($_) . ': ' . (@{ $values{$_} } > 1 ? '[' . join(', ', @{ $values{$_} }) . ']' : $values{$_}[0]) } @names)
	  . '}';
}

# Headers that prove nothing and take nothing away.
sub bystanders
{
	my ($foreign) = @_;
	my @some = (
		[ 'Content-Type', 'application/json' ], [ 'Content-Type', 'application/x-www-form-urlencoded' ], [ 'User-Agent', '' ],
		[ '', 'nameless' ], [ 'X-Signature', '0' x 64 ], [ 'X-Number', \'1e400' ], [ 'X-Null', \'null' ],
		[ 'X-Nested', \'{"a": [{"Authorization": "Basic"}]}' ], [ 'X-List', \'["a", 1, null, []]' ], [ 'X-Empty', \'[]' ],
		[ 'Authorization ', 'Basic Og==' ], [ "X-Foreign-$foreign", $foreign ], [ 'X-Long', 'a' x random_of(10, 1000, 9000) ],
		[ 'Cookie', 'a=b' ], [ 'Proxy-Authorization', 'Basic Og==' ], [ 'X-Escape', "\x01\"\\\t" ]);

	push @some, [ 'X-Megabyte', 'x' x 1_000_000 ] if rand() < 0.005;
	return map { random_of(@some) } 1 .. int rand 3;
}

sub any_case
{
	my ($name) = @_;

	$name =~ s/(\w)/rand() < 0.5 ? uc $1 : lc $1/ge;
	return $name;
}

# A name that only the deciding header has: two of a bystander decide nothing.
sub is_deciding
{
	return $_[0] =~ /^(?:authorization|date|signature-webhook|auth-anton-x|x-revo-hmac-sha256|x-edge-key)$/i;
}

# The headers and the verdict of a request whose proof holds, however it is spelled.
sub faithful
{
	my ($kind, $body, $foreign) = @_;
	my ($verdict, @proof) = proof($kind, $body);

	if (rand() < 0.5)
	{
		@proof = map { [ any_case($_->[0]), random_of('', ' ', "\t ") . $_->[1] . random_of('', '  ', "\t") ] } @proof;
	}
	my @pairs = rand() < 0.4 ? (bystanders($foreign), @proof, bystanders($foreign)) : @proof;
	return (headers_json(rand() < 0.4, @pairs), $verdict);
}

# Each spoils the headers of a request whose proof would hold, and gives the verdict first.
my @spoilers = (
	# taken away, or under another name
	sub { return ('missing_header', grep { !is_deciding($_->[0]) } @_) },
	sub { return ('missing_header', map { [ random_of("$_->[0] ", "HTTP_$_->[0]", "X$_->[0]"), $_->[1] ] } @_) },
	# there twice: the same, another, in another case
	sub { my ($first) = @_; return ('ambiguous_header', @_, $first) },
	sub { my ($first) = @_; return ('ambiguous_header', [ lc $first->[0], '' ], @_) },
	sub { my ($first) = @_; return ('ambiguous_header', @_, [ uc $first->[0], \'null' ]) },
	# no text
	sub {
		my ($first, @rest) = @_;
		return ('malformed_header', [ $first->[0], random_of(\'null', \'true', \'1', \'1e400', \'{}', \'{"a": "b"}', \'[null]', \'[["a"]]') ], @rest);
	},
	# no proof
	sub {
		my ($first, @rest) = @_;
		my $refused = $first->[0] eq 'X-Edge-Key' ? 'bad_credential' : 'malformed_header';
		return ($refused, [ $first->[0], random_of('', ' ', 'a', 'null', "\xc3\xa9", 'a' x 5000) ], @rest);
	},
	sub {
		my ($first, @rest) = @_;
		my $refused = $first->[0] eq 'X-Edge-Key' ? 'bad_credential' : 'malformed_header';
		return ($refused, [ $first->[0], 'A' x (rand() < 0.02 ? 1_000_000 : 10_000) ], @rest);
	});

# Headers as no list of names and values; "malformed" whatever else they hold.
my @shapes = (
	[ '{}', 'missing_header' ],
	[ '[]', 'missing_header' ],
	[ undef, 'missing_header' ],
	(map { [ $_, 'malformed_header' ] }
		  'null', 'true', '0', '-1e300', '"a"', '""', '[1]', '[[]]', '[["a"]]', '[["a", "b", "c"]]', '[{}]', '[null]', '["a", "b"]',
		'[[1, "a"]]', '{"a":' x 65 . '1' . '}' x 65, '[' x 200 . ']' x 200));

# A proof that would hold, among a pair that is none.
sub malformed_pairs
{
	my (@proof) = @_;
	my $pairs = headers_json(1, @proof);

	$pairs =~ s/\]$/, 1]/;
	return $pairs;
}

# The headers and the verdict of a request that must be refused, unless the source takes anyone.
sub forged
{
	my ($kind, $body, $foreign) = @_;
	my ($verdict, @proof) = proof($kind, $body);
	my $way = rand;
	my $headers;

	return (headers_json(1, bystanders($foreign)), $verdict) if $kinds{$kind}{always} && $way < 0.5;
	if ($way < 0.45)
	{
		($verdict, @proof) = false_proof($kind, $body);
		$headers = headers_json(rand() < 0.5, @proof, bystanders($foreign));
	}
	elsif ($way < 0.8 && @proof)
	{
		# The header of the other name makes two signatures.
		if ($proof[0][0] eq 'auth-anton-x' && rand() < 0.3)
		{
			($verdict, @proof) = ('ambiguous_header', @proof, [ 'Signature-Webhook', $proof[0][1] ]);
		}
		else
		{
			($verdict, @proof) = random_of(@spoilers)->(@proof);
		}
		$headers = headers_json(rand() < 0.5, bystanders($foreign), @proof);
	}
	elsif ($way < 0.9 && @proof)
	{
		($headers, $verdict) = (malformed_pairs(@proof), 'malformed_header');
	}
	else
	{
		($headers, $verdict) = @{ random_of(@shapes) };
	}
	return ($headers, $kinds{$kind}{always} // $verdict);
}

1;
