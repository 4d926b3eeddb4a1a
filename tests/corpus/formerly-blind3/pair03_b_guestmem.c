#include <stdint.h>
#include <string.h>

#define PG_SIZE 4096u

struct ram { uint8_t *hva; uint64_t npages; };

struct fault {
	uint64_t pfn;
	uint32_t off;
	uint32_t *value;
};

/* a vcpu touched a shared page: give it its own and finish the load */
int ram_resolve_fault(struct ram *shared, struct ram *own, struct fault *f)
{
	uint8_t *dst = own->hva + f->pfn * PG_SIZE;

	if (f->pfn >= shared->npages || f->off > PG_SIZE - 4)
		return -1;
	// degrades: copy
	memcpy(dst, shared->hva + f->pfn * PG_SIZE, PG_SIZE);
	*f->value = *(uint32_t *)(dst + f->off);
	return 0;
}
