# From nothing to the first webhook, by the commands of README.md, which it says are of eight statements.
use strict;
use warnings FATAL => 'all';

use Cwd qw(abs_path);
use FindBin;
use lib $FindBin::RealBin;
use Ingress;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my $lacking = lacking_node() || (system('curl --version >/dev/null 2>&1') != 0 ? 'no curl here' : '');
plan skip_all => $lacking if $lacking;

my $node = start_node('first');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $root = abs_path("$FindBin::RealBin/../..");
my $port = PostgreSQL::Test::Cluster::get_free_port();
my ($commands, $said) = slurp_file("$root/README.md") =~
	/^<!-- first:begin -->\n```sh\n(.*?)```\n<!-- first:answer -->\n```text\n(.*?)```\n<!-- first:end -->$/ms;

# What is sent to the server: lines that begin with a word of SQL, or stand in quotes behind -c.
is(scalar(() = $commands =~ /^(?:CREATE|SELECT|INSERT)\b|-c ["']SELECT\b/mg), 8, 'eight statements');
is_deeply([ sort keys %{ { map { $_ => 1 } $commands =~ /^(?:\w+=\S+ )*(\w+) /mg } } ],
	[qw(CREATE INSERT SELECT curl mkdir node psql)], '... of psql and curl, beside the ingress');

# The psql of this server, in a folder of the test's, and a port that is free.
$commands =~ s/\b8080\b/$port/g;
$commands =~ s/\btest\/ingress\b/$root\/test\/ingress/;
$node->safe_psql('postgres', 'CREATE DATABASE orders');
append_to_file("$folder/commands", "set -e\n$commands\nkill \$!\n");
@ENV{qw(PGHOST PGPORT)} = ($node->host, $node->port);
is(system("cd $folder && sh commands >answer 2>log"), 0, 'the commands of README.md') or diag(slurp_file("$folder/log"));
my ($answer) = slurp_file("$folder/answer") =~ /^(\d{3}\n.*)\z/ms;
is(($answer // '') =~ s/[ \t]+$//gmr =~ s/\n+\z/\n/r, $said, 'the answer');

done_testing();
