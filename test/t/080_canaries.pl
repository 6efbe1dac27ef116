# Nothing of a secret appears anywhere but where it rests: secrets and credentials that nobody else would write are set
# and sent in every way there is, on a server that logs all that it can, and then looked for in all that it wrote.
#
# Statements carry no secret as a literal, which the server itself would log: COPY brings them, as README.md says to.
# Bound parameters, which log_statement = all logs too, are tried under the settings under which it does not.
use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(hmac_sha256 hmac_sha256_hex sha256);
use File::Find;
use FindBin;
use IPC::Run;
use JSON::PP;
use lib $FindBin::RealBin;
use Canary;
use MIME::Base64;
use POSIX qw(strftime);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;
use Time::HiRes qw(time sleep);

my $libraries = `pg_config --pkglibdir`;
chomp $libraries;
foreach my $library ('auto_explain', 'pg_stat_statements')
{
	plan skip_all => "skipped: no $library beside this server" if !-e "$libraries/$library.so";
}

my $node = start_node('canaries', q{
	shared_preload_libraries = 'auto_explain, pg_stat_statements'
	log_statement = all
	log_min_duration_statement = 0
	log_error_verbosity = verbose
	log_min_messages = debug1
	auto_explain.log_analyze = on
	auto_explain.log_verbose = on
	auto_explain.log_settings = on
	auto_explain.log_nested_statements = on
	pg_stat_statements.track = all
	track_activity_query_size = 64kB
	autovacuum = off
	checkpoint_timeout = 1h
	wal_keep_size = 10GB
	max_wal_size = 10GB
});
my $folder = PostgreSQL::Test::Utils::tempdir();
my $patience = $PostgreSQL::Test::Utils::timeout_default;
my $json = JSON::PP->new->canonical->allow_nonref;

# ---- the secrets ----

my $password = canary('the password of Bbot');
my $token = canary('the token of FlyBuy');
my $edge_value = canary('the value of a header of the edge');
my $signing_key = substr(sha256(canary('the signing key of FlyBuy')), 0, 24);
my $mipos_key = canary('the key of mipOS');
my $revo_key = canary('the key of Revo');

my @sources = (
	[ 'bbot', 'bbot', "chain:$password" ],
	[ 'small', 'bbot', "chain:$password" ],
	[ 'closed', 'bbot', "chain:$password" ],
	[ 'flybuy', 'flybuy', $token ],
	[ 'flybuy signed', 'flybuy', $token ],
	[ 'flybuy signed', 'flybuy', 'hmac:' . encode_base64($signing_key, ''), 'signing' ],
	[ 'fulflld', 'fulflld', "X-Edge-Key: $edge_value" ],
	[ 'mipos', 'mipos', $mipos_key ],
	[ 'revo', 'revo', $revo_key ]);

# A slip of the pen: letters of another case, and some more in the middle.
sub misspelled
{
	my ($text) = @_;

	return lc(substr($text, 0, 3)) . substr($text, 3, 17) . canary("a slip in $text", 4) . substr($text, 20);
}

# What may rest nowhere, what rests as it is in orderhook.source_secret alone, and what is computed and never told.
my %credentials = (password => $password, token => $token, 'value of the edge' => $edge_value);
my %keys = ('signing key' => $signing_key, 'key of mipOS' => $mipos_key, 'key of Revo' => $revo_key);
my %computed;
$credentials{"misspelled $_"} = misspelled($credentials{$_}) foreach sort keys %credentials;

# A secret that is refused when it is set.
sub refused
{
	my ($what, $length) = @_;

	return $credentials{"refused: $what"} = canary($what, $length);
}

# ---- clients: all that they say is kept ----

my $clients = 0;

sub new_file
{
	my ($place) = @_;

	return sprintf '%s/%s.%03d', $folder, $place, ++$clients;
}

# Runs a script, whatever becomes of its statements; what it printed.
sub run_script
{
	my ($place, $script, @options) = @_;
	my $file = new_file($place);

	IPC::Run::run([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), @options ],
		'<', \$script, '>', $file, '2>', "$file.err", IPC::Run::timeout($patience));
	return slurp_file($file);
}

sub in_copy
{
	my ($text) = @_;

	return '\N' if !defined $text;
	$text =~ s/\\/\\\\/g;
	$text =~ s/\n/\\n/g;
	return $text;
}

sub copy_rows
{
	my ($target, @rows) = @_;

	return join("\n", "COPY $target FROM STDIN;", (map { join("\t", map { in_copy($_) } @$_) } @rows), "\\.\n");
}

# ---- what is delivered: source, headers, body, verdict ----

my @deliveries;
my %bodies = map { $_->[0] => slurp_file("$FindBin::RealBin/../payloads/$_->[0]/$_->[1].json") } (
	[ 'bbot', 'minimal' ], [ 'flybuy', 'sample' ], [ 'fulflld', 'assigned' ], [ 'mipos', 'order_minimal' ],
	[ 'revo', 'order_open' ]);
$bodies{$_} = $bodies{bbot} foreach 'small', 'closed';
$bodies{'flybuy signed'} = $bodies{flybuy};

# The same order in bytes of its own each time: no two deliveries have one signature.
sub next_body
{
	my ($source) = @_;

	return $bodies{$source} .= ' ';
}

sub deliver
{
	my ($source, $headers, $verdict, $body) = @_;

	push @deliveries, [ $source, $json->encode($headers), $body // next_body($source), $verdict ];
}

sub basic
{
	return 'Basic ' . encode_base64($_[0], '');
}

sub token
{
	my ($token, $signature) = @_;

	return qq{Token token="$token"} . (defined $signature ? qq{, signature="$signature"} : '');
}

# In every place of the headers where a sender or a gateway may put it.
sub deliver_in_odd_places
{
	my ($source, $header, $value, $bare) = @_;

	deliver($source, { uc $header => $value, Accept => '*/*' }, 'ok');
	deliver($source, [ [ 'Accept', '*/*' ], [ lc $header, $value ] ], 'ok');
	deliver($source, { $header => [$value] }, 'ok');
	deliver($source, { $header => [ $value, $value ] }, 'ambiguous_header');
	deliver($source, [ [ $header, $value ], [ lc $header, $value ] ], 'ambiguous_header');
	deliver($source, { $header => { value => $value } }, 'malformed_header');
	deliver($source, [ [ $header, [$value] ] ], 'malformed_header');
	deliver($source, [ $header, $value ], 'malformed_header');
	deliver($source, [ [ $header, $value, 'x' ] ], 'malformed_header');
	deliver($source, [ [ $header, $value ], "$header: $value" ], 'malformed_header');
	deliver($source, "$header: $value", 'malformed_header');
	deliver($source, { headers => { $header => $value } }, 'missing_header');
	deliver($source, { "$header: $value" => '' }, 'missing_header');
	deliver($source, [ [ "$value $header", '' ] ], 'missing_header');
	deliver($source, { 'X-Padding' => 'x' x 200_000, "X-$header" => $value }, 'missing_header');
	foreach my $name ("X-Forwarded-$header", "X-Original-$header", 'HTTP_' . uc($header =~ tr/-/_/r), "$header ",
		'Proxy-Authorization', 'Cookie', 'X-Api-Key', 'X-Auth-Token', 'Authentication', 'WWW-Authenticate', 'Token')
	{
		deliver($source, { $name => $_ }, 'missing_header') foreach $value, $bare;
	}
	deliver($source, { Referer => "https://chain:$bare\@hooks.example/$source", 'X-Original-URI' => "/?token=$bare" },
		'missing_header');
}

deliver_in_odd_places('bbot', 'Authorization', basic("chain:$password"), $password);
deliver_in_odd_places('flybuy', 'Authorization', token($token), $token);
deliver_in_odd_places('fulflld', 'X-Edge-Key', $edge_value, $edge_value);

# Written in a way that is none, or not quite it.
my $misspelled = $credentials{'misspelled password'};
my $basic = basic("chain:$password");
deliver('bbot', { Authorization => $_->[0] }, $_->[1])
  foreach [ lc('BASIC') . substr($basic, 5), 'ok' ], [ basic("chain:$misspelled"), 'bad_credential' ],
  [ basic("$password:chain"), 'bad_credential' ], [ basic("chain$password"), 'malformed_header' ],
  [ basic("chain:$password\n"), 'malformed_header' ], [ "Basic chain:$password", 'malformed_header' ],
  [ "Basic\t" . substr($basic, 6), 'malformed_header' ], [ substr($basic, 6), 'malformed_header' ],
  [ qq{"$basic"}, 'malformed_header' ], [ "$basic, $basic", 'malformed_header' ], [ "Bearer $password", 'malformed_header' ],
  [ $password, 'malformed_header' ], [ basic(('x' x 5000) . ":$misspelled"), 'malformed_header' ],
  [ $basic =~ s/=*$/x/r, 'malformed_header' ];
$misspelled = $credentials{'misspelled token'};
deliver('flybuy', { Authorization => $_->[0] }, $_->[1])
  foreach [ "TOKEN token=$token", 'ok' ], [ token($misspelled), 'bad_credential' ], [ "Token $token", 'malformed_header' ],
  [ "Bearer $token", 'malformed_header' ], [ $token, 'malformed_header' ], [ token($token) . 'x', 'malformed_header' ],
  [ "Token token='$token'", 'bad_credential' ], [ qq{Token key="$token"}, 'bad_credential' ],
  [ qq{Token signature="$token"}, 'bad_credential' ], [ qq{Token token="$token" token="$token"}, 'malformed_header' ];
deliver('fulflld', { 'X-Edge-Key' => $credentials{'misspelled value of the edge'} }, 'bad_credential');

# Signed, and wrongly signed: the signature that would have been right is never told.
my $date = strftime('%a, %d %b %Y %H:%M:%S GMT', gmtime);

sub deliver_signed
{
	my ($source, $key, $header) = @_;
	my $wrong = hmac_sha256_hex('another body', $key);
	my $body = next_body($source);

	deliver($source, { $header => hmac_sha256_hex($body, $key) }, 'ok', $body);
	foreach my $case ([ { $header => $wrong }, 'bad_signature' ], [ { $header => substr($wrong, 1) }, 'malformed_header' ],
		[ {}, 'missing_header' ], [ { $header => [ $wrong, $wrong ] }, 'ambiguous_header' ],
		[ { $header => $wrong, Authorization => "Bearer $key" }, 'bad_signature' ],
		[ { $header => $wrong, Cookie => "key=$key", 'X-Api-Key' => $key }, 'bad_signature' ])
	{
		$body = next_body($source);
		$computed{"signature of body $#deliveries"} = hmac_sha256($body, $key);
		deliver($source, @$case, $body);
	}
}

sub deliver_dated
{
	my ($token, $key, $verdict, @headers) = @_;
	my $body = next_body('flybuy signed');
	my $right = hmac_sha256("$date\n$body", $signing_key);

	$computed{"dated signature of body $#deliveries"} = $right if $key ne $signing_key;
	deliver('flybuy signed',
		{ Date => $date, Authorization => token($token, encode_base64(hmac_sha256("$date\n$body", $key), '')), @headers },
		$verdict, $body);
}

deliver_signed('mipos', $mipos_key, 'Signature-Webhook');
deliver_signed('revo', $revo_key, 'X-Revo-Hmac-SHA256');
deliver_dated($token, $signing_key, 'ok');
deliver_dated($misspelled, $signing_key, 'bad_credential');
deliver_dated($token, 'another key', 'bad_signature');
deliver_dated(encode_base64($signing_key, ''), 'another key', 'bad_signature');
deliver_dated($token, 'another key', 'malformed_header', Date => 'today');
deliver_dated($token, 'another key', 'malformed_header', Authorization => 'Token hmac:' . encode_base64($signing_key, ''));

# Authentic, and good for nothing.
deliver('bbot', { Authorization => $basic }, 'ok', $_) foreach '', '{', "\xff\0", '[]', '{"event": "none"}';
deliver($_, { Authorization => $basic }, 'ok') foreach 'small', 'closed';
deliver('closed', { Authorization => basic("chain:$credentials{'misspelled password'}") }, 'bad_credential');

# ---- what is refused: SQLSTATE, statement ----

my @refused_secrets = (
	[ 'mipos', refused('short key', 15) ],
	[ 'revo', refused('another short key', 15) ],
	[ 'flybuy', 'hmac:' . encode_base64(refused('short signing key', 15), '') ],
	[ 'flybuy', 'hmac:' . refused('signing key that is no base64') . '!' ],
	[ 'flybuy', 'to"ken' . refused('token with a quotation mark') ],
	[ 'bbot', refused('Basic without a colon') ],
	[ 'bbot', ':' . refused('Basic without a user') ],
	[ 'bbot', "chain:\n" . refused('Basic with a line feed') ],
	[ 'bbot', 'chain:' . refused('Basic that is too long') x 50 ],
	[ 'fulflld', refused('header without a colon') ],
	[ 'fulflld', 'X Edge: ' . refused('header of a bad name') ],
	[ 'fulflld', "X-Edge: \x01" . refused('header with a control character') ],
	[ 'mipos', '' ],
	[ 'mipos', undef ]);
my $one = 'FROM new_secret WHERE n = 1';
my $first = refused('good for other things', 30);
my @refused = (
	[ '22023', "SELECT orderhook.set_secret('mipos', secret, NULL) $one" ],
	[ '22023', "SELECT orderhook.set_secret('mipos', secret, '') $one" ],
	[ '22023', "SELECT orderhook.set_secret('mipos', secret, 'k', NULL) $one" ],
	[ '22023', "SELECT orderhook.set_secret('mipos', secret, 'k', valid_to => now()) $one" ],
	[ '23503', "SELECT orderhook.set_secret('nowhere', secret) $one" ],
	[ '42883', "SELECT orderhook.set_secret(1, secret) $one" ],
	[ '22023', "SELECT orderhook_seal('bbot', secret) $one" ],
	[ '22P02', "SELECT orderhook_seal('nobody', secret) $one" ],
	[ '22023', "SELECT orderhook_sign('', secret, 'fulflld') $one" ],
	[ '22023', "SELECT orderhook_sign('', secret, 'mipos', 'infinity') $one" ],
	[ '23503', "SELECT orderhook.receive('nowhere', jsonb_build_object('Authorization', secret), '') $one" ],
	[ '23503', "SELECT orderhook.receive(NULL, jsonb_build_object('Authorization', secret), '') $one" ],
	[ '22004', "SELECT orderhook.receive_batch('{bbot}', ARRAY[jsonb_build_object('Authorization', secret)], NULL) $one" ],
	[ '2202E', "SELECT orderhook.receive_batch('{bbot}', ARRAY[jsonb_build_object('Authorization', secret)], '{}') $one" ],
	[ '39P01', "INSERT INTO other_inbox SELECT 'bbot', jsonb_build_object('Authorization', secret), '' $one" ],
	[ '42704', "SELECT orderhook.revoke_secret('bbot', 'unknown')" ],
	[ '23503', "SELECT orderhook.revoke_secret('nowhere', 'default')" ],
	[ 'P0002', 'SELECT orderhook.replay(0)' ],
	[ '55000', "SELECT orderhook.replay(min(webhook_id)) FROM orderhook.receipt WHERE verdict = 'bad_credential'" ],
	[ '55000', "SELECT orderhook.replay(min(webhook_id)) FROM orderhook.receipt WHERE outcome = 'too_large'" ],
	[ '22023', "SELECT orderhook.order_as_of(min(order_id), now(), 'sundial') FROM orderhook.orders" ],
	[ '22023', 'SELECT orderhook.renormalize(NULL)' ],
	[ '42P06', 'SELECT orderhook_install()' ],
	[ '22023', "INSERT INTO orderhook.source (name, provider) VALUES ('x', 'nobody')" ],
	[ '22023', "UPDATE orderhook.source SET currency = 'dollar'" ],
	[ '22023', "UPDATE orderhook.source SET timezone = 'Nowhere'" ],
	[ '23514', "UPDATE orderhook.source SET max_body_bytes = 0" ],
	[ '23505', "INSERT INTO orderhook.source (name, provider) VALUES ('bbot', 'bbot')" ]);
my @denied = (
	"SELECT orderhook.set_secret('bbot', secret) $one",
	"SELECT orderhook.receive('bbot', jsonb_build_object('Authorization', secret), '') $one",
	"SELECT orderhook.receive_batch('{bbot}', ARRAY[jsonb_build_object('Authorization', secret)], '{\"\"}') $one",
	"INSERT INTO orderhook.inbox (source, headers, body) SELECT 'bbot', jsonb_build_object('Authorization', secret), '' $one",
	'SELECT * FROM orderhook.source_secret');

# The errors of these statements, one a line, with the secrets in a temporary table beside them.
sub errors_of
{
	my ($user, $statements, @secrets) = @_;
	my $n = 0;

	return run_script('clients',
		"\\set VERBOSITY verbose\nCREATE TEMPORARY TABLE new_secret (source text, secret text, n int);\n"
		  . copy_rows('new_secret', map { [ @$_, ++$n ] } @secrets)
		  . join("\n", map { "$_ \\g /dev/null\n\\echo :LAST_ERROR_SQLSTATE" } @$statements) . "\n",
		'-U', $user);
}

# ---- the server, and who comes to it ----

my $owner = $node->safe_psql('postgres', 'SELECT current_user');
$node->safe_psql('postgres', q{
	CREATE EXTENSION orderhook;
	CREATE EXTENSION pg_stat_statements;
	SELECT orderhook_install();
	CREATE ROLE ingress LOGIN;
	CREATE ROLE nobody LOGIN;
	CREATE ROLE inquisitive LOGIN;
	GRANT USAGE ON SCHEMA orderhook TO inquisitive;
	GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA orderhook TO inquisitive;
	CREATE ROLE monitor LOGIN IN ROLE pg_monitor;
	SELECT orderhook.grant_ingress('ingress');
	CREATE VIEW other_inbox AS SELECT ''::text AS source, '{}'::jsonb AS headers, ''::bytea AS body;
	CREATE TRIGGER door INSTEAD OF INSERT ON other_inbox FOR EACH ROW EXECUTE FUNCTION orderhook_door();
	ALTER SYSTEM SET auto_explain.log_min_duration = 0;
	ALTER SYSTEM SET debug_print_plan = on;
	SELECT pg_reload_conf();
});
my %seen;
$node->safe_psql('postgres',
	join('', map { $seen{ $_->[0] }++ ? '' : "INSERT INTO orderhook.source (name, provider) VALUES ('$_->[0]', '$_->[1]');" }
		  @sources) . q{
	UPDATE orderhook.source SET max_body_bytes = 10 WHERE name = 'small';
	UPDATE orderhook.source SET enabled = false WHERE name = 'closed';});

# Somebody who looks at what goes on as often as he can, until he is sent away.
sub start_sampler
{
	my ($user) = @_;
	my $file = new_file('pg_stat_activity');

	append_to_file("$file.sql", join('', map { "LISTEN $_;\n" } qw(orderhook inbox receipt source planted))
		  . "SELECT * FROM pg_stat_activity WHERE pid <> pg_backend_pid();\nSELECT pg_sleep(0.05);\n" x 5000);
	return IPC::Run::start(
		[ 'psql', '-XAtq', '-U', $user, '-d', $node->connstr('postgres') . " application_name='sampler'", '-f', "$file.sql" ],
		'>', $file, '2>', "$file.err", IPC::Run::timeout($patience));
}

my @samplers = map { start_sampler($_) } 'monitor', $owner;

# ---- bound parameters ----

# The server logs their values unless it is told not to, and writes them into plans that are made for one execution:
# README.md says what keeps it from that.
my $generic = '-c plan_cache_mode=force_generic_plan';

sub quieten
{
	my ($how) = @_;
	my @names = ('log_parameter_max_length');

	push @names, 'auto_explain.log_parameter_max_length'
	  if $node->safe_psql('postgres', 'SHOW server_version_num') >= 160000;
	$node->safe_psql('postgres', "ALTER SYSTEM $how $_" . ($how eq 'SET' ? ' = 0' : '')) foreach @names;
	$node->reload;
	$node->poll_query_until('postgres', 'SHOW log_parameter_max_length', $how eq 'SET' ? '0' : '-1');
}

# Statements over :source, :headers and :body, each with values of its own, and with time to be looked at.
sub run_bound
{
	my ($user, $options, @statements) = @_;
	my $file = new_file('clients');
	my ($script, @values) = ('');

	foreach my $n (0 .. $#statements)
	{
		my ($sql, $row) = @{ $statements[$n] };
		$script .= $sql =~ s/:(source|headers|body)\b/:${1}_$n/gr . ";\n\\sleep 30 ms\n";
		push @values, '-D', "source_$n=$row->[0]", '-D', "headers_$n=$row->[1]", '-D', "body_$n=$row->[2]";
	}
	append_to_file("$file.sql", $script);
	local $ENV{PGOPTIONS} = $options;
	IPC::Run::run([ 'pgbench', '-n', '-t', '1', '-M', 'extended', @values, '-f', "$file.sql", '-U', $user,
			'-h', $node->host, '-p', $node->port, 'postgres' ],
		'>', "$file.out", '2>', "$file.err", IPC::Run::timeout($patience));
	unlink "$file.sql";
	return slurp_file("$file.out");
}

# ---- setting secrets ----

# The way that README.md recommends.
run_script('clients', "BEGIN;\nCREATE TEMPORARY TABLE new_secret (source text, secret text, key_id text) ON COMMIT DROP;\n"
	  . copy_rows('new_secret', map { [ @$_[ 0, 2 ], $_->[3] // 'default' ] } @sources)
	  . "SELECT orderhook.set_secret(source, secret, key_id) FROM new_secret;\n"
	  . "EXPLAIN (ANALYZE, VERBOSE) SELECT orderhook.set_secret(source, secret, key_id) FROM new_secret;\nCOMMIT;\n");
is($node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.source_secret'), scalar @sources, 'secrets are set');
quieten('SET');
like( run_bound($owner, $generic, map { [ "SELECT orderhook.set_secret(:source, :headers, 'again')", [ @$_[ 0, 2 ], 'none' ] ] } @sources[ 0, 3, 6 ]),
	qr{processed: 1/1}, 'secrets with bound parameters');
quieten('RESET');
is( errors_of($owner, [ map { "SELECT orderhook.set_secret(source, secret) FROM new_secret WHERE n = $_" } 1 .. @refused_secrets ],
		@refused_secrets),
	"22023\n" x @refused_secrets, 'secrets that fit no provider are refused');

# ---- deliveries ----

# A change of a row of orderhook.source_secret brings its page into the WAL once after each checkpoint, and with it the
# keys; from then on what deliveries write of it, when a key was last of use, holds nothing of them.
my @good = grep { $_->[3] eq 'ok' } @deliveries;
run_script('clients', copy_rows('orderhook.inbox (source, headers, body)', map { [ @$_[ 0, 1 ], '\\x' . unpack('H*', $_->[2]) ] } @good));
my $wal_of_deliveries = $node->safe_psql('postgres', q{
	UPDATE orderhook.source_secret SET last_used_at = last_used_at - interval '2 minutes';
	SELECT pg_walfile_name(pg_switch_wal()); SELECT pg_walfile_name(pg_current_wal_insert_lsn() + 1)});
($wal_of_deliveries) = $wal_of_deliveries =~ /(\w+)$/;

my @rows = map { [ @$_[ 0, 1 ], '\\x' . unpack('H*', $_->[2]) ] } @deliveries;
my $n = 0;
my $delivered = "CREATE TEMPORARY TABLE d (source text, headers jsonb, body bytea, n int);\n"
  . copy_rows('d', map { [ @$_, ++$n ] } @rows);
my $batch = 'array_agg(source ORDER BY n), array_agg(headers ORDER BY n), array_agg(body ORDER BY n)';
my @ways = (
	'INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM d ORDER BY n RETURNING verdict',
	'SELECT r.verdict FROM (SELECT * FROM d ORDER BY n) d, orderhook.receive(d.source, d.headers, d.body) r',
	"SELECT r.verdict FROM (SELECT $batch FROM d) a (s, h, b), orderhook.receive_batch(s, h, b) r ORDER BY delivery_no");
my $verdicts = join('', map { "$_->[3]\n" } @deliveries);
foreach my $way (@ways)
{
	is(run_script('clients', "$delivered$way;\n", '-U', 'ingress'), $verdicts, substr($way, 0, 40));
	run_script('plans', "${delivered}DELETE FROM d WHERE n % 10 > 0;\nEXPLAIN (ANALYZE, VERBOSE) $way;\n", '-U', 'ingress');
}
run_script('clients', copy_rows('orderhook.inbox (source, headers, body)', @rows), '-U', 'ingress');
is( $node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.receipt'),
	4 * @rows + 3 * int(@rows / 10) + @good, scalar(@rows) . ' deliveries, and every one landed, by COPY too');

# A line of COPY that fails at the door, and deliveries whose receipts cannot be stored.
run_script('clients', copy_rows('orderhook.inbox (source, headers, body)', [ $_, @{ $rows[0] }[ 1, 2 ] ]), '-U', 'ingress')
  foreach 'nowhere', undef;
$node->safe_psql('postgres', 'ALTER TABLE orderhook.receipt ADD CONSTRAINT shut CHECK (false) NOT VALID');
run_script('clients', copy_rows('orderhook.inbox (source, headers, body)', $rows[0]) . "$delivered$ways[1];\n$ways[2];\n");
$node->safe_psql('postgres', 'ALTER TABLE orderhook.receipt DROP CONSTRAINT shut');

# ---- what is refused ----

is( errors_of($owner, [ map { $_->[1] } @refused ], [ 'bbot', $first ]),
	join('', map { "$_->[0]\n" } @refused), 'statements fail as they should');
is(errors_of($_, \@denied, [ 'bbot', $first ]), "42501\n" x @denied, "the role $_ is denied all of it") foreach 'nobody', 'inquisitive';

# ---- deliveries once more ----

run_script('clients', q{
	SELECT orderhook.revoke_secret('bbot', 'again');
	SELECT DISTINCT ON (source_id, verdict, outcome) format('SELECT * FROM orderhook.replay(%s)', webhook_id)
	  FROM orderhook.receipt \gexec
	SELECT * FROM orderhook.reverify('true', false);
	CALL orderhook.reverify_all();
	SELECT * FROM orderhook.renormalize('true', false);
	CALL orderhook.renormalize_all();
	SELECT format('SELECT * FROM orderhook.order_as_of(%s, now(), %L)', order_id, c)
	  FROM orderhook.orders, unnest('{receipt,provider}'::text[]) c \gexec
});

# ---- rehearsals, under keys that nobody is told ----

like(run_script('clients', "SELECT * FROM orderhook.simulate('$_', 3, tamper => 0.5);"), qr/^applied\|ok\|/, "a rehearsal of $_")
  foreach 'bbot', 'flybuy', 'flybuy signed', 'fulflld', 'mipos', 'revo';

# ---- deliveries with bound parameters ----

quieten('SET');
my $insert = 'INSERT INTO orderhook.inbox (source, headers, body) VALUES (:source, :headers, :body)';
my @bound_ways = ($insert, 'SELECT * FROM orderhook.receive(:source, :headers, :body)',
	'SELECT * FROM orderhook.receive_batch(ARRAY[:source], ARRAY[:headers::jsonb], ARRAY[:body::bytea])');
my @bound = map { [ $bound_ways[ ++$n % 3 ], $_ ] } grep { length($_->[1]) < 20_000 } @rows;
while (my @some = splice(@bound, 0, 60))
{
	like(run_bound('ingress', $generic, @some), qr{processed: 1/1}, 'deliveries with bound parameters');
}
# ---- what the server wrote ----

$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sampler'");
$_->finish foreach @samplers;

# Everything within the reach of SQL, and the dumps.
sub collect
{
	run_script('pg_stat_statements', 'SELECT * FROM pg_stat_statements');
	run_script('plans', q{SELECT format('EXPLAIN (ANALYZE, VERBOSE, SETTINGS) SELECT * FROM %s', oid::regclass)
		FROM pg_class WHERE relkind = 'v' AND relnamespace = 'orderhook'::regnamespace \gexec});
	run_script('views', q{SELECT format('SELECT t::text FROM %s t', oid::regclass)
		FROM pg_class WHERE relkind = 'v' AND relnamespace = 'orderhook'::regnamespace \gexec});
	local $ENV{PGOPTIONS} = '-c debug_print_plan=off -c auto_explain.log_min_duration=-1';
	run_script('catalogs', q{ANALYZE; SELECT format('SELECT t::text FROM %s t', oid::regclass)
		FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'pg_catalog'::regnamespace
		AND relname <> 'pg_timezone_names' \gexec});
	$node->run_log([ 'pg_dump', '-f', new_file('dump'), '--schema-only', $node->connstr('postgres') ]);
	$node->run_log([ 'pg_dump', '-f', new_file('dump'), '-T', 'orderhook.source_secret', $node->connstr('postgres') ]);
	$node->run_log([ 'pg_dumpall', '-f', new_file('dump'), '--globals-only', '-d', $node->connstr('postgres') ]);
	$node->safe_psql('postgres', 'CHECKPOINT');
}

# The files of the table of secrets, with its index and what it stores aside.
sub files_of_secrets
{
	return map { my $file = $_; map { ("$file$_" => 1) } '', '_fsm', '_vm' } split /\n/, $node->safe_psql('postgres', q{
		SELECT pg_relation_filepath(x) FROM pg_class c, LATERAL (
		       SELECT c.oid UNION ALL SELECT c.reltoastrelid UNION ALL
		       SELECT indexrelid FROM pg_index WHERE indrelid IN (c.oid, c.reltoastrelid)) f (x)
		 WHERE c.oid = 'orderhook.source_secret'::regclass});
}

sub files_below
{
	my ($start) = @_;
	my @files;

	find({ wanted => sub { push @files, $_ if -f }, no_chdir => 1 }, $start);
	return @files;
}

# Place => files.
sub places
{
	my $data = $node->data_dir;
	my %hidden = files_of_secrets();
	my %places = ('server log' => [ $node->logfile ]);

	push @{ $places{ (m{([^/]+)\.\d+(\.\w+)?$})[0] } }, $_ foreach files_below($folder);
	$places{'data files'} = [ grep { !m{/pg_wal/} && !$hidden{ substr($_, length($data) + 1) } } files_below($data) ];
	$places{'WAL'} = [ grep { m{/pg_wal/[0-9A-F]{24}$} } files_below($data) ];
	$places{'WAL of deliveries'} = [ grep { (m{([^/]+)$})[0] ge $wal_of_deliveries } @{ $places{'WAL'} } ];
	return %places;
}

# What of the pattern is in these files, and how many bytes were read.
sub search
{
	my ($pattern, $files) = @_;
	my ($total, %found) = (0);

	foreach my $file (@$files)
	{
		my ($found, $bytes) = find_in_file($pattern, $file);
		$total += $bytes;
		$found{$_} += $found->{$_} foreach keys %$found;
	}
	return (\%found, $total);
}

collect();
my %sealed = map { split /\|/ } split /\n/, $node->safe_psql('postgres', q{
	SELECT s.name || ' ' || k.key_id, encode(k.sealed, 'hex') FROM orderhook.source_secret k JOIN orderhook.source s USING (source_id)
	 WHERE k.kind = 'digest'});
my %digests = map { ("digest of $_" => pack('H*', $sealed{$_})) } keys %sealed;
my $nowhere = pattern_of(%credentials, %computed);
my $only_at_rest = pattern_of(%credentials, %computed, %keys, %digests);

my %places = places();
foreach my $place (sort keys %places)
{
	my ($found, $bytes) = search($place eq 'WAL' ? $nowhere : $only_at_rest, $places{$place});
	is(join("\n", map { "$found->{$_} times $_" } sort keys %$found), '', "$place: nothing of a secret in $bytes bytes");
}

my $lent = qr{simulation:[0-9a-f]{16}|X-Simulation: [0-9a-f]{16}|c2ltdWxhdGlvbj[\w+/]{16}|Token token="[0-9a-f]{64}};
is(join("\n", grep { slurp_file($_) =~ $lent } map { @$_ } values %places), '', 'nothing of the credentials of a rehearsal');

# At rest: keys, which the search finds, and of credentials the digests.
my $at_rest = new_file('at rest');
$node->run_log([ 'pg_dump', '-f', $at_rest, '-t', 'orderhook.source_secret', $node->connstr('postgres') ]);
is(join(', ', sort keys %{ (search($nowhere, [$at_rest]))[0] }), '', 'no credential rests as it is');
my ($resting) = search(pattern_of(%keys), [$at_rest]);
is(scalar(grep { my $key = $_; grep { /^\Q$key\E \(hex\)$/ } keys %$resting } keys %keys), scalar keys %keys, '... and keys do');
($resting) = search(pattern_of(%keys), [ map { $node->data_dir . "/$_" } keys %{ { files_of_secrets() } } ]);
is(scalar(grep { my $key = $_; grep { /^\Q$key\E \(raw\)$/ } keys %$resting } keys %keys), scalar keys %keys,
	'... and are found in the file of that table');

# ---- what the search can find: every form, and every place ----

my $planted = canary('what is planted');
my $pattern = pattern_of(planted => $planted);
my @unfound = grep { !keys %{ find_in($pattern, "before $_->[1] after") } } forms_of($planted);
is(scalar @unfound, 0, 'the search finds each form');
is(scalar keys %{ find_in($pattern, canary("something else")) }, 0, '... and nothing else');

# As a literal in statements, in an error, in a comment, in a header that nobody takes for a secret, and as a message.
my $sampler = start_sampler('monitor');
$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'sampler'});
run_script('clients', qq{
	SELECT pg_sleep(0.3), '$planted';
	SELECT orderhook.revoke_secret('$planted', 'default');
	COMMENT ON VIEW other_inbox IS '$planted';
	INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{"User-Agent": "$planted"}', '');
	NOTIFY planted, '$planted';
	SELECT pg_sleep(0.3);
});
run_script('plans', "EXPLAIN (VERBOSE) SELECT '$planted';");
$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sampler'");
$sampler->finish;
collect();
my %planted = places();
foreach my $place (sort keys %places)
{
	my ($found) = search($pattern, $planted{$place});
	isnt(join(', ', sort keys %$found), '', "$place: what was planted there is found");
}
my $sampled = join('', map { slurp_file($_) } grep { !/\.err$/ } @{ $planted{pg_stat_activity} });
ok($sampled =~ /notification "planted" with payload "$planted"/, 'a message is found');
ok($sampled =~ /INSERT INTO orderhook.inbox .* VALUES \(\$1, \$2, \$3\)/, 'deliveries were looked at while they ran');

# Why bound parameters need those settings.
sub is_bound_in_log
{
	my ($value, $options) = @_;
	my $start = -s $node->logfile;

	like(run_bound('ingress', $options, [ $insert, [ 'bbot', $json->encode({ Authorization => $value }), '\x' ] ]), qr{processed: 1/1}, 'a delivery');
	my $found = find_in(pattern_of(bound => $value), slurp_file($node->logfile, $start));
	return %$found ? 1 : 0;
}

is(is_bound_in_log(canary('bound'), $generic), 0, 'bound parameters are not in the log under these settings');
is(is_bound_in_log(canary('bound'), '-c plan_cache_mode=auto'), 1, '... and in it without a generic plan');
quieten('RESET');
is(is_bound_in_log(canary('bound'), $generic), 1, '... and in it where parameters are logged');

$node->stop;
done_testing();
