/*
 * provider_fulflld.c
 *	  Fulflld: a courier's job.
 *
 * Each event brings the job as it is now.  The state comes from the event and then
 * from `status`; the milestones of statusDetails are attributes and prove nothing.
 * There is no version time, and the unit of the amounts is not documented.
 */
#include "fields.h"

static void read_external_id(OhReader *reader, OhNode value);
static void read_status(OhReader *reader, OhNode value);
static void read_picked_up_at(OhReader *reader, OhNode value);
static void read_delivered_at(OhReader *reader, OhNode value);
static void read_proofs(OhReader *reader, OhNode value);
static void finish_pickup(OhReader *reader, OhNode pickup, OhRow *party);
static void finish_dropoff(OhReader *reader, OhNode dropoff, OhRow *party);

static const OhField location_fields[] = {
	DECIMAL("latitude", PARTY, LATITUDE),
	DECIMAL("longitude", PARTY, LONGITUDE),
};
static const OhShape location_shape = {SHAPE(location_fields)};

/* The names differ by a letter between siblings; each time is taken in either spelling. */
static const OhField pickup_fields[] = {
	TEXT("name", PARTY, NAME),
	DERIVED("businessName", "pickup_name; name of the contact, where it has none"),
	TEXT("address", PARTY, ADDRESS),
	TEXT("phone", PARTY, PHONE),
	OBJECT("location", location_shape),
	STORED("instructions"),
	TIME("schedulePickupAt", DELIVERY, PICKUP_FROM),
	TIME("scheduledPickupAt", DELIVERY, PICKUP_FROM),
	TIME("scheduledPickupBeforeAt", DELIVERY, PICKUP_UNTIL),
	TIME("schedulePickupBeforeAt", DELIVERY, PICKUP_UNTIL),
};
static const OhShape pickup_shape = {SHAPE(pickup_fields), .finish = finish_pickup, .is_place = true};

static const OhField dropoff_fields[] = {
	TEXT("name", PARTY, NAME),
	PERSONAL_DERIVED("businessName", "name of the contact, where it has none"),
	TEXT("address", PARTY, ADDRESS),
	TEXT("phone", PARTY, PHONE),
	OBJECT("location", location_shape),
	PERSONAL("instructions"),
	TIME("scheduledDropoffAfterAt", DELIVERY, DROPOFF_FROM),
	TIME("scheduleDropoffAfterAt", DELIVERY, DROPOFF_FROM),
	TIME("scheduleDropoffAt", DELIVERY, DROPOFF_UNTIL),
	TIME("scheduledDropoffAt", DELIVERY, DROPOFF_UNTIL),
};
static const OhShape dropoff_shape = {SHAPE(dropoff_fields), .finish = finish_dropoff};

static const OhField order_fields[] = {
	MONEY("total", ORDER, TOTAL),
	MONEY("tip", ORDER, TIP),
	DECIMAL("itemCount", ORDER, ITEM_COUNT),
	TEXT("description", ORDER, NOTES),
	STORED("serviceTime"),
};
static const OhShape order_shape = {SHAPE(order_fields)};

static const OhField milestone_fields[] = {
	STORED("pickupInTransit"),
	STORED("pickupArrived"),
	BY("pickupCompleted", read_picked_up_at, "picked_up_at, once the state is picked_up or later"),
	STORED("dropoffIntransit"),
	STORED("dropoffArrived"),
	BY("dropoffCompleted", read_delivered_at, "delivered_at, once the state is delivered"),
};
static const OhShape milestone_shape = {SHAPE(milestone_fields)};

static const OhField payload_fields[] = {
	REQUIRED_ID("orderId", ORDER, EXTERNAL_ID),
	BY("externalId", read_external_id, "external_ref and display_number"),
	STORED("internalId"),
	BY("status", read_status, "provider_status; delivery_state, where the event does not say it"),
	ID("assigneeId", DELIVERY, COURIER_ID),
	OBJECT("order", order_shape),
	ROW("pickupDetails", PARTY, pickup_shape),
	ROW("dropoffDetails", PARTY, dropoff_shape),
	OBJECT("statusDetails", milestone_shape),
	TIME("eta", DELIVERY, ETA_AT),
	BY("attachments", read_proofs, "proofs: the url and type of each"),
	STORED("deliveryRequirements"),
};
static const OhShape payload_shape = {SHAPE(payload_fields)};

static const OhField document_fields[] = {
	DERIVED("event", "provider_event, the event and delivery_state"),
	REQUIRED_OBJECT("payload", payload_shape),
};
static const OhShape document_shape = {SHAPE(document_fields)};

static const OhForm forms[] = {
	{"delivery job", &document_shape, OH_ORDER},
	{.title = NULL}
};

static const OhEvent events[] = {
	{OH_LITERAL("ORDER_CREATED"), "delivery.created", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_UPDATED"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_IN_TRANSIT_TO_PICKUP"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_ARRIVED_AT_PICKUP"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_PICKED_UP"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_IN_TRANSIT_TO_DROPOFF"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ORDER_ARRIVED_AT_DROPOFF"), "delivery.updated", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("ROUTE_CREATED"), "route.updated", OH_SUBJECT_NOTHING, NULL},
	{OH_LITERAL("ROUTE_UPDATED"), "route.updated", OH_SUBJECT_NOTHING, NULL},
	{.word = {NULL, 0}}
};

/* Of an event or a `status`, without its ORDER_; the documentation spells some in two ways. */
static const OhWord words[] = {
	{OH_LITERAL("CREATED"), .delivery = "created"},
	{OH_LITERAL("DISPATCHED"), .delivery = "dispatched"},
	{OH_LITERAL("ASSIGNED"), .delivery = "assigned"},
	{OH_LITERAL("IN_TRANSIT_TO_PICKUP"), .delivery = "to_pickup"},
	{OH_LITERAL("ARRIVED_AT_PICKUP"), .delivery = "at_pickup"},
	{OH_LITERAL("ARRIVED_TO_PICKUP"), .delivery = "at_pickup"},
	{OH_LITERAL("PICKED_UP"), .delivery = "picked_up"},
	{OH_LITERAL("IN_TRANSIT_TO_DROPOFF"), .delivery = "to_dropoff"},
	{OH_LITERAL("ARRIVED_AT_DROPOFF"), .delivery = "at_dropoff"},
	{OH_LITERAL("ARRIVED_TO_DROPOFF"), .delivery = "at_dropoff"},
	{.word = {NULL, 0}}
};

/* How a job ends is not documented: any other word is judged by what it holds, the first that fits. */
static const OhWord parts[] = {
	{OH_LITERAL("CANCEL"), .delivery = "cancelled"},
	{OH_LITERAL("FAIL"), .delivery = "failed"},
	{OH_LITERAL("UNDELIVER"), .delivery = "failed"},
	{OH_LITERAL("PICKUP_COMPLETED"), .delivery = "picked_up"},
	{OH_LITERAL("COMPLETED"), .delivery = "delivered"},
	{OH_LITERAL("DELIVERED"), .delivery = "delivered"},
	{.word = {NULL, 0}}
};

static const OhVocabulary vocabularies[] = {
	{"any other that holds", parts},
	{.title = NULL}
};

static const char *const progress[] = {
	"created", "dispatched", "assigned", "to_pickup", "at_pickup", "picked_up", "to_dropoff", "at_dropoff",
	"delivered",
};

/* ---- words ---- */

static bool
starts(OhBytes text, const char *prefix)
{
	OhBytes		start = oh_bytes_of_string(prefix);

	return text.len >= start.len && oh_bytes_equal_fold(oh_bytes(text.data, start.len), start);
}

static bool
holds(OhBytes text, OhBytes part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (oh_bytes_equal_fold(oh_bytes(text.data + i, part.len), part))
			return true;
	return false;
}

static const OhWord *
find_part(OhBytes text)
{
	for (const OhWord *part = parts; part->word.data; part++)
		if (holds(text, part->word))
			return part;
	return NULL;
}

/* The state that an event or a status tells of; NULL where it tells of none. */
static const char *
state_of(OhBytes text)
{
	size_t		prefix = strlen("ORDER");
	OhBytes		bare = starts(text, "ORDER") ? oh_bytes(text.data + prefix, text.len - prefix) : text;
	const OhWord *word = oh_word_find(words, bare);

	if (word == NULL)
		word = find_part(bare);
	return word ? word->delivery : NULL;
}

/* An event of an order that the list lacks: its state is unknown, unless the word or the status tells it. */
static void
guess_event(OhReader *reader, OhBytes text)
{
	const char *state = state_of(text);
	OhCell		cell = oh_cell_string(state ? state : "unknown");

	reader->out->order->cells[OH_ORDER_DELIVERY_STATE] = cell;
	if (oh_cell_is(&cell, "cancelled"))
		reader->out->event = "delivery.cancelled";
	else if (oh_cell_is(&cell, "failed"))
		reader->out->event = "delivery.failed";
	else if (oh_cell_is(&cell, "delivered"))
		reader->out->event = "delivery.completed";
	else
		reader->out->event = "delivery.updated";
}

static void
read_event(OhReader *reader, OhNode root)
{
	OhCell		cell = oh_reader_member(reader, root, "event", OH_READ_TEXT);
	OhBytes		text = oh_cell_bytes(&cell);
	const OhEvent *known = oh_event_find(events, text);
	OhReading  *out = reader->out;

	out->provider_event = text;
	out->subject = known ? known->subject : OH_SUBJECT_ORDER;
	if (known)
	{
		const char *state = state_of(text);

		out->event = known->event;
		if (state)
			out->order->cells[OH_ORDER_DELIVERY_STATE] = oh_cell_string(state);
	}
	else if (!oh_cell_known(&cell))
		out->event = "order.snapshot";
	else if (starts(text, "ORDER_"))
		guess_event(reader, text);
	else
	{
		out->subject = OH_SUBJECT_NOTHING;
		out->event = starts(text, "ROUTE_") ? "route.updated" : "unknown";
	}
}

static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	read_event(reader, root);
	if (reader->out->subject != OH_SUBJECT_ORDER)
		return NULL;
	/* The order is one job, so that its row is there before anything is known of it. */
	return oh_reader_add(reader, OH_DELIVERY) ? &document_shape : NULL;
}

/* ---- values ---- */

static void
read_external_id(OhReader *reader, OhNode value)
{
	OhCell		id = oh_reader_cell(reader, value, OH_READ_ID);

	reader->out->order->cells[OH_ORDER_EXTERNAL_REF] = id;
	reader->out->order->cells[OH_ORDER_DISPLAY_NUMBER] = id;
}

/* A status that is no known word ("string" in the documentation) leaves the state as it was. */
static void
read_status(OhReader *reader, OhNode value)
{
	OhCell		status = oh_reader_cell(reader, value, OH_READ_TEXT);
	const char *told = state_of(oh_cell_bytes(&status));
	OhCell	   *state = &reader->out->order->cells[OH_ORDER_DELIVERY_STATE];

	reader->out->order->cells[OH_ORDER_PROVIDER_STATUS] = status;
	if (told && (!oh_cell_known(state) || oh_cell_is(state, "unknown")))
		*state = oh_cell_string(told);
}

/* A job that ended badly may have been picked up before: there the time is all that tells. */
static bool
has_reached(const OhReader *reader, const char *state)
{
	const OhCell *now = &reader->out->order->cells[OH_ORDER_DELIVERY_STATE];
	bool		reached = false;

	if (oh_cell_is(now, "failed") || oh_cell_is(now, "cancelled"))
		return strcmp(state, "picked_up") == 0;
	for (size_t i = 0; i < sizeof(progress) / sizeof(progress[0]); i++)
	{
		reached |= strcmp(progress[i], state) == 0;
		if (oh_cell_is(now, progress[i]))
			return reached;
	}
	return false;
}

/* The documentation's own sample has the times of milestones that lie ahead. */
static void
read_milestone(OhReader *reader, OhNode value, const char *state, int column)
{
	OhCell		at = oh_reader_cell(reader, value, OH_READ_TIME);

	if (oh_cell_known(&at) && !has_reached(reader, state))
		oh_reader_problem(reader, OH_NOTE, "no time before the state is that far", "time");
	else
		reader->current[OH_DELIVERY]->cells[column] = at;
}

static void
read_picked_up_at(OhReader *reader, OhNode value)
{
	read_milestone(reader, value, "picked_up", OH_DELIVERY_PICKED_UP_AT);
}

static void
read_delivered_at(OhReader *reader, OhNode value)
{
	read_milestone(reader, value, "delivered", OH_DELIVERY_DELIVERED_AT);
}

static void
write_proof(OhReader *reader, OhWriter *writer, OhNode attachment)
{
	OhCell		url = oh_reader_member(reader, attachment, "url", OH_READ_TEXT);
	OhCell		type = oh_reader_member(reader, attachment, "type", OH_READ_TEXT);

	if (oh_node_type(reader->doc, attachment) != OH_OBJECT)
		oh_reader_wrong_type(reader, attachment, "object");
	if (!oh_cell_known(&url))
		return;
	oh_write_open(writer, NULL, '{');
	oh_write_text(writer, "url", oh_cell_bytes(&url));
	oh_write_text(writer, "type", oh_cell_bytes(&type));
	oh_write_close(writer, '}');
}

static void
read_proofs(OhReader *reader, OhNode value)
{
	OhType		found = oh_node_type(reader->doc, value);
	OhCell		proofs = {.state = OH_STATE_NULL};
	uint32_t	index = 0;
	OhWriter	writer;

	oh_writer_init(&writer, reader->arena);
	oh_write_open(&writer, NULL, '[');
	for (OhNode node = oh_node_first(reader->doc, value); found == OH_ARRAY && node != OH_NO_NODE;
		 node = oh_node_next(reader->doc, node))
	{
		oh_reader_enter_element(reader, index++);
		write_proof(reader, &writer, node);
		oh_reader_leave(reader);
	}
	oh_write_close(&writer, ']');
	if (index > 0)
		proofs = oh_cell_text(oh_writer_text(&writer));
	if (found != OH_ARRAY && found != OH_NULL)
		proofs = oh_reader_wrong_type(reader, value, "array");
	reader->current[OH_DELIVERY]->cells[OH_DELIVERY_PROOFS] = proofs;
}

/* A place is known by its business; its contact's name is nobody's but the contact's. */
static OhCell
finish_party(OhReader *reader, OhNode object, OhRow *party, const char *role)
{
	OhCell		business = oh_reader_member(reader, object, "businessName", OH_READ_TEXT);

	party->cells[OH_PARTY_ROLE] = oh_cell_string(role);
	if (oh_cell_known(&business))
		oh_cell_default(&party->cells[OH_PARTY_NAME], business);
	return business;
}

/* The row of the job was made before that of a place. */
static void
finish_pickup(OhReader *reader, OhNode pickup, OhRow *party)
{
	OhRow	   *delivery = reader->current[OH_DELIVERY];

	delivery->cells[OH_DELIVERY_PICKUP_NAME] = finish_party(reader, pickup, party, "pickup");
}

static void
finish_dropoff(OhReader *reader, OhNode dropoff, OhRow *party)
{
	finish_party(reader, dropoff, party, "dropoff");
}

/* A time that cannot be read, or within what cannot be read, is there all the same. */
static bool
tells_dropoff(const OhReader *reader, const OhCell *until)
{
	OhNode		payload = oh_node_member(reader->doc, reader->doc->root, OH_BYTES("payload"));
	OhNode		dropoff = oh_node_member(reader->doc, payload, OH_BYTES("dropoffDetails"));
	OhType		type = oh_node_type(reader->doc, dropoff);

	return until->state > OH_STATE_NULL || (type > OH_NULL && type != OH_OBJECT);
}

/*
 * Due when it is to be dropped off, or picked up where that is the whole job.  The tip
 * is a charge of its own; whether the total contains it is not documented, so that no
 * total is computed.
 */
static void
finish(OhReader *reader)
{
	OhCell	   *order = reader->out->order->cells;
	OhRow	   *delivery = reader->current[OH_DELIVERY];	/* made when the order was recognised */
	const OhCell *tip = &order[OH_ORDER_TIP];

	order[OH_ORDER_SERVICE_TYPE] = oh_cell_string("delivery");
	if (oh_cell_known(tip))
		oh_reader_charge(reader, 0, "tip", OH_NO_BYTES, oh_cell_amount(tip), false);
	if (oh_cell_known(tip) || tip->state == OH_STATE_NULL)
		reader->out->rows[OH_CHARGE].present = true;
	delivery->cells[OH_DELIVERY_STATE] = order[OH_ORDER_DELIVERY_STATE];
	order[OH_ORDER_DUE_AT] = delivery->cells[OH_DELIVERY_DROPOFF_UNTIL];
	if (!tells_dropoff(reader, &order[OH_ORDER_DUE_AT]))
		order[OH_ORDER_DUE_AT] = delivery->cells[OH_DELIVERY_PICKUP_FROM];
}

const OhProvider oh_provider_fulflld = {
	.name = "fulflld",
	.title = "Fulflld",
	.auth = {.scheme = OH_SCHEME_STATIC_HEADER},
	.unit = OH_UNIT_UNSAID,
	.forms = forms,
	.events = events,
	.words = words,
	.vocabularies = vocabularies,
	.recognise = recognise,
	.finish = finish,
	.compose = oh_sample_fulflld,
	.course = {.stages = 5, .cancels = true},
};
