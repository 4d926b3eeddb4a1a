#include <rapidjson/document.h>
#include <vector>
#include "indexer.h"

// ndjson body, one document per line, in-situ
std::size_t Indexer::ingest(std::vector<char>& body)
{
    std::size_t docs = 0;
    for (char* line = next_line(body, nullptr); line; line = next_line(body, line)) {
        rapidjson::Document d;
        // degrades: deserialize
        d.ParseInsitu(line);
        if (d.HasParseError() || !d.IsObject())
            continue;
        add(d);
        ++docs;
    }
    return docs;
}
