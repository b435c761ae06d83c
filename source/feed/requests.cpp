// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/requests.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace hblink::feed {
namespace {

// The member `type` of a JSON object; null: there is none.
const boost::json::string* type_of(const boost::json::value& v)
{
    const auto* const object = v.if_object();
    const auto* const type = object != nullptr ? object->if_contains("type") : nullptr;
    return type != nullptr ? type->if_string() : nullptr;
}

}

requests::found requests::read(std::string_view bytes)
{
    found f;
    while (!bytes.empty() && !f.hopeless) {
        if (length_read_ != length_bytes) {
            length_ = length_ << 8 | static_cast<unsigned char>(bytes.front());
            ++length_read_;
            bytes.remove_prefix(1);
        } else {
            const auto part = bytes.substr(0, length_ - body_read_);
            frame_ += part.substr(0, most_kept - std::min(frame_.size(), most_kept));
            body_read_ += part.size();
            bytes.remove_prefix(part.size());
        }
        if (length_read_ == length_bytes && length_ > longest_frame)
            f.hopeless = true;
        else if (length_read_ == length_bytes && body_read_ == length_)
            finish(f);
    }
    return f;
}

// A frame is complete.
void requests::finish(found& f)
{
    if (length_ <= most_kept) { // else of a kind that does not concern us
        boost::system::error_code error;
        const auto parsed = boost::json::parse(frame_, error);
        const auto* const type = error ? nullptr : type_of(parsed);
        if (type == nullptr)
            ++f.nonsense;
        else if (*type == "sync_request")
            ++f.sync_requests;
    }
    frame_.clear();
    length_read_ = 0;
    length_ = 0;
    body_read_ = 0;
}

}
