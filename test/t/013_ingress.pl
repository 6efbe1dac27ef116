# The reference ingress, over real HTTP: what it answers, what it hands over, what it keeps while the database is away,
# and how it stops.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use Deliveries;
use Digest::SHA qw(hmac_sha256_hex);
use Ingress;
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Store;
use Test::More;
use Time::HiRes qw(sleep time);

my $lacking = lacking_node();
plan skip_all => $lacking if $lacking;

my $node = start_node('ingress', 'max_connections = 40');
make_ingress_store($node, 'postgres');

sub ask_store
{
	my ($sql) = @_;

	return $node->safe_psql('postgres', $sql);
}

# As [name, value] pairs, signed by the extension itself.
sub signed
{
	my ($provider, $body, $sent_at) = @_;
	my ($secret, $kind) = $provider eq 'signed' ? ($Ingress::signing_key, 'flybuy') : ($Store::secrets{$provider}, $provider);
	my $hex = unpack 'H*', $body;
	my $at = $sent_at // 'clock_timestamp()';
	my $rows = ask_store("SELECT key || ': ' || value FROM jsonb_each_text(orderhook_sign('\\x$hex', '$secret', '$kind', $at))");

	return [ map { [ split /: /, $_, 2 ] } split /\n/, $rows ];
}

sub revo_pair
{
	my ($body) = @_;

	return [ 'X-Revo-Hmac-SHA256', hmac_sha256_hex($body, $Store::secrets{revo}) ];
}

my $ingress = { host => $node->host, pgport => $node->port };
start_ingress($ingress, MAX_BODY_BYTES => 300_000, DB_TIMEOUT_MS => 1000);

# ---- answers ----

foreach my $provider (providers(), 'signed')
{
	my $body = body_of($provider eq 'signed' ? 'flybuy' : $provider, "answers $provider", 0);

	is(post($ingress, $provider, signed($provider, $body), $body), 200, "$provider: what is signed is applied");
	is(post($ingress, $provider, signed($provider, $body), $body), 200, '... and again, a duplicate');
	is(post($ingress, $provider, [], $body), 401, '... and nobody\'s, rejected');
}
is(ask_store('SELECT outcome, count(*) FROM orderhook.receipt GROUP BY 1 ORDER BY 1'), "applied|6\nduplicate|6\nrejected|6",
	'as the receipts say');
ask_store(q{UPDATE orderhook.source SET max_body_bytes = 200000 WHERE name = 'revo'});
my $head = "Host: here\r\nConnection: close\r\n";
my $large = 'x' x 250_000;
is(post($ingress, 'revo', [ revo_pair($large) ], $large), 413, 'over the limit of the source');
is(ask_store(q{SELECT outcome, body_bytes, sha256(repeat('x', 250000)::bytea) = body_digest FROM orderhook.receipt
	ORDER BY webhook_id DESC LIMIT 1}), 'too_large|250000|t', '... with a receipt');
foreach my $case (
	[ 413, 'over the limit of the ingress, as it is announced', "POST /hooks/revo HTTP/1.1\r\n${head}Content-Length: 300001\r\n\r\n" ],
	[ 413, '... as it comes', "POST /hooks/revo HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n",
		sprintf("%x\r\n", 400_000), 'x' x 400_000 ],
	[ 404, 'an unknown source', "POST /hooks/nowhere HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n" ],
	[ 404, 'an unknown path', "POST /hook/revo HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n" ],
	[ 404, 'a path below that of a source', "POST /hooks/revo/more HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n" ],
	[ 404, 'no source', "POST /hooks/ HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n" ],
	[ 404, 'another path', "GET / HTTP/1.1\r\n$head\r\n" ],
	[ 405, 'GET', "GET /hooks/revo HTTP/1.1\r\n$head\r\n" ],
	[ 405, 'PUT', "PUT /hooks/revo HTTP/1.1\r\n${head}Content-Length: 2\r\n\r\n{}" ],
	[ 400, 'a source that is no UTF-8', "POST /hooks/%ff HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n" ],
	[ 400, 'two lengths', "POST /hooks/revo HTTP/1.1\r\n${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" ])
{
	my ($status, $name, @pieces) = @$case;
	my ($answered, $answer) = ask($ingress, @pieces);

	is($answered, $status, "$status: $name");
	like($answer, qr/^Allow: POST\r$/m, '... and says what is allowed') if $status == 405;
}
ask_store(q{REVOKE INSERT ON orderhook.inbox FROM ingress});
ask_store(q{REVOKE INSERT (source, headers, body, received_at) ON orderhook.inbox FROM ingress});
is(post($ingress, 'revo', [], '{}'), 500, '500: the INSERT fails, and the database is there');
ask_store(q{SELECT orderhook.grant_ingress('ingress')});
is(scalar(() = spooled($ingress)), 0, 'nothing was spooled');

# ---- bytes and headers ----

my $before = ask_store('SELECT max(webhook_id) FROM orderhook.receipt');
my $bytes = join '', map { chr } 0 .. 255;
my $form = slurp_file("$FindBin::RealBin/../payloads/revo/order_closed_json.form");
my %bodies = (
	'every byte' => $bytes, 'empty' => '', 'NUL' => "\0", 'line ends' => "\r\n{}\r\n\r\n", 'an escape' => '\\x41', 'long' => $bytes x 700,
	'a form' => $form, 'a number that JSON tools rewrite' => '{"a": 1.10, "a": 1e2}');
foreach my $name (sort keys %bodies)
{
	is(post($ingress, 'revo', [ revo_pair($bodies{$name}) ], $bodies{$name}), 200, "$name: taken");
}
my $chunked = '{"event": "chunked"}';
my $proof = join ': ', @{ revo_pair($chunked) };
is( ask($ingress, "POST /hooks/revo?a=b HTTP/1.1\r\n${head}$proof\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\n{\"eve\r\n", "1\r\nn\r\n",
		sprintf("%x;x=y\r\n%s\r\n", length($chunked) - 6, substr($chunked, 6)), "0\r\nTrailer: t\r\n\r\n"), 200, 'in chunks');
is( ask($ingress, "POST /hooks/rev", "%6f HTTP/1.1\r\n${head}$proof\r\nContent-", "Length: 20\r\n\r\n{", '"event"', ': "chunked"}'), 200,
	'in pieces');
my $hex = join ', ', map { "sha256('\\x" . unpack('H*', $_) . "')" } values %bodies, $chunked, $chunked;
is( ask_store("SELECT count(*) FILTER (WHERE verdict = 'ok' AND sha256(body) = body_digest AND body_digest IN ($hex)),
		count(*) FILTER (WHERE outcome = 'applied'), count(*) FROM orderhook.receipt WHERE webhook_id > $before"),
	'10|1|10', 'every byte as it was sent, and the form is read');
is(post($ingress, 'revo', [ revo_pair('{}'), [ 'x-revo-hmac-sha256', '0' x 64 ] ], '{}'), 401, 'two signatures');
is( ask_store(q{SELECT verdict, headers -> 3 ->> 0, headers -> 4 ->> 0, headers -> 4 ->> 1 FROM orderhook.receipt
		ORDER BY webhook_id DESC LIMIT 1}),
	'ambiguous_header|X-Revo-Hmac-SHA256|x-revo-hmac-sha256|' . '0' x 64, '... are kept, both, as they were spelled');
$before = ask_store('SELECT count(*) FROM orderhook.receipt');
my $gone = connection($ingress);
print $gone "POST /hooks/revo HTTP/1.1\r\n${head}Content-Length: 20\r\n\r\n{";
close $gone;
is(post($ingress, 'nowhere', [], ''), 404, 'a sender that goes away in the middle');
is(ask_store('SELECT count(*) FROM orderhook.receipt'), $before, '... leaves nothing');

# ---- the spool ----

# Of one order of a provider that states no time: what comes later must come later.
sub send_versions
{
	my ($order, @versions) = @_;

	return join ' ', map { my $body = body_of('fulflld', $order, $_); post($ingress, 'fulflld', signed_fulflld(), $body) } @versions;
}

sub signed_fulflld
{
	return [ [ split /: /, $Store::secrets{fulflld}, 2 ] ];
}

sub states_of
{
	my ($order) = @_;

	return ask_store("SELECT string_agg(to_state, ' ' ORDER BY webhook_id) FROM orderhook.order_events e
		JOIN orderhook.orders o USING (order_id) WHERE o.external_id = '$order' AND axis = 'delivery'");
}

# A file that an ingress left so many seconds ago.
sub put_spooled
{
	my ($name, $source, $age, $headers, $body) = @_;
	my $came = POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time - $age));
	my $pairs = join ', ', map { '["' . $_->[0] . '", "' . ($_->[1] =~ s/"/\\"/gr) . '"]' } @$headers;

	append_to_file("$ingress->{spool}/$name", qq({"source": "$source", "came": "$came", "headers": [$pairs]}\n$body));
}

my $old_body = body_of('flybuy', 'an old one', 0);
my $old_proof = signed('signed', $old_body, q{now() - interval '1 hour'});
is(post($ingress, 'revo', [], '{}'), 401, 'a connection to the database is left idle');
$node->stop('fast');
is(send_versions('spooled', 0 .. 4), '202 202 202 202 202', 'the database is away: 202');
is(post($ingress, 'nowhere', [], '{"of": "nobody"}'), 202, '... for an unknown source, too');
is(post($ingress, 'revo', [ revo_pair($bytes) ], $bytes), 202, '... and for any bytes');
is(post($ingress, 'revo', [], $bytes), 202, '... whoever sent them');
is(scalar(() = spooled($ingress)), 8, 'a file each');
my ($first) = spooled($ingress);
is(sprintf('%o', (stat "$ingress->{spool}/$first")[2] & 07777), '600', '... for the ingress alone');
end_ingress($ingress, 'KILL');
append_to_file("$ingress->{spool}/.0000000000000001", 'not whole');
put_spooled('0000000000000001', 'signed', 3600, $old_proof, $old_body);
put_spooled('0000000000000002', 'mipos', 2 * 86400, [], '{"of": "the past"}');
append_to_file("$ingress->{spool}/0000000000000003", 'no delivery');
start_ingress($ingress, DB_TIMEOUT_MS => 1000);
is(scalar(() = spooled($ingress)), 11, 'killed, and started again: they are still there');
ok(!-e "$ingress->{spool}/.0000000000000001", '... but for a file that was not whole');
is(send_versions('spooled', 4), '202', 'and more are taken');
$node->start;
wait_for_spool($ingress);
is(states_of('spooled'), 'created assigned picked_up at_dropoff delivered', 'delivered in the order in which they came')
  or diag(ask_store(q{SELECT webhook_id, outcome, reason FROM orderhook.receipt ORDER BY 1 DESC LIMIT 12}));
is( ask_store(q{SELECT string_agg(verdict || ' ' || outcome, ', ' ORDER BY webhook_id)
		FROM (SELECT * FROM orderhook.receipt ORDER BY webhook_id DESC LIMIT 3) r}),
	'ok quarantined, missing_header rejected, ok duplicate', '... and judged by the door');
is( ask_store(q{SELECT verdict, outcome, now() - received_at BETWEEN interval '59 min' AND '65 min' FROM orderhook.receipt
		WHERE body_digest = sha256('} . $old_body . q{') }),
	'ok|applied|t', 'FlyBuy\'s Date is held against the time when it came');
is(join(' ', (refused($ingress))[ 0, 1 ]), '0000000000000002 0000000000000003', 'what will never be taken is put aside');
is(scalar(() = refused($ingress)), 3, '... an unknown source, too');
is(join(' ', sort(ingress_log($ingress) =~ /^spooled \d{16}: (2\w+)$/mg)), '22023 23503', '... and the log says why');

# Put aside for a reason that is mended, they go back by hand.
ask_store(q{INSERT INTO orderhook.source (name, provider) VALUES ('nowhere', 'revo');
	UPDATE orderhook.source SET retry_horizon = '1 week' WHERE name = 'mipos'});
foreach my $name (grep { $_ ne '0000000000000003' } refused($ingress))
{
	rename("$ingress->{spool}/refused/$name", "$ingress->{spool}/$name");
}
end_ingress($ingress);
start_ingress($ingress, DB_TIMEOUT_MS => 1000);
wait_for_spool($ingress);
is( ask_store(q{SELECT string_agg(s.name || ' ' || verdict, ', ' ORDER BY webhook_id)
		FROM orderhook.receipt JOIN orderhook.source s USING (source_id) WHERE body IN ('{"of": "nobody"}', '{"of": "the past"}')}),
	'mipos missing_header, nowhere no_secret', 'mended, and put back by hand');

# ---- nothing is overtaken, nothing blocks for ever ----

is(send_versions('overtaken', 0), '200', 'the first of an order');
my $lock = Session->new($node, 'postgres');
$lock->ask(q{BEGIN; SELECT FROM orderhook.order_header WHERE external_id = 'overtaken' FOR UPDATE;});
is(send_versions('overtaken', 1), '202', 'an order that is locked: the INSERT takes too long');
is(send_versions('overtaken', 2), '202', '... and what comes of it later waits behind it');
is(send_versions('another', 0), '202', '... and so does any other');
$lock->ask('COMMIT;');
$lock->close;
wait_for_spool($ingress);
is(states_of('overtaken'), 'created assigned picked_up', 'in their order');
is(post($ingress, 'revo', [], '{}'), 401, 'and then at once again');

# With a statement_timeout the server says so itself, and no statement stays behind.
end_ingress($ingress);
ask_store(q{ALTER ROLE ingress SET statement_timeout = '300ms'});
start_ingress($ingress, DB_TIMEOUT_MS => 5000);
$lock = Session->new($node, 'postgres');
$lock->ask(q{BEGIN; SELECT FROM orderhook.order_header WHERE external_id = 'overtaken' FOR UPDATE;});
is(send_versions('overtaken', 3), '500', 'an order that is locked, and a statement_timeout');
is(ask_store(q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'ingress' AND state = 'active'}), 0, '... and nobody waits');
end_ingress($ingress);
put_spooled('0000000000000001', 'fulflld', 0, signed_fulflld(), body_of('fulflld', 'overtaken', 3));
start_ingress($ingress, DB_TIMEOUT_MS => 5000);
wait_for_log($ingress, qr/^spooled 0000000000000001: 57014$/m);
is(join(' ', spooled($ingress)), '0000000000000001', 'what fails for that reason goes on waiting');
$lock->close;
wait_for_spool($ingress);
is(states_of('overtaken'), 'created assigned picked_up at_dropoff', '... until it does not');
end_ingress($ingress);
ask_store('ALTER ROLE ingress RESET statement_timeout');
start_ingress($ingress, DB_TIMEOUT_MS => 1000);

# ---- no room ----

sub answer_without_room
{
	my ($env, $prepare) = @_;
	my $other = { host => $node->host . '/nowhere', pgport => 1 };

	start_ingress($other, PGHOST => $other->{host}, %$env);
	$prepare->($other) if $prepare;
	my $status = join ' ', map { post($other, 'revo', [], 'x' x 400) } 1 .. 3;
	end_ingress($other);
	chmod 0700, $other->{spool};
	return $status;
}

is(answer_without_room({}), '202 202 202', 'room for three');
is(answer_without_room({ SPOOL_MAX_BYTES => 1300 }), '202 202 503', 'room for two');
is(answer_without_room({ SPOOL_DIR => '/nowhere' }), '503 503 503', 'a folder that does not exist');
is(answer_without_room({}, sub { chmod 0500, $_[0]{spool} }), '503 503 503', 'one that may not be written');

# ---- stopping ----

foreach my $signal ('TERM', 'INT')
{
	my $idle = connection($ingress);
	my $slow = connection($ingress);
	print $slow "POST /hooks/revo HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{";
	$slow->flush;
	sleep(0.1);
	kill($signal, $ingress->{pid});
	sleep(0.1);
	ok(!connection($ingress), "SIG$signal: no new connections");
	print $slow '}';
	$slow->flush;
	my ($status, $answer) = answer_of($slow);
	is($status, 401, '... what is under way is answered');
	like($answer, qr/^Connection: close\r$/m, '... for the last time');
	close $idle;
	is(end_ingress($ingress, 0), 0, '... and it ends by itself');
	start_ingress($ingress);
}
end_ingress($ingress);

done_testing();
