# Ingress.pm
#	The reference ingress as a child of the test, a pooler in front of the server, and requests byte by byte.
package Ingress;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use File::Temp;
use FindBin;
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(lacking_node make_ingress_store start_ingress end_ingress ingress_log wait_for_log spooled refused wait_for_spool ask post connection
	answer_of start_pooler stop_pooler find_pooler);

my $folder = "$FindBin::RealBin/../ingress";
my $patience = $PostgreSQL::Test::Utils::timeout_default;
my %children;

# FlyBuy's, in base64 as FlyBuy gives it.
our $signing_key = 'hmac:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

# What keeps the ingress from running here; '' where nothing does.
sub lacking_node
{
	return 'no node here' if system('node --version >/dev/null 2>&1') != 0;
	return 'no package pg for node here' if system("cd $folder && node -e 'require(\"pg\")' 2>/dev/null") != 0;
	return '';
}

# A store with a source of each provider, another of FlyBuy, named signed, that has a signing key, and the role ingress.
sub make_ingress_store
{
	my ($node, $database) = @_;

	make_store($node, $database);
	$node->safe_psql('postgres', q{SELECT 'CREATE ROLE ingress LOGIN' WHERE to_regrole('ingress') IS NULL \gexec});
	$node->safe_psql($database, qq{
		INSERT INTO orderhook.source (name, provider) VALUES ('signed', 'flybuy');
		SELECT orderhook.set_secret('signed', '$signing_key'), orderhook.grant_ingress('ingress')});
}

sub wait_until
{
	my ($what, $is_done) = @_;
	my $deadline = time() + $patience;

	until ($is_done->())
	{
		die "timed out waiting for $what" if time() > $deadline;
		sleep(0.02);
	}
}

# ---- processes ----

sub start_process
{
	my ($log, $env, @command) = @_;
	my $pid = fork() // die "fork: $!";

	if ($pid == 0)
	{
		@ENV{ keys %$env } = values %$env;
		open(STDIN, '<', '/dev/null');
		open(STDOUT, '>>', $log);
		open(STDERR, '>&', \*STDOUT);
		exec(@command) or POSIX::_exit(127);
	}
	$children{$pid} = 1;
	return $pid;
}

# Returns its wait status.
sub end_process
{
	my ($pid, $signal) = @_;

	kill($signal, $pid);
	waitpid($pid, 0);
	delete $children{$pid};
	return $?;
}

END
{
	my $status = $?;

	end_process($_, 'KILL') foreach keys %children;
	$? = $status;
}

# ---- the ingress ----

# An ingress of the node, on a port and a spool that stay the same when it is started again.
sub start_ingress
{
	my ($ingress, %env) = @_;

	$ingress->{port} //= PostgreSQL::Test::Cluster::get_free_port();
	$ingress->{spool} //= File::Temp::tempdir(DIR => $PostgreSQL::Test::Utils::tmp_check, CLEANUP => 1);
	$ingress->{log} //= "$PostgreSQL::Test::Utils::log_path/ingress_$ingress->{port}.log";
	append_to_file($ingress->{log}, '');
	my $since = -s $ingress->{log};
	$ingress->{pid} = start_process($ingress->{log},
		{ PGHOST => $ingress->{host}, PGPORT => $ingress->{pgport}, PGDATABASE => 'postgres', PGUSER => 'ingress',
		  PORT => $ingress->{port}, SPOOL_DIR => $ingress->{spool}, %env },
		'node', "$folder/server.js");
	wait_until('the ingress', sub {
		die "the ingress ended: see $ingress->{log}" if waitpid($ingress->{pid}, WNOHANG) != 0;
		slurp_file($ingress->{log}, $since) =~ /^listening on/m
	});
}

sub end_ingress
{
	my ($ingress, $signal) = @_;

	return end_process($ingress->{pid}, $signal // 'TERM');
}

sub ingress_log
{
	my ($ingress) = @_;

	return slurp_file($ingress->{log});
}

sub wait_for_log
{
	my ($ingress, $pattern) = @_;

	wait_until('the log to say so', sub { ingress_log($ingress) =~ $pattern });
}

sub files_in
{
	my ($spool) = @_;

	opendir(my $handle, $spool) or die "$spool: $!";
	my @names = sort grep { /^\d{16}$/ } readdir $handle;
	return @names;
}

sub spooled
{
	my ($ingress) = @_;

	return files_in($ingress->{spool});
}

sub refused
{
	my ($ingress) = @_;

	return files_in("$ingress->{spool}/refused");
}

sub wait_for_spool
{
	my ($ingress) = @_;

	wait_until('the spool to be empty', sub { !spooled($ingress) });
}

# ---- HTTP, without a library that would tidy it ----

sub connection
{
	my ($ingress) = @_;

	return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $ingress->{port}, Timeout => $patience);
}

# The status of an answer; 0 where there is none.
sub answer_of
{
	my ($socket) = @_;
	my $answer = '';

	local $SIG{ALRM} = sub { die 'no answer' };
	alarm($patience);
	1 while sysread($socket, $answer, 65536, length $answer);
	alarm(0);
	return wantarray ? ($answer =~ /^HTTP\/1\.1 (\d+)/ ? $1 : 0, $answer) : $answer =~ /^HTTP\/1\.1 (\d+)/ ? $1 : 0;
}

# Writes pieces of a request, with a pause after each; the server is asked to close the connection at its end.
sub ask
{
	my ($ingress, @pieces) = @_;
	my $socket = connection($ingress) or return 0;

	local $SIG{PIPE} = 'IGNORE';
	foreach my $i (0 .. $#pieces)
	{
		sleep(0.02) if $i > 0;
		for (my $sent = 0; $sent < length $pieces[$i];)
		{
			my $n = syswrite($socket, $pieces[$i], 65536, $sent) or last;
			$sent += $n;
		}
	}
	return answer_of($socket);
}

# POST of a body with headers, which are [name, value] pairs.
sub post
{
	my ($ingress, $source, $headers, $body) = @_;

	return scalar ask($ingress, join("\r\n", "POST /hooks/$source HTTP/1.1", 'Host: here', 'Connection: close',
		'Content-Length: ' . length $body, map { "$_->[0]: $_->[1]" } @$headers) . "\r\n\r\n$body");
}

# ---- pgbouncer ----

sub find_pooler
{
	my ($found) = grep { -x } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}), '/usr/sbin';

	return $found;
}

# In transaction mode. Returns its host and port, and the process.
sub start_pooler
{
	my ($node) = @_;
	my $place = PostgreSQL::Test::Utils::tempdir_short();
	my $port = PostgreSQL::Test::Cluster::get_free_port();

	append_to_file("$place/users", qq("ingress" ""\n));
	append_to_file("$place/ini", join("\n",
		'[databases]', 'postgres = host=' . $node->host . ' port=' . $node->port,
		'[pgbouncer]', 'pool_mode = transaction', 'default_pool_size = 5', 'server_login_retry = 1',
		"unix_socket_dir = $place", 'listen_addr =', "listen_port = $port", 'auth_type = trust', "auth_file = $place/users", ''));
	my $pid = start_process("$PostgreSQL::Test::Utils::log_path/pooler_$port.log", {}, find_pooler(), "$place/ini");
	wait_until('the pooler', sub { -S "$place/.s.PGSQL.$port" });
	return { host => $place, pgport => $port, pooler => $pid };
}

sub stop_pooler
{
	my ($ingress) = @_;

	end_process($ingress->{pooler}, 'INT');
}

1;
