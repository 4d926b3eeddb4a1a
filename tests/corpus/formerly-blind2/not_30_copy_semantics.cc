// Configuration object: copy constructor, clone() and an erase-remove filter
// over pointers.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

class Listener {
 public:
  Listener(std::string a, int p) : addr_(std::move(a)), port_(p) {}
  Listener(const Listener&) = default;
  std::unique_ptr<Listener> Clone() const {
    // not: copy
    return std::make_unique<Listener>(*this);
  }
  int port() const { return port_; }

 private:
  std::string addr_;
  int port_;
};

void DropPrivileged(std::vector<std::unique_ptr<Listener>>* v) {
  // not: filter
  v->erase(std::remove_if(v->begin(), v->end(),
                          [](const std::unique_ptr<Listener>& l) { return l->port() < 1024; }),
           v->end());
}
