# Session.pm
#	One psql session that is asked, interrupted and watched from outside.
package Session;

use strict;
use warnings FATAL => 'all';

use IPC::Run;
use PostgreSQL::Test::Utils;

# Seconds for one answer; a million deliveries take their time.
use constant PATIENCE => $PostgreSQL::Test::Utils::timeout_default * ($ENV{ORDERHOOK_LONG} ? 10 : 1);

sub new
{
	my ($class, $node, $database) = @_;
	my $self = bless { in => '', out => '', err => '' }, $class;

	$self->{psql} = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr($database) ],
		'<', \$self->{in}, '>', \$self->{out}, '2>', \$self->{err},
		$self->{patience} = IPC::Run::timeout(PATIENCE));
	$self->{pid} = $self->ask('SELECT pg_backend_pid();');
	return $self;
}

# Sends statements without waiting for their end.
sub begin
{
	my ($self, $sql) = @_;

	$self->{out} = $self->{err} = '';
	$self->{patience}->start(PATIENCE);
	$self->{in} .= "$sql\n\\echo done\n";
	$self->{psql}->pump_nb while length $self->{in};
}

sub is_done
{
	my ($self) = @_;

	$self->{psql}->pump_nb;
	return $self->{out} =~ /^done$/m;
}

# What they printed; errors are left in {err}.
sub end
{
	my ($self) = @_;

	$self->{psql}->pump until $self->{out} =~ /^done$/m || !$self->{psql}->pumpable;
	(my $answer = $self->{out}) =~ s/^done\n//m;
	chomp $answer;
	return $answer;
}

sub ask
{
	my ($self, $sql) = @_;

	$self->begin($sql);
	return $self->end;
}

sub close
{
	my ($self) = @_;

	$self->{in} .= "\\q\n";
	$self->{psql}->finish;
}

# ---- the process behind it ----

sub status
{
	my ($self, $name) = @_;
	my ($kb) = slurp_file("/proc/$self->{pid}/status") =~ /^$name:\s*(\d+) kB/m;

	return $kb * 1024;
}

sub can_watch_memory
{
	return -w "/proc/$$/clear_refs";
}

# Private memory, in bytes: pages of shared memory and of files count neither way.
sub memory
{
	my ($self, $name) = @_;

	return $self->status($name) - $self->status('RssShmem') - $self->status('RssFile');
}

# The peak of its private memory while it answers, over what it was before.
sub growth
{
	my ($self, $sql) = @_;

	open(my $reset, '>', "/proc/$self->{pid}/clear_refs") or die "clear_refs: $!";
	print $reset "5\n";
	CORE::close($reset);
	my $before = $self->memory('VmHWM');
	my $answer = $self->ask($sql);
	return ($self->memory('VmHWM') - $before, $answer);
}

# Seconds of CPU that the process has used, by a clock of microseconds where the kernel has one.
sub cpu
{
	my ($self) = @_;

	return (split ' ', slurp_file("/proc/$self->{pid}/schedstat"))[0] / 1e9 if -r "/proc/$self->{pid}/schedstat";
	my @fields = split ' ', (slurp_file("/proc/$self->{pid}/stat") =~ s/^.*\) //sr);
	return ($fields[11] + $fields[12]) / POSIX::sysconf(&POSIX::_SC_CLK_TCK);
}

1;
