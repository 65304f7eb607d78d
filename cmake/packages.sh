# SPDX-License-Identifier: Apache-2.0
# To be sourced: which Debian packages Axon needs for what, and how they come onto the machine.

axon_to_build=(gcc libc6-dev cmake ninja-build pkgconf liburcu-dev libhwloc-dev libyaml-dev libogg-dev
	libvorbis-dev libao-dev)
axon_to_show=(vorbis-tools sound-theme-freedesktop)
axon_to_check=("${axon_to_build[@]}" "${axon_to_show[@]}" g++ libcriterion-dev clang-format ffmpeg
	python3 mandoc iproute2 spin valgrind libscotch-dev)
# For the compiler for the SPU: spe/toolchain/build.
axon_to_spu=(gcc g++ libc6-dev make bison flex libgmp-dev libmpfr-dev libmpc-dev zlib1g-dev xz-utils)
axon_to_check_all=("${axon_to_check[@]}" "${axon_to_spu[@]}" clang libclang-rt-14-dev llvm-14
	nginx-light libtbb-dev libck-dev gcc-powerpc64-linux-gnu libc6-dev-ppc64-cross
	gcc-s390x-linux-gnu libc6-dev-s390x-cross gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	qemu-user-static)

axon_missing()
{
	local package
	for package; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
			echo "$package"
	done
}

# axon_need PACKAGE...: installs those that are missing, or says what to type and exits.
axon_need()
{
	local -a missing as_root=()
	mapfile -t missing < <(axon_missing "$@")
	[[ ${#missing[@]} -gt 0 ]] || return 0
	if [[ $EUID -ne 0 ]]; then
		if ! sudo -n true 2>/dev/null; then
			echo "Packages are missing. Type this, then try again:"
			echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
			exit 1
		fi
		as_root=(sudo -n)
	fi
	echo "Installing ${#missing[@]} packages (a minute or two): ${missing[*]}"
	local log
	log=$(mktemp)
	if ! { "${as_root[@]}" apt-get update &&
		"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
		tail -n 20 "$log"
		rm -f "$log"
		echo "apt-get could not install them; the lines above say why."
		exit 1
	fi
	rm -f "$log"
}
