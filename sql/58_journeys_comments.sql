-- ---- what everything means: journeys and service times ----

COMMENT ON TABLE orderhook.order_link IS
'One row for each pair of orders about which link or unlink decided, the smaller order_id first. Written by '
'these two; what orders say of each other is told when it is read, and stored nowhere.';
COMMENT ON COLUMN orderhook.order_link.source_id IS 'The source of the order with the smaller id.';
COMMENT ON COLUMN orderhook.order_link.order_id IS 'The order with the smaller id.';
COMMENT ON COLUMN orderhook.order_link.other_source_id IS 'The source of the other order.';
COMMENT ON COLUMN orderhook.order_link.other_order_id IS 'The other order.';
COMMENT ON COLUMN orderhook.order_link.is_linked IS
'true: they are one meal (link). false: neither by hand nor, as far as the automatic links go, by a reference '
'(unlink).';
COMMENT ON COLUMN orderhook.order_link.decided_at IS 'When it was last decided, by this server''s clock.';
COMMENT ON COLUMN orderhook.order_link.decided_by IS 'The role that decided it.';

COMMENT ON VIEW orderhook.order_journeys IS
'One row for each meal, however many providers saw it: its revenue once. Orders that nobody else saw are '
'journeys of one; test orders are left out. Amounts are those of one provider, the leading one: the first of '
'revo (the till), bbot (took the order and the money), mipos (a hub''s claim), fulflld (a courier''s copy) and '
'flybuy that states a total. Of the first three, orders that did not end otherwise come before those that did. Of '
'two sources of that provider the orders add up, in the currency of the one made first; but one order counts '
'once, of an external_id in both as the first source has it, and of a courier''s jobs with one external_ref as the '
'last has it. All of it is told anew when it is read: a condition narrows what is shown, not the work.';
COMMENT ON COLUMN orderhook.order_journeys.journey_id IS
'The smallest order_id among its orders. It stays as orders join; where two journeys become one the smaller '
'stays.';
COMMENT ON COLUMN orderhook.order_journeys.store IS
'Name of the store, the leading orders'' first. NULL: not known.';
COMMENT ON COLUMN orderhook.order_journeys.currency IS
'ISO 4217 code of the amounts, that of the leading orders. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.order_journeys.providers IS
'The providers that saw it, in alphabetical order, with ", " between them.';
COMMENT ON COLUMN orderhook.order_journeys.order_count IS
'Its orders, those that were cancelled included, refund orders not: 0 in a refund whose original is not known.';
COMMENT ON COLUMN orderhook.order_journeys.placed_at IS
'The earliest placed_at of its orders. NULL: nobody says.';
COMMENT ON COLUMN orderhook.order_journeys.ready_at IS
'The earliest ready_at of its orders: see service_times. NULL: nobody says.';
COMMENT ON COLUMN orderhook.order_journeys.arrived_at IS
'The earliest arrived_at of its orders: see service_times. NULL: nobody says.';
COMMENT ON COLUMN orderhook.order_journeys.handed_over_at IS
'The latest handed_over_at of its orders: see service_times. NULL: nobody says.';
COMMENT ON COLUMN orderhook.order_journeys.total IS
'Sum of the totals of the leading provider''s orders, in major units, refund orders left out. Cancelled, rejected, '
'merged and failed ones are left out as well, unless all of them ended so: then it is what they claimed, and lifecycle '
'says so. As orders.total, with the tip for bbot and without for revo. NULL: nobody states a total.';
COMMENT ON COLUMN orderhook.order_journeys.tip IS
'Tips, in major units, of the first provider in that precedence that states one in the same currency. NULL: '
'nobody does.';
COMMENT ON COLUMN orderhook.order_journeys.method IS
'What its weakest link rests on: partner_identifier (FlyBuy''s reference), external_id (Fulflld''s), checkout_id '
'(orders of one Bbot checkout), refund_of or manual. NULL: a journey of one.';
COMMENT ON COLUMN orderhook.order_journeys.confidence IS
'How sure its weakest link is, 0 to 1, a judgement and no frequency: 1.00 manual and refund_of; 0.95 the same '
'store, and the reference fits one only; 0.80 the same store, the nearest in time of several; 0.60 one of the '
'two names no store, and the reference fits one only. NULL: a journey of one.';
COMMENT ON COLUMN orderhook.order_journeys.refunded IS
'What was given back, in major units, <= 0, of the first provider in that precedence that shows any in the same '
'currency: Bbot''s refunded, which its total has off already, or the totals of Revo''s refund orders that did '
'not end otherwise, which total does not; never both. NULL: nothing seen.';
COMMENT ON COLUMN orderhook.order_journeys.lifecycle IS
'How far the meal is: the furthest that any of its orders got (orders.lifecycle); or how all orders of the '
'leading provider ended otherwise. Sums of revenue leave out cancelled, rejected, merged and failed. NULL: nobody says.';
COMMENT ON COLUMN orderhook.order_journeys.business_date IS
'Day of trade of the leading orders, the earliest: see orders.business_date.';

COMMENT ON VIEW orderhook.order_journey_orders IS
'One row for each order that is no test, with the journey that it belongs to: joins orders by source and '
'order_id. Two orders link by a reference where both are of one known store, or one names no store (and none is '
'listed for '''') and the reference fits one only; and where they were placed, or else received first, within '
'store.journey_window. A store that is stated but not listed links nothing. FlyBuy and Fulflld refer to bbot, '
'mipos and revo by external_id or external_ref, else to each other, and jobs of one Fulflld source that refer to '
'nothing known to the first of the same external_ref; those three never link by an external_id of '
'their own, since platforms may use the same. To find the journey of one order is as much work as to list all.';
COMMENT ON COLUMN orderhook.order_journey_orders.journey_id IS
'The journey: joins order_journeys.';
COMMENT ON COLUMN orderhook.order_journey_orders.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_journey_orders.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_journey_orders.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_journey_orders.external_id IS 'The provider''s id of the order.';
COMMENT ON COLUMN orderhook.order_journey_orders.method IS
'What the link of this order rests on: see order_journeys. NULL: others link to it, or it is alone.';
COMMENT ON COLUMN orderhook.order_journey_orders.confidence IS
'How sure that link is: see order_journeys. NULL: it has none.';
COMMENT ON COLUMN orderhook.order_journey_orders.is_leading IS
'Whether the journey''s total, currency and store are taken from this order. Not of one that is there once more.';
COMMENT ON COLUMN orderhook.order_journey_orders.linked_to IS
'The order that it refers to. NULL: none, or the link is manual.';
COMMENT ON COLUMN orderhook.order_journey_orders.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.service_times IS
'One row for each order, with how long its steps took. Times are the provider''s where it states them, else '
'those of the receipt; a duration is NULL where a time is unknown or the clock would run backwards.';
COMMENT ON COLUMN orderhook.service_times.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.service_times.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.service_times.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.service_times.store IS 'Name of the store, by store_alias. NULL: not known.';
COMMENT ON COLUMN orderhook.service_times.business_date IS 'Day of trade: see orders.business_date.';
COMMENT ON COLUMN orderhook.service_times.placed_at IS
'When the order was placed, as the provider says. NULL: not said (Fulflld).';
COMMENT ON COLUMN orderhook.service_times.ready_at IS
'When the kitchen was ready: the first time that prep_state became ready, whatever became of it later. NULL: it '
'never did, or the step was passed over.';
COMMENT ON COLUMN orderhook.service_times.handed_over_at IS
'When the goods were handed over: the courier''s delivered_at; else the first of the axes that says so now (prep '
'done, delivery delivered, arrival completed), from when it last became so. NULL: not yet, taken back, or not '
'said.';
COMMENT ON COLUMN orderhook.service_times.arrived_at IS
'When the guest came: arrived_at of order_arrivals, else the first time that the guest''s state became arrived or '
'waiting. NULL: not yet, or not said.';
COMMENT ON COLUMN orderhook.service_times.placed_to_ready IS 'From placed_at to ready_at.';
COMMENT ON COLUMN orderhook.service_times.placed_to_ready_seconds IS
'placed_to_ready in whole seconds, rounded down.';
COMMENT ON COLUMN orderhook.service_times.ready_to_handed_over IS 'From ready_at to handed_over_at.';
COMMENT ON COLUMN orderhook.service_times.ready_to_handed_over_seconds IS
'ready_to_handed_over in whole seconds, rounded down.';
COMMENT ON COLUMN orderhook.service_times.placed_to_handed_over IS 'From placed_at to handed_over_at.';
COMMENT ON COLUMN orderhook.service_times.placed_to_handed_over_seconds IS
'placed_to_handed_over in whole seconds, rounded down.';
COMMENT ON COLUMN orderhook.service_times.wait_at_curb IS
'From arrived_at to handed_over_at: how long the guest waited.';
COMMENT ON COLUMN orderhook.service_times.wait_at_curb_seconds IS
'wait_at_curb in whole seconds, rounded down.';
COMMENT ON COLUMN orderhook.service_times.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON FUNCTION orderhook.known_orders() IS
'One row for each order that can be of a journey, with what orderhook.journey_orders goes by. With the rights of the caller.';
COMMENT ON FUNCTION orderhook.decided_pairs() IS
'What was decided by hand about two orders, from the side of each. With the rights of the caller.';
COMMENT ON FUNCTION orderhook.journey_orders() IS
'The rows of order_journey_orders, and what order_journeys needs beside them: precedence, of which the smaller '
'leads, and is_repeat, whether the order''s amounts stand in the journey already. Reads with the rights of who '
'calls it.';
COMMENT ON FUNCTION orderhook.journey_path(bigint, bigint) IS
'The orders by way of which two are one journey, from the first to the second, the shortest way. NULL: they '
'are not one.';
COMMENT ON FUNCTION orderhook.check_pair(bigint, bigint) IS
'Takes the lock under which link and unlink decide, and raises where they could not: see link.';
COMMENT ON FUNCTION orderhook.decide(bigint, bigint, boolean) IS
'Writes the row of order_link of two orders that exist. For link and unlink, which check first.';
COMMENT ON FUNCTION orderhook.link(bigint, bigint) IS
'Says that two orders are one meal: their journeys become one, with method manual. Error P0002 for an order that '
'does not exist or is a test, 22023 for one order twice, for two that are one journey already (a cycle) and '
'where the known stores of their journeys differ, 25001 above READ COMMITTED.';
COMMENT ON FUNCTION orderhook.unlink(bigint, bigint) IS
'Takes a link between two orders away: a manual one, or an automatic one, and then neither links again to what '
'the other hangs on until link says so. Error P0002 for an order that does not exist or is a test, 22023 where '
'they are not one journey or hang together by way of others, which the message names, 25001 above READ COMMITTED.';
