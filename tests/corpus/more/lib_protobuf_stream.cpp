#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/message.h>

namespace io = google::protobuf::io;

// Snapshots of the whole index.
bool save(const google::protobuf::Message& index, io::ZeroCopyOutputStream* file)
{
    io::GzipOutputStream packed(file);
    // region: compress deflate sync async in-core min=4096
    return index.SerializeToZeroCopyStream(&packed) && packed.Close();
}
