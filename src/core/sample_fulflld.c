/*
 * sample_fulflld.c
 *	  A courier's job, of a seed, in Fulflld's words.
 *
 * Amounts are written in major units: the documentation does not say which are meant.
 */
#include "sample.h"

#define LENGTH(a)	((int) (sizeof(a) / sizeof((a)[0])))

typedef struct Step
{
	const char *event;
	const char *status;
	int			milestones;		/* so many are behind it */
} Step;

/* What a sample of a stage may say, one of two. */
static const Step steps[OH_SAMPLE_STAGES][2] = {
	{{"ORDER_CREATED", "CREATED", 0}, {"ORDER_UPDATED", "ASSIGNED", 0}},
	{{"ORDER_IN_TRANSIT_TO_PICKUP", "INTRANSIT_TO_PICKUP", 1},
	{"ORDER_ARRIVED_AT_PICKUP", "ARRIVED_TO_PICKUP", 2}},
	{{"ORDER_PICKED_UP", "ORDER_PICKED_UP", 3}, {"ORDER_UPDATED", "ORDER_PICKED_UP", 3}},
	{{"ORDER_IN_TRANSIT_TO_DROPOFF", "ORDER_PICKED_UP", 4},
	{"ORDER_ARRIVED_AT_DROPOFF", "ARRIVED_AT_DROPOFF", 5}},
	{{"ORDER_COMPLETED", "COMPLETED", 6}, {"ORDER_DELIVERED", "DELIVERED", 6}},
};

static const char *const milestones[] = {
	"pickupInTransit", "pickupArrived", "pickupCompleted", "dropoffIntransit", "dropoffArrived",
	"dropoffCompleted",
};

/* The stage that each of them is of. */
static const int milestone_stages[] = {1, 1, 2, 3, 3, 4};

typedef struct Place
{
	const char *business;
	const char *address;
	const char *instructions;
	const char *phone;
	OhDecimal	latitude;
	OhDecimal	longitude;
} Place;

static const Place kitchen = {
	"Sunset Noodle House", "1416 Irving St, San Francisco, CA 94122", "Ring the bell", "+14155552671",
	{377638, 4}, {-1224713, 4}
};
static const Place home = {
	NULL, "710 Steiner St, San Francisco, CA 94117", "Call me!", "4155550133", {377763, 4}, {-1224327, 4}
};

static void
compose_place(OhWriter *writer, const Place *place, OhBytes name)
{
	oh_write_text(writer, "name", name);
	oh_write_string(writer, "businessName", place->business);
	oh_write_string(writer, "address", place->address);
	oh_write_string(writer, "instructions", place->instructions);
	oh_write_string(writer, "phone", place->phone);
	oh_write_open(writer, "location", '{');
	oh_write_decimal(writer, "latitude", place->latitude);
	oh_write_decimal(writer, "longitude", place->longitude);
	oh_write_close(writer, '}');
}

/* Every tenth is a job without a drop-off. */
static void
compose_places(OhWriter *writer, const OhSample *sample)
{
	OhBytes		guest = oh_arena_join(writer->arena, oh_bytes_of_string(sample->first_name), ' ',
									  oh_bytes_of_string(sample->last_name));

	oh_write_open(writer, "pickupDetails", '{');
	compose_place(writer, &kitchen, OH_BYTES("Front desk"));
	oh_write_time(writer, "scheduledPickupAt", sample->placed_at + 15 * OH_MINUTE);
	oh_write_time(writer, "schedulePickupBeforeAt", sample->placed_at + 25 * OH_MINUTE);
	oh_write_close(writer, '}');
	if (sample->seed % 10 == 7)
		return;
	oh_write_open(writer, "dropoffDetails", '{');
	compose_place(writer, &home, guest);
	oh_write_time(writer, "scheduledDropoffAt", sample->placed_at + 45 * OH_MINUTE);
	oh_write_time(writer, "scheduleDropoffAfterAt", sample->placed_at + 30 * OH_MINUTE);
	oh_write_close(writer, '}');
}

static void
compose_order(OhWriter *writer, const OhSample *sample)
{
	int64_t		count = 0;

	for (int i = 0; i < sample->line_count; i++)
		count += sample->lines[i].quantity;
	oh_write_open(writer, "order", '{');
	oh_write_decimal(writer, "total", (OhDecimal) {sample->goods, 2});
	oh_write_integer(writer, "itemCount", count);
	oh_write_string(writer, "description", sample->lines[0].name);
	oh_write_decimal(writer, "tip", (OhDecimal) {sample->tip, 2});
	oh_write_integer(writer, "serviceTime", 5);
	oh_write_close(writer, '}');
}

static OhMoment
time_of_milestone(const OhSample *sample, int i)
{
	if (sample->turn == OH_TURN_BY_SEED)
		return sample->placed_at + (10 + 5 * i) * OH_MINUTE;
	return sample->reached[milestone_stages[i]];
}

static void
compose_progress(OhWriter *writer, const OhSample *sample, int reached)
{
	oh_write_open(writer, "statusDetails", '{');
	for (int i = 0; i < LENGTH(milestones); i++)
		if (i < reached)
			oh_write_time(writer, milestones[i], time_of_milestone(sample, i));
		else
			oh_write_null(writer, milestones[i]);
	oh_write_close(writer, '}');
	oh_write_time(writer, "eta", sample->placed_at + 40 * OH_MINUTE);
	oh_write_open(writer, "attachments", '[');
	if (reached == LENGTH(milestones))
	{
		oh_write_open(writer, NULL, '{');
		oh_write_string(writer, "url", "https://files.example.com/proof.jpg");
		oh_write_string(writer, "type", "photo");
		oh_write_close(writer, '}');
	}
	oh_write_close(writer, ']');
}

void
oh_sample_fulflld(OhWriter *writer, const OhSample *sample)
{
	int			which = sample->seed % 2;
	Step		step = steps[sample->stage][which];

	/* The courier was at most on the way to the kitchen. */
	if (sample->turn == OH_TURN_CANCELLED)
		step = (Step) {"ORDER_CANCELLED", "CANCELLED", steps[1][which].milestones};
	oh_write_open(writer, NULL, '{');
	oh_write_string(writer, "event", step.event);
	oh_write_open(writer, "payload", '{');
	oh_write_string(writer, "orderId", sample->uuid[1]);
	oh_write_string(writer, "externalId", sample->uuid[0]);
	compose_order(writer, sample);
	compose_places(writer, sample);
	oh_write_open(writer, "deliveryRequirements", '{');
	oh_write_flag(writer, "signature", false);
	oh_write_flag(writer, "photo", true);
	oh_write_flag(writer, "notes", false);
	oh_write_close(writer, '}');
	oh_write_string(writer, "internalId", sample->uuid[2]);
	oh_write_string(writer, "assigneeId", sample->stage > 0 || which == 1 ? "driver-17" : NULL);
	oh_write_string(writer, "status", step.status);
	compose_progress(writer, sample, step.milestones);
	oh_write_close(writer, '}');
	oh_write_close(writer, '}');
}
