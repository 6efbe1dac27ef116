/*
 * test_provider_revo.c
 *	  What Revo's documents become, payload by payload and rule by rule.
 */
#include "revo_fixture.h"

/* ---- what the payloads become ---- */

static const struct
{
	const char *file;
	OhSubject	subject;
	const char *event;
	const char *provider_event;
	int			items;			/* -1: the document says nothing of them */
	const char *warning;		/* path of its one error or warning */
}			documents[] = {
	{"sample.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"sample_closed.json", OH_SUBJECT_ORDER, "order.closed", "order.closed", -1, NULL},
	{"sample_closed_intro.json", OH_SUBJECT_ORDER, "order.closed", "order.closed", -1, NULL},
	{"sample_closed.form", OH_SUBJECT_ORDER, "order.closed", "order.closed", -1, NULL},
	{"order_closed_full.json", OH_SUBJECT_ORDER, "order.closed", "order.closed", 4, NULL},
	{"order_closed_json.form", OH_SUBJECT_ORDER, "order.closed", "order.closed", 4, NULL},
	{"order_closed_brackets.form", OH_SUBJECT_ORDER, "order.closed", "order.closed", 4, NULL},
	{"order_open.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"order_exclusive.json", OH_SUBJECT_ORDER, "order.updated", "order.updated", 1, NULL},
	{"refund.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"delivery.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"pickup.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"cancelled.json", OH_SUBJECT_ORDER, "order.cancelled", "order.cancelled", 1, NULL},
	{"merged.json", OH_SUBJECT_ORDER, "order.merged", "order.merged", 1, NULL},
	{"moved.json", OH_SUBJECT_ORDER, "order.moved", "order.moved", -1, NULL},
	{"deleted.json", OH_SUBJECT_ORDER, "order.deleted", "order.deleted", -1, NULL},
	{"quick_sale.json", OH_SUBJECT_ORDER, "order.closed", "order.closed", 1, NULL},
	{"intermediate_close.json", OH_SUBJECT_NOTHING, "order.closed", "order.closed", -1, NULL},
	{"partial.json", OH_SUBJECT_ORDER, "order.updated", "order.updated", 1, NULL},
	{"split_bill.json", OH_SUBJECT_ORDER, "order.closed", "order.closed", 1, NULL},
	{"comma.json", OH_SUBJECT_ORDER, "order.created", "order.created", 1, NULL},
	{"unknown_status.json", OH_SUBJECT_ORDER, "order.updated", "order.updated", 1, NULL},
	{"product_updated.json", OH_SUBJECT_PRODUCT, "product.updated", "product.updated", -1, NULL},
	{"product_deleted.json", OH_SUBJECT_PRODUCT, "product.deleted", "product.deleted", -1, NULL},
	{"customer_created.json", OH_SUBJECT_CUSTOMER, "customer.created", "customer.created", -1, NULL},
	{"customer_updated.json", OH_SUBJECT_CUSTOMER, "customer.updated", "customer.updated", -1, NULL},
	{"customer_deleted.json", OH_SUBJECT_CUSTOMER, "customer.deleted", "customer.deleted", -1, NULL},
	{"payment_updated.json", OH_SUBJECT_NOTHING, "payment.updated", "orderPayment.updated", -1, NULL},
	{"contents_ready.json", OH_SUBJECT_NOTHING, "order.ready", "kds.contentsReady", -1, NULL},
	{"stocks_updated.json", OH_SUBJECT_NOTHING, "stock.updated", "stocks.updated", -1, NULL},
	{"turn_closed.json", OH_SUBJECT_NOTHING, "unknown", "turn.closed", -1, NULL},
	{"unknown_event.json", OH_SUBJECT_NOTHING, "unknown", "order.teleported", -1, NULL},
	{"no_id.json", OH_SUBJECT_UNREADABLE, "order.created", "order.created", -1, "$.data.id"},
	{"no_data.json", OH_SUBJECT_UNREADABLE, "order.closed", "order.closed", -1, "$.data"},
	{"no_event.json", OH_SUBJECT_UNREADABLE, "unknown", NULL, -1, "$.event"},
};

static const struct
{
	const char *file;
	OhGroup		group;
	int			row;
	const char *column;
	const char *value;
}			expected[] = {
	{"sample.json", OH_ORDER, 0, "external_id", "298"},
	{"sample.json", OH_ORDER, 0, "display_number", "77"},
	{"sample.json", OH_ORDER, 0, "store_external_id", "absent"},
	{"sample.json", OH_ORDER, 0, "service_type", "dine_in"},
	{"sample.json", OH_ORDER, 0, "is_refund", "0"},
	{"sample.json", OH_ORDER, 0, "refund_of", "null"},
	{"sample.json", OH_ORDER, 0, "order_state", "open"},
	{"sample.json", OH_ORDER, 0, "provider_status", "0"},
	{"sample.json", OH_ORDER, 0, "placed_at", "2016-10-25T12:43:20.000000Z"},
	{"sample.json", OH_ORDER, 0, "provider_updated_at", "2016-10-25T13:08:34.000000Z"},
	{"sample.json", OH_ORDER, 0, "closed_at", "null"},
	{"sample.json", OH_ORDER, 0, "subtotal", "1.05"},
	{"sample.json", OH_ORDER, 0, "tax", "0.10"},
	{"sample.json", OH_ORDER, 0, "total", "1.15"},
	{"sample.json", OH_ORDER, 0, "computed_total", "1.15"},
	{"sample.json", OH_ORDER, 0, "tax_inclusive", "1"},
	{"sample.json", OH_ORDER, 0, "refunded", "absent"},
	{"sample.json", OH_ORDER, 0, "payment_state", "paid"},
	{"sample.json", OH_ORDER, 0, "guests", "4"},
	{"sample.json", OH_ORDER, 0, "table_name", "Terraza 4"},
	{"sample.json", OH_ORDER, 0, "staff", "Marta"},
	{"sample.json", OH_ITEM, 0, "name", "Café"},
	{"sample.json", OH_ITEM, 0, "total", "1.15"},
	{"sample.json", OH_ITEM, 0, "tax_rate", "0.1000"},
	{"sample.json", OH_ITEM, 0, "voided", "0"},
	{"sample.json", OH_MODIFIER, 1, "modifier_no", "2"},
	{"sample.json", OH_MODIFIER, 1, "price_in_item", "0"},

	{"order_closed_full.json", OH_ORDER, 0, "order_state", "closed"},
	{"order_closed_full.json", OH_ORDER, 0, "closed_at", "2024-05-03T21:40:00.000000Z"},
	{"order_closed_full.json", OH_ORDER, 0, "provider_updated_at", "2024-05-03T21:40:00.000000Z"},
	{"order_closed_full.json", OH_ORDER, 0, "discount", "-6.40"},
	{"order_closed_full.json", OH_ORDER, 0, "fee", "1.85"},
	{"order_closed_full.json", OH_ORDER, 0, "tip", "2.00"},
	{"order_closed_full.json", OH_ORDER, 0, "paid", "37.00"},
	{"order_closed_full.json", OH_ORDER, 0, "computed_total", "37.00"},
	{"order_closed_full.json", OH_ORDER, 0, "item_count", "3.350"},
	{"order_closed_full.json", OH_ORDER, 0, "guests", "3"},
	{"order_closed_full.json", OH_ITEM, 0, "modifiers_total", "6.00"},
	{"order_closed_full.json", OH_ITEM, 0, "discount", "-2.30"},
	{"order_closed_full.json", OH_ITEM, 0, "seat", "2"},
	{"order_closed_full.json", OH_ITEM, 0, "course", "2"},
	{"order_closed_full.json", OH_ITEM, 1, "quantity", "0.350"},
	{"order_closed_full.json", OH_ITEM, 2, "voided", "1"},
	{"order_closed_full.json", OH_MODIFIER, 0, "quantity", "2"},
	{"order_closed_full.json", OH_MODIFIER, 0, "total", "3.00"},
	{"order_closed_full.json", OH_MODIFIER, 3, "name", "Ensalada"},
	{"order_closed_full.json", OH_MODIFIER, 3, "unit_price", "absent"},
	{"order_closed_full.json", OH_MODIFIER, 3, "price_in_item", "1"},
	{"order_closed_full.json", OH_PAYMENT, 0, "status", "voided"},
	{"order_closed_full.json", OH_PAYMENT, 1, "method", "card"},
	{"order_closed_full.json", OH_PAYMENT, 1, "tip", "2.00"},
	{"order_closed_full.json", OH_PAYMENT, 2, "method", "cash"},
	{"order_closed_full.json", OH_PAYMENT, 2, "amount", "20.00"},
	{"order_closed_full.json", OH_PAYMENT, 3, "kind", "change"},
	{"order_closed_full.json", OH_PAYMENT, 3, "amount", "-3.00"},
	{"order_closed_full.json", OH_PAYMENT, 3, "invoice_number", "F-80"},
	{"order_closed_full.json", OH_CHARGE, 4, "line_no", "4"},
	{"order_closed_full.json", OH_CHARGE, 5, "line_no", "null"},
	{"order_closed_full.json", OH_CHARGE, 5, "amount", "-0.37"},
	{"order_closed_full.json", OH_PARTY, 0, "role", "customer"},

	{"order_exclusive.json", OH_ORDER, 0, "tax_inclusive", "0"},
	{"order_exclusive.json", OH_ORDER, 0, "payment_state", "unpaid"},
	{"order_exclusive.json", OH_ITEM, 0, "total", "22.00"},
	{"order_exclusive.json", OH_ITEM, 0, "modifiers_total", "2.00"},
	{"order_exclusive.json", OH_CHARGE, 0, "included_in_price", "0"},

	{"refund.json", OH_ORDER, 0, "is_refund", "1"},
	{"refund.json", OH_ORDER, 0, "refund_of", "301"},
	{"refund.json", OH_ORDER, 0, "discount", "1.15"},
	{"refund.json", OH_ORDER, 0, "total", "-10.35"},
	{"refund.json", OH_ORDER, 0, "payment_state", "paid"},
	{"refund.json", OH_ITEM, 0, "discount", "1.15"},
	{"refund.json", OH_ITEM, 0, "modifiers_total", "-1.50"},
	{"refund.json", OH_PAYMENT, 0, "kind", "refund"},

	{"delivery.json", OH_ORDER, 0, "service_type", "delivery"},
	{"delivery.json", OH_ORDER, 0, "due_at", "2016-10-25T13:30:00.000000Z"},
	{"delivery.json", OH_PARTY, 1, "role", "dropoff"},
	{"delivery.json", OH_DELIVERY, 0, "dropoff_city", "Manresa"},
	{"pickup.json", OH_ORDER, 0, "service_type", "pickup"},
	{"pickup.json", OH_PARTY, 0, "role", "guest"},
	{"cancelled.json", OH_ORDER, 0, "order_state", "cancelled"},
	{"cancelled.json", OH_ORDER, 0, "cancelled_at", "2016-10-25T12:50:00.000000Z"},
	{"merged.json", OH_ORDER, 0, "order_state", "merged"},
	{"moved.json", OH_ORDER, 0, "order_state", "absent"},
	{"moved.json", OH_ORDER, 0, "table_name", "Terraza 6"},
	{"deleted.json", OH_ORDER, 0, "order_state", "cancelled"},
	{"quick_sale.json", OH_ORDER, 0, "order_state", "closed"},
	{"partial.json", OH_ORDER, 0, "payment_state", "partial"},
	{"split_bill.json", OH_ORDER, 0, "display_number", "absent"},
	{"split_bill.json", OH_ORDER, 0, "paid", "1.15"},
	{"split_bill.json", OH_PAYMENT, 1, "status", "voided"},
	{"split_bill.json", OH_PAYMENT, 2, "status", "not_accountable"},
	{"split_bill.json", OH_PAYMENT, 2, "method", "other"},
	{"comma.json", OH_ORDER, 0, "total", "1.15"},
	{"unknown_status.json", OH_ORDER, 0, "order_state", "unknown"},
	{"unknown_status.json", OH_ORDER, 0, "provider_status", "7"},
	{"odd_values.json", OH_ORDER, 0, "total", "unreadable"},
	{"odd_values.json", OH_ORDER, 0, "computed_total", "unreadable"},
	{"odd_values.json", OH_ORDER, 0, "item_count", "absent"},
	{"odd_values.json", OH_ORDER, 0, "payment_state", "absent"},

	{"product_updated.json", OH_PRODUCT, 0, "price", "1.15"},
	{"product_updated.json", OH_PRODUCT, 0, "kind", "0"},
	{"product_deleted.json", OH_PRODUCT, 0, "external_id", "41"},
	{"product_deleted.json", OH_PRODUCT, 0, "deleted_at", "absent"},
	{"customer_created.json", OH_CUSTOMER, 0, "tax_id", "B00000000"},
	{"customer_created.json", OH_CUSTOMER, 0, "region", "Barcelona"},
	{"customer_created.json", OH_CUSTOMER, 0, "external_ref", "CRM-9"},
	{"customer_created.json", OH_CUSTOMER, 0, "active", "1"},
	{"customer_created.json", OH_CUSTOMER, 0, "deleted_at", "null"},
	{"customer_updated.json", OH_CUSTOMER, 0, "deleted_at", "2016-11-01T09:00:00.000000Z"},
};

static void
test_documents(void)
{
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
	{
		const char *file = documents[i].file;
		const OhReading *reading = &one.reading;
		OhBytes		path;

		if (!CHECK(begin(&one, read_file(file)), "%s", file))
			continue;
		path = first_warning(reading);
		CHECK(reading->subject == documents[i].subject, "%s: %d", file, reading->subject);
		CHECK(strcmp(reading->event, documents[i].event) == 0, "%s: %s", file, reading->event);
		CHECK(oh_bytes_equal(reading->provider_event, oh_bytes_of_string(documents[i].provider_event)),
			  "%s", file);
		CHECK((reading->rows[OH_ITEM].present ? (int) reading->rows[OH_ITEM].count : -1)
			  == documents[i].items, "%s", file);
		CHECK(oh_bytes_equal(path, oh_bytes_of_string(documents[i].warning)), "%s: %.*s", file,
			  (int) path.len, path.data);
		check_identities(reading, file);
		end(&one);
	}
}

static void
test_cells(void)
{
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
	{
		int			column = column_of(expected[i].group, expected[i].column);
		const OhRow *row;
		const char *found;

		CHECK(begin(&one, read_file(expected[i].file)), "%s", expected[i].file);
		row = row_at(&one.reading, expected[i].group, expected[i].row);
		found = "no row";
		if (row)
			found = show(&row->cells[column], oh_tables[expected[i].group].columns[column].kind);
		CHECK(strcmp(found, expected[i].value) == 0, "%s: %s: %s",
			  expected[i].file, expected[i].column, found);
		end(&one);
	}
}

/* A short close sets what it says and nothing else: the store merges by cells that are there. */
static void
test_short_close(void)
{
	static const int said[] = {OH_ORDER_EXTERNAL_ID, OH_ORDER_LIFECYCLE, OH_ORDER_ORDER_STATE, OH_ORDER_TOTAL,
	OH_ORDER_GUESTS};

	CHECK(begin(&one, read_file("sample_closed.json")), "read");
	for (int column = 0; column < OH_ORDER_COUNT; column++)
	{
		bool		told = false;

		for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
			told |= said[i] == column;
		CHECK((one.reading.order->cells[column].state == OH_STATE_VALUE) == told
			  && (told || one.reading.order->cells[column].state == OH_STATE_ABSENT),
			  "%s", oh_tables[OH_ORDER].columns[column].name);
	}
	for (int group = 0; group < OH_GROUP_COUNT; group++)
		CHECK(!one.reading.rows[group].present, "%s", oh_tables[group].type);
	end(&one);
}

/* ---- rules that the payloads do not show ---- */

/* One line of an order: ten, and one of tax. */
#define TAXED	"'subtotal':10,'taxAmount':1,'total':11}"
#define LINE(members)	"'orderContents':[{" members "," TAXED "]"
#define WITH_TAX	"{'quantity':2,'priceWithExtrasIndividual':5.5," TAXED
#define WITHOUT_TAX	"{'quantity':2,'priceWithExtrasIndividual':5," TAXED
#define PAYMENT(members)	"'orderInvoices':[{'orderPayments':[{" members "}]}]"
#define OUTSIDE(members)	"'orderInvoices':[{'notAccountable':true,'orderPayments':[{" members "}]}]"

/* The members of data beside its id, in single quotes, and what comes of them in the first row. */
static const struct
{
	const char *event;
	const char *members;
	OhGroup		group;
	const char *column;
	const char *value;
	const char *warning;
}			rules[] = {
	{"ORDER.Created", "'notes':''", OH_ORDER, "order_state", "open", NULL},
	{"order.merged", "'merged':null,'status':0", OH_ORDER, "order_state", "open", NULL},
	{"order.merged", "'guests':2", OH_ORDER, "order_state", "merged", NULL},
	{"order.updated", "'status':-1", OH_ORDER, "order_state", "unknown", NULL},
	{"order.updated", "'status':0,'canceled':0", OH_ORDER, "order_state", "open", NULL},
	{"order.updated", "'status':0,'canceled':5", OH_ORDER, "order_state", "cancelled", NULL},
	{"order.updated", "'status':0,'canceled':5", OH_ORDER, "cancelled_at", "absent", NULL},
	{"order.cancelled", "'status':0", OH_ORDER, "order_state", "cancelled", NULL},
	{"order.deleted", "'status':0", OH_ORDER, "order_state", "cancelled", NULL},
	{"order.updated", "'closed':null", OH_ORDER, "order_state", "open", NULL},
	{"order.updated", "'closed':'2024-05-03'", OH_ORDER, "order_state", "closed", NULL},
	{"order.updated", "'refunded_invoice_id':9", OH_ORDER, "is_refund", "1", NULL},
	{"order.updated", "'updated_at':'2024-05-03'", OH_ORDER, "provider_updated_at",
	"2024-05-03T00:00:00.000000Z", NULL},
	{"order.updated", "'updated_at':'2024-05-03','closed':'2024-05-04'", OH_ORDER, "provider_updated_at",
	"2024-05-04T00:00:00.000000Z", NULL},
	{"order.updated", "'updated_at':'2024-05-05','closed':'2024-05-04'", OH_ORDER, "provider_updated_at",
	"2024-05-05T00:00:00.000000Z", NULL},
	{"order.closed", "'status':0,'total':'0,00'", OH_ORDER, "external_id", "absent", NULL},

	/* A table alone proves no dinner, unless a delivery is spoken of. */
	{"order.updated", "'table_id':3", OH_ORDER, "service_type", "absent", NULL},
	{"order.updated", "'table_id':3,'delivery':[]", OH_ORDER, "service_type", "dine_in", NULL},

	{"order.updated", "'table_id':3,'delivery':{'address':{'street':'Rambla 1'}}", OH_ORDER, "service_type",
	"unreadable", "$.data.delivery.address"},

	/* A delivery without an address is collected, whoever by. */
	{"order.updated", "'delivery':{'city':'Manresa'}", OH_ORDER, "service_type", "pickup", NULL},
	{"order.updated", "'delivery':{'city':'Manresa'}", OH_PARTY, "role", "no row", NULL},
	{"order.updated", "'delivery':{'phone':'1'}", OH_PARTY, "role", "guest", NULL},
	{"order.updated", "'delivery':{'address':'Rambla 1'}", OH_PARTY, "role", "dropoff", NULL},

	/* Lines that contradict each other leave the convention open, and totals with tax. */
	{"order.updated", "'orderContents':[" WITH_TAX "]", OH_ORDER, "tax_inclusive", "1", NULL},
	{"order.updated", "'orderContents':[" WITHOUT_TAX "]", OH_ORDER, "tax_inclusive", "0", NULL},
	{"order.updated", "'orderContents':[" WITHOUT_TAX "]", OH_ITEM, "total", "10", NULL},
	{"order.updated", "'orderContents':[" WITH_TAX "," WITHOUT_TAX "]", OH_ORDER, "tax_inclusive", "absent", NULL},
	{"order.updated", "'orderContents':[" WITHOUT_TAX "," WITH_TAX "]", OH_ORDER, "tax_inclusive", "absent", NULL},
	{"order.updated", "'orderContents':[" WITHOUT_TAX "," WITH_TAX "]", OH_ITEM, "total", "11", NULL},
	{"order.updated", "'orderContents':[{'quantity':1,'taxAmount':null,'total':9},"
	"{'quantity':1,'itemPrice':10," TAXED "]", OH_ITEM, "total", "9", NULL},

	/* A weight counts where the amounts hold with it alone. */
	{"order.updated", LINE("'quantity':1,'weight':0.5,'priceWithExtrasIndividual':11"), OH_ITEM,
	"quantity", "1", NULL},
	{"order.updated", LINE("'quantity':1,'weight':0.5,'priceWithExtrasIndividual':10"), OH_ITEM,
	"quantity", "1", NULL},
	{"order.updated", LINE("'quantity':1,'weight':0.5,'priceWithExtrasIndividual':22"), OH_ITEM,
	"quantity", "0.5", NULL},
	{"order.updated", LINE("'quantity':1,'weight':0.5,'priceWithExtrasIndividual':20"), OH_ITEM,
	"quantity", "0.5", NULL},
	{"order.updated", LINE("'quantity':1,'weight':0.5,'priceWithExtrasIndividual':99"), OH_ITEM,
	"quantity", "1", NULL},
	{"order.updated", LINE("'quantity':1,'weight':0,'priceWithExtrasIndividual':99"), OH_ITEM,
	"quantity", "1", NULL},

	/* Modifiers that are not listed. */
	{"order.updated", LINE("'quantity':2,'itemPrice':4,'priceWithExtrasIndividual':5.5"), OH_ITEM,
	"modifiers_total", "3.0", NULL},
	{"order.updated", LINE("'quantity':2,'itemPrice':4,'extrasAmount':1.5"), OH_ITEM,
	"modifiers_total", "3.0", NULL},
	{"order.updated", LINE("'quantity':2,'itemPrice':4"), OH_ITEM, "modifiers_total", "absent", NULL},

	{"order.updated", LINE("'quantity':1,'itemPrice':12,'discountAmount':'-1'"), OH_ITEM,
	"discount", "-1", NULL},
	{"order.updated", LINE("'quantity':1,'itemPrice':12,'discountAmount':null"), OH_ITEM,
	"discount", "0", NULL},
	{"order.updated", "'orderContents':[{'subtotal':10,'taxAmount':1,'total':12}]", OH_ITEM, "total", "12",
	"$.data.orderContents[0].total"},
	{"order.updated", LINE("'cancelReason':{'id':1}"), OH_ITEM, "voided", "0",
	"$.data.orderContents[0].cancelReason"},
	{"order.updated", LINE("'cancelReason':[]"), OH_ITEM, "voided", "0", NULL},
	{"order.updated", LINE("'cancelReason':true"), OH_ITEM, "voided", "1", NULL},
	{"order.updated", LINE("'cancelReason':'0'"), OH_ITEM, "voided", "0", NULL},
	{"order.updated", LINE("'cancelReason':'00'"), OH_ITEM, "voided", "1", NULL},

	/* Of what a set menu is made: once, where no quantity is said. */
	{"order.updated", LINE("'quantity':3,'menuMenuContents':[{'quantity':2}]"), OH_MODIFIER, "quantity", "6", NULL},
	{"order.updated", LINE("'quantity':3,'menuMenuContents':[{'quantity':null}]"), OH_MODIFIER, "quantity", "3", NULL},
	{"order.updated", LINE("'quantity':3,'menuMenuContents':[{}]"), OH_MODIFIER, "quantity", "3", NULL},

	/* What is no line has no row, and the lines beside it keep their own amounts. */
	{"order.updated", "'orderContents':[7," WITHOUT_TAX "]", OH_ITEM, "total", "10", "$.data.orderContents[0]"},
	{"order.updated", "'orderContents':[7," WITHOUT_TAX "]", OH_ORDER, "computed_total", "unreadable",
	"$.data.orderContents[0]"},
	{"order.updated", "'orderContents':[]", OH_ORDER, "item_count", "0", NULL},
	{"order.updated", "'orderContents':{}", OH_ORDER, "item_count", "absent", "$.data.orderContents"},

	/* Change only where the amounts of the payment bear it out, and only of cash. */
	{"order.updated", PAYMENT("'payAmount':5,'tipAmount':0,'change':1,'totalCollected':6,'paymentMethod':2"),
	OH_PAYMENT, "amount", "6", NULL},
	{"order.updated", PAYMENT("'payAmount':5,'tipAmount':0,'change':1,'totalCollected':5,'paymentMethod':2"),
	OH_PAYMENT, "amount", "5", "$.data.orderInvoices[0].orderPayments[0].totalCollected"},
	{"order.updated", PAYMENT("'payAmount':5,'change':1,'paymentMethod':1"), OH_PAYMENT, "amount", "5", NULL},
	{"order.updated", PAYMENT("'payAmount':5,'cancelReason':'x'"), OH_PAYMENT, "status", "voided", NULL},
	{"order.updated", PAYMENT("'payAmount':5,'voidReason':'x'"), OH_PAYMENT, "status", "voided", NULL},
	{"order.updated", PAYMENT("'payAmount':5,'voidReason':0,'cancelReason':''"), OH_PAYMENT, "status", "settled", NULL},
	{"order.updated", OUTSIDE("'payAmount':5"), OH_PAYMENT, "status", "not_accountable", NULL},
	{"order.updated", OUTSIDE("'payAmount':5,'voidReason':'x'"), OH_PAYMENT, "status", "voided", NULL},
	{"order.updated", "'total':0,'alreadyPaid':0,'orderContents':[]", OH_ORDER, "payment_state", "absent", NULL},
	{"order.updated", "'total':1,'alreadyPaid':0,'orderContents':[]", OH_ORDER, "payment_state", "unpaid", NULL},
	{"order.updated", "'alreadyPaid':9," PAYMENT("'id':1"), OH_ORDER, "paid", "absent", NULL},
	{"order.updated", "'alreadyPaid':9,'orderInvoices':[]", OH_ORDER, "paid", "9", NULL},

	{"product.created", "'photo':'a.png'", OH_PRODUCT, "store_external_id", "mel", NULL},
	{"product.created", "'photo':'a.png'", OH_PRODUCT, "image_url", "a.png", NULL},
};

static OhBytes
body_of(const char *event, const char *members)
{
	static char body[1024];
	int			len = snprintf(body, sizeof(body), "{'tenant':'mel','event':'%s','data':{'id':1,%s}}",
							   event, members);

	for (int i = 0; i < len; i++)
		if (body[i] == '\'')
			body[i] = '"';
	return oh_bytes(body, (size_t) len);
}

static void
test_rules(void)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
	{
		const char *members = rules[i].members;
		OhGroup		group = rules[i].group;
		int			column = column_of(group, rules[i].column);
		const OhRow *row;
		const char *found;

		CHECK(begin(&one, body_of(rules[i].event, members)), "%s", members);
		row = row_at(&one.reading, group, 0);
		found = row ? show(&row->cells[column], oh_tables[group].columns[column].kind) : "no row";
		CHECK(strcmp(found, rules[i].value) == 0, "%s: %s: %s", members, rules[i].column, found);
		CHECK(oh_bytes_equal(first_warning(&one.reading), oh_bytes_of_string(rules[i].warning)),
			  "%s", members);
		end(&one);
	}
}

/* Null says that there are no payments; what is no list of invoices says nothing of them. */
static void
test_spoken_of(void)
{
	static const struct
	{
		const char *invoices;
		bool		present;
	}			rows[] = {{"null", true}, {"[]", true}, {"[{}]", true}, {"7", false}, {"{}", false}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		char		members[64];

		snprintf(members, sizeof(members), "'orderInvoices':%s", rows[i].invoices);
		CHECK(begin(&one, body_of("order.updated", members)), "%s", members);
		CHECK(one.reading.rows[OH_PAYMENT].present == rows[i].present, "%s", members);
		end(&one);
	}
}

int
main(void)
{
	test_documents();
	test_cells();
	test_short_close();
	test_rules();
	test_spoken_of();
	return unit_done();
}
