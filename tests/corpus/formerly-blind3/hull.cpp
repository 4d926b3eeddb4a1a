#include <algorithm>
#include <vector>

struct Pt { double x, y; };

namespace geom {

inline int sign(double v) { return (v > 0) - (v < 0); }

inline int turn(const Pt &a, const Pt &b, const Pt &c) {
    // not: sign
    return sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
}

std::vector<Pt> hull(std::vector<Pt> p) {
    std::sort(p.begin(), p.end(), [](const Pt &l, const Pt &r) {
        return l.x < r.x || (l.x == r.x && l.y < r.y);
    });
    std::vector<Pt> h;
    for (int pass = 0; pass < 2; ++pass) {
        const auto base = h.size();
        for (const auto &q : p) {
            while (h.size() >= base + 2 && turn(h[h.size() - 2], h.back(), q) <= 0)
                h.pop_back();
            h.push_back(q);
        }
        h.pop_back();
        std::reverse(p.begin(), p.end());
    }
    return h;
}

}  // namespace geom
