// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/message.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hblink::web {

class server;

// A file of the live page, as it was built into the program (cmake/embed_page.mjs).
struct page_file
{
    std::string_view path; // "/" is index.html
    std::string_view content_type;
    std::string_view tag; // of the content
    bool lasting;         // another content would have another name
    std::string_view plain;
    std::string_view gzip;   // empty: no shorter
    std::string_view brotli; // the same
};

// None when the program was built without Node.js.
std::span<const page_file> built_in_page() noexcept;

// The answer for such a file, to this request: the shortest form that its sender understands, or that it has
// it already.
response answer_page(const page_file&, const request&);

// Serves these files; without any, "/" says how to get the page. They must outlive the server.
void serve_page(server&, std::span<const page_file>);

}
