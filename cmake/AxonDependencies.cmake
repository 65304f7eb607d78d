# SPDX-License-Identifier: Apache-2.0
# What Axon stands on, all of it packaged by Debian. libao alone is optional: without it the
# sound module is not built.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(AXON_URCU REQUIRED IMPORTED_TARGET liburcu-memb liburcu-cds)
pkg_check_modules(AXON_HWLOC REQUIRED IMPORTED_TARGET hwloc)
pkg_check_modules(AXON_YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(AXON_VORBIS REQUIRED IMPORTED_TARGET vorbis ogg)
pkg_check_modules(AXON_VORBISENC REQUIRED IMPORTED_TARGET vorbisenc vorbis ogg)
pkg_check_modules(AXON_AO IMPORTED_TARGET ao)
if(AXON_TESTS)
	pkg_check_modules(AXON_CRITERION IMPORTED_TARGET criterion)
endif()

set(AXON_MODULE_DIR ${CMAKE_INSTALL_LIBDIR}/axon)

add_library(ax_dependencies INTERFACE)
target_link_libraries(ax_dependencies INTERFACE Threads::Threads PkgConfig::AXON_URCU
	PkgConfig::AXON_HWLOC PkgConfig::AXON_YAML PkgConfig::AXON_VORBIS ${CMAKE_DL_LIBS} m)
