// SPDX-License-Identifier: Apache-2.0
/* tags: the tag manager gives each tag out once, and takes back what it gave. */
#include <spu_mfcio.h>

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	(void)argp;
	(void)envp;
	unsigned int seen = 0;
	for (int i = 0; i < 32; i++)
		seen |= 1U << mfc_tag_reserve();
	if (seen != 0xffffffff || mfc_tag_reserve() != MFC_TAG_INVALID)
		return 1;
	if (mfc_tag_release(7) != MFC_TAG_VALID || mfc_tag_release(7) != MFC_TAG_INVALID)
		return 2;
	if (mfc_multi_tag_reserve(2) != MFC_TAG_INVALID || mfc_tag_release(32) != MFC_TAG_INVALID)
		return 3;
	if (mfc_tag_release(8) != MFC_TAG_VALID || mfc_multi_tag_reserve(2) != 7)
		return 4;
	if (mfc_multi_tag_release(0, 32) != MFC_TAG_VALID || mfc_multi_tag_reserve(32) != 0)
		return 5;
	return 0;
}
