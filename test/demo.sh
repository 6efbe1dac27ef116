#!/bin/sh
# demo.sh
#	The five providers' webhooks become one report, on a server made for it: sh test/demo.sh
#
# As root or as a user with sudo, on a Debian machine that may have nothing yet. What it does is
# demo.sql; nothing of it is left behind but the packages it had to install.
set -u
# shellcheck source=test/lib.sh
. "$(dirname "$0")/lib.sh"
enter "$@"

say "Building orderhook for $(pg_config --version) and starting a throw-away server ..."
build_and_install || die "it does not build"
start_server demo || die "the server did not start"
psql -X -q -d postgres -v ON_ERROR_STOP=1 -v payloads="$PWD/test/payloads" -P pager=off \
	-f test/demo.sql || {
	tail -n 20 "$work/demo.log" >&2
	die "the demonstration failed"
}
