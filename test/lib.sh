# lib.sh
#	What check.sh and demo.sh share: the packages they need, a private build, throw-away servers.
#
# A script sources this file and calls `enter "$@"`. That installs the packages that are missing,
# copies the tree into a new folder under /tmp and starts the script once more inside the copy, as
# the user postgres where root started it (a server refuses to run as root). So the checkout may be
# read-only or somebody else's, and everything after `enter` is a plain user's work in one folder.
# When the script ends, for whatever reason, its servers are stopped and that folder is removed.
#
# PG_CONFIG=/usr/lib/postgresql/17/bin/pg_config chooses among several versions of PostgreSQL.
# shellcheck shell=sh

# Of test, or a folder in it.
here=$(cd "$(dirname "$0")" && pwd -P)
root=${here%/test*}

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

enter()
{
	umask 022
	trap cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	if [ -n "${ORDERHOOK_WORK:-}" ] && [ "$root" = "$ORDERHOOK_WORK/src" ]; then
		work=$ORDERHOOK_WORK
		cd "$root" || exit 1
		settle
		return
	fi
	make_work
	install_missing
	export_corpora
	copy_tree "$root" "$work/src"
	start_inside "$@"
}

# ---- outside the copy ----

# Root's own TMPDIR may be closed to the user postgres.
make_work()
{
	if [ "$(id -u)" -eq 0 ]; then
		TMPDIR=/tmp
	fi
	work=$(mktemp -d "${TMPDIR:-/tmp}/orderhook.XXXXXX") || die "no temporary folder"
	work=$(cd "$work" && pwd -P)
}

# shellcheck disable=SC2046,SC2086 # one word a package
install_missing()
{
	have dpkg-query || die "this needs Debian or a relative of it: no dpkg-query here"
	version=$(pg_version_here) || die "no PostgreSQL at PG_CONFIG=$PG_CONFIG"
	if [ -n "$(list_missing)" ]; then
		[ "$(id -u)" -eq 0 ] || have sudo ||
			die "neither root nor sudo here; to be installed first:" $(list_missing)
		as_root apt-get -q update >"$work/apt.log" 2>&1 ||
			say "apt-get update failed; going on with the package lists that are here"
		version=${version:-$(pg_version_offered)}
		[ -n "$version" ] || die "apt offers no PostgreSQL: $(tail -n 3 "$work/apt.log")"
		say "Installing" $(list_missing) "(a minute or two)"
		install_packages $(list_missing) >"$work/apt.log" 2>&1 || {
			tail -n 20 "$work/apt.log" >&2
			die "apt-get could not install" $(list_missing)
		}
	fi
	PG_CONFIG=/usr/lib/postgresql/$version/bin/pg_config
	[ -x "$PG_CONFIG" ] || die "no $PG_CONFIG"
	export PG_CONFIG
	if [ -n "${wants_fuzzer:-}" ]; then
		install_fuzzer
	fi
	if [ -n "${wants_ingress:-}" ]; then
		install_node_pg
		install_pgbouncer
		have curl || install_optional curl
	fi
	if [ -n "${wants_drivers:-}" ]; then
		install_node_pg
		install_drivers
	fi
	if [ -n "${wants_browser:-}" ]; then
		have npm || install_optional nodejs npm
		install_optional chromium
	fi
}

# libFuzzer's runtime for the clang that PostgreSQL's headers have brought along.
install_fuzzer()
{
	# shellcheck disable=SC2046 # one word, or none
	install_optional $(dpkg-query -W -f '${Depends}' "postgresql-server-dev-$version" 2>/dev/null |
		grep -ow 'clang-[0-9][0-9]*' | sed 's/clang-\(.*\)/libclang-rt-\1-dev/' | head -n 1)
}

# Beside a Node that is not Debian's, pg comes from npm, into the folder above the copy, where Node looks for it.
# It is asked once, and not for long.
install_node_pg()
{
	if node_has_pg || [ -e "$work/npm.log" ]; then
		return
	fi
	have npm || install_optional nodejs node-pg
	if ! node_has_pg && have npm; then
		npm install --no-audit --no-fund --fetch-retries=0 --fetch-timeout=30000 --prefix "$work" pg@8.23.1 \
			>"$work/npm.log" 2>&1 || say "npm could not install pg: $(grep -m 1 'code' "$work/npm.log")"
	fi
}

node_has_pg()
{
	(cd "$work" && node -e 'require("pg")') >/dev/null 2>&1
}

install_pgbouncer()
{
	if ! have pgbouncer && [ ! -x /usr/sbin/pgbouncer ] && install_optional pgbouncer; then
		as_root systemctl disable --quiet pgbouncer >/dev/null 2>&1
	fi
}

# JDBC, and ODBC where Perl can still go by it (Debian 13 cannot).
install_drivers()
{
	have javac || install_optional default-jdk-headless
	install_optional libpostgresql-jdbc-java
	install_optional odbc-postgresql libdbd-odbc-perl
}

# Nobody is asked for a password for these: what needs them says that they are missing.
install_optional()
{
	for package; do
		shift
		is_installed "$package" || set -- "$@" "$package"
	done
	if [ $# -eq 0 ]; then
		return
	fi
	if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
		return 1
	fi
	if [ ! -e "$work/apt.log" ]; then
		as_root apt-get -q update >"$work/apt.log" 2>&1 || true
	fi
	say "Installing $*"
	install_packages "$@" >"$work/apt.log" 2>&1 || {
		say "apt-get could not install $*; going on without"
		return 1
	}
}

# The version whose headers are installed, the newest if several; nothing on a bare machine.
pg_version_here()
{
	config=${PG_CONFIG:-$(find /usr/lib/postgresql/*/bin/pg_config 2>/dev/null | sort -V | tail -n 1)}
	if [ -n "$config" ]; then
		pg_major "$config"
	fi
}

pg_major()
{
	full=$("$1" --version) || return 1
	full=${full#PostgreSQL }
	say "${full%%[!0-9]*}"
}

pg_version_offered()
{
	apt-cache show --no-all-versions postgresql 2>/dev/null |
		sed -n 's/^Depends:.*postgresql-\([0-9][0-9]*\).*/\1/p' | head -n 1
}

list_missing()
{
	for package in make gcc libc6-dev libssl-dev libipc-run-perl postgresql-common \
		"postgresql-${version:-N}" "postgresql-server-dev-${version:-N}" \
		${wants_packaging:+build-essential debhelper git postgresql-server-dev-all unzip}
	do
		is_installed "$package" || say "$package"
	done
}

is_installed()
{
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Without the packages' own cluster and services: a server that nobody asked for would stay on the machine.
install_packages()
{
	# shellcheck disable=SC2016 # for the inner shell
	as_root sh -c '
		folder=/etc/postgresql-common/createcluster.d
		policy=/usr/sbin/policy-rc.d
		[ ! -e $policy ] || policy=
		trap "rm -f $folder/orderhook.conf $policy; rmdir --ignore-fail-on-non-empty $folder" EXIT
		trap "exit 130" HUP INT TERM
		mkdir -p $folder
		echo "create_main_cluster = false" >$folder/orderhook.conf
		if [ -n "$policy" ]; then
			printf "#!/bin/sh\nexit 101\n" >$policy
			chmod +x $policy
		fi
		DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=120 \
			install --no-install-recommends "$@"' sh "$@"
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# The public corpora lie beside the checkout, but not beside its copy.
export_corpora()
{
	corpora=${ORDERHOOK_CORPORA:-$root/../shared/corpora}
	if [ -d "$corpora" ]; then
		ORDERHOOK_CORPORA=$(cd "$corpora" && pwd -P)
		export ORDERHOOK_CORPORA
	fi
}

# copy_tree FROM TO: the sources without what a build leaves behind.
copy_tree()
{
	mkdir "$2"
	tar -C "$1" -cf - --anchored --exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='*.bc' \
		--exclude='./orderhook--*.sql' --exclude=./build --exclude=./results --exclude=./output_iso \
		--exclude=./tmp_check --exclude='./regression.*' . | tar -C "$2" --no-same-owner -xf -
}

# setpriv becomes the program that it starts: no parent of another user stands between it and Ctrl-C.
start_inside()
{
	export ORDERHOOK_WORK="$work" TMPDIR="$work" HOME="$work"
	cd "$work/src" || exit 1
	script=$work/src${here#"$root"}/$(basename "$0")
	if [ "$(id -u)" -eq 0 ]; then
		chown -R postgres: "$work"
		exec setpriv --reuid=postgres --regid=postgres --init-groups sh "$script" "$@"
	fi
	exec sh "$script" "$@"
}

# ---- inside the copy ----

# Nothing of the caller's make, locale or libpq settings reaches the tests.
settle()
{
	for name in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
		unset "$name"
	done
	unset MAKEFLAGS MFLAGS MAKELEVEL LANGUAGE
	LC_ALL=C.UTF-8
	PATH=$("$PG_CONFIG" --bindir):$PATH
	export LC_ALL PATH
}

cleanup()
{
	status=$?
	trap - EXIT
	trap '' HUP INT TERM
	cd /
	[ -n "${work:-}" ] || exit "$status"
	find "$work" -name postmaster.pid 2>/dev/null | while read -r pid_file; do
		pg_ctl -D "$(dirname "$pid_file")" -m immediate -w stop >/dev/null 2>&1
	done
	rm -rf "$work"
	exit "$status"
}

# Compile and install into $work/dest, which the servers below search before the system's folders.
build_and_install()
{
	{
		make -s -j2 all with_llvm=no && make -s install with_llvm=no DESTDIR="$work/dest"
	} >"$work/build.log" 2>&1 || {
		tail -n 60 "$work/build.log"
		return 1
	}
	extension_settings >"$work/extension.conf"
}

# Before 18 the setting is Debian's own.
extension_settings()
{
	if [ "$(pg_major pg_config)" -lt 18 ]; then
		say "extension_destdir = '$work/dest'"
	else
		# shellcheck disable=SC2016 # the server's own names
		printf "extension_control_path = '%s:%s'\ndynamic_library_path = '%s:%s'\n" \
			"$work/dest$(pg_config --sharedir)" '$system' "$work/dest$(pg_config --pkglibdir)" '$libdir'
	fi
}

# start_server NAME [PG_CTL OPTION]...: a new cluster that has the extension within reach, on a Unix
# socket only, and that is no model for one that matters: it does not sync.
start_server()
{
	data=$work/$1
	shift
	initdb -D "$data" -U postgres -A trust --no-locale -E UTF8 --no-sync >"$data.initdb" 2>&1 || {
		cat "$data.initdb"
		return 1
	}
	cat "$work/extension.conf" - >>"$data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$work'
		port = 5432
		timezone = 'UTC'
		log_line_prefix = '%m [%p] %q%a '
		max_prepared_transactions = 4
		fsync = off
		full_page_writes = off
	END
	pg_ctl -D "$data" -l "$data.log" -w "$@" start >/dev/null || {
		cat "$data.log"
		return 1
	}
	export PGHOST="$work" PGPORT=5432 PGUSER=postgres
}

stop_server()
{
	pg_ctl -D "$work/$1" -m fast -w stop >/dev/null
	unset PGHOST PGPORT PGUSER
}
