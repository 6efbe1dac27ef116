SELECT * FROM orderhook.sales_by_day
