#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What spe/toolchain/build says and does when it can't build: nothing of this compiles anything.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
build=$AXON_SOURCE/spe/toolchain/build
cache=$dir/axon-spu-toolchain
export XDG_CACHE_HOME=$dir
wrong=0

# expect WHAT STATUS PATTERN ARGUMENT...: runs build, whose words must match.
expect()
{
	local what=$1 wanted=$2 pattern=$3 status=0
	shift 3
	"$build" "$@" >"$dir/said" 2>&1 </dev/null || status=$?
	if [[ $status != "$wanted" ]] || ! grep -qE "$pattern" "$dir/said"; then
		echo "$what: status $status, not $wanted, or no \"$pattern\" in:"
		cat "$dir/said"
		wrong=1
	fi
}

# A machine whose apt knows no mirrors.
mkdir "$dir/bin"
ln -s /bin/true "$dir/bin/apt-get"
export PATH=$dir/bin:$PATH

if [[ -n $("$build" --where 2>&1) ]] || "$build" --where; then
	echo "--where found a compiler in an empty cache"
	wrong=1
fi
expect "no mirror" 77 'gives binutils_[0-9.]+orig.tar.xz; put that file \(SHA-256 [0-9a-f]{64}\) into'
mkdir -p "$cache/sources"
echo other >"$cache/sources/binutils_2.40.orig.tar.xz"
expect "another file" 77 'gives binutils_'
expect "a relative path" 1 'absolute path' --prefix here
expect "an unknown word" 1 'build --where' --when
expect "help" 0 'build --prefix DIR' --help

# Every line of versions.txt has what it takes.
grep -v '^#' "$AXON_SOURCE/spe/toolchain/versions.txt" |
	while read -r package version place hash rest; do
		[[ $version =~ ^[0-9.]+$ && $place == main/*/"$package"/"$package"_"$version".* &&
			$hash =~ ^[0-9a-f]{64}$ && -z $rest ]] || {
			echo "versions.txt: $package"
			exit 1
		}
	done || wrong=1
exit $wrong
