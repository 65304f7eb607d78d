# SPDX-License-Identifier: Apache-2.0
# The library, static and shared, from the objects of the folders. The shared one exports the
# functions that the public headers declare, and nothing else.

get_property(AXON_PUBLIC_HEADERS GLOBAL PROPERTY AXON_PUBLIC_HEADERS)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${AXON_PUBLIC_HEADERS})
set(exports)
foreach(header IN LISTS AXON_PUBLIC_HEADERS)
	file(READ ${header} text)
	string(REGEX MATCHALL "ax_[a-z0-9_]+\\(" calls "${text}")
	list(APPEND exports ${calls})
endforeach()
list(TRANSFORM exports REPLACE "\\(" "")
list(SORT exports)
list(REMOVE_DUPLICATES exports)
list(JOIN exports ";\n\t\t" exports)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/axon.map CONTENT
	"{\n\tglobal:\n\t\t@exports@;\n\tlocal:\n\t\t*;\n};\n" @ONLY)

set(parts $<TARGET_OBJECTS:ax_engine> $<TARGET_OBJECTS:ax_schedulers>
	$<TARGET_OBJECTS:ax_components>)
add_library(axon_static STATIC ${parts})
add_library(axon_shared SHARED ${parts})
foreach(library axon_static axon_shared)
	set_target_properties(${library} PROPERTIES OUTPUT_NAME axon LINKER_LANGUAGE C)
	target_include_directories(${library} PUBLIC
		$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/include>
		$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/schedulers/include>
		$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/components/include>
		$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endforeach()
set_target_properties(axon_static PROPERTIES EXPORT_NAME axon_static)
set_target_properties(axon_shared PROPERTIES EXPORT_NAME axon VERSION ${PROJECT_VERSION}
	SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${PROJECT_BINARY_DIR}/axon.map)
target_link_options(axon_shared PRIVATE -Wl,--version-script=${PROJECT_BINARY_DIR}/axon.map)
target_link_libraries(axon_shared PRIVATE $<BUILD_INTERFACE:ax_compile>
	$<BUILD_INTERFACE:ax_dependencies>)
# A static library leaves what it stands on to whoever links it.
target_link_libraries(axon_static PUBLIC Threads::Threads PkgConfig::AXON_URCU
	PkgConfig::AXON_HWLOC PkgConfig::AXON_YAML PkgConfig::AXON_VORBIS ${CMAKE_DL_LIBS} m)
add_library(Axon::axon ALIAS axon_shared)
add_library(Axon::axon_static ALIAS axon_static)

# For tests alone: the library and the private headers.
add_library(ax_internal INTERFACE)
target_link_libraries(ax_internal INTERFACE axon_static)
target_include_directories(ax_internal INTERFACE ${PROJECT_SOURCE_DIR}/engine
	${PROJECT_SOURCE_DIR}/schedulers ${PROJECT_SOURCE_DIR}/components)
