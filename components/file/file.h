// SPDX-License-Identifier: Apache-2.0
/* file: the component types of this folder. */
#ifndef AX_FILE_FILE_H
#define AX_FILE_FILE_H

#include <axon/component.h>

extern const struct ax_component_type ax_console_in_type;
extern const struct ax_component_type ax_console_out_type;
extern const struct ax_component_type ax_read_file_type;
extern const struct ax_component_type ax_write_file_type;

#endif
