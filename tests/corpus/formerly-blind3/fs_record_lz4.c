// SPDX-License-Identifier: GPL-2.0
#include <linux/lz4.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define RECORD_SHIFT	17
#define RECORD_SIZE	(1U << RECORD_SHIFT)

struct rec_work {
	struct work_struct work;
	void *raw;
	void *packed;
	void *wrkmem;
	int psize;
	struct completion done;
};

static void rec_pack_fn(struct work_struct *work)
{
	struct rec_work *rw = container_of(work, struct rec_work, work);

	// region: compress lz4 async min=16384
	rw->psize = LZ4_compress_default(rw->raw, rw->packed, RECORD_SIZE,
					 RECORD_SIZE - PAGE_SIZE, rw->wrkmem);
	complete(&rw->done);
}

void rec_queue(struct workqueue_struct *wq, struct rec_work *rw)
{
	init_completion(&rw->done);
	INIT_WORK(&rw->work, rec_pack_fn);
	queue_work(wq, &rw->work);
}
