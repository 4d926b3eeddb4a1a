// Lock service: tiny protobuf messages (below 100 bytes) for every acquire.
#include <google/protobuf/message_lite.h>

#include <string>

namespace lock {

class Wire {
 public:
  bool Send(const google::protobuf::MessageLite& req) {
    if (req.ByteSizeLong() > 100) return false;
    // degrades: serialize
    return req.SerializeToString(&buf_);
  }

  bool Receive(const std::string& in, google::protobuf::MessageLite* resp) {
    if (in.size() > 100) return false;
    // degrades: deserialize
    return resp->ParseFromString(in);
  }

 private:
  std::string buf_;
};

}  // namespace lock
