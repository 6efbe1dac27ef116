-- ---- comments: sales ----

COMMENT ON VIEW orderhook.sales_by_day IS
'What the orders of a day come to: one row for each source, store, business_date and currency with an order of any '
'kind. A condition on business_date reads the orders of its days alone. Counted are orders that are no test, no refund '
'of another order, and not cancelled, rejected, merged or failed; open ones count. Amounts are exact, in major units of '
'currency, and add up in every row, NULL taken as 0: net = gross + discount, total = net + tax + tip + fee (Revo: net + '
'tax, tip and fee come on top; what a provider rounds is in net). They are of the orders that state a total. One meal that several providers report is in '
'the rows of each: over several sources, sum up order_journeys.';
COMMENT ON COLUMN orderhook.sales_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.sales_by_day.store IS
'Name of the store, by store_alias. NULL: orders of no store that is listed.';
COMMENT ON COLUMN orderhook.sales_by_day.business_date IS 'Day of trade, as in orders.';
COMMENT ON COLUMN orderhook.sales_by_day.currency IS
'ISO 4217 code of the amounts; no row adds two. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.sales_by_day.orders IS 'Orders that count, with or without a total.';
COMMENT ON COLUMN orderhook.sales_by_day.items IS 'Sum of their item_count. NULL: none states it (FlyBuy).';
COMMENT ON COLUMN orderhook.sales_by_day.gross IS
'Goods before discounts: net less discount. mipOS subtotal; where a provider states no discount (Bbot), it is net. '
'NULL: no order states a total.';
COMMENT ON COLUMN orderhook.sales_by_day.discount IS
'Discounts, lines'' included, <= 0. As stated, so with tax where prices include it (Revo), which makes gross what net '
'would be without them at the same tax. NULL: none stated (Bbot).';
COMMENT ON COLUMN orderhook.sales_by_day.net IS
'Goods after discounts, without tax, tip and fee: total less what of these it holds. Bbot and Revo subtotal. Of orders that state no '
'tax (orders_without_tax; mipOS always) it holds whatever tax there is. NULL: no order states a total.';
COMMENT ON COLUMN orderhook.sales_by_day.tax IS 'Tax, that on fees included. NULL: none stated (mipOS, Fulflld).';
COMMENT ON COLUMN orderhook.sales_by_day.tip IS 'Tips. NULL: none stated.';
COMMENT ON COLUMN orderhook.sales_by_day.fee IS 'Fees and service charges, Revo''s gratuity among them. NULL: none stated.';
COMMENT ON COLUMN orderhook.sales_by_day.refunds IS
'What was given back, <= 0, with tax. Revo: the totals below zero of its refund orders, on their own business date. Bbot: '
'orders.refunded, on the date of the order; its total has that off already. Not within total. NULL: nothing seen.';
COMMENT ON COLUMN orderhook.sales_by_day.total IS
'What guests owe for the orders, with tax: the sum of orders.total. With tip and fee but for Revo, whose totals hold '
'neither. Fulflld''s is taken to hold the tip (assumed). NULL: no order states one (FlyBuy; Fulflld without a '
'money_unit).';
COMMENT ON COLUMN orderhook.sales_by_day.average_ticket IS
'total / orders that state one, rounded to 4 places. NULL: none does.';
COMMENT ON COLUMN orderhook.sales_by_day.kept IS
'total less what was given back and is not off it already: Revo''s refund orders. NULL: neither a total nor a refund.';
COMMENT ON COLUMN orderhook.sales_by_day.cancelled IS
'Orders and refunds that were cancelled, rejected or merged into another, or whose delivery failed. In no other column.';
COMMENT ON COLUMN orderhook.sales_by_day.tests IS 'Test orders. In no other column.';
COMMENT ON COLUMN orderhook.sales_by_day.orders_without_total IS
'Orders that count but state no total: they are in orders and items, and in no amount.';
COMMENT ON COLUMN orderhook.sales_by_day.orders_without_tax IS
'Orders that count and state a total but no tax: net holds whatever tax there is.';

COMMENT ON VIEW orderhook.sales_by_item IS
'What was sold of each product: one row for each source, store, business_date, currency, product_id and name. The '
'orders are those that sales_by_day counts, less lines that were voided. A condition on business_date reads the orders '
'of its days alone. Amounts are exact, in major units of currency, of the lines that state a total, and add up, NULL '
'taken as 0: net = gross + discount, total = net + tax. Discounts, fees and tips of whole orders are in no line, so that '
'the sum over a day differs from sales_by_day by them.';
COMMENT ON COLUMN orderhook.sales_by_item.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.sales_by_item.store IS
'Name of the store, by store_alias. NULL: orders of no store that is listed.';
COMMENT ON COLUMN orderhook.sales_by_item.business_date IS 'Day of trade of the order, as in orders.';
COMMENT ON COLUMN orderhook.sales_by_item.currency IS
'ISO 4217 code of the amounts; no row adds two. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.sales_by_item.product_id IS
'The provider''s id of the product, as in order_items. NULL: not said.';
COMMENT ON COLUMN orderhook.sales_by_item.name IS
'Name of the product when it was ordered; another name makes another row. NULL: not said.';
COMMENT ON COLUMN orderhook.sales_by_item.quantity IS 'Units sold. NULL: none said.';
COMMENT ON COLUMN orderhook.sales_by_item.orders IS 'Orders with at least one such line.';
COMMENT ON COLUMN orderhook.sales_by_item.gross IS
'The lines before their discounts, modifiers included: net less discount. NULL: no line states a total.';
COMMENT ON COLUMN orderhook.sales_by_item.discount IS
'Discounts of the lines, <= 0; with tax where prices include it. NULL: none stated (Bbot, mipOS).';
COMMENT ON COLUMN orderhook.sales_by_item.net IS
'The lines after their discounts, without tax: their total, less tax where prices include it (tax_inclusive, and Revo '
'where it cannot be told). Where no tax is stated (mipOS) it holds whatever tax there is. NULL: no line states a total.';
COMMENT ON COLUMN orderhook.sales_by_item.tax IS 'Tax of the lines. NULL: none stated (mipOS).';
COMMENT ON COLUMN orderhook.sales_by_item.total IS
'The lines with tax, without tips and fees. NULL: no line states a total.';

COMMENT ON VIEW orderhook.places IS
'By which clock orders are dated: one row for each id by which a source names a store, and one for all its other orders.';
COMMENT ON COLUMN orderhook.places.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.places.external_store_id IS
'The provider''s id of the store, as in store_alias; empty: orders that name none. NULL: every other order.';
COMMENT ON COLUMN orderhook.places.store_id IS 'The store: see orderhook.store. NULL: none.';
COMMENT ON COLUMN orderhook.places.clock_no IS
'Number of the clock (timezone and day_start) within the source. 1: the source''s own.';
COMMENT ON COLUMN orderhook.places.timezone IS 'Zone of the clock: the store''s, else the source''s.';
COMMENT ON COLUMN orderhook.places.day_start IS 'When the day starts by the wall clock; midnight by the source''s own.';

COMMENT ON FUNCTION orderhook.order_blocks() IS
'The blocks of 32 days, numbered from 2000-01-01, of which orders of a source can be. With the rights of the caller.';
COMMENT ON VIEW orderhook.order_days IS
'When the business days of a source are: one row for each source and business_date, of all days that an order of the '
'source can be of. Arrays have an element for each clock of the source, in the order of places.clock_no.';
COMMENT ON COLUMN orderhook.order_days.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_days.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_days.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_days.timezone IS 'Zone of the source.';
COMMENT ON COLUMN orderhook.order_days.currency IS 'ISO 4217 code of the source. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.order_days.business_date IS 'Day of trade.';
COMMENT ON COLUMN orderhook.order_days.opens IS 'No moment before this is of the day, by any clock.';
COMMENT ON COLUMN orderhook.order_days.closes IS 'No moment from this on is of the day, by any clock.';
COMMENT ON COLUMN orderhook.order_days.is_one IS
'Whether every moment between is of the day, whatever the clock: all open and close at once.';
COMMENT ON COLUMN orderhook.order_days.are_exact IS
'By each clock: whether every moment between its opening and closing is of the day. false: the clock changes around '
'it, and what the wall clock said at the moment decides.';
COMMENT ON COLUMN orderhook.order_days.all_open IS 'By each clock: no moment before this is of the day.';
COMMENT ON COLUMN orderhook.order_days.all_close IS 'By each clock: no moment from this on is of the day.';

