#include <google/protobuf/arena.h>
#include <string>
#include "quotes.pb.h"
#include "session.h"

void QuoteFeed::OnTick(const Tick& t)
{
    google::protobuf::Arena arena;
    auto* q = google::protobuf::Arena::CreateMessage<pb::Quote>(&arena);
    q->set_symbol(t.symbol);
    q->set_bid(t.bid);
    q->set_ask(t.ask);

    m_frame.clear();
    // degrades: serialize
    q->SerializeToString(&m_frame);
    for (auto* s : m_sessions)
        s->enqueue(m_frame);
}
