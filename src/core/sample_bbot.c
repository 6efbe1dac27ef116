/*
 * sample_bbot.c
 *	  An order of a seed in Bbot's words.
 *
 * As the vendor does: each unit is an entry of items[] whose price holds its mods, tax
 * is rounded for each entry, and the fee's tax stands in the order's tax alone.
 */
#include "sample.h"

#define LENGTH(a)		((int) (sizeof(a) / sizeof((a)[0])))
#define TAX_RATE		8875		/* of 100000 */
#define DELIVERY_FEE	299			/* cents */
#define STAGES			5

/* The words of a method's stages; what reports nothing stays at the first. */
static const struct
{
	const char *method;
	const char *statuses[STAGES];
}			methods[] = {
	{"runner_with_cc", {"waiting", "accepted_by_staff", "claimed_by_runner", "delivering", "delivered"}},
	{"patron_pickup", {"waiting", "accepted_by_staff", "preparing_your_order", "ready", "delivered"}},
	{"driver_delivery", {"waiting", "accepted_by_staff", "ready_for_driver", "with_driver", "delivered"}},
	{"server_delivery", {"waiting", "accepted_by_staff", "preparing_your_order", "delivering", "delivered"}},
	{"robot_delivery", {"waiting", "preparing_your_order", "waiting_for_delivery", "en_route", "delivered"}},
	{"catering", {"waiting", "accepted_by_staff", "preparing_your_order", "ready", "delivered"}},
	{"runner_nofeedback", {"waiting", "waiting", "waiting", "waiting", "waiting"}},
	{"pickup_nofeedback", {"waiting", "waiting", "waiting", "waiting", "waiting"}},
};

static const char *const charge_nulls[] = {
	"name", "cvc_check", "address_zip", "address_city", "address_line1", "address_line2", "address_state",
	"dynamic_last4", "address_country", "address_zip_check", "address_line1_check", "tokenization_method",
};

typedef struct Bill
{
	const OhSample *sample;
	const char *const *statuses;
	int			units;			/* entries written so far */
	int64_t		odd_tip;		/* cents of the tip that the entries' shares leave over */
	int64_t		fee;
	int64_t		tax;
} Bill;

static int64_t
tax_of(int64_t cents)
{
	return (cents * TAX_RATE + 50000) / 100000;
}

/* The same id, its last eight digits those of n. */
static void
write_derived_id(OhWriter *writer, const char *key, const char *uuid, uint32_t n)
{
	char		id[36];

	memcpy(id, uuid, sizeof(id));
	for (int i = 35; i >= 28; i--, n >>= 4)
		id[i] = "0123456789abcdef"[n & 0xF];
	oh_write_text(writer, key, oh_bytes(id, sizeof(id)));
}

static void
write_empty(OhWriter *writer, const char *key, char open, char close)
{
	oh_write_open(writer, key, open);
	oh_write_close(writer, close);
}

static void
write_modifiers(OhWriter *writer, const OhSample *sample, const OhSampleLine *line)
{
	oh_write_open(writer, "mods", '[');
	for (int i = 0; i < line->modifier_count; i++)
	{
		const OhSampleModifier *modifier = &line->modifiers[i];

		for (int64_t n = 0; n < modifier->quantity; n++)
		{
			oh_write_open(writer, NULL, '{');
			write_derived_id(writer, "id", sample->uuid[2], (uint32_t) modifier->id);
			oh_write_string(writer, "name", modifier->name);
			oh_write_integer(writer, "tax_cents", tax_of(modifier->price));
			oh_write_integer(writer, "pretax_cents", modifier->price);
			oh_write_integer(writer, "orig_pretax_cents", modifier->price);
			oh_write_close(writer, '}');
		}
	}
	oh_write_close(writer, ']');
}

/* The first entry may be a stage ahead of the others, as staff can move it. */
static void
write_unit(OhWriter *writer, Bill *bill, const OhSampleLine *line)
{
	const OhSample *sample = bill->sample;
	bool		ahead = bill->units == 0 && sample->stage < STAGES - 1 && sample->number % 4 == 0;
	int64_t		tip = sample->tip * line->unit_total / sample->goods;

	if (bill->units == 0)
		tip += bill->odd_tip;
	oh_write_open(writer, NULL, '{');
	write_derived_id(writer, "id", sample->uuid[0], (uint32_t) ++bill->units);
	write_derived_id(writer, "menuitem_id", sample->uuid[2], (uint32_t) line->id);
	oh_write_string(writer, "name_when_purchased", line->name);
	write_modifiers(writer, sample, line);
	oh_write_string(writer, "special_instructions", line->id % 5 == 0 ? "Sauce on the side, please" : "");
	oh_write_integer(writer, "pretax_cents", line->unit_total);
	write_empty(writer, "tags", '[', ']');
	oh_write_integer(writer, "tax_cents", tax_of(line->unit_total));
	oh_write_integer(writer, "tip_in_cents", tip);
	oh_write_string(writer, "status", bill->statuses[sample->stage + (ahead ? 1 : 0)]);
	write_empty(writer, "orderitempromotions", '[', ']');
	oh_write_string(writer, "order_id", sample->uuid[0]);
	oh_write_close(writer, '}');
}

static void
write_items(OhWriter *writer, Bill *bill)
{
	oh_write_open(writer, "items", '[');
	for (int i = 0; i < bill->sample->line_count; i++)
		for (int64_t n = 0; n < bill->sample->lines[i].quantity; n++)
			write_unit(writer, bill, &bill->sample->lines[i]);
	oh_write_close(writer, ']');
}

static void
write_place(OhWriter *writer, const OhSample *sample, bool driven)
{
	oh_write_open(writer, "table", '{');
	write_derived_id(writer, "id", sample->uuid[2], 7001);
	oh_write_string(writer, "display_name", "Barge");
	oh_write_string(writer, "short_id", "barge");
	oh_write_string(writer, "hostname", "bbot.menu");
	oh_write_close(writer, '}');
	if (!driven)
	{
		oh_write_null(writer, "deliveryAddress");
		return;
	}
	oh_write_open(writer, "deliveryAddress", '{');
	oh_write_string(writer, "street", "710 Steiner St");
	oh_write_string(writer, "apartment", "2B");
	oh_write_string(writer, "city", "San Francisco");
	oh_write_string(writer, "zip", "94117");
	oh_write_string(writer, "state", "CA");
	oh_write_string(writer, "country_code", "US");
	oh_write_string(writer, "delivery_instructions", "Ring twice");
	oh_write_close(writer, '}');
}

static void
write_guest(OhWriter *writer, const OhSample *sample)
{
	OhBytes		first = oh_bytes_of_string(sample->first_name);
	OhBytes		last = oh_bytes_of_string(sample->last_name);

	write_derived_id(writer, "guest_id", sample->uuid[1], 9001);
	oh_write_string(writer, "guest_email", "guest@example.com");
	oh_write_text(writer, "guest_name", oh_arena_join(writer->arena, first, ' ', last));
	oh_write_text(writer, "guest_first_name", first);
	oh_write_text(writer, "guest_last_name", last);
	oh_write_null(writer, "guest_special_offers");
	oh_write_string(writer, "mobile", "5555550123");
}

static void
write_promotions(OhWriter *writer, const OhSample *sample)
{
	oh_write_open(writer, "loyalty_webhook_discounts", '[');
	oh_write_open(writer, NULL, '{');
	oh_write_open(writer, "promotion", '{');
	write_derived_id(writer, "id", sample->uuid[2], 8001);
	oh_write_string(writer, "name_for_owner", "Regulars");
	oh_write_string(writer, "promo_type", "loyalty");
	oh_write_integer(writer, "cents_to_add_per_cart_effect", 0);
	oh_write_integer(writer, "fraction_multiplier_effect", 1);
	oh_write_close(writer, '}');
	write_empty(writer, "final_webhook_post", '{', '}');
	write_empty(writer, "final_webhook_response", '{', '}');
	oh_write_close(writer, '}');
	oh_write_close(writer, ']');
}

static void
write_charge(OhWriter *writer, const OhSample *sample, int64_t amount)
{
	oh_write_open(writer, "charge", '{');
	oh_write_string(writer, "id", "card_1K4EPsIcxGvm2q58DBTHloL1");
	oh_write_string(writer, "brand", sample->number % 3 ? "Visa" : "MasterCard");
	oh_write_string(writer, "last4", "0077");
	oh_write_string(writer, "object", "card");
	oh_write_string(writer, "country", "US");
	oh_write_string(writer, "funding", "credit");
	oh_write_string(writer, "customer", "cus_KjhpXyZbdsDonT");
	oh_write_integer(writer, "exp_year", 2030);
	oh_write_integer(writer, "exp_month", 12);
	write_empty(writer, "metadata", '{', '}');
	oh_write_string(writer, "fingerprint", "Iy87l5vKi0ZhHTFl");
	for (int i = 0; i < LENGTH(charge_nulls); i++)
		oh_write_null(writer, charge_nulls[i]);
	oh_write_integer(writer, "amount", amount);
	oh_write_integer(writer, "created", sample->placed_at / OH_SECOND);
	oh_write_close(writer, '}');
}

static void
write_times(OhWriter *writer, const OhSample *sample)
{
	oh_write_time(writer, "time", sample->placed_at);
	oh_write_time(writer, "last_modified", sample->updated_at);
	if (sample->stage == STAGES - 1)
		oh_write_time(writer, "time_closed", sample->updated_at);
	else
		oh_write_null(writer, "time_closed");
	if (sample->number % 3 == 0)
		oh_write_time(writer, "user_desired_time", sample->placed_at + 45 * OH_MINUTE);
	else
		oh_write_null(writer, "user_desired_time");
	oh_write_string(writer, "snooze_till", "1900-01-01T00:00:00Z");
}

/* Every eighth order is a tab: not charged before it is closed. */
static void
write_money(OhWriter *writer, const Bill *bill)
{
	const OhSample *sample = bill->sample;
	int64_t		total = sample->goods + bill->fee + bill->tax + sample->tip;

	oh_write_integer(writer, "pretax_cents", sample->goods);
	oh_write_integer(writer, "tip_cents", sample->tip);
	oh_write_integer(writer, "fee_pretax_cents", bill->fee);
	oh_write_integer(writer, "tax_cents", bill->tax);
	oh_write_integer(writer, "total_cents", total);
	write_empty(writer, "fees_on_my_receipt", '[', ']');
	if (sample->seed % 8 == 6 && sample->stage < STAGES - 1)
		oh_write_null(writer, "charge");
	else
		write_charge(writer, sample, total);
}

static Bill
draw_bill(const OhSample *sample, int method)
{
	Bill		bill = {.sample = sample, .statuses = methods[method].statuses, .odd_tip = sample->tip};

	bill.fee = strcmp(methods[method].method, "driver_delivery") == 0 ? DELIVERY_FEE : 0;
	bill.tax = tax_of(bill.fee);
	for (int i = 0; i < sample->line_count; i++)
	{
		const OhSampleLine *line = &sample->lines[i];

		bill.tax += line->quantity * tax_of(line->unit_total);
		bill.odd_tip -= line->quantity * (sample->tip * line->unit_total / sample->goods);
	}
	return bill;
}

void
oh_sample_bbot(OhWriter *writer, const OhSample *sample)
{
	int			method = (int) (sample->seed % (uint32_t) LENGTH(methods));
	Bill		bill = draw_bill(sample, method);

	oh_write_open(writer, NULL, '{');
	oh_write_string(writer, "restaurant_id", sample->uuid[2]);
	oh_write_string(writer, "order_id", sample->uuid[0]);
	oh_write_open(writer, "order", '{');
	oh_write_string(writer, "id", sample->uuid[0]);
	oh_write_string(writer, "restaurant_id", sample->uuid[2]);
	oh_write_string(writer, "fulfillment_method", methods[method].method);
	oh_write_integer(writer, "orderNumberToday", 1 + (int64_t) (sample->number % 400));
	write_items(writer, &bill);
	write_times(writer, sample);
	write_derived_id(writer, "bartending_station_id", sample->uuid[2], 6001);
	write_empty(writer, "extra_checkout_info", '{', '}');
	oh_write_string(writer, "checkout_id", sample->uuid[1]);
	write_place(writer, sample, bill.fee > 0);
	write_empty(writer, "integrations", '{', '}');
	write_guest(writer, sample);
	oh_write_null(writer, "delivery_provider");
	write_promotions(writer, sample);
	write_money(writer, &bill);
	oh_write_close(writer, '}');
	oh_write_close(writer, '}');
}
