/*
 * sample_flybuy.c
 *	  A guest's arrival, of a seed, in FlyBuy's words.
 */
#include "sample.h"

/* The stages of a sample: of an order that is collected, and of one that is delivered. */
static const struct
{
	const char *state;
	const char *customer_state;
}			stages[2][5] = {
	{{"created", "created"}, {"created", "en_route"}, {"ready", "nearby"}, {"ready", "waiting"},
	{"completed", "completed"}},
	{{"created", "created"}, {"driver_assigned", "created"}, {"picked_up", "created"},
	{"out_for_delivery", "created"}, {"completed", "created"}},
};

static const char *const sample_types[] = {"curbside", "pickup", "drive_thru", "delivery", "dispatch", NULL};

static const struct
{
	const char *color;
	const char *type;
	const char *plate;
}			cars[] = {
	{"Red", "Ford Fiesta", "KLW-9104"},
	{"White", "Toyota Corolla", "7TRX482"},
	{"Blue", "Škoda Octavia", "4A2 3000"},
	{NULL, NULL, NULL},
};

/* To the millisecond, as FlyBuy writes its times: "2019-02-26T17:15:33.645Z". */
static OhBytes
render_time(OhWriter *writer, OhMoment at)
{
	char		text[OH_MOMENT_LEN];

	oh_moment_format(at, text);
	text[23] = 'Z';
	return oh_arena_copy(writer->arena, oh_bytes(text, 24));
}

static void
compose_window(OhWriter *writer, const OhSample *sample)
{
	OhBytes		start = render_time(writer, sample->placed_at + 20 * OH_MINUTE);
	OhBytes		end = render_time(writer, sample->placed_at + 35 * OH_MINUTE);
	const OhBytes windows[] = {OH_NO_BYTES, start, oh_arena_join(writer->arena, start, '/', end)};

	oh_write_text(writer, "pickup_window", windows[sample->seed % 3]);
}

static void
compose_guest(OhWriter *writer, const OhSample *sample)
{
	size_t		car = sample->number % (sizeof(cars) / sizeof(cars[0]));

	oh_write_integer(writer, "customer_id", (int64_t) sample->number % 9000 + 1);
	oh_write_text(writer, "customer_name",
				  oh_arena_join(writer->arena, oh_bytes_of_string(sample->first_name), ' ',
								oh_bytes_of_string(sample->last_name)));
	oh_write_string(writer, "customer_car_type", cars[car].type);
	oh_write_string(writer, "customer_car_color", cars[car].color);
	oh_write_string(writer, "customer_license_plate", cars[car].plate);
}

/* The keys that newer documents add; three of four samples have them. */
static void
compose_additions(OhWriter *writer, const OhSample *sample, const char *state, const char *type)
{
	oh_write_integer(writer, "order_id", (int64_t) sample->number);
	oh_write_string(writer, "order_state", state);
	oh_write_string(writer, "redemption_url", "https://flybuy.example.com/m/o");
	oh_write_string(writer, "partner_display_identifier", NULL);
	oh_write_string(writer, "partner_identifier_for_crew", NULL);
	oh_write_string(writer, "partner_identifier_for_customer", NULL);
	oh_write_null(writer, "possible_areas");
	oh_write_string(writer, "pickup_type", type);
	oh_write_null(writer, "customer_rating_value");
	oh_write_string(writer, "customer_rating_value_string", "");
	oh_write_null(writer, "customer_rating_comments");
	oh_write_null(writer, "push_token");
	oh_write_open(writer, "tag_ids", '[');
	oh_write_close(writer, ']');
	oh_write_string(writer, "event", sample->stage == 0 ? "order_created" : "order_updated");
}

/* Some are cancelled, and some late: in a rehearsal for a while. */
static const char *
state_of(const OhSample *sample, const char *usual)
{
	bool		by_seed = sample->turn == OH_TURN_BY_SEED;

	if (by_seed ? sample->seed % 16 == 9 : sample->turn == OH_TURN_CANCELLED)
		return "cancelled";
	return sample->seed % 16 == 5 && (by_seed || sample->stage == 1) ? "delayed" : usual;
}

void
oh_sample_flybuy(OhWriter *writer, const OhSample *sample)
{
	const char *type = sample_types[sample->seed % (sizeof(sample_types) / sizeof(sample_types[0]))];
	bool		newer = sample->seed % 4 != 3;
	bool		driven = newer && type && (strcmp(type, "delivery") == 0 || strcmp(type, "dispatch") == 0);
	bool		arrived = !driven && sample->stage >= 3;
	const char *state = state_of(sample, stages[driven][sample->stage].state);

	oh_write_open(writer, NULL, '{');
	oh_write_open(writer, "data", '{');
	oh_write_string(writer, "type", "order");
	oh_write_integer(writer, "id", (int64_t) sample->number);
	oh_write_text(writer, "arrived_at", arrived ? render_time(writer, sample->reached[3]) : OH_NO_BYTES);
	oh_write_string(writer, "customer_state", stages[driven][sample->stage].customer_state);
	oh_write_text(writer, "eta_at", render_time(writer, sample->placed_at + 15 * OH_MINUTE));
	oh_write_string(writer, "partner_identifier", sample->uuid[0]);
	oh_write_string(writer, "state", state);
	oh_write_text(writer, "redemption_code", oh_bytes(sample->uuid[1], 8));
	oh_write_text(writer, "created_at", render_time(writer, sample->placed_at));
	oh_write_text(writer, "updated_at", render_time(writer, sample->updated_at));
	oh_write_string(writer, "area_name", arrived ? "Curbside 2" : NULL);
	compose_guest(writer, sample);
	oh_write_integer(writer, "site_id", sample->uuid[2][0] * 100 + sample->uuid[2][1]);
	oh_write_string(writer, "site_partner_identifier", "");
	compose_window(writer, sample);
	if (newer)
		compose_additions(writer, sample, state, type);
	oh_write_flag(writer, "customer_state_changed", !driven && sample->stage % 2 == 1);
	oh_write_flag(writer, "state_changed", driven || sample->stage % 2 == 0);
	oh_write_close(writer, '}');
	oh_write_close(writer, '}');
}
