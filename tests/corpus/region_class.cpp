#include <zlib.h>
class Stream {
  public:
    int write(const Bytef *p) {
        zs_.avail_in = 1 << 18;
        // region: compress deflate offload
        return ::deflate(&zs_, Z_FINISH);
    }
  private:
    z_stream zs_;
};
