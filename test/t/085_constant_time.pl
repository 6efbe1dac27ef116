# How long a verification takes does not tell where a signature or a credential is wrong, nor which key held: counted in
# instructions, which noise does not touch. Needs a C compiler and valgrind.
use strict;
use warnings FATAL => 'all';

use FindBin;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $folder = PostgreSQL::Test::Utils::tempdir();

# ---- what is secret is compared by oh_mac_equal alone ----

foreach my $name (qw(auth credential mac))
{
	my $code = slurp_file("$root/src/core/$name.c");

	is(join(', ', $code =~ /\b(memcmp|bcmp|strn?cmp|strn?casecmp|oh_bytes_equal)\b/g), '', "$name.c compares no bytes in any other way");
}
like(slurp_file("$root/src/core/mac.c"), qr/return CRYPTO_memcmp\(a, b, OH_DIGEST_LEN\) == 0;/, '... and that is OpenSSL');

# ---- instructions ----

sub is_there
{
	my ($program) = @_;

	return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

# [group, case, reason, instructions] of each verification.
sub count_instructions
{
	my ($program) = @_;
	my $n = 0;

	system("valgrind -q --tool=callgrind --toggle-collect=oh_auth_verify --dump-after=oh_auth_verify"
		  . " --callgrind-out-file='$folder/count' '$program' >'$folder/lines' 2>'$folder/valgrind'") == 0
	  or die slurp_file("$folder/valgrind");
	return map { [ split(/\|/, $_), slurp_file("$folder/count." . ++$n) =~ /^summary: (\d+)$/m ] }
	  split /\n/, slurp_file("$folder/lines");
}

SKIP:
{
	skip 'skipped: no gcc or no valgrind here', 1 if !is_there('gcc') || !is_there('valgrind');
	my $sources = join(' ', map { "'$root/src/core/$_.c'" } qw(auth credential codec headers mac moment));
	system("gcc -std=c11 -O2 -g -I'$root/src/core' -I'$root/test/unit' '$root/test/unit/constant_time.c' $sources"
		  . " -lcrypto -o '$folder/constant_time'") == 0
	  or die 'constant_time.c does not compile';

	my (%wrong, %right, %reasons);
	foreach my $row (grep { $_->[0] ne 'warm' } count_instructions("$folder/constant_time"))
	{
		my ($group, $case, $reason, $instructions) = @$row;

		$reasons{$case}{$reason}++;
		($case eq 'wrong' ? \%wrong : \%right)->{$group}{$instructions}++;
	}
	is(join(', ', map { join(' ', $_, sort keys %{ $reasons{$_} }) } sort keys %reasons),
		'right ok, wrong bad_credential bad_signature', 'verifications that hold, and others');
	is(scalar keys %wrong, 5, 'in five schemes');
	foreach my $group (sort keys %wrong)
	{
		my ($instructions, @others) = keys %{ $wrong{$group} };
		my @differences = map { abs($_ - $instructions) } keys %{ $right{$group} };

		is(join(', ', @others), '', "$group: $instructions instructions, wherever it is wrong");
		# The verdict that holds is another to write down.
		is(join(', ', grep { $_ > 8 } @differences), '', "$group: and as many where it is right, whichever key holds");
	}
}

done_testing();
