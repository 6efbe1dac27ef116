#!/bin/sh
# run.sh
#	One target under libFuzzer: sh test/fuzz/run.sh NAME SECONDS, as `make fuzz` does for each.
#
# It starts from the kept seeds, from the payloads and from what earlier runs left in
# build/fuzz/corpus.  What breaks a property or a sanitizer's rule is kept in
# build/fuzz/findings; build/fuzz/NAME FILE shows it again.  The one line that says how it went
# also stands in build/fuzz/NAME.result.
set -u
name=$1
seconds=$2
fuzz=build/fuzz
payloads=
longest=12288
case $name in
	json)
		payloads=$(echo test/payloads/*)
		longest=4096
		;;
	form)
		payloads=test/payloads/revo
		longest=3072
		;;
	auth) longest=2048 ;;
	scalar) longest=160 ;;
	*) payloads=test/payloads/$name ;;
esac

# The words of one provider, and those of the texts that it sends.
dictionary()
{
	$fuzz/words "$name"
	for words in json form auth scalar; do
		case $words:$name in
			"$name:$words" | form:revo | json:form | json:bbot | json:mipos | json:flybuy | json:fulflld | \
				json:revo)
				cat "test/fuzz/$words.dict"
				;;
		esac
	done
}

# A finding in full, because the folder may not outlive the run.
show_finding()
{
	tail -n 60 "$fuzz/$name.log"
	for finding in "$fuzz/findings/$name"-*; do
		if [ -f "$finding" ]; then
			echo "-- $finding, in base64"
			base64 "$finding"
		fi
	done
}

mkdir -p "$fuzz/corpus/$name" "$fuzz/findings"
dictionary >"$fuzz/$name.dict"
status=0
# shellcheck disable=SC2086 # several folders
"$fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len="$longest" \
	-dict="$fuzz/$name.dict" -artifact_prefix="$fuzz/findings/$name-" -print_final_stats=1 \
	"$fuzz/corpus/$name" "test/fuzz/seeds/$name" $payloads >"$fuzz/$name.log" 2>&1 || status=$?
executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$fuzz/$name.log")
if [ "$status" -eq 0 ] && [ "${executions:-0}" -gt 0 ]; then
	echo "$name: $executions executions" >"$fuzz/$name.result"
else
	show_finding
	echo "$name: ${executions:-0} executions, FAILED with status $status" >"$fuzz/$name.result"
fi
cat "$fuzz/$name.result"
