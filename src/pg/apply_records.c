/*
 * apply_records.c
 *	  Customers and products, the providers' own records.
 */
#include "delivery.h"

/* A record that is deleted without saying when was deleted when that was received; any other lives. */
static void
stamp_deletion(Delivery *d, OhGroup group)
{
	int			column = group == OH_CUSTOMER ? OH_CUSTOMER_DELETED_AT : OH_PRODUCT_DELETED_AT;
	size_t		len = strlen(d->reading.event);
	bool		deleted = len > 8 && strcmp(d->reading.event + len - 8, ".deleted") == 0;

	for (OhRow *row = d->reading.rows[group].first; row; row = row->next)
	{
		OhCell	   *cell = &row->cells[column];

		if (cell->state == OH_STATE_ABSENT)
			*cell = deleted ? oh_cell_time(moment_of_timestamp(d->received_at)) : (OhCell) {.state = OH_STATE_NULL};
	}
}

void
apply_records(Delivery *d, OhGroup group)
{
	const OhRows *rows = &d->reading.rows[group];

	if (rows->count == 0)
	{
		delivery_end(d, OUTCOME_IGNORED, "event \"%s\" carries no record", d->reading.event);
		return;
	}
	if (store_knows_record(d->source.source_id, group, oh_cell_bytes(&rows->first->cells[0]), d->digest))
	{
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as the last about this record");
		return;
	}
	/* A menu locks many products: menus of one source come one after the other. */
	if (group == OH_PRODUCT)
		store_lock_source(d->source.source_id);
	stamp_deletion(d, group);
	if (store_write_records(d->source.source_id, group, rows, d->digest) > 0)
		delivery_end(d, OUTCOME_APPLIED, NULL);
	else
		delivery_end(d, OUTCOME_STALE, "older than what is known of this record");
}
