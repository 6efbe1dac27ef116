# Postmaster.pm
#	A server that is a child of the test: it can be killed, and waited for.
#
# A killed process answers to its pid until its parent has waited for it. pg_ctl makes the server a child of
# process 1, which in many a container waits for nobody: the lock file would name a process that seems alive, and
# no server would start on it again.
package Postmaster;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use Fcntl;
use POSIX qw(WNOHANG);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(start_child kill_child stop_child log_end wait_for_server bindir);

# Of each node: pid, and the end of a pipe whose other end every process of the server holds.
my %running;

sub bindir
{
	chomp(my $folder = `pg_config --bindir`);
	return $folder;
}

sub log_end
{
	my ($node) = @_;

	return -s $node->logfile || 0;
}

sub start_child
{
	my ($node) = @_;
	my $since = log_end($node);

	append_to_file($node->logfile, '');
	# The last process may have closed its end, and not yet let go of its memory.
	for (my $try = 1; !try_to_start($node, $since) && $try < 50; $try++)
	{
		die 'the server ended: see ' . $node->logfile
		  if slurp_file($node->logfile, $since) !~ /shared memory block .* is still in use/;
		$since = log_end($node);
		sleep(0.1);
	}
}

# False when the server ended before it took connections.
sub try_to_start
{
	my ($node, $since) = @_;

	pipe(my $ours, my $theirs) or die "pipe: $!";
	my $pid = fork() // die "fork: $!";
	run_server($node, $theirs) if $pid == 0;
	close $theirs;
	$running{ $node->name } = { pid => $pid, alive => $ours };
	return wait_for_server($node, $since);
}

sub run_server
{
	my ($node, $held) = @_;

	fcntl($held, F_SETFD, 0);
	open(STDIN, '<', '/dev/null');
	open(STDOUT, '>>', $node->logfile);
	open(STDERR, '>&', \*STDOUT);
	exec(bindir() . '/postgres', '-D', $node->data_dir) or POSIX::_exit(127);
}

# Until it takes connections, as its log says behind this position; false when it ended instead.
sub wait_for_server
{
	my ($node, $since) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;
	my $pid = $running{ $node->name }{pid};

	while (slurp_file($node->logfile, $since) !~ /database system is ready to accept/)
	{
		return 0 if waitpid($pid, WNOHANG) == $pid;
		die 'no server: see ' . $node->logfile if time() > $deadline;
		sleep(0.02);
	}
	return 1;
}

# Gone when this returns, with its last process: until then its memory is in use.
sub kill_child
{
	my ($node) = @_;

	end_child($node, 'KILL');
}

sub stop_child
{
	my ($node) = @_;

	end_child($node, 'INT');
}

sub end_child
{
	my ($node, $signal) = @_;
	my $server = delete $running{ $node->name };
	my $bits = '';

	kill($signal, $server->{pid});
	waitpid($server->{pid}, 0);
	vec($bits, fileno($server->{alive}), 1) = 1;
	select($bits, undef, undef, $PostgreSQL::Test::Utils::timeout_default)
	  or die 'a process of the server stays';
}

END
{
	my $status = $?;

	foreach my $server (values %running)
	{
		kill('QUIT', $server->{pid});
		waitpid($server->{pid}, 0);
	}
	$? = $status;
}

1;
