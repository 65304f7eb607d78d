// SPDX-License-Identifier: Apache-2.0
/* tags: the tag manager of spu_mfcio.h: which of the 32 tags are given out. */
#include <spu_mfcio.h>

static uint32_t taken;

static uint32_t span(unsigned int tag, unsigned int n)
{
	return (uint32_t)(((UINT64_C(1) << n) - 1) << tag);
}

unsigned int __mfc_multi_tag_reserve(unsigned int n)
{
	for (unsigned int tag = 0; n > 0 && tag + n <= 32; tag++) {
		if (taken & span(tag, n))
			continue;
		taken |= span(tag, n);
		return tag;
	}
	return MFC_TAG_INVALID;
}

unsigned int __mfc_multi_tag_release(unsigned int tag, unsigned int n)
{
	if (n == 0 || tag >= 32 || n > 32 - tag || (taken & span(tag, n)) != span(tag, n))
		return MFC_TAG_INVALID;
	taken &= ~span(tag, n);
	return MFC_TAG_VALID;
}

unsigned int __mfc_tag_reserve(void)
{
	return __mfc_multi_tag_reserve(1);
}

unsigned int __mfc_tag_release(unsigned int tag)
{
	return __mfc_multi_tag_release(tag, 1);
}
