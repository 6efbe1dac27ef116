#!/bin/sh
# matrix.sh
#	Everything on fresh machines of several Debian releases: sh test/matrix.sh [-u] [suite ...]
#
# As root or as a user with sudo. Without a name: bookworm (PostgreSQL 15), trixie (17) and forky (18),
# one after the other. Each is a new root made by debootstrap that holds git and sudo and nothing else;
# there what is committed here is cloned, and demo.sh, check.sh and install.sh run, as root, or with -u as
# a plain user who may sudo. The last line is the verdict; what was printed is in build/matrix/SUITE.log.
# A release takes some twenty minutes and 3 GB below TMPDIR (/var/tmp), and nothing of it is left behind.
set -u
# shellcheck source=test/lib.sh
. "$(dirname "$0")/lib.sh"

[ "$(id -u)" -eq 0 ] || exec sudo sh "$0" "$@"

user=root
while getopts u option; do
	case $option in
		u) user=plain ;;
		*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- bookworm trixie forky

# No mount outlives its namespace, so that there is only a folder to remove.
clean_up()
{
	status=$?
	trap - EXIT
	rm -rf --one-file-system "$work"
	exit "$status"
}

prepare()
{
	umask 022
	work=$(mktemp -d "${TMPDIR:-/var/tmp}/orderhook-matrix.XXXXXX") || die "no temporary folder"
	chmod 755 "$work"
	trap clean_up EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	logs=$root/build/matrix
	mkdir -p "$logs" || die "no folder for the logs"
	have debootstrap || install_packages debootstrap >"$logs/apt.log" 2>&1 || die "no debootstrap: see $logs/apt.log"
	git -c safe.directory='*' -C "$root" bundle create -q "$work/orderhook.bundle" HEAD || die "no commit to be cloned"
}

# ---- a machine ----

# The archive that this machine's own apt uses; nothing where it does not say, which is debootstrap's own.
# shellcheck disable=SC2016 # apt's own name
mirror()
{
	apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1
}

# A release that debootstrap does not know yet is made like sid.
recipe()
{
	scripts=/usr/share/debootstrap/scripts
	if [ -e "$scripts/$1" ]; then
		say "$scripts/$1"
	else
		say "$scripts/sid"
	fi
}

# How this machine reaches the archive; and a release in the making may be read when its list has expired.
apt_settings()
{
	apt-config dump | grep -E '^Acquire::(https?|Retries|Check-Date)\b'
	say 'Acquire::Check-Valid-Until "false";'
}

make_machine()
{
	debootstrap --variant=minbase --include=git,sudo "$1" "$machine" "$(mirror)" "$(recipe "$1")" || return 1
	apt_settings >"$machine/etc/apt/apt.conf.d/99matrix"
	printf '#!/bin/sh\nexit 101\n' >"$machine/usr/sbin/policy-rc.d"
	chmod 755 "$machine/usr/sbin/policy-rc.d"
	if [ "$user" != root ]; then
		chroot "$machine" useradd -m "$user" &&
			say "$user ALL=(ALL) NOPASSWD: ALL" >"$machine/etc/sudoers.d/$user" || return 1
	fi
	cp "$work/orderhook.bundle" "$machine/orderhook.bundle"
	first_process >"$machine/first"
}

# A shell that waits reaps what servers leave behind, as the first process of a machine has to.
first_process()
{
	cat <<-END
		mount -t proc proc /proc && mount -t tmpfs -o mode=1777 tmpfs /dev/shm || exit 1
		su - $user -s /bin/sh -c '
			git -c advice.detachedHead=false clone -q /orderhook.bundle orderhook && cd orderhook || exit 1
			sh test/demo.sh && sh test/check.sh
			status=\$?
			sh test/install.sh || status=1
			exit \$status'
		exit \$?
	END
}

run_machine()
{
	env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		unshare --mount --pid --fork --kill-child chroot "$machine" sh /first </dev/null
}

# ---- all of them ----

try()
{
	machine=$work/$1
	log=$logs/$1.log
	say "$1: making a machine"
	started=$(date +%s)
	if ! make_machine "$1" >"$log" 2>&1; then
		tail -n 5 "$log"
		say "$1: no machine was made"
		return 1
	fi
	made=$(date +%s)
	say "$1: demo.sh, check.sh and install.sh as $user"
	result=0
	run_machine >"$log" 2>&1 || result=1
	grep -E ': [0-9]+ passed, [1-9][0-9]* failed$|(^|: )not ok - ' "$log"
	say "$1: $(grep -o -m 1 'PostgreSQL [0-9.]*' "$log"), made in $((made - started)) s," \
		"tested in $(($(date +%s) - made)) s: $(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)"
	rm -rf --one-file-system "$machine"
	return $result
}

prepare
bad=
for suite; do
	try "$suite" || bad="$bad $suite"
done
if [ -n "$bad" ]; then
	say "failed:$bad"
	exit 1
fi
say "passed: $*"
