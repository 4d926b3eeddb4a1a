#define _GNU_SOURCE
#include <zlib.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const size_t kStep = 1u << 20;

/* hourly: replaces audit.N by audit.N.gz */
int auditRoll(const char *path, const char *gzpath)
{
   int   fd = open(path, O_RDONLY | O_CLOEXEC);
   char *step = malloc(kStep);
   gzFile gz = gzopen(gzpath, "wbe6");
   ssize_t got;
   int rc = -1;

   if (fd < 0 || !step || !gz)
      goto out;
   while ((got = read(fd, step, kStep)) > 0)
      // region: compress deflate async in-core sync
      if (gzwrite(gz, step, (unsigned)got) != got)
         goto out;
   if (got == 0 && unlink(path) == 0)
      rc = 0;
out:
   if (gz)
      gzclose(gz);
   if (fd >= 0)
      close(fd);
   free(step);
   return rc;
}
