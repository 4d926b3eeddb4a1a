#include <vector>

class Spring {
public:
    void compress(double by) { length_ -= by; }
    double length() const { return length_; }
private:
    double length_ = 1.0;
};

void squeeze(std::vector<Spring>& springs)
{
    for (auto& s : springs)
        // not: compress
        s.compress(0.1);
}
