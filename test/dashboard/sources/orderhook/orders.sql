SELECT * FROM orderhook.orders
