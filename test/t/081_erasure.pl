# A person is erased, and nothing of it is left in the tables: with words that nobody else would write in every field of
# every provider's payload, read and unread, then looked for in a dump and in the files of the relations. A second person,
# of whom the same was sent, is all there.
use strict;
use warnings FATAL => 'all';

use File::Find;
use FindBin;
use lib $FindBin::RealBin;
use Canary;
use MIME::Base64;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

# What is compressed would not be found, whoever it is of.
my $node = start_node('erasure', "autovacuum = off\nwal_compression = off\ndefault_toast_compression = 'lz4'\n");

make_store($node, 'postgres');
$node->safe_psql('postgres', q{
	ALTER TABLE orderhook.receipt ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN headers SET STORAGE EXTERNAL,
		ALTER COLUMN problems SET STORAGE EXTERNAL;
	UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'fulflld';});

# ---- two people: each word is of one of them alone ----

sub person
{
	my ($tag, $phone) = @_;
	my %p = map { $_ => ucfirst(lc(canary("$tag $_", 14))) }
	  qw(firstname lastname street apartment cityname statename zipcode countryname instruct carcolour carmodel comment
	  cardname fingerprint customertoken metadata addressline companyweb freenote extrafield proofname pushtoken region);

	$p{email} = lc(canary("$tag mail", 14) . '@' . canary("$tag domain", 14)) . ".$tag";
	$p{phone} = $phone;
	$p{plate} = uc(canary("$tag plate", 6) . '-' . canary("$tag number", 6));
	$p{latitude} = "40.12345" . substr($phone, 2, 8);
	$p{taxnumber} = uc canary("$tag tax", 14);
	return \%p;
}

my %people = (ada => person('ada', '15558675309'), bob => person('bob', '447700912345'));

sub percent
{
	my ($text) = @_;

	$text =~ s/([^A-Za-z0-9])/sprintf('%%%02X', ord($1))/ge;
	return $text;
}

# Every letter as an escape.
sub escaped
{
	my ($text) = @_;

	$text =~ s/(.)/sprintf('\\u%04x', ord($1))/ge;
	return $text;
}

# source => bodies that are sent in this order.
sub deliveries
{
	my ($p, $n) = @_;
	my $name = "$p->{firstname} $p->{lastname}";
	my $spaced = join(' ', '+' . substr($p->{phone}, 0, 1), substr($p->{phone}, 1, 3), substr($p->{phone}, 4));
	my $escaped = escaped($p->{phone});
	my $bbot = qq({"order":{"id":"bbot-$n","checkout_id":"check-$n","time":"2026-03-07T18:00:00Z",
		"last_modified":"2026-03-07T18:0%d:00Z","fulfillment_method":"driver_delivery","pretax_cents":1000,"tax_cents":100,
		"tip_cents":50,"fee_pretax_cents":0,"total_cents":1150,"guest_id":"guest-$n","guest_first_name":"$p->{firstname}",
		"guest_last_name":"$p->{lastname}","guest_email":"\U$p->{email}\E","mobile":"+$p->{phone}",
		"deliveryAddress":{"street":"77 $p->{street}","apartment":"$p->{apartment}","city":"$p->{cityname}",
		"state":"$p->{statename}","zip":"$p->{zipcode}","country_code":"$p->{countryname}","delivery_instructions":"$p->{instruct}"},
		"table":{"display_name":"table of $p->{lastname}"},
		"extra_checkout_info":{"question":"$p->{extrafield}"},"unknown":{"deep":["for $name","$p->{email}"],"$p->{email}":1},
		"charge":{"id":"card_$p->{customertoken}","object":"card","brand":"Visa","amount":1150,"name":"$p->{cardname}",
		"last4":"8642","customer":"$p->{customertoken}","fingerprint":"$p->{fingerprint}","metadata":{"x":"$p->{metadata}"},
		"address_line1":"$p->{addressline}","created":1772906400},
		"items":[{"id":"i1","name_when_purchased":"Noodle Bowl","qty":1,"pretax_cents":1000,"tax_cents":100,"tip_in_cents":50,
		"status":"%s","special_instructions":"no nuts for $p->{lastname}","mods":[]}]}});
	my $flybuy = qq({"data":{"type":"order","id":18$n,"state":"%s","customer_state":"%s","partner_identifier":"p-$n",
		"created_at":"2026-03-07T18:00:00Z","updated_at":"2026-03-07T18:0%d:00Z","customer_id":4711$n,
		"customer_name":"${\escaped($name)}","customer_phone":"$escaped","customer_license_plate":"$p->{plate}",
		"customer_car_color":"$p->{carcolour}","customer_car_type":"$p->{carmodel}","push_token":"$p->{pushtoken}",
		"customer_rating_comments":"$p->{comment}"}});
	my $fulflld = qq({"event":"ORDER_UPDATED","payload":{"orderId":"ful-$n","externalId":"ext-$n","order":{"total":48.5,"tip":6,
		"itemCount":3,"description":"call $name or $spaced"},"pickupDetails":{"name":"Front desk","businessName":"Sunset House",
		"address":"1416 Irving St","phone":"4155550100","location":{"latitude":37.5,"longitude":-122.5},
		"scheduledPickupAt":"2026-03-07T18:15:00Z"},"dropoffDetails":{"name":"$name","address":"77 $p->{street}, $p->{cityname}",
		"instructions":"$p->{instruct}","phone":"00$p->{phone}","location":{"latitude":$p->{latitude},"longitude":-1.5},
		"scheduledDropoffAt":"2026-03-07T18:50:00Z"},"assigneeId":"drv-17","status":"%s","attachments":[
		{"type":"photo","url":"https://proofs.example/$p->{email}/$p->{proofname}"},{"type":"photo","url":"https://proofs.example/$n"}]}});
	my $mipos = qq({"external_id":"mip-$n","created_at":"2026-03-07T18:00:00Z","total":1250,"customer":"$name",
		"instructions":"$p->{freenote}: $spaced","items":[{"external_id":"m1","name":"Tea","quantity":2,"unit_value":625,
		"total_unit_value":625,"note":"$p->{email}"}]});
	my $revo = qq({"id":30$n,"opened":"2026-03-07 18:00:00","total":"11.50","subtotal":"10.45","taxAmount":"1.05","status":0,
		"customer_id":15$n,"notes":"$p->{firstname} waits","delivery":{"address":"77 $p->{street}","city":"$p->{cityname}",
		"phone":"$p->{phone}","channel":"web"},"orderContents":[{"id":1,"item_id":3,"itemName":"Paella","quantity":1,
		"itemPrice":"11.50","total":"11.50","subtotal":"10.45","taxAmount":"1.05","updated_at":"2026-03-07 18:01:00",
		"notes":"no $p->{lastname} salt"}],"orderInvoices":[{"id":5,"number":"A-$n","total":"11.50","customer_id":15$n,
		"customerJSON":{"name":"$name","nif":"$p->{taxnumber}"},"orderPayments":[]}]});
	my $customer = qq({"event":"customer.updated","data":{"id":15$n,"active":1,"name":"$name","address":"77 $p->{street}",
		"city":"$p->{cityname}","state":"$p->{region}","country":"$p->{countryname}","postalCode":"$p->{zipcode}",
		"nif":"$p->{taxnumber}","web":"https://$p->{companyweb}.example","email":"$p->{email}","phone":"+$p->{phone}",
		"notes":"$p->{freenote}","extra_id":"crm-$p->{extrafield}","created_at":"2016-10-25 12:43:25","updated_at":"2016-10-25 13:08:34"}});

	return (
		[ 'bbot', sprintf($bbot, 1, 'waiting') ],
		[ 'bbot', sprintf($bbot, 1, 'waiting') ],
		[ 'bbot', sprintf($bbot, 2, 'preparing') ],
		[ 'bbot', sprintf($bbot, 0, 'waiting') ],
		[ 'flybuy', sprintf($flybuy, 'created', 'en_route', 1) ],
		[ 'flybuy', sprintf($flybuy, 'ready', 'arrived', 2) ],
		[ 'fulflld', sprintf($fulflld, 'ASSIGNED') ],
		[ 'fulflld', sprintf($fulflld, 'PICKED_UP') ],
		[ 'mipos', $mipos ],
		[ 'revo', $customer ],
		[ 'revo', $customer ],
		[ 'revo', qq({"tenant":"t","event":"order.created","data":$revo}) ],
		[ 'revo', 'event=order.closed&tenant=t&data=' . percent($revo) ],
		# Nobody can read these: no id, cut off, no JSON at all, and an event of which nothing is read.
		[ 'bbot', sprintf($bbot, 3, 'ready') =~ s/"id":"bbot-$n",//r ],
		[ 'bbot', substr(sprintf($bbot, 4, 'ready'), 0, 900) ],
		[ 'revo', "<guest name=\"$name\">$name, $p->{email}, $spaced</guest>" ],
		[ 'bbot', qq({"event_type":"pricecheck","guest_email":"$p->{email}","guest_first_name":"$p->{firstname}","x":"$name"}) ]);
}

my $send = '';
foreach my $who (sort keys %people)
{
	foreach my $delivery (deliveries($people{$who}, $who eq 'ada' ? 1 : 2))
	{
		my ($source, $body) = @$delivery;
		$send .= sprintf "SELECT deliver('%s', '\\x%s');\n", $source, unpack('H*', $body);
	}
	my $p = $people{$who};
	# Rejected; and a header that tells who it is.
	$send .= sprintf qq{INSERT INTO orderhook.inbox (source, headers, body) VALUES ('mipos', '{"X-Guest": "%s %s <%s>"}', '\\x%s');\n},
	  $p->{firstname}, $p->{lastname}, $p->{email}, unpack('H*', qq({"customer":"$p->{firstname} $p->{lastname}","mail":"$p->{email}"}));
}
my $outcomes = $node->safe_psql('postgres', $send);
is($node->safe_psql('postgres', q{SELECT string_agg(format('%s %s', outcome, n), ', ' ORDER BY outcome)
	FROM (SELECT outcome, count(*) AS n FROM orderhook.receipt GROUP BY 1) x}),
	'applied 20, duplicate 4, ignored 2, quarantined 6, rejected 2, stale 2', 'everything came');

# ---- where words stand ----

my %patterns = map {
	my $p = $people{$_};
	$_ => pattern_of(%$p, (map { ("escaped $_", escaped($p->{$_})) } qw(firstname lastname phone)))
} sort keys %people;

sub found
{
	my ($who, $dump) = @_;
	my %found = %{ find_in($patterns{$who}, $dump) };

	find({ no_chdir => 1, wanted => sub {
		return if !-f $_ || $_ !~ m{/base/\d+/\d+(_\w+)?(\.\d+)?$};
		my ($in_file) = find_in_file($patterns{$who}, $_);
		$found{"$_ in a file"} += $in_file->{$_} foreach keys %$in_file;
	} }, $node->data_dir . '/base');
	return \%found;
}

sub dump_of_store
{
	$node->safe_psql('postgres', 'VACUUM FULL; CHECKPOINT; CHECKPOINT');
	return scalar(run_pg_dump());
}

sub run_pg_dump
{
	my ($out, $err) = run_command([ 'pg_dump', '-d', $node->connstr('postgres') ]);

	return $out;
}

# The words of a person that are found, in a dump and in files.
sub words_found
{
	my ($who, $found) = @_;

	return join(' ', grep { my $word = $_; grep { /^\Q$word\E \(/ } keys %$found } sort keys %{ $people{$who} });
}

my $views = join(' UNION ALL ', map { "SELECT '$_->[0]' || (to_jsonb(v) - '$_->[1]'::text[])::text FROM orderhook.$_->[0] v" } (
	[ orders => '{display_number,table_name,staff,notes}' ], [ order_items => '{notes}' ], [ order_modifiers => '{}' ],
	[ order_charges => '{}' ], [ order_payments => '{}' ], [ order_events => '{}' ],
	[ order_deliveries => '{dropoff_city,proofs}' ], [ order_arrivals => '{vehicle}' ], [ reconciliation => '{}' ],
	[ products => '{}' ], [ order_contacts => '{external_id,name,email,phone,address,latitude,longitude,vehicle,plate}' ]));

sub amounts
{
	return $node->safe_psql('postgres', "SELECT * FROM ($views) x ORDER BY 1");
}

sub bobs
{
	return $node->safe_psql('postgres', join(';', map { "SELECT * FROM $_ ORDER BY 1, 2, 3" }
		  "(SELECT c.* FROM orderhook.order_contacts c JOIN orderhook.orders o USING (source, order_id) WHERE o.external_id ~ '2\$') x",
		  "(SELECT source, external_id, name, email, phone, address FROM orderhook.customers WHERE external_id = '152') x",
		  "(SELECT source_id, webhook_id, body, headers, reason, erased_at FROM orderhook.receipt
			 WHERE webhook_id > (SELECT max(webhook_id) / 2 FROM orderhook.receipt)) x"));
}

# ---- before ----

$node->safe_psql('postgres', 'ANALYZE');
my $amounts = amounts();
my $bob = bobs();
my $all = join(' ', sort keys %{ $people{ada} });
my $dump = dump_of_store();
is(words_found('ada', found('ada', $dump)), $all, 'before, every word is found');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_stats WHERE schemaname = 'orderhook' AND tablename IN ('order_contact', 'customer')
	AND attname IN ('name', 'email', 'phone', 'address', 'plate')}), '0', 'and none in the statistics of contacts');

# ---- after ----

my $erased = $node->safe_psql('postgres', "SELECT source, orders, contacts, customers, receipts, result
	FROM orderhook.erase_contact(email => ' $people{ada}{email}', phone => '+1 (555) 867-5309')");
is($erased, join("\n", 'bbot|1|1|0|7|erased', 'flybuy|1|1|0|2|erased', 'fulflld|1|1|0|2|erased', 'mipos|1|1|0|2|erased',
	'revo|1|2|1|5|erased'), 'a certificate for each source');
is(amounts(), $amounts, 'amounts, counts and states are what they were');
$dump = dump_of_store();
is(words_found('ada', found('ada', $dump)), '', 'nothing of the person is left');
is(words_found('bob', found('bob', $dump)), $all, 'every word of the other is found');
is(bobs(), $bob, 'where it was');

# What is read again says the same of the money, and nothing of the person.
$node->safe_psql('postgres', 'SELECT count(*) FROM orderhook.renormalize(dry_run => false)');
is($node->safe_psql('postgres', "SELECT * FROM ($views) x WHERE x.\"?column?\" !~ '^order_contacts' ORDER BY 1"),
	join("\n", grep { !/^order_contacts/ } split(/\n/, $amounts)), 'read again, the amounts are the same');
is($node->safe_psql('postgres', q{SELECT count(*) FROM orderhook.orders o,
	orderhook.order_as_of(o.order_id, now()) a WHERE a.total IS DISTINCT FROM o.total OR a.lifecycle IS DISTINCT FROM o.lifecycle}),
	'0', 'also as of now');
$dump = dump_of_store();
is(words_found('ada', found('ada', $dump)), '', 'and still nothing of the person is left');

# The same bytes again are known; erased again, there is nothing.
my @again = deliveries($people{ada}, 1);
is($node->safe_psql('postgres', sprintf("SELECT deliver('%s', '\\x%s')", $_->[0], unpack('H*', $_->[1]))), 'duplicate',
	"$_->[0]: the same bytes again are known") foreach @again[ 2, 5, 9, 12 ];
like($node->safe_psql('postgres', "SELECT string_agg(source || receipts, ' ' ORDER BY source)
	FROM orderhook.erase_contact(email => '$people{ada}{email}', phone => '$people{ada}{phone}')"),
	qr/^bbot1 flybuy1 revo2$/, 'what came since then is erased by the next call');
$dump = dump_of_store();
is(words_found('ada', found('ada', $dump)), '', 'and nothing of the person is left');
is($node->safe_psql('postgres', "SELECT result FROM orderhook.erase_contact(email => '$people{ada}{email}')"), 'no match',
	'then there is nobody');

$node->stop;
done_testing();
