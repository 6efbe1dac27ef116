/*
 * effects.h
 *	  Of each value that is more than one column: how it is read, where an irregular
 *	  function does that, and what it moves besides a column of its own.
 *
 * What a container moves is what all that is in it moves, and what stands here.
 */
#ifndef EFFECTS_H
#define EFFECTS_H

#include "provider.h"

/* An OhRead, or: as the field table says; set or not set, by any scalar. */
#define BY_TABLE	(-1)
#define READ_MARK	100

typedef struct Effect
{
	const OhProvider *provider;
	const char *pattern;		/* a path with [] for every index */
	int			read;
	const char *moves;			/* `GROUP.column` or a whole GROUP */
} Effect;

/* It decides what the document is. */
#define EVERYTHING	"*"

#define BBOT	&oh_provider_bbot
#define MIPOS	&oh_provider_mipos
#define FLYBUY	&oh_provider_flybuy
#define FULFLLD	&oh_provider_fulflld
#define REVO	&oh_provider_revo

static const Effect effects[] = {
	{BBOT, "$.event_type", OH_READ_TEXT, EVERYTHING},
	{BBOT, "$.order", BY_TABLE, "CHARGE CHECK DELIVERY ORDER.is_refund ORDER.item_count ORDER.tax_inclusive"},
	{BBOT, "$.order.charge.amount", BY_TABLE, "CHECK ORDER.paid ORDER.payment_state ORDER.refunded"},
	{BBOT, "$.order.deliveryAddress", BY_TABLE, "DELIVERY"},
	{BBOT, "$.order.deliveryAddress.apartment", OH_READ_TEXT, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.city", OH_READ_TEXT, "DELIVERY.dropoff_city PARTY.address"},
	{BBOT, "$.order.deliveryAddress.country_code", OH_READ_TEXT, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.state", OH_READ_TEXT, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.street", OH_READ_TEXT, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.zip", OH_READ_ID, "PARTY.address"},
	{BBOT, "$.order.fee_pretax_cents", BY_TABLE, "CHARGE CHECK ORDER.computed_total"},
	{BBOT, "$.order.fulfillment_method", OH_READ_TEXT, "DELIVERY.state ORDER.delivery_state ORDER.service_type"},
	{BBOT, "$.order.guest_first_name", OH_READ_TEXT, "PARTY"},
	{BBOT, "$.order.guest_last_name", OH_READ_TEXT, "PARTY.name"},
	{BBOT, "$.order.items", BY_TABLE, "CHECK ORDER.item_count"},
	{BBOT, "$.order.items[]", BY_TABLE, "CHECK ORDER.item_count"},
	{BBOT, "$.order.items[].mods", BY_TABLE, "ITEM.modifiers_total ITEM.unit_price"},
	{BBOT, "$.order.items[].mods[]", BY_TABLE, "ITEM.modifiers_total ITEM.unit_price"},
	{BBOT, "$.order.items[].mods[].orig_pretax_cents", OH_READ_MONEY, "CHECK ORDER.computed_total"},
	{BBOT, "$.order.items[].mods[].pretax_cents", BY_TABLE,
		"ITEM.modifiers_total ITEM.unit_price MODIFIER.unit_price"},
	{BBOT, "$.order.items[].orderitempromotions[].promotion.cents_to_add_per_cart_effect", OH_READ_DECIMAL, ""},
	{BBOT, "$.order.items[].orderitempromotions[].promotion.fraction_multiplier_effect", OH_READ_DECIMAL, ""},
	{BBOT, "$.order.items[].pretax_cents", BY_TABLE, "CHECK ITEM.unit_price ORDER.computed_total"},
	{BBOT, "$.order.items[].qty", BY_TABLE,
		"ITEM.unit_price MODIFIER.quantity MODIFIER.unit_price ORDER.item_count"},
	{BBOT, "$.order.items[].status", BY_TABLE,
		"DELIVERY.state ITEM.status ORDER.delivery_state ORDER.lifecycle ORDER.prep_state ORDER.provider_status"},
	{BBOT, "$.order.items[].tax_cents", BY_TABLE, "CHARGE"},
	{BBOT, "$.order.items[].tip_in_cents", BY_TABLE, "CHARGE"},
	{BBOT, "$.order.loyalty_webhook_discounts[].promotion.cents_to_add_per_cart_effect", OH_READ_DECIMAL,
		"CHECK ORDER.computed_total"},
	{BBOT, "$.order.loyalty_webhook_discounts[].promotion.fraction_multiplier_effect", OH_READ_DECIMAL,
		"CHECK ORDER.computed_total"},
	{BBOT, "$.order.pretax_cents", BY_TABLE, "CHECK"},
	{BBOT, "$.order.tax_cents", BY_TABLE, "CHARGE CHECK ORDER.computed_total"},
	{BBOT, "$.order.time_closed", BY_TABLE, "ORDER.lifecycle ORDER.order_state"},
	{BBOT, "$.order.tip_cents", BY_TABLE, "CHARGE CHECK ORDER.computed_total"},
	{BBOT, "$.order.total_cents", BY_TABLE, "CHECK ORDER.payment_state ORDER.refunded"},
	{BBOT, "$.order_id", OH_READ_ID, ""},
	{BBOT, "$.restaurant_id", OH_READ_ID, "ORDER.store_external_id"},

	{MIPOS, "$.created_at", BY_TABLE, ""},
	{MIPOS, "$.delivery_id", OH_READ_STORED, ""},
	{MIPOS, "$.discount_value", OH_READ_MONEY,
		"CHARGE CHECK ORDER.computed_total ORDER.discount ORDER.subtotal ORDER.total"},
	{MIPOS, "$.event", OH_READ_TEXT, EVERYTHING},
	{MIPOS, "$.external_id", OH_READ_ID, "ORDER.external_id"},
	{MIPOS, "$.external_store_id", OH_READ_ID, "ORDER.store_external_id PRODUCT.store_external_id"},
	{MIPOS, "$.items", BY_TABLE, "CHECK ORDER.item_count"},
	{MIPOS, "$.items[].external_id", BY_TABLE,
		"PRODUCT.description PRODUCT.image_url PRODUCT.name PRODUCT.price"},
	{MIPOS, "$.items[].modifiers", BY_TABLE, "CHECK ITEM.modifiers_total"},
	{MIPOS, "$.items[].modifiers[]", BY_TABLE, "CHECK"},
	{MIPOS, "$.items[].modifiers[].quantity", BY_TABLE, "CHECK ITEM.modifiers_total MODIFIER.total"},
	{MIPOS, "$.items[].modifiers[].total_value", BY_TABLE, "CHECK ITEM.modifiers_total"},
	{MIPOS, "$.items[].modifiers[].unit_value", BY_TABLE, "CHECK ITEM.modifiers_total MODIFIER.total"},
	{MIPOS, "$.items[].price", OH_READ_MONEY, "PRODUCT.price"},
	{MIPOS, "$.items[].price.value", OH_READ_MONEY, "PRODUCT.price"},
	{MIPOS, "$.items[].quantity", BY_TABLE,
		"CHECK ITEM.modifiers_total MODIFIER.quantity MODIFIER.total ORDER.item_count"},
	{MIPOS, "$.items[].total_unit_value", OH_READ_MONEY, "CHECK"},
	{MIPOS, "$.items[].total_value", BY_TABLE, "CHECK ORDER.computed_total ORDER.subtotal ORDER.total"},
	{MIPOS, "$.items[].unit_value", BY_TABLE, "CHECK"},
	{MIPOS, "$.message", OH_READ_STORED, ""},
	{MIPOS, "$.order_external_id", OH_READ_ID, "ORDER.external_id"},
	{MIPOS, "$.status", BY_TABLE, "ORDER.order_state ORDER.prep_state ORDER.lifecycle"},
	{MIPOS, "$.store_id", OH_READ_ID, "ORDER.store_external_id PRODUCT.store_external_id"},
	{MIPOS, "$.total", OH_READ_MONEY, "CHECK ORDER.subtotal ORDER.total"},
	{MIPOS, "$.type", OH_READ_TEXT, EVERYTHING},

	{FLYBUY, "$.data.customer_car_color", OH_READ_TEXT, "ARRIVAL.vehicle PARTY"},
	{FLYBUY, "$.data.customer_car_type", OH_READ_TEXT, "ARRIVAL.vehicle PARTY"},
	{FLYBUY, "$.data.customer_state", OH_READ_TEXT, "ARRIVAL.state ORDER.arrival_state"},
	{FLYBUY, "$.data.customer_state_changed", OH_READ_FLAG, ""},
	{FLYBUY, "$.data.event", OH_READ_TEXT, ""},
	{FLYBUY, "$.data.order_id", OH_READ_ID, "ORDER.external_id"},
	{FLYBUY, "$.data.order_state", OH_READ_TEXT,
		"ORDER.lifecycle ORDER.order_state ORDER.prep_state ORDER.provider_status"},
	{FLYBUY, "$.data.partner_display_identifier", OH_READ_ID, "ORDER.display_number"},
	{FLYBUY, "$.data.partner_identifier", BY_TABLE, "ORDER.display_number"},
	{FLYBUY, "$.data.pickup_type", OH_READ_TEXT, "DELIVERY ORDER.delivery_state ORDER.service_type"},
	{FLYBUY, "$.data.pickup_window", OH_READ_TIME, "ORDER.due_at ORDER.due_from ORDER.due_until"},
	{FLYBUY, "$.data.redemption_code", OH_READ_ID, "ORDER.display_number"},
	{FLYBUY, "$.data.state", OH_READ_TEXT,
		"DELIVERY ORDER.delivery_state ORDER.lifecycle ORDER.order_state ORDER.prep_state ORDER.provider_status"},
	{FLYBUY, "$.data.state_changed", OH_READ_FLAG, ""},
	{FLYBUY, "$.data.type", OH_READ_TEXT, EVERYTHING},

	{FULFLLD, "$.event", OH_READ_TEXT, EVERYTHING},
	{FULFLLD, "$.payload.attachments", OH_READ_OBJECTS, "DELIVERY.proofs"},
	{FULFLLD, "$.payload.attachments[]", OH_READ_OBJECT, ""},
	{FULFLLD, "$.payload.attachments[].type", OH_READ_TEXT, "DELIVERY.proofs"},
	{FULFLLD, "$.payload.attachments[].url", OH_READ_TEXT, "DELIVERY.proofs"},
	{FULFLLD, "$.payload.dropoffDetails", BY_TABLE, "ORDER.due_at"},
	{FULFLLD, "$.payload.dropoffDetails.businessName", OH_READ_TEXT, ""},
	{FULFLLD, "$.payload.dropoffDetails.scheduledDropoffAt", BY_TABLE, "ORDER.due_at"},
	{FULFLLD, "$.payload.externalId", OH_READ_ID, "ORDER.display_number ORDER.external_ref"},
	{FULFLLD, "$.payload.order.tip", BY_TABLE, "CHARGE"},
	{FULFLLD, "$.payload.pickupDetails.businessName", OH_READ_TEXT, "DELIVERY.pickup_name"},
	{FULFLLD, "$.payload.pickupDetails.scheduledPickupAt", BY_TABLE, "ORDER.due_at"},
	{FULFLLD, "$.payload.status", OH_READ_TEXT,
		"DELIVERY.state DELIVERY.picked_up_at DELIVERY.delivered_at ORDER.delivery_state ORDER.lifecycle"
		" ORDER.provider_status"},
	{FULFLLD, "$.payload.statusDetails.dropoffCompleted", OH_READ_TIME, "DELIVERY.delivered_at"},
	{FULFLLD, "$.payload.statusDetails.pickupCompleted", OH_READ_TIME, "DELIVERY.picked_up_at"},

	{REVO, "$.data", BY_TABLE, "PAYMENT ORDER.order_state ORDER.lifecycle"},
	{REVO, "$.data.alreadyPaid", OH_READ_MONEY, "ORDER.paid ORDER.payment_state"},
	{REVO, "$.data.canceled", READ_MARK, "ORDER.cancelled_at ORDER.lifecycle ORDER.order_state"},
	{REVO, "$.data.closed", BY_TABLE, "ORDER.provider_updated_at"},
	{REVO, "$.data.customer_id", OH_READ_ID, "PARTY"},
	{REVO, "$.data.delivery", BY_TABLE, "ORDER.service_type"},
	{REVO, "$.data.delivery.address", BY_TABLE, "ORDER.service_type PARTY.role"},
	{REVO, "$.data.discountAmount", OH_READ_MONEY, "CHARGE ORDER.discount"},
	{REVO, "$.data.gratuity", BY_TABLE, "CHARGE"},
	{REVO, "$.data.merged", READ_MARK, "CHECK ORDER.lifecycle ORDER.order_state"},
	{REVO, "$.data.orderContents", BY_TABLE, "CHECK ORDER.payment_state ORDER.service_type"},
	{REVO, "$.data.orderContents[]", BY_TABLE, "CHECK MODIFIER ORDER.computed_total ORDER.item_count"},
	{REVO, "$.data.orderContents[].cancelReason", READ_MARK,
		"CHARGE CHECK ITEM.voided ORDER.computed_total ORDER.item_count"},
	{REVO, "$.data.orderContents[].discountAmount", OH_READ_MONEY,
		"CHARGE ITEM.discount ITEM.quantity ITEM.total ORDER.item_count ORDER.tax_inclusive"},
	{REVO, "$.data.orderContents[].extrasAmount", OH_READ_MONEY, ""},
	{REVO, "$.data.orderContents[].itemPrice", BY_TABLE, "ITEM.modifiers_total"},
	{REVO, "$.data.orderContents[].menuMenuContents[].itemPrice", BY_TABLE, "MODIFIER.total"},
	{REVO, "$.data.orderContents[].menuMenuContents[].quantity", BY_TABLE, "MODIFIER.total"},
	{REVO, "$.data.orderContents[].modifiers[].price", BY_TABLE, "ITEM.modifiers_total MODIFIER.total"},
	{REVO, "$.data.orderContents[].priceWithExtrasIndividual", OH_READ_MONEY,
		"CHARGE ITEM.modifiers_total ITEM.quantity ITEM.total ORDER.item_count ORDER.tax_inclusive"},
	{REVO, "$.data.orderContents[].quantity", BY_TABLE,
		"CHARGE ITEM.discount ITEM.modifiers_total ITEM.total MODIFIER.quantity MODIFIER.total ORDER.item_count"
		" ORDER.tax_inclusive"},
	{REVO, "$.data.orderContents[].subtotal", OH_READ_MONEY, "CHARGE CHECK ITEM.total ORDER.tax_inclusive"},
	{REVO, "$.data.orderContents[].taxAmount", BY_TABLE, "CHARGE CHECK ITEM.total"},
	{REVO, "$.data.orderContents[].taxPercentage", BY_TABLE, "CHECK"},
	{REVO, "$.data.orderContents[].total", BY_TABLE,
		"CHARGE CHECK ITEM.quantity ORDER.computed_total ORDER.item_count ORDER.tax_inclusive"},
	{REVO, "$.data.orderContents[].updated_at", OH_READ_TIME, "ORDER.provider_updated_at"},
	{REVO, "$.data.orderContents[].weight", OH_READ_DECIMAL, "ITEM.quantity ORDER.item_count"},
	{REVO, "$.data.orderDiscountAmount", OH_READ_MONEY, "CHARGE CHECK ORDER.computed_total ORDER.discount"},
	{REVO, "$.data.orderInvoices", BY_TABLE, "CHECK PAYMENT ORDER.paid ORDER.payment_state"},
	{REVO, "$.data.orderInvoices[].cancelReason", READ_MARK,
		"CHARGE CHECK ORDER.paid ORDER.payment_state ORDER.tip PAYMENT.status"},
	{REVO, "$.data.orderInvoices[].notAccountable", OH_READ_FLAG, "CHECK PAYMENT.status"},
	{REVO, "$.data.orderInvoices[].number", OH_READ_ID, "ORDER.display_number PAYMENT.invoice_number"},
	{REVO, "$.data.orderInvoices[].orderPayments[].cancelReason", READ_MARK,
		"CHARGE CHECK ORDER.paid ORDER.payment_state ORDER.tip PAYMENT.status"},
	{REVO, "$.data.orderInvoices[].orderPayments[].change", OH_READ_MONEY, "PAYMENT"},
	{REVO, "$.data.orderInvoices[].orderPayments[].payAmount", BY_TABLE,
		"CHECK ORDER.paid ORDER.payment_state PAYMENT.kind"},
	{REVO, "$.data.orderInvoices[].orderPayments[].paymentMethod", BY_TABLE, "PAYMENT.amount PAYMENT.method"},
	{REVO, "$.data.orderInvoices[].orderPayments[].tipAmount", BY_TABLE, "CHARGE ORDER.tip PAYMENT.amount"},
	{REVO, "$.data.orderInvoices[].orderPayments[].totalCollected", OH_READ_MONEY, "PAYMENT"},
	{REVO, "$.data.orderInvoices[].orderPayments[].voidReason", READ_MARK,
		"CHARGE CHECK ORDER.paid ORDER.payment_state ORDER.tip PAYMENT.status"},
	{REVO, "$.data.orderInvoices[].total", OH_READ_MONEY, "CHECK"},
	{REVO, "$.data.refunded_invoice_id", READ_MARK, ""},
	{REVO, "$.data.refunded_order_id", BY_TABLE, "ORDER.is_refund"},
	{REVO, "$.data.status", BY_TABLE, "CHECK ORDER.lifecycle ORDER.order_state"},
	{REVO, "$.data.subtotal", BY_TABLE, "CHECK"},
	{REVO, "$.data.table_id", READ_MARK, "ORDER.service_type"},
	{REVO, "$.data.taxAmount", BY_TABLE, "CHARGE CHECK"},
	{REVO, "$.data.total", BY_TABLE, "CHARGE CHECK ORDER.computed_total ORDER.discount ORDER.payment_state"},
	{REVO, "$.data.updated_at", OH_READ_TIME, ""},
	{REVO, "$.event", OH_READ_TEXT, EVERYTHING},
	{REVO, "$.tenant", OH_READ_ID, ""},
};

/*
 * A value that cannot be read states nothing, but for these.  `moves` is here what is
 * stated anew.
 */
static const Effect excused[] = {
	/* What is put together of several values says those that could be read. */
	{BBOT, "$.order.deliveryAddress.street", 0, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.apartment", 0, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.city", 0, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.state", 0, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.zip", 0, "PARTY.address"},
	{BBOT, "$.order.deliveryAddress.country_code", 0, "PARTY.address"},
	{BBOT, "$.order.items[]", 0, "ORDER.provider_status MODIFIER.line_no"},
	{BBOT, "$.order.items[].status", 0, "ORDER.provider_status"},
	{FLYBUY, "$.data.customer_car_color", 0, "ARRIVAL.vehicle PARTY.vehicle"},
	{FLYBUY, "$.data.customer_car_type", 0, "ARRIVAL.vehicle PARTY.vehicle"},
	{FULFLLD, "$.payload.attachments[]", 0, "DELIVERY.proofs"},
	{FULFLLD, "$.payload.attachments[].url", 0, "DELIVERY.proofs"},
	{FULFLLD, "$.payload.attachments[].type", 0, "DELIVERY.proofs"},

	/* Lines are numbered as they are read. */
	{MIPOS, "$.items[]", 0, "MODIFIER.line_no ORDER.subtotal ORDER.total"},
	{REVO, "$.data.orderContents[]", 0, "MODIFIER.line_no"},

	/* What goes by several names is taken from the next one. */
	{BBOT, "$.order", 0, "ORDER.store_external_id"},
	{BBOT, "$.order.restaurant_id", 0, "ORDER.store_external_id"},
	{MIPOS, "$.external_store_id", 0, "ORDER.store_external_id PRODUCT.store_external_id"},
	{FLYBUY, "$.data.partner_identifier", 0, "ORDER.display_number"},
	{FLYBUY, "$.data.partner_display_identifier", 0, "ORDER.display_number"},
	{FULFLLD, "$.payload.pickupDetails.name", 0, "PARTY.name"},
	{FULFLLD, "$.payload.dropoffDetails.name", 0, "PARTY.name"},
	{REVO, "$.data.closed", 0, "ORDER.provider_updated_at"},
	{REVO, "$.data.status", 0, "ORDER.order_state"},
	{REVO, "$.data.orderInvoices", 0, "ORDER.paid ORDER.payment_state"},

	/* That a total has the discount off already is told by the lines and the discount alone. */
	{MIPOS, "$.discount_value", 0, "ORDER.subtotal"},
	{MIPOS, "$.items", 0, "ORDER.subtotal ORDER.total"},
	{MIPOS, "$.items[].total_value", 0, "ORDER.subtotal ORDER.total"},

	/* So is that a line goes by weight, or that its total comes without tax, by its own amounts. */
	{REVO, "$.data.orderContents[].weight", 0, "ITEM.quantity ORDER.item_count"},
	{REVO, "$.data.orderContents[].total", 0, "ITEM.quantity ORDER.item_count"},
	{REVO, "$.data.orderContents[].quantity", 0, "ITEM.total"},
	{REVO, "$.data.orderContents[].subtotal", 0, "ITEM.total"},
	{REVO, "$.data.orderContents[].discountAmount", 0, "ITEM.total"},

	/* A payment is one, of what was paid, until its amount, change and method say more. */
	{REVO, "$.data.orderInvoices[].orderPayments[].payAmount", 0, "PAYMENT.kind"},
	{REVO, "$.data.orderInvoices[].orderPayments[].change", 0, "PAYMENT.amount"},
	{REVO, "$.data.orderInvoices[].orderPayments[].paymentMethod", 0, "PAYMENT.amount"},

	/* Whoever has no address is a guest. */
	{REVO, "$.data.delivery.address", 0, "PARTY.role"},

	/* A mark that is a container is not set, as its warning says. */
	{REVO, "$.data.merged", 0, "ORDER.order_state"},
	{REVO, "$.data.orderContents[].cancelReason", 0, "ITEM.voided ORDER.computed_total ORDER.item_count CHECK.status"},
	{REVO, "$.data.orderInvoices[].cancelReason", 0, "ORDER.paid"},
	{REVO, "$.data.orderInvoices[].orderPayments[].voidReason", 0, "ORDER.paid CHECK.status"},
};

#endif
