# SPDX-License-Identifier: Apache-2.0
# cmake -DNM=nm -DELF=file -DNAME=name -P: prints what of its local store a native program takes.
execute_process(COMMAND ${NM} ${ELF} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)

function(address symbol out)
	string(REGEX MATCH "([0-9a-f]+) [A-Za-z] ${symbol}\n" line "${symbols}")
	math(EXPR value "0x${CMAKE_MATCH_1}")
	set(${out} ${value} PARENT_SCOPE)
endfunction()

address(ax_spu_head stack)
address(ax_spu_end filled)
address(_end used)
math(EXPR file "${filled} - ${stack}")
math(EXPR zero "${used} - ${filled}")
math(EXPR free "262144 - ${used}")
message("SPU program ${NAME}: stack ${stack}, code and data ${file}, zeros ${zero}, "
	"free ${free} of 262144 bytes")
