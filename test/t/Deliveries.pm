# Deliveries.pm
#	What the five providers send, made and signed without the extension.
package Deliveries;

use strict;
use warnings FATAL => 'all';

use Digest::SHA qw(hmac_sha256_hex);
use Exporter 'import';
use MIME::Base64 qw(encode_base64);
use Store;

our @EXPORT = qw(providers untimed_providers versions_of body_of headers_of);

# An order of each has so many versions. They may come in any order: they have a time, or differ only in how far
# the order has come.
my %versions = (bbot => 5, mipos => 2, flybuy => 5, fulflld => 5, revo => 5);
my %bodies = (bbot => \&bbot, mipos => \&mipos, flybuy => \&flybuy, fulflld => \&fulflld, revo => \&revo);

sub providers
{
	return sort keys %versions;
}

sub untimed_providers
{
	return qw(fulflld mipos);
}

sub versions_of
{
	my ($provider) = @_;

	return $versions{$provider};
}

# Version v, from 0, of an order: always the same bytes.
sub body_of
{
	my ($provider, $order, $v) = @_;

	return $bodies{$provider}->($order, $v);
}

sub bbot
{
	my ($order, $v) = @_;
	my $status = (qw(waiting accepted preparing ready delivered))[$v];
	my $cents = 500 + 10 * $v;

	return qq({"order": {"id": "$order", "checkout_id": "c-$order", "time": "2026-03-07T18:00:00Z",
		"last_modified": "2026-03-07T18:00:0${v}Z", "pretax_cents": $cents, "tax_cents": 0, "tip_cents": $v,
		"fee_pretax_cents": 0, "total_cents": @{[ $cents + $v ]}, "guest_name": "Zo\xc3\xab $v",
		"items": [{"id": "i1", "name_for_owner": "Soup", "qty": 1, "pretax_cents": $cents, "tax_cents": 0,
		"status": "$status"}]}});
}

sub mipos
{
	my ($order, $v) = @_;

	return qq({"type": "ORDER_STATUS", "store_id": "3", "order_external_id": "$order", "status": "ACCEPT"}) if $v > 0;
	return qq({"type": "ORDER", "external_id": "$order", "created_at": "2026-03-07T18:00:00Z", "total": 25800,
		"customer": "Luc\xc3\xada", "store_id": "3", "order_number": "N-$order", "instructions": "",
		"items": [{"external_id": "7", "name": "Perro", "quantity": 2, "unit_value": 10900, "total_unit_value": 12900,
		"total_value": 25800, "modifiers": [{"external_id": "9", "name": "Salchicha", "quantity": 1,
		"unit_value": 2000, "total_value": 2000}]}], "discount_value": 800});
}

sub flybuy
{
	my ($order, $v) = @_;
	my $state = (qw(created created delayed ready completed))[$v];
	my $guest = (qw(created en_route nearby arrived completed))[$v];

	return qq({"data": {"type": "order", "id": "$order", "state": "$state", "customer_state": "$guest",
		"partner_identifier": "p-$order", "created_at": "2026-03-07T18:00:00Z",
		"updated_at": "2026-03-07T18:00:0${v}Z", "eta_at": "2026-03-07T19:0$v:00Z", "customer_name": "G $v"}});
}

sub fulflld
{
	my ($order, $v) = @_;
	my $event = (qw(ORDER_CREATED ORDER_UPDATED ORDER_PICKED_UP ORDER_ARRIVED_AT_DROPOFF ORDER_COMPLETED))[$v];
	my $status = (qw(CREATED ASSIGNED PICKED_UP ARRIVED_AT_DROPOFF COMPLETED))[$v];

	return qq({"event": "$event", "payload": {"orderId": "$order", "externalId": "e-$order", "status": "$status",
		"order": {"total": 48.5, "itemCount": 3, "description": "Two bowls", "tip": 6},
		"pickupDetails": {"name": "Front desk", "businessName": "Noodles", "phone": "4155550100"},
		"dropoffDetails": {"name": "Mei", "address": "710 Steiner St, San Francisco, CA 94117"},
		"eta": "2026-03-07T18:48:00.000Z", "attachments": []}});
}

sub revo
{
	my ($order, $v) = @_;
	my $event = (qw(created updated updated updated closed))[$v];
	my $closed = $v == 4 ? 1 : 0;
	my $price = 9 + $v;

	return qq({"event": "order.$event", "tenant": "soho", "data": {"id": "$order", "opened": "2026-03-07 18:00:00",
		"tableName": "T$v", "status": $closed, "guests": 2, "total": "$price.00", "subtotal": "$price.00",
		"taxAmount": "0.00", "orderContents": [{"id": 1, "item_id": 3, "quantity": 1, "itemName": "Pan $v",
		"itemPrice": "$price.00", "subtotal": "$price.00", "taxAmount": "0.00", "total": "$price.00",
		"updated_at": "2026-03-07 18:00:0$v"}]}});
}

# As JSON, with an id of this request, which the receipt keeps, and the provider's own proof.
sub headers_of
{
	my ($provider, $body, $request) = @_;
	my ($name, $value) = proof($provider, $Store::secrets{$provider}, $body);

	$value =~ s/"/\\"/g;
	return qq([["X-Request-Id", "$request"], ["$name", "$value"]]);
}

sub proof
{
	my ($provider, $secret, $body) = @_;

	return ('Authorization', 'Basic ' . encode_base64($secret, '')) if $provider eq 'bbot';
	return ('Signature-Webhook', hmac_sha256_hex($body, $secret)) if $provider eq 'mipos';
	return ('Authorization', qq(Token token="$secret")) if $provider eq 'flybuy';
	return ('X-Revo-Hmac-SHA256', hmac_sha256_hex($body, $secret)) if $provider eq 'revo';
	return split /: /, $secret, 2;
}

1;
