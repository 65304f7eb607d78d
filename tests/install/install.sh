#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs into a prefix and uses Axon from there: by pkg-config and by find_package, shared and
# static, and the command itself with its module.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
prefix=$dir/usr
hello=$AXON_SOURCE/docs/examples/hello.c
cmake --install "$AXON_BUILD" --prefix "$prefix" >"$dir/install.log"

cd "$prefix"
for file in bin/axon lib/libaxon.so lib/libaxon.a include/axon/{engine,run,components}.h \
	lib/pkgconfig/axon.pc lib/cmake/Axon/AxonConfig.cmake share/man/man1/axon.1 \
	share/bash-completion/completions/axon share/doc/Axon/LICENSE; do
	if [[ ! -s $file ]]; then
		echo "not installed: $file"
		exit 1
	fi
done
# Nothing of it may remember where it was built.
if grep -rlF "$AXON_SOURCE" lib/pkgconfig lib/cmake include share; then
	echo "the files above name the source tree"
	exit 1
fi

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
"$AXON_CC" -std=gnu11 "$hello" -o "$dir/shared" \
	$(pkg-config --cflags --libs axon)
[[ $(LD_LIBRARY_PATH=$prefix/lib "$dir/shared") == "1000001 messages" ]]
"$AXON_CC" -std=gnu11 "$hello" -o "$dir/static" $(pkg-config --cflags axon) \
	-Wl,-Bstatic -laxon -Wl,-Bdynamic \
	$(pkg-config --static --libs axon | sed 's/-laxon//')
[[ $("$dir/static") == "1000001 messages" ]]
echo "pkg-config: shared and static"

cat >"$dir/spes.c" <<'END'
#include <axon/spe.h>

int main(void)
{
	spe_context_ptr_t spe = spe_context_create(0, NULL);
	return !spe || spe_cpu_info_get(SPE_COUNT_PHYSICAL_SPES, -1) != 6 || spe_context_destroy(spe);
}
END
for kind in shared static; do
	bind=$([[ $kind == shared ]] || echo -Wl,-Bstatic)
	"$AXON_CC" "$dir/spes.c" -o "$dir/spes" $bind $(pkg-config --cflags --libs axon-spe) -Wl,-Bdynamic \
		-pthread
	env -u AXON_SPES "$dir/spes"
done
[[ ! -e lib/libspe2.so ]] || {
	echo "libspe2.so stands where a real one may stand"
	exit 1
}
echo "libspe2: shared and static"

cmake -S "$AXON_SOURCE/tests/install/consumer" -B "$dir/build" -G Ninja -DHELLO="$hello" \
	-DCMAKE_C_COMPILER="$AXON_CC" -DCMAKE_PREFIX_PATH="$prefix" >"$dir/cmake.log"
cmake --build "$dir/build" >>"$dir/cmake.log"
for kind in axon axon_static; do
	[[ $("$dir/build/hello_$kind") == "1000001 messages" ]]
done
echo "find_package: shared and static"

bin/axon --version
bin/axon run generate count=1000 ! null_sink
bin/axon inspect ao_playback >/dev/null
song=/usr/share/sounds/freedesktop/stereo/bell.oga
if [[ -e $song && -e lib/axon/axon-ao.so ]]; then
	bin/axon run read_file path=$song ! vorbis_decode ! ao_playback driver=wav file="$dir/bell.wav"
	[[ -s $dir/bell.wav ]]
	echo "the installed command finds its module"
fi
