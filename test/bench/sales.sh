#!/bin/sh
# sales.sh
#	What the sales of a month cost in a large store: sh test/bench/sales.sh, or sh test/bench.sh -s
#
# A database of the server that PGHOST, PGPORT and PGUSER name, which must have the extension installed,
# is filled by SQL with orders from 2025 on, their lines and their bodies. sales_by_day and sales_by_item
# of March, with its change of clocks, are held against the same sums over a flat table, by turns, and
# against the bodies read as JSON: all, and those received in the month. That both say the same is checked
# first. Times are medians of wall time, with planning; a ratio is the median of the rounds' ratios. It drops the
# database orderhook_sales before and after.
#
#	-n N	orders (1000000: four minutes to fill, 4 GB of disk)
#	-d N	days that they are of (365)
#	-r N	rounds (7)
#	-b	without reading bodies
set -eu

orders=1000000
days=365
rounds=7
bodies=1
while getopts n:d:r:b option; do
	case $option in
		n) orders=$OPTARG ;;
		d) days=$OPTARG ;;
		r) rounds=$OPTARG ;;
		b) bodies= ;;
		*) exit 2 ;;
	esac
done
bench=$(dirname "$0")

sql()
{
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$@"
}

drop()
{
	sql postgres -c "SET client_min_messages = warning" -c "DROP DATABASE IF EXISTS orderhook_sales"
}

# same COLUMNS ONE OTHER: rows that only one of the two has are an error.
same()
{
	differ=$(sql orderhook_sales -c "SELECT count(*) FROM (
		(SELECT $1 FROM $2 EXCEPT ALL SELECT $1 FROM $3) UNION ALL (SELECT $1 FROM $3 EXCEPT ALL SELECT $1 FROM $2)) x")
	if [ "$differ" -ne 0 ]; then
		echo "sales.sh: $2 and $3 differ in $differ rows" >&2
		exit 1
	fi
}

# take SETTINGS NAME QUERY: notes the milliseconds of the query, in a session that has run it once if it is
# a short one.
take()
{
	warm=$3
	case $2 in json*) warm='SELECT 1' ;; esac
	sql orderhook_sales >>"$times/$1.$2" <<-SQL
		SET max_parallel_workers_per_gather = 2;
		$(settings "$1")
		\o /dev/null
		$warm;
		\o
		SELECT clock_timestamp() AS start \gset
		\o /dev/null
		$3;
		\o
		SELECT extract(epoch FROM clock_timestamp() - :'start') * 1000;
	SQL
}

settings()
{
	case $1 in
		shipped) echo "SET work_mem = '4MB'; SET jit = on;" ;;
		tuned) echo "SET work_mem = '64MB'; SET jit = off;" ;;
	esac
}

take_all()
{
	take "$1" flat 'TABLE bench.flat_by_day'
	take "$1" view 'TABLE bench.month'
	take "$1" flat_item 'TABLE bench.flat_by_item'
	take "$1" view_item 'TABLE bench.month_item'
	[ -z "$bodies" ] || take "$1" json_month 'TABLE bench.json_of_month'
}

median()
{
	sort -g | awk '{ v[NR] = $1 } END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}

# ratio SETTINGS ONE OTHER: how many times as long the first takes. What has one round only stands
# against the median of the other.
ratio()
{
	if [ "$(wc -l <"$times/$1.$2")" -eq 1 ]; then
		awk -v a="$(cat "$times/$1.$2")" -v b="$(median <"$times/$1.$3")" 'BEGIN { printf "%.2f (one round)", a / b }'
	else
		paste "$times/$1.$2" "$times/$1.$3" | awk '{ print $1 / $2 * 100 }' | median |
			awk '{ printf "%.2f", $1 / 100 }'
	fi
}

# row SETTINGS FIGURE ONE OTHER
row()
{
	printf '%-8s %-52s %10s %10s  %s\n' "$1" "$2" "$(median <"$times/$1.$3")" "$(median <"$times/$1.$4")" "$(ratio "$1" "$3" "$4")"
}

times=$(mktemp -d)
trap 'drop; rm -rf "$times"' EXIT
drop
sql postgres -c "CREATE DATABASE orderhook_sales"
sql orderhook_sales -o /dev/null -v orders="$orders" -v days="$days" -v month=2025-03-01 -f "$bench/sales.sql"
same '*' bench.month bench.flat_by_day
same '*' bench.month_item bench.flat_by_item
# The bodies are read for orders that count: a day without one has no row.
[ -z "$bodies" ] || same 'source, store, business_date, currency, orders, tax, total' '(SELECT * FROM bench.month WHERE orders > 0) m' bench.json_of_month
echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, load $(cut -d ' ' -f 1-3 /proc/loadavg)"
sql orderhook_sales -c "SELECT version()" -c "SELECT format('%s orders, %s of them in the month, %s lines, bodies of %s bytes on average; shared_buffers %s',
	(SELECT count(*) FROM bench.flat_order),
	(SELECT count(*) FROM bench.flat_order WHERE business_date >= '2025-03-01' AND business_date < '2025-04-01'),
	(SELECT count(*) FROM bench.flat_item), (SELECT avg(body_bytes)::int FROM orderhook.receipt), current_setting('shared_buffers'))"
for _ in $(seq "$rounds"); do
	take_all shipped
	take_all tuned
done
if [ -n "$bodies" ]; then
	take shipped json 'TABLE bench.json'
	take tuned json 'TABLE bench.json'
fi
echo "shipped: work_mem = 4MB, jit = on; tuned: work_mem = 64MB, jit = off; $rounds rounds, wall time in ms"
printf '%-8s %-52s %10s %10s  %s\n' settings figure this against ratio
for at in shipped tuned; do
	row $at 'sales_by_day, against the flat table' view flat
	row $at 'sales_by_item, against flat orders and lines' view_item flat_item
	[ -n "$bodies" ] || continue
	row $at 'bodies of the month as JSON, against sales_by_day' json_month view
	row $at 'all bodies as JSON, against sales_by_day' json view
done
