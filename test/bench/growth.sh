#!/bin/sh
# growth.sh
#	What one delivery costs the door in a small store and in a large one: sh test/bench/growth.sh
#
# Two databases of the server that PGHOST, PGPORT and PGUSER name, which must have the extension
# installed, are filled by SQL with so many orders each, one every 30 seconds, and then take the same
# deliveries by turns: new orders; the next state of these, as most deliveries of a day are; repeats of
# those; and a state of orders picked all over the store, as none of a day are. Prints the median time of
# one delivery in each, the ratio, and the outcomes. It drops the databases orderhook_small and
# orderhook_large before and after.
#
#	-s N	orders of the small store (10000)
#	-l N	orders of the large store (1000000)
#	-n N	deliveries of a run (1500)
#	-r N	runs of each, by turns (5)
set -eu

small=10000
large=1000000
deliveries=1500
runs=5
while getopts s:l:n:r: option; do
	case $option in
		s) small=$OPTARG ;;
		l) large=$OPTARG ;;
		n) deliveries=$OPTARG ;;
		r) runs=$OPTARG ;;
		*) exit 2 ;;
	esac
done

sql()
{
	database=$1
	shift
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$database" "$@"
}

drop()
{
	sql postgres -c "SET client_min_messages = warning" \
		-c "DROP DATABASE IF EXISTS orderhook_small" -c "DROP DATABASE IF EXISTS orderhook_large"
}

# Every order as two deliveries leave it: header, lines, charges, contact, events, receipts with their
# bytes. Two are delivered, and their rows copied under other ids and digests.
fill()
{
	sql postgres -c "CREATE DATABASE $1"
	sql "$1" >/dev/null <<-SQL
		CREATE EXTENSION orderhook;
		SELECT orderhook_install();
		INSERT INTO orderhook.source (name, provider) VALUES ('bbot', 'bbot');
		SELECT orderhook.set_secret('bbot', 'user:password');
		CREATE FUNCTION body(o bigint, v int) RETURNS bytea LANGUAGE sql IMMUTABLE AS \$\$
		SELECT convert_to(format('{"order": {"id": "o%s", "checkout_id": "c%s", "time": "2026-03-07T18:00:00Z",
		    "last_modified": "2026-03-07T18:%s:00Z", "pretax_cents": 200, "total_cents": 200, "tax_cents": 0,
		    "tip_cents": %s, "fee_pretax_cents": 0, "guest_name": "G", "items": [{"id": "i1", "pretax_cents": 100,
		    "tax_cents": 0, "status": "waiting"}, {"id": "i2", "pretax_cents": 100, "tax_cents": 0, "status": "%s"}]}}',
		    o, o, 10 + v, v, (ARRAY['waiting', 'preparing', 'ready'])[1 + v]), 'UTF8') \$\$;
		CREATE PROCEDURE deliver(first bigint, last bigint, step bigint, v int) LANGUAGE plpgsql AS \$\$
		DECLARE
		    o bigint := first;
		BEGIN
		    WHILE o <= last LOOP
		        INSERT INTO orderhook.inbox (source, headers, body)
		        VALUES ('bbot', '{"Authorization": "Basic dXNlcjpwYXNzd29yZA=="}', body(o, v));
		        COMMIT;
		        o := o + step;
		    END LOOP;
		END \$\$;
		CALL deliver(0, 0, 1, 0);
		CALL deliver(0, 0, 1, 1);
		CREATE TEMP TABLE changed (name text, as_copied text);
		INSERT INTO changed VALUES
		    ('order_id', 't.order_id + n'),
		    ('order_header.external_id', '''o'' || n'),
		    ('external_ref', '''c'' || n'),
		    ('webhook_id', 't.webhook_id + 2 * n'),
		    ('last_webhook_id', 't.last_webhook_id + 2 * n'),
		    ('placed_at', 't.placed_at + (n - $2) * interval ''30 s'''),
		    ('received_at', 't.received_at + (n - $2) * interval ''30 s'''),
		    ('first_received_at', 't.first_received_at + (n - $2) * interval ''30 s'''),
		    ('last_received_at', 't.last_received_at + (n - $2) * interval ''30 s'''),
		    ('body_digest', 'sha256(int8send(t.webhook_id + 2 * n))');
		SELECT format('INSERT INTO orderhook.%I (%s) SELECT %s FROM orderhook.%I t, generate_series(1, %s) n',
		              relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
		              string_agg(COALESCE(as_copied, 't.' || quote_ident(attname)), ', ' ORDER BY attnum),
		              relname, $2 - 1)
		  FROM pg_class c
		  JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped
		  LEFT JOIN changed ON changed.name IN (attname, relname || '.' || attname)
		 WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r'
		   AND (relname LIKE 'order%' OR relname = 'receipt')
		 GROUP BY relname
		\gexec
		SELECT setval(pg_get_serial_sequence('orderhook.order_header', 'order_id'), $2 + 10),
		       setval(pg_get_serial_sequence('orderhook.receipt', 'webhook_id'), 2 * $2 + 10);
		VACUUM (ANALYZE, FREEZE);
		CHECKPOINT;
	SQL
}

# run DATABASE KIND FIRST LAST STEP VERSION: notes the microseconds of one delivery. A session first
# warms its caches with orders of its own.
run()
{
	sql "$1" >>"$times/$1.$2" <<-SQL
		CALL deliver(-20, -1, 1, 0);
		SELECT clock_timestamp() AS start \gset
		CALL deliver($3, $4, $5, $6);
		SELECT extract(epoch FROM clock_timestamp() - :'start') * 1000000 / (($4 - $3) / $5 + 1);
	SQL
}

# run_all DATABASE ORDERS RUN: those of any age lie all over the store, and each run takes others; new
# ones come after them.
run_all()
{
	step=$(($2 / (deliveries * runs)))
	first=$((step * deliveries * ($3 - 1) + 1))
	last=$((first + step * (deliveries - 1)))
	new=$(($2 + $3 * deliveries))
	run "$1" new "$new" $((new + deliveries - 1)) 1 0
	run "$1" recent "$new" $((new + deliveries - 1)) 1 1
	run "$1" repeat "$new" $((new + deliveries - 1)) 1 1
	run "$1" 'any age' "$first" "$last" "$step" 2
}

median()
{
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

if [ "$small" -le $((deliveries * runs)) ]; then
	echo "growth.sh: the small store must hold more orders than all runs deliver" >&2
	exit 2
fi
times=$(mktemp -d)
trap 'drop; rm -rf "$times"' EXIT
drop
fill orderhook_small "$small"
fill orderhook_large "$large"
for run in $(seq "$runs"); do
	run_all orderhook_small "$small" "$run"
	run_all orderhook_large "$large" "$run"
done
printf '%-8s %16s %16s %8s\n' delivery "us of $small" "us of $large" ratio
for kind in new recent repeat 'any age'; do
	awk -v kind="$kind" -v small="$(median "$times/orderhook_small.$kind")" \
		-v large="$(median "$times/orderhook_large.$kind")" \
		'BEGIN { printf "%-8s %16.0f %16.0f %8.2f\n", kind, small, large, large / small }'
done
for database in orderhook_small orderhook_large; do
	sql "$database" -c "SELECT '$database: ' || string_agg(outcome || ' ' || n, ', ' ORDER BY outcome)
		FROM (SELECT outcome, count(*) AS n FROM orderhook.receipt
		       WHERE webhook_id > (SELECT max(webhook_id) FROM orderhook.receipt WHERE body_digest <> sha256(body)) + 1
		       GROUP BY outcome) o"
done
