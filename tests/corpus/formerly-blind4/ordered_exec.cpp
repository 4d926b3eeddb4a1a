#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

class Account {
public:
    explicit Account(boost::asio::thread_pool& pool) : m_strand(boost::asio::make_strand(pool)) {}

    // Work on one account never overlaps.
    void serialize(std::function<void(Account&)> work)
    {
        // not: serialize
        boost::asio::post(m_strand, [this, w = std::move(work)] { w(*this); });
    }

    long balance = 0;

private:
    boost::asio::strand<boost::asio::thread_pool::executor_type> m_strand;
};
