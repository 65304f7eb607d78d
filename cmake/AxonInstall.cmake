# SPDX-License-Identifier: Apache-2.0
# What is installed: libraries, headers, the command, the sound module, its manual page and shell
# completion, and the descriptions that builds look for (AxonConfig.cmake, axon.pc, axon-spe.pc).
include(CMakePackageConfigHelpers)

install(TARGETS axon_shared axon_static EXPORT AxonTargets)
install(FILES ${AXON_PUBLIC_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/axon)
install(TARGETS axon_command)
install(FILES ${PROJECT_BINARY_DIR}/man/axon DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME axon.1)
install(FILES ${PROJECT_BINARY_DIR}/completion/axon
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
if(TARGET axon_ao)
	install(TARGETS axon_ao LIBRARY DESTINATION ${AXON_MODULE_DIR})
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
	DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The software SPE goes by the name of the libspe2 it stands in for: it stays out of the way of a
# real one, in folders of its own, which axon-spe.pc names.
set(AXON_SPE_LIBRARY_DIR ${CMAKE_INSTALL_LIBDIR}/axon/spe)
set(AXON_SPE_INCLUDE_DIR ${CMAKE_INSTALL_INCLUDEDIR}/axon-spe)
install(TARGETS ax_spe ax_spe_shared LIBRARY DESTINATION ${AXON_SPE_LIBRARY_DIR}
	ARCHIVE DESTINATION ${AXON_SPE_LIBRARY_DIR})
install(FILES spe/include/libspe2.h spe/include/libspe2-types.h spe/include/cbea_map.h
	DESTINATION ${AXON_SPE_INCLUDE_DIR})
install(FILES spe/include/axon/spe.h DESTINATION ${AXON_SPE_INCLUDE_DIR}/axon)

set(AXON_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Axon)
install(EXPORT AxonTargets NAMESPACE Axon:: DESTINATION ${AXON_CMAKE_DIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/AxonConfig.cmake.in
	${PROJECT_BINARY_DIR}/AxonConfig.cmake INSTALL_DESTINATION ${AXON_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/AxonConfigVersion.cmake
	COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/AxonConfig.cmake ${PROJECT_BINARY_DIR}/AxonConfigVersion.cmake
	DESTINATION ${AXON_CMAKE_DIR})

# Relative, so that an installed tree may move.
file(RELATIVE_PATH AXON_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
# Our static library stands on shared ones; their own dependencies are their business.
set(AXON_PC_PRIVATE ${AXON_URCU_LIBRARIES} ${AXON_HWLOC_LIBRARIES} ${AXON_YAML_LIBRARIES}
	${AXON_VORBIS_LIBRARIES})
list(REMOVE_DUPLICATES AXON_PC_PRIVATE)
list(TRANSFORM AXON_PC_PRIVATE PREPEND -l)
list(JOIN AXON_PC_PRIVATE " " AXON_PC_PRIVATE)
configure_file(${PROJECT_SOURCE_DIR}/cmake/axon.pc.in ${PROJECT_BINARY_DIR}/axon.pc @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/cmake/axon-spe.pc.in ${PROJECT_BINARY_DIR}/axon-spe.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/axon.pc ${PROJECT_BINARY_DIR}/axon-spe.pc
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
