/*
 * order.h
 *	  The neutral model: what the five providers' documents become.
 *
 * A row is an array of cells and a table is the const list of its columns, so that
 * reading, merging, composing and storing are each one loop.  The lists below are
 * the contract's columns in the contract's order: the composite types, the store's
 * tables and the views name the same ones.
 *
 * Every amount is in major units and signed so that amounts add up: discounts,
 * refunds and change are <= 0 (all signs turned in a Revo refund order).  Rates are
 * fractions.
 */
#ifndef OH_ORDER_H
#define OH_ORDER_H

#include "arena.h"
#include "decimal.h"
#include "moment.h"

typedef enum OhKind
{
	OH_KIND_TEXT,
	OH_KIND_DECIMAL,
	OH_KIND_INTEGER,
	OH_KIND_TIME,
	OH_KIND_FLAG,
	OH_KIND_JSON				/* well-formed JSON text that the core itself wrote */
} OhKind;

/* Four distinguishable answers to "what does the document say of this?" */
typedef enum OhState
{
	OH_STATE_ABSENT = 0,		/* nothing: the key is not there */
	OH_STATE_NULL,				/* that there is none */
	OH_STATE_UNREADABLE,		/* something of a wrong type or out of range: a problem tells */
	OH_STATE_VALUE
} OhState;

typedef struct OhCell
{
	union
	{
		const char *text;		/* TEXT, JSON: valid UTF-8 without NUL, not owned */
		int64_t		number;		/* DECIMAL: unscaled; INTEGER; TIME: OhMoment; FLAG: 0 or 1 */
	};
	uint32_t	len;			/* bytes of text */
	int8_t		scale;			/* DECIMAL */
	uint8_t		state;			/* OhState */
} OhCell;

typedef struct OhColumn
{
	const char *name;
	OhKind		kind;
} OhColumn;

typedef struct OhTable
{
	const char *type;			/* its composite type in SQL; NULL: none */
	const char *store;			/* its table in the store; NULL: none */
	const char *view;			/* the view that shows it, for the documentation */
	const OhColumn *columns;
	int			count;
} OhTable;

typedef struct OhRow
{
	struct OhRow *next;
	OhCell		cells[];		/* as many as the table has columns */
} OhRow;

typedef struct OhRows
{
	OhRow	   *first;
	OhRow	   *last;
	uint32_t	count;
	bool		present;		/* the document spoke of them, if only to say that there are none */
	bool		partial;		/* an element of their list was none of them: a problem tells */
} OhRows;

/* X(C name, SQL name, kind) */
#define OH_ORDER_COLUMNS(X) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(EXTERNAL_REF, external_ref, TEXT) \
	X(DISPLAY_NUMBER, display_number, TEXT) \
	X(STORE_EXTERNAL_ID, store_external_id, TEXT) \
	X(SERVICE_TYPE, service_type, TEXT) \
	X(IS_TEST, is_test, FLAG) \
	X(IS_REFUND, is_refund, FLAG) \
	X(REFUND_OF, refund_of, TEXT) \
	X(LIFECYCLE, lifecycle, TEXT) \
	X(ORDER_STATE, order_state, TEXT) \
	X(PREP_STATE, prep_state, TEXT) \
	X(DELIVERY_STATE, delivery_state, TEXT) \
	X(ARRIVAL_STATE, arrival_state, TEXT) \
	X(PAYMENT_STATE, payment_state, TEXT) \
	X(PROVIDER_STATUS, provider_status, TEXT) \
	X(PLACED_AT, placed_at, TIME) \
	X(PROVIDER_UPDATED_AT, provider_updated_at, TIME) \
	X(DUE_AT, due_at, TIME) \
	X(DUE_FROM, due_from, TIME) \
	X(DUE_UNTIL, due_until, TIME) \
	X(CLOSED_AT, closed_at, TIME) \
	X(CANCELLED_AT, cancelled_at, TIME) \
	X(SUBTOTAL, subtotal, DECIMAL) \
	X(DISCOUNT, discount, DECIMAL) \
	X(FEE, fee, DECIMAL) \
	X(TAX, tax, DECIMAL) \
	X(TIP, tip, DECIMAL) \
	X(TOTAL, total, DECIMAL) \
	X(COMPUTED_TOTAL, computed_total, DECIMAL) \
	X(PAID, paid, DECIMAL) \
	X(REFUNDED, refunded, DECIMAL) \
	X(TAX_INCLUSIVE, tax_inclusive, FLAG) \
	X(ITEM_COUNT, item_count, DECIMAL) \
	X(GUESTS, guests, INTEGER) \
	X(TABLE_NAME, table_name, TEXT) \
	X(STAFF, staff, TEXT) \
	X(NOTES, notes, TEXT)

#define OH_ITEM_COLUMNS(X) \
	X(LINE_NO, line_no, INTEGER) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(PRODUCT_ID, product_id, TEXT) \
	X(NAME, name, TEXT) \
	X(QUANTITY, quantity, DECIMAL) \
	X(UNIT_PRICE, unit_price, DECIMAL) \
	X(MODIFIERS_TOTAL, modifiers_total, DECIMAL) \
	X(DISCOUNT, discount, DECIMAL) \
	X(TAX, tax, DECIMAL) \
	X(TIP, tip, DECIMAL) \
	X(TOTAL, total, DECIMAL) \
	X(TAX_RATE, tax_rate, DECIMAL) \
	X(STATUS, status, TEXT) \
	X(PROVIDER_STATUS, provider_status, TEXT) \
	X(SEAT, seat, TEXT) \
	X(COURSE, course, TEXT) \
	X(VOIDED, voided, FLAG) \
	X(NOTES, notes, TEXT)

#define OH_MODIFIER_COLUMNS(X) \
	X(LINE_NO, line_no, INTEGER) \
	X(MODIFIER_NO, modifier_no, INTEGER) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(GROUP_ID, group_id, TEXT) \
	X(NAME, name, TEXT) \
	X(QUANTITY, quantity, DECIMAL) \
	X(UNIT_PRICE, unit_price, DECIMAL) \
	X(TAX, tax, DECIMAL) \
	X(TOTAL, total, DECIMAL) \
	X(PRICE_IN_ITEM, price_in_item, FLAG)

#define OH_CHARGE_COLUMNS(X) \
	X(CHARGE_NO, charge_no, INTEGER) \
	X(LINE_NO, line_no, INTEGER) \
	X(KIND, kind, TEXT) \
	X(NAME, name, TEXT) \
	X(AMOUNT, amount, DECIMAL) \
	X(INCLUDED_IN_PRICE, included_in_price, FLAG)

#define OH_PAYMENT_COLUMNS(X) \
	X(PAYMENT_NO, payment_no, INTEGER) \
	X(KIND, kind, TEXT) \
	X(METHOD, method, TEXT) \
	X(PROVIDER_METHOD, provider_method, TEXT) \
	X(AMOUNT, amount, DECIMAL) \
	X(TIP, tip, DECIMAL) \
	X(STATUS, status, TEXT) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(INVOICE_NUMBER, invoice_number, TEXT) \
	X(CARD_BRAND, card_brand, TEXT) \
	X(PAID_AT, paid_at, TIME)

#define OH_PARTY_COLUMNS(X) \
	X(ROLE, role, TEXT) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(NAME, name, TEXT) \
	X(EMAIL, email, TEXT) \
	X(PHONE, phone, TEXT) \
	X(ADDRESS, address, TEXT) \
	X(LATITUDE, latitude, DECIMAL) \
	X(LONGITUDE, longitude, DECIMAL) \
	X(VEHICLE, vehicle, TEXT) \
	X(PLATE, plate, TEXT)

#define OH_DELIVERY_COLUMNS(X) \
	X(STATE, state, TEXT) \
	X(COURIER_ID, courier_id, TEXT) \
	X(PICKUP_FROM, pickup_from, TIME) \
	X(PICKUP_UNTIL, pickup_until, TIME) \
	X(DROPOFF_FROM, dropoff_from, TIME) \
	X(DROPOFF_UNTIL, dropoff_until, TIME) \
	X(ETA_AT, eta_at, TIME) \
	X(PICKED_UP_AT, picked_up_at, TIME) \
	X(DELIVERED_AT, delivered_at, TIME) \
	X(PICKUP_NAME, pickup_name, TEXT) \
	X(DROPOFF_CITY, dropoff_city, TEXT) \
	X(PROOFS, proofs, JSON)

#define OH_ARRIVAL_COLUMNS(X) \
	X(STATE, state, TEXT) \
	X(ETA_AT, eta_at, TIME) \
	X(ARRIVED_AT, arrived_at, TIME) \
	X(AREA, area, TEXT) \
	X(VEHICLE, vehicle, TEXT)

#define OH_CUSTOMER_COLUMNS(X) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(EXTERNAL_REF, external_ref, TEXT) \
	X(ACTIVE, active, FLAG) \
	X(NAME, name, TEXT) \
	X(TAX_ID, tax_id, TEXT) \
	X(EMAIL, email, TEXT) \
	X(PHONE, phone, TEXT) \
	X(WEB, web, TEXT) \
	X(ADDRESS, address, TEXT) \
	X(CITY, city, TEXT) \
	X(REGION, region, TEXT) \
	X(POSTAL_CODE, postal_code, TEXT) \
	X(COUNTRY, country, TEXT) \
	X(NOTES, notes, TEXT) \
	X(CREATED_AT, created_at, TIME) \
	X(UPDATED_AT, updated_at, TIME) \
	X(DELETED_AT, deleted_at, TIME)

#define OH_PRODUCT_COLUMNS(X) \
	X(EXTERNAL_ID, external_id, TEXT) \
	X(STORE_EXTERNAL_ID, store_external_id, TEXT) \
	X(KIND, kind, TEXT) \
	X(NAME, name, TEXT) \
	X(DESCRIPTION, description, TEXT) \
	X(PRICE, price, DECIMAL) \
	X(IMAGE_URL, image_url, TEXT) \
	X(DELETED_AT, deleted_at, TIME)

#define OH_PROBLEM_COLUMNS(X) \
	X(SEVERITY, severity, TEXT) \
	X(PATH, path, TEXT) \
	X(EXPECTED, expected, TEXT) \
	X(FOUND, found, TEXT)

#define OH_CHECK_COLUMNS(X) \
	X(RULE, rule, TEXT) \
	X(LEFT_AMOUNT, left_amount, DECIMAL) \
	X(RIGHT_AMOUNT, right_amount, DECIMAL) \
	X(DIFFERENCE, difference, DECIMAL) \
	X(TOLERANCE, tolerance, DECIMAL) \
	X(STATUS, status, TEXT)

/* X(C name): the groups of rows that one document may fill, the order itself first. */
#define OH_GROUPS(X) \
	X(ORDER) X(ITEM) X(MODIFIER) X(CHARGE) X(PAYMENT) X(PARTY) X(DELIVERY) X(ARRIVAL) \
	X(CUSTOMER) X(PRODUCT) X(PROBLEM) X(CHECK)

#define OH_ENUM_GROUP(g)	OH_##g,
typedef enum OhGroup
{
	OH_GROUPS(OH_ENUM_GROUP)
	OH_GROUP_COUNT
} OhGroup;

#define OH_ENUM_ORDER(c, name, kind)	OH_ORDER_##c,
#define OH_ENUM_ITEM(c, name, kind)		OH_ITEM_##c,
#define OH_ENUM_MODIFIER(c, name, kind)	OH_MODIFIER_##c,
#define OH_ENUM_CHARGE(c, name, kind)	OH_CHARGE_##c,
#define OH_ENUM_PAYMENT(c, name, kind)	OH_PAYMENT_##c,
#define OH_ENUM_PARTY(c, name, kind)	OH_PARTY_##c,
#define OH_ENUM_DELIVERY(c, name, kind)	OH_DELIVERY_##c,
#define OH_ENUM_ARRIVAL(c, name, kind)	OH_ARRIVAL_##c,
#define OH_ENUM_CUSTOMER(c, name, kind)	OH_CUSTOMER_##c,
#define OH_ENUM_PRODUCT(c, name, kind)	OH_PRODUCT_##c,
#define OH_ENUM_PROBLEM(c, name, kind)	OH_PROBLEM_##c,
#define OH_ENUM_CHECK(c, name, kind)	OH_CHECK_##c,

enum { OH_ORDER_COLUMNS(OH_ENUM_ORDER) OH_ORDER_COUNT };
enum { OH_ITEM_COLUMNS(OH_ENUM_ITEM) OH_ITEM_COUNT };
enum { OH_MODIFIER_COLUMNS(OH_ENUM_MODIFIER) OH_MODIFIER_COUNT };
enum { OH_CHARGE_COLUMNS(OH_ENUM_CHARGE) OH_CHARGE_COUNT };
enum { OH_PAYMENT_COLUMNS(OH_ENUM_PAYMENT) OH_PAYMENT_COUNT };
enum { OH_PARTY_COLUMNS(OH_ENUM_PARTY) OH_PARTY_COUNT };
enum { OH_DELIVERY_COLUMNS(OH_ENUM_DELIVERY) OH_DELIVERY_COUNT };
enum { OH_ARRIVAL_COLUMNS(OH_ENUM_ARRIVAL) OH_ARRIVAL_COUNT };
enum { OH_CUSTOMER_COLUMNS(OH_ENUM_CUSTOMER) OH_CUSTOMER_COUNT };
enum { OH_PRODUCT_COLUMNS(OH_ENUM_PRODUCT) OH_PRODUCT_COUNT };
enum { OH_PROBLEM_COLUMNS(OH_ENUM_PROBLEM) OH_PROBLEM_COUNT };
enum { OH_CHECK_COLUMNS(OH_ENUM_CHECK) OH_CHECK_COUNT };

/* Indexed by OhGroup. */
extern const OhTable oh_tables[OH_GROUP_COUNT];

/* What a document turned out to be about. */
typedef enum OhSubject
{
	OH_SUBJECT_UNREADABLE = 0,	/* meant to be an order or a record, but its id is not to be had */
	OH_SUBJECT_ORDER,
	OH_SUBJECT_CUSTOMER,
	OH_SUBJECT_PRODUCT,
	OH_SUBJECT_REFUND,			/* says, without an amount, that of the order with this external_ref was refunded */
	OH_SUBJECT_NOTHING			/* an event that carries none of these, unknown events included */
} OhSubject;

/*
 * One document, read.  All of it lives in the document's arena or points into its
 * text.
 */
typedef struct OhReading
{
	OhSubject	subject;
	const char *event;			/* canonical, from a closed list: README, "Events" */
	OhBytes		provider_event;	/* as the provider said it; OH_NO_BYTES where it says none */
	OhRow	   *order;			/* one row; all cells absent where there is no order */
	OhRows		rows[OH_GROUP_COUNT];	/* of OH_ORDER: not used */
} OhReading;

/* An all-absent row of that group, not yet in any list; NULL when memory is out. */
extern OhRow *oh_row_new(OhArena *arena, OhGroup group);

/* Appends a row of oh_row_new. */
extern void oh_rows_append(OhRows *rows, OhRow *row);

static inline bool
oh_cell_known(const OhCell *cell)
{
	return cell->state == OH_STATE_VALUE;
}

static inline OhCell
oh_cell_text(OhBytes text)
{
	return (OhCell) {.text = text.data, .len = (uint32_t) text.len, .state = text.data ? OH_STATE_VALUE : OH_STATE_NULL};
}

static inline OhCell
oh_cell_string(const char *s)
{
	return oh_cell_text(oh_bytes_of_string(s));
}

static inline OhCell
oh_cell_decimal(OhDecimal d)
{
	return (OhCell) {.number = d.unscaled, .scale = d.scale, .state = OH_STATE_VALUE};
}

static inline OhCell
oh_cell_integer(int64_t n)
{
	return (OhCell) {.number = n, .state = OH_STATE_VALUE};
}

static inline OhCell
oh_cell_time(OhMoment at)
{
	return (OhCell) {.number = at, .state = OH_STATE_VALUE};
}

static inline OhCell
oh_cell_flag(bool flag)
{
	return (OhCell) {.number = flag, .state = OH_STATE_VALUE};
}

/* OH_NO_BYTES unless the cell holds text. */
static inline OhBytes
oh_cell_bytes(const OhCell *cell)
{
	return oh_cell_known(cell) ? oh_bytes(cell->text, cell->len) : OH_NO_BYTES;
}

/* For a DECIMAL cell that is known. */
static inline OhDecimal
oh_cell_amount(const OhCell *cell)
{
	return (OhDecimal) {cell->number, cell->scale};
}

static inline bool
oh_cell_is(const OhCell *cell, const char *word)
{
	return oh_cell_known(cell) && oh_bytes_equal(oh_cell_bytes(cell), oh_bytes_of_string(word));
}

/* The same state and, where there is a value, the same value (1.10 equals 1.1). */
extern bool oh_cell_equal(const OhCell *a, const OhCell *b, OhKind kind);

#endif
