#!/bin/sh
# bench.sh
#	What orderhook costs, against what is written without it and against what is possible: sh test/bench.sh
#
# As root or as a user with sudo, on a Debian machine that may have nothing yet; node and npm make the
# two rows about Node. On a private server, thrown away afterwards, every contender takes the same
# deliveries by turns, and the table prints the median of the ratios of each round. A loaded machine
# shows in the range beside it. Nothing is asserted.
#
#	-q	quick: less of everything, under two minutes
#	-g	with the cost of a delivery at a million orders (about two minutes more, 3 GB of disk)
#	-s	the sales of a month at a million orders, and nothing else (about ten minutes, 4 GB of disk)
#	-r N	rounds (7)
#	-n N	deliveries of a batch (20000)
set -u
# shellcheck source=test/lib.sh disable=SC2154 # lib.sh sets work
. "$(dirname "$0")/lib.sh"

rounds=7
deliveries=20000
documents=1000
milliseconds=100
grown=
sales=
while getopts qgsr:n: option; do
	case $option in
		q) deliveries=2000 documents=200 milliseconds=20 ;;
		g) grown=1 ;;
		s) sales=1 ;;
		r) rounds=$OPTARG ;;
		n) deliveries=$OPTARG ;;
		*) exit 2 ;;
	esac
done
enter "$@"

# Without what would come in between: JIT alone makes P1 a hundred times slower, since nothing tells
# the planner how many lines an order has.
settings='shared_buffers=1GB work_mem=64MB max_wal_size=8GB checkpoint_timeout=1h full_page_writes=on autovacuum=off jit=off'

sql()
{
	psql -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=terse "$@"
}

# run FILE
run()
{
	PGOPTIONS='-c client_min_messages=warning' sql -o /dev/null -v rounds="$rounds" -v deliveries="$deliveries" \
		-v documents="$documents" -v milliseconds="$milliseconds" \
		-f "test/bench/$1" || die "$1 failed"
}

print_facts()
{
	say "Processor   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, load $(cut -d ' ' -f 1-3 /proc/loadavg)"
	say "PostgreSQL  $(pg_config --version), $(openssl version 2>/dev/null | cut -d ' ' -f 1-2), orderhook built with $(pg_config --cflags | grep -o -- '-O[0-9s]' | tail -n 1)"
	say "Settings    fsync=off unless a row says on, synchronous_commit=on, bodies lz4," "$settings"
	say "Deliveries  $(sql -c "SELECT count(*) || ' of five providers in equal shares, ' || min(octet_length(body)) || ' to '
		|| max(octet_length(body)) || ' bytes, ' || avg(octet_length(body))::int || ' on average' FROM bench.payload")"
	say "Rounds      $rounds, by turns; times are medians, a ratio is the median of the rounds' ratios"
	say "P1          a BEFORE ROW trigger in PL/pgSQL with pgcrypto and SQL over jsonb; a ratio above 1: orderhook takes less"
}

# ---- one delivery a transaction ----

# note FIGURE CONTENDER ROUND MICROSECONDS
note()
{
	sql -c "INSERT INTO bench.time VALUES ('$1', '$2', $3, $4)"
}

# pgbench_once CONTENDER TRANSACTIONS: microseconds of one delivery
pgbench_once()
{
	sql -c 'CALL bench.clear()' -c "SELECT setval('bench.next', 1, false)" >/dev/null
	pgbench -n -M prepared -c 2 -j 2 -t "$2" -f "test/bench/$1.pgbench" 2>"$work/pgbench.log" |
		sed -n 's/^tps = \([0-9.]*\).*/\1/p' | awk '{ print 1000000 / $1 }'
}

# bench_transactions FSYNC TRANSACTIONS
bench_transactions()
{
	sql -c "ALTER SYSTEM SET fsync = $1" -c "SELECT pg_reload_conf()" >/dev/null
	for round in $(seq "$rounds"); do
		for contender in p1 door; do
			us=$(pgbench_once $contender "$2")
			[ -n "$us" ] || die "pgbench failed: $(cat "$work/pgbench.log")"
			note "one delivery a transaction, fsync $1" $contender "$round" "$us"
		done
	done
	sql -c 'ALTER SYSTEM RESET fsync' -c "SELECT pg_reload_conf()" >/dev/null
}

# ---- clients in Node ----

# The program's answer is the microseconds of one delivery. What the last round left is compared.
bench_node()
{
	if ! have node || ! have npm; then
		skipped='no node or no npm here'
		return
	fi
	mkdir "$work/node"
	cp test/bench/*.js "$work/node"
	(cd "$work/node" && npm install --silent --no-audit --no-fund pg) >"$work/npm.log" 2>&1 || {
		skipped='npm could not install pg'
		return
	}
	for round in $(seq "$rounds"); do
		sql -c 'CALL bench.clear()'
		for contender in p2 door; do
			us=$(node "$work/node/$contender.js" $((deliveries / 4))) || die "$contender.js failed"
			note 'Node, four connections' $contender "$round" "$us"
		done
	done
	sql -c "INSERT INTO bench.same_as_p2 SELECT * FROM bench.same('p2')"
}

# ---- what OpenSSL alone takes ----

bench_openssl()
{
	gcc -O2 -o "$work/hmac" test/bench/hmac.c -lcrypto || die "hmac.c does not build"
	for round in $(seq "$rounds"); do
		for bytes in 620 6500; do
			note "verify, $bytes bytes" openssl "$round" "$("$work/hmac" $bytes 20000)"
		done
	done
}

# ---- the whole ----

build_and_install || die "it does not build"
start_server server -o "$(say " $settings" | sed 's/ / -c /g')" || die "the server did not start"
if [ -n "$sales" ]; then
	sh test/bench/sales.sh -r "$rounds"
	exit
fi
createdb bench
export PGDATABASE=bench
run payloads.sql
run p1_read.sql
run p1.sql
run p2.sql
run rounds.sql
print_facts
run functions.sql
bench_openssl
run door.sql
bench_transactions off $((deliveries / 4))
bench_transactions on $((deliveries / 20))
skipped=
bench_node
run memory.sql
run storage.sql
sql -v skipped="$skipped" -P format=aligned -P tuples_only=off -P footer=off -P border=0 -f test/bench/report.sql
if [ -n "$grown" ]; then
	sh test/bench/growth.sh
fi
