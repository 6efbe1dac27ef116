SELECT * FROM orderhook.order_journeys
