# What answers on one node answers the same where the store is distributed over three: the regression tests of the door
# and the views, and the examples of the manual. Skipped where there is no Citus.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Citus;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

start_node_or_skip()->stop;

my $coordinator = start_citus_node('coordinator');
my @workers = map { start_citus_node("worker$_") } 1 .. 2;
make_citus($_, $coordinator, @workers) foreach qw(regression manual);

is(join("\n", unlike_one_node($coordinator, 'regression', $_)), '', "test/sql/$_.sql") foreach qw(door merging views);

# Of the manual all but what a cluster refuses, which the README names.
my $refused = qr/FROM orderhook.inbox i, orderhook.replay|limit_reader|orderhook_partition|orderhook_distribute/;
is(join("\n", grep { !/$refused/ } unlike_manual($coordinator, 'manual')), '', 'the examples of the manual');

done_testing();
