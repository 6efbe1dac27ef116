/*
 * reconcile.c
 *	  From the rules of a provider to rows of checks.
 */
#include "reconcile.h"

#include "amount.h"
#include "provider.h"

/* ---- what the document claims ---- */

OhNode
oh_check_member(const OhCheck *check, OhNode object, const char *key)
{
	return oh_node_member(check->reader->doc, object, oh_bytes_of_string(key));
}

OhCell
oh_check_money(const OhCheck *check, OhNode object, const char *key)
{
	return oh_reader_member(check->reader, object, key, OH_READ_MONEY);
}

OhCell
oh_check_number(const OhCheck *check, OhNode object, const char *key)
{
	return oh_reader_member(check->reader, object, key, OH_READ_DECIMAL);
}

OhCell
oh_check_sum(const OhCheck *check, OhNode list, const char *key)
{
	OhType		type = oh_node_type(check->reader->doc, list);
	OhCell		sum = oh_amount_zero_cents;

	if (type != OH_ARRAY && type != OH_NULL)
		return (OhCell) {.state = OH_STATE_ABSENT};
	for (OhNode element = oh_node_first(check->reader->doc, list); element != OH_NO_NODE;
		 element = oh_node_next(check->reader->doc, element))
		sum = oh_amount_plus(check->reader, sum, oh_check_money(check, element, key));
	return sum;
}

/* ---- identities ---- */

void
oh_check_pair_within(OhCheck *check, int identity, OhCell left, OhCell right, OhDecimal tolerance)
{
	OhIdentity *sums = &check->identities[identity];
	OhDecimal	apart;

	if (sums->pairs == 0)
		*sums = (OhIdentity) {.left = left, .right = right, .tolerance = tolerance};
	else
	{
		sums->left = oh_amount_plus(check->reader, sums->left, left);
		sums->right = oh_amount_plus(check->reader, sums->right, right);
	}
	sums->pairs++;
	sums->off |= oh_amount_distance(left, right, &apart) && oh_decimal_compare(apart, tolerance) > 0;
}

void
oh_check_pair(OhCheck *check, int identity, OhCell left, OhCell right)
{
	oh_check_pair_within(check, identity, left, right, check->tolerance);
}

void
oh_check_computed(OhCheck *check)
{
	const OhCell *order = check->reading->order->cells;

	oh_check_pair(check, 0, order[OH_ORDER_COMPUTED_TOTAL], order[OH_ORDER_TOTAL]);
}

static bool
is_told(const OhIdentity *identity)
{
	return identity->pairs > 0 && oh_cell_known(&identity->left) && oh_cell_known(&identity->right);
}

/* The one to show: the first that fails, else the first of which both sides are known, else the first. */
static const OhIdentity *
pick_identity(const OhCheck *check)
{
	const OhIdentity *told = NULL;

	for (int i = 0; i < OH_MAX_IDENTITIES; i++)
	{
		const OhIdentity *identity = &check->identities[i];

		if (identity->off)
			return identity;
		if (told == NULL && is_told(identity))
			told = identity;
	}
	return told ? told : &check->identities[0];
}

static const char *
status_of(const OhIdentity *identity)
{
	if (identity->off)
		return "fail";
	return is_told(identity) ? "pass" : "not_applicable";
}

/* ---- rows ---- */

static void
add_row(OhReading *out, const OhCheck *check, const char *rule)
{
	const OhIdentity *shown = pick_identity(check);
	OhRow	   *row = oh_row_new(check->reader->arena, OH_CHECK);

	if (row == NULL)
		return;
	row->cells[OH_CHECK_RULE] = oh_cell_string(rule);
	row->cells[OH_CHECK_LEFT_AMOUNT] = shown->left;
	row->cells[OH_CHECK_RIGHT_AMOUNT] = shown->right;
	row->cells[OH_CHECK_DIFFERENCE] = oh_amount_minus(check->reader, shown->left, shown->right);
	row->cells[OH_CHECK_TOLERANCE] = oh_cell_decimal(shown->pairs > 0 ? shown->tolerance : check->tolerance);
	row->cells[OH_CHECK_STATUS] = oh_cell_string(status_of(shown));
	oh_rows_append(&out->rows[OH_CHECK], row);
}

/* A short document is not checked: it leaves out what came before it, and the checks of that stay. */
void
oh_reconcile(OhReader *reader, OhNode root)
{
	OhReading	silent = {.rows[OH_PROBLEM].count = OH_MAX_PROBLEMS};
	OhReader	quiet = *reader;

	if (reader->provider->rules == NULL || !reader->out->rows[OH_ITEM].present)
		return;
	quiet.out = &silent;
	for (const OhRule *rule = reader->provider->rules; rule->name; rule++)
	{
		OhCheck		check = {
			.reader = &quiet,
			.reading = reader->out,
			.root = root,
			.tolerance = rule->tolerance,
		};

		rule->check(&check);
		add_row(reader->out, &check, rule->name);
	}
}
