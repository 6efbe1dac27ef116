#!/bin/sh
# package.sh
#	What is released is whole, installs, works, and is the same wherever it is built: sh test/package.sh
#
# As root or as a user with sudo, on a Debian machine that may have nothing yet; check.sh runs it, too.
# The archive that `make dist` makes of this tree is unpacked in two places, and Debian's package built
# there, once with everything about the place different. The package is not installed on this machine
# but unpacked beside a throw-away server; install.sh installs it. The last line is "N passed, N failed".
set -u
# shellcheck source=test/lib.sh disable=SC2154 # lib.sh sets work
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # for lib.sh
wants_packaging=1
enter "$@"

passed=0
failed=0

# try NAME COMMAND...: one test; what the command printed is shown where it failed.
try()
{
	name=$1
	shift
	if "$@" >"$work/try.log" 2>&1; then
		passed=$((passed + 1))
		say "ok - $name"
	else
		failed=$((failed + 1))
		tail -n 60 "$work/try.log"
		say "not ok - $name"
	fi
}

# ---- names and numbers ----

control_version()
{
	sed -n "s/^default_version *= *'\(.*\)'/\1/p" orderhook.control
}

# PGXN wants three numbers.
meta_version()
{
	case $1 in
		*.*.*) say "$1" ;;
		*) say "$1.0" ;;
	esac
}

versions_in_meta()
{
	perl -MJSON::PP -0 -ne '
		my $meta = decode_json($_);
		print "$_\n" foreach $meta->{version}, map { $_->{version} } values %{ $meta->{provides} }' META.json
}

versions_agree()
{
	changelog=$(dpkg-parsechangelog -S Version)
	{
		versions_in_meta | sed "s/^$three\$/ok/"
		say "${changelog%-*}" | sed "s/^$version\$/ok/"
		grep -oE 'orderhook-[0-9]+(\.[0-9]+)+' README.md | sed "s/^orderhook-$three\$/ok/"
		grep -oE 'orderhook_[0-9]+(\.[0-9]+)+' README.md | sed "s/^orderhook_$version\$/ok/"
	} >"$work/versions"
	say "orderhook.control says $version; META.json, debian/changelog and README.md:"
	cat "$work/versions"
	[ "$(grep -cx ok "$work/versions")" -ge 4 ] && ! grep -qvx ok "$work/versions"
}

# ---- the archive ----

# What a build and the tests leave in a checkout, and packaging.
make_leftovers()
{
	mkdir -p build results output_iso tmp_check debian/.debhelper debian/postgresql-15-orderhook
	touch build/x results/x output_iso/x tmp_check/x debian/.debhelper/x debian/postgresql-15-orderhook/x \
		src/core/x.o src/core/x.bc orderhook.so "orderhook--$version.sql" regression.diffs regression.out \
		"orderhook-$three.zip" debian/files debian/x.substvars debian/debhelper-build-stamp
}

archive_is_whole()
{
	copy_tree . "$work/tree"
	(
		cd "$work/tree" && find . ! -type d | sed 's/^\.//' >"$work/files" && make_leftovers &&
			git -c init.defaultBranch=main init -q && git add -A &&
			git -c user.name=x -c user.email=x@localhost commit -qm x && make -s dist &&
			unzip -Z1 "orderhook-$three.zip" >"$work/listed"
	) || return 1
	grep -v '^/\.ci/\|^/\.git' "$work/files" | sed "s/^/orderhook-$three/" | LC_ALL=C sort >"$work/expected"
	grep -v '/$' "$work/listed" | LC_ALL=C sort | diff "$work/expected" -
}

# ---- Debian's package ----

# build_at FOLDER: the package, from the archive.
build_at()
{
	mkdir -p "$1" && unzip -q "$work/tree/orderhook-$three.zip" -d "$1" &&
		cd "$1/orderhook-$three" && dpkg-buildpackage -us -uc -b
}

build_here()
{
	(LC_ALL=C TZ=UTC build_at "$work/here")
}

# Another folder, mask, zone and order of letters, and no two jobs at a time.
build_elsewhere()
{
	mkdir "$work/locales" && localedef -i cs_CZ -f UTF-8 "$work/locales/cs_CZ.UTF-8" &&
		(
			umask 027
			export LOCPATH="$work/locales" LC_ALL=cs_CZ.UTF-8 TZ=Pacific/Kiritimati DEB_BUILD_OPTIONS=parallel=1
			build_at "$work/elsewhere/and/deeper"
		)
}

builds_are_identical()
{
	for file in "$work"/here/*.deb; do
		cmp "$file" "$work/elsewhere/and/deeper/$(basename "$file")" || return 1
	done
}

# Without scripts of its own, and with files in these folders only, it takes all of itself away.
list_strays()
{
	dpkg-deb --ctrl-tarfile "$deb" | tar -tf - | grep -vxE '\./(control|md5sums)?'
	dpkg-deb --fsys-tarfile "$deb" | tar -tf - | grep -v '/$' | grep -vE \
		"^\./usr/(lib/postgresql/$major|share/postgresql/$major/extension|share/doc/postgresql-$major-orderhook)/"
}

has_no_strays()
{
	list_strays >"$work/strays"
	cat "$work/strays"
	[ -e "$deb" ] && [ ! -s "$work/strays" ]
}

lintian_is_content()
{
	lintian --fail-on error "$work"/here/*.changes
}

package_works()
{
	dpkg-deb -x "$deb" "$work/dest"
	extension_settings >"$work/extension.conf"
	start_server package || return 1
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d postgres -f test/delivery.sql >"$work/delivered"
	stop_server package
	cat "$work/delivered"
	[ "$(cat "$work/delivered")" = "$version|$version|ok|applied|1" ]
}

# ---- all of it ----

version=$(control_version)
three=$(meta_version "$version")
major=$(pg_major pg_config)
deb=$work/here/postgresql-$major-orderhook_$(dpkg-parsechangelog -S Version)_$(dpkg --print-architecture).deb

# Where PostgreSQL comes from another archive, Debian's tools package for the release all the same.
if ! pg_buildext supported-versions | grep -qx "$major"; then
	say "packages were skipped: they would not be for PostgreSQL $major"
	exit 0
fi
try "versions agree" versions_agree
try "META.json is as PGXN's specification has it" perl test/meta.pl META.json
try "the archive holds what is committed, and no leftovers" archive_is_whole
try "the package is built from the archive" build_here
try "and again, elsewhere" build_elsewhere
try "both are the same, byte for byte" builds_are_identical
if have lintian; then
	try "lintian finds no error" lintian_is_content
else
	say "no lintian here"
fi
try "the package keeps to its folders" has_no_strays
try "its extension takes a delivery" package_works
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
