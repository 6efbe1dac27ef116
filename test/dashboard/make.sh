#!/bin/sh
# make.sh
#	A dashboard over a reader's views, made with Evidence, as a picture: sh test/dashboard/make.sh [FILE]
#
# As root or as a user with sudo, on a Debian machine, with Node 20. npm brings Evidence, which reads the views of a
# throw-away server as a reader and builds the page of pages/index.md; Chromium draws it into FILE, by default
# /tmp/dashboard.png, as the user postgres where root started it. It fails where a figure at the top of the page is
# not what psql says. Five minutes, 900 packages of npm.
set -u
# shellcheck source=test/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck disable=SC2034 # for lib.sh
wants_browser=1
file=${1:-/tmp/dashboard.png}
case $file in
	/*) ;;
	*) file=$PWD/$file ;;
esac
enter "$file"

# figures: those at the top of the page, as SQL has them.
figures()
{
	psql -X -q -A -t -F '
' -d postgres -U analyst -c "
		SELECT to_char(sum(total), 'FM\$999,999,990.00'), to_char(sum(tip), 'FM\$999,999,990.00'),
		       to_char(sum(total) / sum(orders - orders_without_total), 'FM\$999,999,990.00'),
		       (SELECT to_char(count(*), 'FM999,999,990') FROM orderhook.order_journeys
		         WHERE lifecycle NOT IN ('cancelled', 'rejected', 'merged', 'failed'))
		  FROM orderhook.sales_by_day"
}

# evidence COMMAND: a failing source does not make it fail.
evidence()
{
	say "evidence $1 ..."
	if ! node_modules/.bin/evidence "$1" >"$work/evidence.log" 2>&1 || grep -qF '[ ! ]' "$work/evidence.log"; then
		tail -n 40 "$work/evidence.log"
		die "evidence $1 failed"
	fi
}

have npm || die "no npm here"
touch "$file" || die "$(id -un) cannot write $file"
say "Building orderhook for $(pg_config --version) and starting a throw-away server ..."
build_and_install || die "it does not build"
start_server dashboard || die "the server did not start"
psql -X -q -o /dev/null -d postgres -v ON_ERROR_STOP=1 -f test/dashboard/fill.sql || die "nothing to show"

cd test/dashboard || exit 1
say "npm install ..."
npm install --no-audit --no-fund >"$work/npm.log" 2>&1 || {
	tail -n 20 "$work/npm.log"
	die "npm failed"
}
# A date without a time is midnight where Evidence runs.
export TZ=UTC SEND_ANONYMOUS_USAGE_STATS=no \
	EVIDENCE_SOURCE__orderhook__host="$PGHOST" EVIDENCE_SOURCE__orderhook__port="$PGPORT" \
	EVIDENCE_SOURCE__orderhook__database=postgres EVIDENCE_SOURCE__orderhook__user=analyst
evidence sources
evidence build
figures >"$work/figures"
[ "$(wc -l <"$work/figures")" -eq 4 ] || die "no figures"
xargs -d '\n' node shot.js build "$work/dashboard.png" <"$work/figures" || die "no picture, or not these figures: $(cat "$work/figures")"
cp "$work/dashboard.png" "$file" || exit 1
say "$file"
