#!/bin/sh
# install.sh
#	Installs Debian's package of orderhook, runs the tests against it, and purges it: sh test/install.sh
#
# For a machine that nobody else uses (matrix.sh makes some), as root or as a user with sudo: what other
# PostgreSQL servers of the machine load changes meanwhile. Refused where orderhook is installed.
set -u
# shellcheck source=test/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # for lib.sh
wants_packaging=1

# What is called orderhook in the folders that packages install to, and in dpkg's own.
list_installed()
{
	find /usr /etc /var/lib/dpkg/info /var/lib/postgresql -name '*orderhook*' 2>/dev/null
	dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'postgresql-*-orderhook*' 2>/dev/null | grep -v 'not-installed$'
}

clean_up()
{
	status=$?
	trap - EXIT
	cd /
	if [ -n "${package:-}" ]; then
		as_root apt-get -qy purge "$package" >/dev/null 2>&1
	fi
	rm -rf "$work"
	exit "$status"
}

# step NAME COMMAND...: the first that fails is the last.
step()
{
	name=$1
	shift
	"$@" >"$work/step.log" 2>&1 || {
		tail -n 100 "$work/step.log" >&2
		die "not ok - $name"
	}
	say "ok - $name"
}

build()
{
	copy_tree "$root" "$work/src" && cd "$work/src" && dpkg-buildpackage -us -uc -b
}

# Read by the user of apt's own, which a closed folder would keep out.
install_deb()
{
	chmod 755 "$work"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$work/$package"_*.deb
}

take_delivery()
{
	pg_virtualenv -v "$version" psql -X -q -A -t -v ON_ERROR_STOP=1 -f test/delivery.sql | tee "$work/delivered"
	grep -qxE '([0-9.]+)\|\1\|ok\|applied\|1' "$work/delivered"
}

purge()
{
	as_root apt-get -qy purge "$package" && package=
	list_installed
	[ -z "$(list_installed)" ]
}

umask 022
make_work
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
install_missing
[ -z "$(list_installed)" ] || die "orderhook is installed here: $(list_installed | head -n 1)"
step "the package is built" build
cd "$work/src" || exit 1
package=postgresql-$version-orderhook
step "apt installs it" install_deb
step "its extension takes a delivery" take_delivery
step "it passes the tests that it comes with" sh debian/tests/installcheck
step "purging it leaves nothing" purge
