// SPDX-License-Identifier: Apache-2.0
/* pool: a few threads for calls that block the kernel. Off every hot path: a mutex is right here.
 * A job's state settles who discards it: the component that lets go of it, or the thread that ends
 * it, whichever comes second. */
#include "run_private.h"

#include "../engine/reclaim.h"

#include <errno.h>
#include <stdlib.h>

enum {
	POOL_THREADS = 4
};

enum job_state {
	JOB_UNDER_WAY,
	JOB_DONE,
	JOB_RELEASED
};

struct ax_pool {
	struct ax_run *run;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ax_job *head, *tail;
	unsigned n_threads, n_idle, n_queued;
	bool quit;
	pthread_t thread[POOL_THREADS];
};

struct ax_pool *ax_pool_new(struct ax_run *run)
{
	struct ax_pool *pool = calloc(1, sizeof(*pool));
	if (!pool)
		return NULL;
	pool->run = run;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	return pool;
}

/* Ends a job on whatever thread did it. */
static void finish(struct ax_run *run, struct ax_job *job)
{
	struct ax_component *c = job->component;
	/* J1 release: the job's results. Pairs with J2 in ax_job_done(). */
	if (ax_exchange(&job->state, JOB_DONE) == JOB_RELEASED)
		job->discard(job);
	ax_component_post(c);
	ax_component_unref(c);
	ax_add(&run->n_jobs, UINT32_MAX);
}

static struct ax_job *next_job(struct ax_pool *pool)
{
	pool->n_idle++;
	while (!pool->head && !pool->quit)
		pthread_cond_wait(&pool->changed, &pool->lock);
	pool->n_idle--;
	struct ax_job *job = pool->head;
	if (job) {
		pool->head = job->next;
		pool->n_queued--;
	}
	return job;
}

static void *pool_main(void *arg)
{
	struct ax_pool *pool = arg;
	struct ax_job *job;
	ax_reader_register();
	pthread_mutex_lock(&pool->lock);
	while ((job = next_job(pool))) {
		pthread_mutex_unlock(&pool->lock);
		job->work(job);
		finish(pool->run, job);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	ax_reader_unregister();
	return NULL;
}

static void begin(struct ax_run *run, struct ax_job *job)
{
	job->state = JOB_UNDER_WAY;
	job->next = NULL;
	ax_add(&job->component->refs, 1);
	job->component->flags |= AX_SHARED;
	ax_add(&run->n_jobs, 1);
}

int ax_pool_start(struct ax_worker *worker, struct ax_job *job)
{
	struct ax_pool *pool = ax_loop_of(worker)->run->pool;
	int error = 0;
	pthread_mutex_lock(&pool->lock);
	/* An idle thread may be spoken for already: no job waits for one that blocks. */
	if (pool->n_idle <= pool->n_queued && pool->n_threads < POOL_THREADS) {
		error = -pthread_create(&pool->thread[pool->n_threads], NULL, pool_main, pool);
		if (!error)
			pool->n_threads++;
	}
	if (pool->n_threads) {
		error = 0;
		begin(pool->run, job);
		if (pool->head)
			pool->tail->next = job;
		else
			pool->head = job;
		pool->tail = job;
		pool->n_queued++;
		pthread_cond_signal(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return error;
}

int ax_pool_do_now(struct ax_worker *worker, struct ax_job *job)
{
	struct ax_run *run = ax_loop_of(worker)->run;
	begin(run, job);
	job->work(job);
	finish(run, job);
	return 0;
}

void ax_pool_free(struct ax_pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->quit = true;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->n_threads; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->changed);
	free(pool);
}

bool ax_job_done(const struct ax_job *job)
{
	/* J2 acquire: pairs with J1. */
	return ax_load_acquire(&job->state) == JOB_DONE;
}

void ax_job_release(struct ax_job *job)
{
	if (ax_exchange(&job->state, JOB_RELEASED) == JOB_DONE)
		job->discard(job);
}
