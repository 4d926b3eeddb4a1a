#include <Poco/DeflatingStream.h>
#include <Poco/StreamCopier.h>
#include <Poco/SHA2Engine.h>
#include <istream>

void archive(std::istream& in, std::ostream& out)
{
    Poco::DeflatingOutputStream packed(out, Poco::DeflatingStreamBuf::STREAM_GZIP, 6);
    // region: compress deflate sync async in-core min=4096
    Poco::StreamCopier::copyStream(in, packed);
    packed.close();
}
