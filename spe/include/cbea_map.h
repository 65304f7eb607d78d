// SPDX-License-Identifier: Apache-2.0
/* cbea_map: where the registers lie in the problem-state areas of an SPE. Names, types and offsets
 * are those of libspe2 2.3; cell.md's table says which calls hand out which area.
 *
 * On the software SPE an area is an effective address for DMA and sndsig by SPEs, and for
 * ax_ps_read() and ax_ps_write() of <axon/spe.h>: a plain load or store of it faults. */
#ifndef CBEA_MAP_H
#define CBEA_MAP_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct spe_mssync_area {
	unsigned int MFC_MSSync;
} spe_mssync_area_t;

typedef struct spe_mfc_command_area {
	unsigned char reserved_0_3[4];
	unsigned int MFC_LSA;
	unsigned int MFC_EAH;
	unsigned int MFC_EAL;
	unsigned int MFC_Size_Tag;
	union {
		unsigned int MFC_ClassID_CMD; /* written: starts the command */
		unsigned int MFC_CMDStatus;   /* read: whether it was taken */
	};
	unsigned char reserved_18_103[236];
	unsigned int MFC_QStatus;
	unsigned char reserved_108_203[252];
	unsigned int Prxy_QueryType;
	unsigned char reserved_208_21B[20];
	unsigned int Prxy_QueryMask;
	unsigned char reserved_220_22B[12];
	unsigned int Prxy_TagStatus;
} spe_mfc_command_area_t;

typedef struct spe_spu_control_area {
	unsigned char reserved_0_3[4];
	unsigned int SPU_Out_Mbox;
	unsigned char reserved_8_B[4];
	unsigned int SPU_In_Mbox;
	unsigned char reserved_10_13[4];
	unsigned int SPU_Mbox_Stat;
	unsigned char reserved_18_1B[4];
	unsigned int SPU_RunCntl;
	unsigned char reserved_20_23[4];
	unsigned int SPU_Status;
	unsigned char reserved_28_33[12];
	unsigned int SPU_NPC;
} spe_spu_control_area_t;

typedef struct spe_sig_notify_1_area {
	unsigned char reserved_0_B[12];
	unsigned int SPU_Sig_Notify_1;
} spe_sig_notify_1_area_t;

typedef struct spe_sig_notify_2_area {
	unsigned char reserved_0_B[12];
	unsigned int SPU_Sig_Notify_2;
} spe_sig_notify_2_area_t;

#ifdef __cplusplus
}
#endif

#endif
