// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hblink::app {

// Writes JSON text from left to right, on one line. It is valid whatever the texts are, and has no control
// characters: what comes from the air and ends on a terminal may not move the cursor there.
class json_text
{
public:
    json_text& begin_object() { return open('{'); }
    json_text& end_object() { return close('}'); }
    json_text& begin_array() { return open('['); }
    json_text& end_array() { return close(']'); }

    json_text& key(std::string_view name);

    json_text& value(std::string_view text);
    json_text& value(const char* text) { return value(std::string_view{text}); }
    json_text& value(bool b) { return raw(b ? "true" : "false"); }
    json_text& value(double d); // rounded to three digits after the point; what is no number becomes null
    template <std::integral T>
    json_text& value(T n)
    {
        return raw(std::to_string(n));
    }
    template <class Tag, class Value>
    json_text& value(dmr::number<Tag, Value> n)
    {
        return value(n.value());
    }
    template <class T>
    json_text& value(const std::optional<T>& v)
    {
        return v ? value(*v) : null();
    }
    json_text& null() { return raw("null"); }

    // A value that is JSON already.
    json_text& raw(std::string_view json);

    // A value that its caller writes himself, elsewhere.
    void skip_value() noexcept { comma_ = true; }

    template <class T>
    json_text& member(std::string_view name, const T& v)
    {
        return key(name).value(v);
    }

    const std::string& text() const noexcept { return text_; }
    std::string take() { return std::exchange(text_, {}); } // to go on in another piece

private:
    void separate();
    json_text& open(char bracket);
    json_text& close(char bracket);

    std::string text_;
    bool comma_{false}; // before the next key or element
};

}
