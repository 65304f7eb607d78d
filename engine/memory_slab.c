// SPDX-License-Identifier: Apache-2.0
/* memory_slab: slabs of blocks of one size, and a heap of them for each thread.
 *
 * A thread allocates from its own heap and keeps what it frees on short lists, last in, first out,
 * so that the next block is the one that is still in the cache. Longer lists go back to their
 * slabs, and empty slabs serve any size. A block of another thread's heap is sent home: it is
 * collected with others for the same heap, and the lot is pushed on that heap's stack, which its
 * thread takes whole when a list has run out. Heaps outlive their threads; a new thread takes over
 * one that is left, with all its slabs.
 *
 * | operation                  | who                        | concurrently with       |
 * | -------------------------- | -------------------------- | ----------------------- |
 * | push on `returned`         | any thread                 | pushes, and the take    |
 * | take `returned`            | the heap's thread          | pushes                  |
 * | all else of a heap         | the heap's thread          | nothing                 |
 *
 * The list of heaps is the process's, as malloc's arenas are. */
#include "engine_private.h"
#include "memory.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

enum {
	SLAB_BYTES = 1 << 16,
	BIG_SLAB_BYTES = 1 << 20, /* for blocks from BIG_LOG2 on */
	REGION_BYTES = 1 << 22,	  /* what is asked of the system at once */
	HUGE_PAGE = 1 << 21,
	FEW_LINES = 16,	   /* sizes up to here differ by one line; then eight in each doubling */
	LINE_CLASSES = 49, /* up to LINES_MAX */
	LINES_MAX = 288,
	LEAST_LOG2 = 5,
	BIG_LOG2 = 14,
	MOST_LOG2 = 17,
	CLASSES = LINE_CLASSES + MOST_LOG2 - LEAST_LOG2 + 1,
	NO_CLASS = CLASSES,    /* a block of its own */
	BATCH_BYTES = 1 << 14, /* taken from a slab at a time, about */
	BATCH_MOST = 32,       /* ... in blocks */
	KEPT_BYTES = 1 << 18,  /* of one size on a list, about */
	KEPT_MOST = 253,       /* ... in blocks; a list has room for so many */
	KEPT_LEAST = 4,
	AWAY_BYTES = 1 << 15, /* collected before they go home */
	TIDY_EVENTS = 256,    /* slabs taken or emptied between looks at those not needed */
	PAGE_BYTES = 1 << 12  /* the least there is */
};

/* A free block. */
struct spare {
	struct spare *next;
	struct slab *slab; /* on its way home */
};

struct slab {
	/* Line 0: constant while any of its blocks is out; read by whoever frees one. */
	struct heap *heap;
	size_t bytes;
	uint32_t class, stride;
	/* Line 1: its heap's. */
	_Alignas(AX_CACHE_LINE) struct spare *free;
	uint32_t used;	/* blocks that are out, or on the heap's lists */
	uint32_t fresh; /* offset of the first that was never out; 0: its pages are given back */
	struct slab *next, **at;
};

struct class
{
	uint32_t n, batch, most;
	uint32_t stride;
	struct slab *partial; /* slabs with free blocks */
	void *hot
		[KEPT_MOST]; /* n blocks, last in, first out: taking one touches none of its lines */
};

/* Empty slabs of one size, the most recently emptied first. */
struct empties {
	struct slab *first;
	uint32_t n, least; /* how many; the least since the last look */
};

struct heap {
	struct class class[CLASSES];
	struct empties small, big;
	uint32_t events; /* until the next look at the empties */
	char *region, *region_end;
	/* What goes home to another heap. */
	struct heap *home;
	struct spare *away, *away_last;
	size_t away_bytes;
	/* Others'. */
	_Alignas(AX_CACHE_LINE) struct spare *returned; /* atomic */
	uint32_t taken;					/* atomic: some thread's */
	struct heap *next;				/* constant: of all heaps */
};

static_assert(sizeof(struct slab) == 2 * AX_CACHE_LINE, "a slab begins with two lines");

static struct heap *heaps; /* atomic */
static pthread_key_t at_thread_end;
static _Thread_local struct heap *own __attribute__((tls_model("initial-exec")));

static void keep_less(struct heap *heap, struct class *class, void *block);

/* ---- sizes -------------------------------------------------------------------------------- */

static inline uint32_t class_of_lines(uint32_t lines)
{
	if (lines <= FEW_LINES)
		return lines - 1;
	uint32_t log2 = 31u - (uint32_t)__builtin_clz(lines - 1);
	return FEW_LINES + (log2 - 4) * 8 + (((lines - 1) >> (log2 - 3)) & 7);
}

static uint32_t stride_of(uint32_t class)
{
	if (class >= LINE_CLASSES)
		return 1u << (class - LINE_CLASSES + LEAST_LOG2);
	if (class < FEW_LINES)
		return (class + 1) * AX_CACHE_LINE;
	uint32_t step = (class - FEW_LINES) % 8, doubling = (class - FEW_LINES) / 8;
	return (step + 9) << (doubling + 1) << __builtin_ctz(AX_CACHE_LINE);
}

static bool is_big(uint32_t class)
{
	return class >= LINE_CLASSES + BIG_LOG2 - LEAST_LOG2;
}

/* ---- heaps -------------------------------------------------------------------------------- */

/* Pushes what is away on its heap's stack. */
static void ship(struct heap *heap)
{
	struct heap *home = heap->home;
	if (!heap->away)
		return;
	struct spare *top;
	do {
		/* M1 release (by the exchange): the chain. Pairs with M2 in come_home(). */
		top = ax_load_relaxed(&home->returned);
		heap->away_last->next = top;
	} while (!ax_cas(&home->returned, top, heap->away));
	heap->away = NULL;
	heap->away_bytes = 0;
}

static void leave_heap(void *heap)
{
	own = NULL;
	ship(heap);
	/* N1 release: all of the heap. Pairs with N2 in take_over(). */
	ax_store_release(&((struct heap *)heap)->taken, 0);
}

static void make_key(void)
{
	if (pthread_key_create(&at_thread_end, leave_heap) != 0)
		ax_panic("no thread-specific key for the heaps");
}

static struct heap *take_over(void)
{
	/* N2 acquire: pairs with N1, and the list with its push. */
	for (struct heap *heap = ax_load_acquire(&heaps); heap; heap = heap->next)
		if (!ax_load_relaxed(&heap->taken) && ax_cas(&heap->taken, 0u, 1u))
			return heap;
	return NULL;
}

static uint32_t clamp(uint32_t n, uint32_t least, uint32_t most)
{
	return n < least ? least : n > most ? most : n;
}

static struct heap *make_heap(void)
{
	struct heap *heap = mmap(NULL, sizeof(*heap), PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (heap == MAP_FAILED)
		return NULL;
	for (uint32_t i = 0; i < CLASSES; i++) {
		uint32_t stride = stride_of(i);
		heap->class[i].stride = stride;
		heap->class[i].batch = clamp(BATCH_BYTES / stride, 1, BATCH_MOST);
		heap->class[i].most = clamp(KEPT_BYTES / stride, KEPT_LEAST, KEPT_MOST);
	}
	heap->events = TIDY_EVENTS;
	heap->taken = 1;
	do {
		heap->next = ax_load_relaxed(&heaps);
	} while (!ax_cas(&heaps, heap->next, heap));
	return heap;
}

/* The thread's heap, from its first block on; NULL when there is no memory. */
static __attribute__((noinline)) struct heap *enter_heap(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_key);
	struct heap *heap = take_over();
	if (!heap)
		heap = make_heap();
	if (heap)
		pthread_setspecific(at_thread_end, heap);
	own = heap;
	return heap;
}

/* ---- slabs -------------------------------------------------------------------------------- */

static struct empties *empties_of(struct heap *heap, size_t bytes)
{
	return bytes == SLAB_BYTES ? &heap->small : &heap->big;
}

static void add_empty(struct heap *heap, struct slab *slab, size_t bytes)
{
	struct empties *empties = empties_of(heap, bytes);
	slab->bytes = bytes;
	slab->next = empties->first;
	empties->first = slab;
	empties->n++;
}

/* Gives back the pages of the empty slabs that nobody has needed for a while: all but the first
 * page, which has the slab's place in the list. They stay empty slabs. */
static void tidy_empties(struct empties *empties)
{
	struct slab *slab = empties->first;
	uint32_t kept = empties->n - empties->least / 2;
	for (uint32_t i = 0; slab; i++, slab = slab->next) {
		if (i < kept || !slab->fresh)
			continue;
		slab->fresh = 0;
		(void)madvise((char *)slab + PAGE_BYTES, slab->bytes - PAGE_BYTES, MADV_DONTNEED);
	}
	empties->least = empties->n;
}

static void note_event(struct heap *heap)
{
	if (--heap->events)
		return;
	heap->events = TIDY_EVENTS;
	tidy_empties(&heap->small);
	tidy_empties(&heap->big);
}

/* A region's start is aligned for the largest slab, and for huge pages. */
static bool new_region(struct heap *heap)
{
	size_t bytes = REGION_BYTES + HUGE_PAGE;
	char *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED)
		return false;
	size_t before = -(uintptr_t)start & (HUGE_PAGE - 1);
	if (before)
		munmap(start, before);
	if (before < HUGE_PAGE)
		munmap(start + before + REGION_BYTES, HUGE_PAGE - before);
	start += before;
	/* A heap that grows past its first region is large: fewer, larger pages. */
	if (heap->region)
		(void)madvise(start, REGION_BYTES, MADV_HUGEPAGE);
	heap->region = start;
	heap->region_end = start + REGION_BYTES;
	return true;
}

static struct slab *cut_from_region(struct heap *heap, size_t bytes)
{
	/* What does not fit a big slab any more serves as small ones. */
	while (heap->region != heap->region_end &&
	       ((uintptr_t)heap->region & (bytes - 1) ||
		(size_t)(heap->region_end - heap->region) < bytes)) {
		add_empty(heap, (struct slab *)(void *)heap->region, SLAB_BYTES);
		heap->region += SLAB_BYTES;
	}
	if (heap->region == heap->region_end && !new_region(heap))
		return NULL;
	struct slab *slab = (struct slab *)(void *)heap->region;
	heap->region += bytes;
	return slab;
}

static void list_partial(struct class *class, struct slab *slab)
{
	slab->next = class->partial;
	slab->at = &class->partial;
	if (slab->next)
		slab->next->at = &slab->next;
	class->partial = slab;
}

static void unlist_partial(struct slab *slab)
{
	*slab->at = slab->next;
	if (slab->next)
		slab->next->at = slab->at;
	slab->at = NULL;
}

static struct slab *new_slab(struct heap *heap, struct class *class)
{
	uint32_t number = (uint32_t)(class - heap->class);
	size_t bytes = is_big(number) ? BIG_SLAB_BYTES : SLAB_BYTES;
	struct empties *empties = empties_of(heap, bytes);
	struct slab *slab = empties->first;
	note_event(heap);
	if (slab) {
		empties->first = slab->next;
		if (--empties->n < empties->least)
			empties->least = empties->n;
	} else {
		slab = cut_from_region(heap, bytes);
		if (!slab)
			return NULL;
	}
	/* The first block keeps the alignment of those that follow. */
	uint32_t first = sizeof(*slab);
	if (number >= LINE_CLASSES && class->stride > first)
		first = class->stride;
	*slab = (struct slab){ .heap = heap,
			       .bytes = bytes,
			       .class = number,
			       .stride = class->stride,
			       .fresh = first };
	list_partial(class, slab);
	return slab;
}

/* Takes one block out of a slab that has one. */
static struct spare *take_block(struct slab *slab)
{
	struct spare *block = slab->free;
	slab->used++;
	if (block) {
		slab->free = block->next;
	} else {
		block = (struct spare *)(void *)((char *)slab + slab->fresh);
		slab->fresh += slab->stride;
	}
	if (!slab->free && slab->fresh + slab->stride > slab->bytes)
		unlist_partial(slab);
	return block;
}

static void give_block(struct heap *heap, struct slab *slab, struct spare *block)
{
	struct class *class = &heap->class[slab->class];
	block->next = slab->free;
	slab->free = block;
	slab->used--;
	if (!slab->at)
		list_partial(class, slab);
	if (slab->used || (class->partial == slab && !slab->next))
		return; /* the last one stays, for the next to come */
	unlist_partial(slab);
	add_empty(heap, slab, slab->bytes);
	note_event(heap);
}

/* ---- the lists ---------------------------------------------------------------------------- */

static inline struct slab *slab_of(const void *block, size_t bytes)
{
	return (struct slab *)((uintptr_t)block & ~((uintptr_t)bytes - 1));
}

static inline void keep(struct heap *heap, struct class *class, void *block)
{
	if (ax_unlikely(class->n == class->most))
		keep_less(heap, class, block);
	else
		class->hot[class->n++] = block;
}

/* Takes in what other threads have freed. */
static void come_home(struct heap *heap)
{
	if (!ax_load_relaxed(&heap->returned))
		return;
	/* M2 acquire: pairs with M1; the blocks' last users are through with them. */
	struct spare *block = ax_exchange(&heap->returned, NULL);
	while (block) {
		struct spare *next = block->next;
		keep(heap, &heap->class[block->slab->class], block);
		block = next;
	}
}

static void refill(struct heap *heap, struct class *class)
{
	come_home(heap);
	while (class->n < class->batch && (class->partial || new_slab(heap, class)))
		class->hot[class->n++] = take_block(class->partial);
	/* The first from the slab is the first to be used. */
	for (uint32_t i = 0, k = class->n; i + 1 < k--; i++) {
		void *block = class->hot[i];
		class->hot[i] = class->hot[k];
		class->hot[k] = block;
	}
}

/* Keeps a block on a full list, whose half that has lain there longest goes back to the slabs. */
static __attribute__((noinline)) void keep_less(struct heap *heap, struct class *class, void *block)
{
	size_t bytes = is_big((uint32_t)(class - heap->class)) ? BIG_SLAB_BYTES : SLAB_BYTES;
	uint32_t given = class->n - class->n / 2;
	for (uint32_t i = 0; i < given; i++)
		give_block(heap, slab_of(class->hot[i], bytes), class->hot[i]);
	class->n -= given;
	memmove(class->hot, class->hot + given, class->n * sizeof(class->hot[0]));
	class->hot[class->n++] = block;
}

static __attribute__((noinline)) void send_home(struct slab *slab, struct spare *block)
{
	struct heap *heap = own;
	if (!heap && !(heap = enter_heap()))
		return; /* no memory to free it with; it is lost */
	if (heap->home != slab->heap)
		ship(heap);
	heap->home = slab->heap;
	block->slab = slab;
	block->next = heap->away;
	if (!heap->away)
		heap->away_last = block;
	heap->away = block;
	heap->away_bytes += slab->stride;
	if (heap->away_bytes >= AWAY_BYTES)
		ship(heap);
}

/* A thread's first block, or one of a list that has run out. */
static __attribute__((noinline)) void *alloc_slowly(uint32_t number)
{
	struct heap *heap = own;
	if (!heap && !(heap = enter_heap()))
		return NULL;
	struct class *class = &heap->class[number];
	if (class->n == 0)
		refill(heap, class);
	return class->n ? class->hot[--class->n] : NULL;
}

static inline void *alloc(uint32_t number)
{
	struct heap *heap = own;
	if (ax_unlikely(!heap || heap->class[number].n == 0))
		return alloc_slowly(number);
	struct class *class = &heap->class[number];
	return class->hot[--class->n];
}

static inline void dispose(struct slab *slab, uint32_t class, void *block)
{
	struct heap *heap = own;
	if (ax_likely(slab->heap == heap))
		keep(heap, &heap->class[class], block);
	else
		send_home(slab, block);
}

/* ---- lines -------------------------------------------------------------------------------- */

/* A block of its own, with the head of a slab before it. */
static void *alloc_alone(size_t size)
{
	unsigned log2 = (unsigned)__builtin_ctz(SLAB_BYTES);
	struct slab *slab = ax_aligned_alloc(log2, sizeof(*slab) + size);
	if (!slab)
		return NULL;
	slab->class = NO_CLASS;
	return slab + 1;
}

void *ax_line_alloc(size_t size)
{
	size_t lines = (size + AX_CACHE_LINE - 1) / AX_CACHE_LINE;
	if (ax_unlikely(lines > LINES_MAX))
		return alloc_alone(size);
	return alloc(class_of_lines(lines ? (uint32_t)lines : 1));
}

void ax_line_free(void *memory)
{
	if (!memory)
		return;
	struct slab *slab = slab_of(memory, SLAB_BYTES);
	if (ax_unlikely(slab->class == NO_CLASS))
		ax_aligned_free(slab);
	else
		dispose(slab, slab->class, memory);
}

/* ---- blocks aligned to their size ----------------------------------------------------------- */

void *ax_block_alloc(unsigned log2, size_t n)
{
	if (ax_unlikely(log2 > MOST_LOG2))
		return ax_aligned_alloc(log2, n);
	return alloc(LINE_CLASSES + log2 - LEAST_LOG2);
}

void ax_block_free(void *block, unsigned log2)
{
	if (ax_unlikely(log2 > MOST_LOG2))
		ax_aligned_free(block);
	else
		dispose(slab_of(block, log2 < BIG_LOG2 ? SLAB_BYTES : BIG_SLAB_BYTES),
			LINE_CLASSES + log2 - LEAST_LOG2, block);
}
