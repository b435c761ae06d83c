// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/metrics_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hblink::observe {
namespace {

constexpr std::size_t usual_size = 32 * 1024; // bytes; 22 KiB are usual

template <class Number>
void append(std::string& out, Number n)
{
    std::array<char, 32> digits; // the longest double has 24
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    out.append(digits.data(), end);
}

void append_real(std::string& out, double x)
{
    if (std::isnan(x))
        out += "NaN";
    else if (std::isinf(x))
        out += x > 0 ? "+Inf" : "-Inf";
    else
        append(out, x);
}

// In a label's value backslash, quote and newline are escaped; in help texts quotes stay.
void append_escaped(std::string& out, std::string_view text, bool in_quotes)
{
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && in_quotes)
            out += "\\\"";
        else
            out += c;
    }
}

}

void sample_writer::begin(std::string_view suffix, std::string_view label, std::string_view label_value,
                          std::string_view second_value)
{
    (out_ += name_) += suffix;
    if (!label.empty()) {
        ((out_ += '{') += label) += "=\"";
        append_escaped(out_, label_value, true);
        if (!second_value.empty()) {
            ((out_ += "\",") += second_) += "=\"";
            append_escaped(out_, second_value, true);
        }
        out_ += "\"}";
    }
    out_ += ' ';
}

void sample_writer::value(std::uint64_t n)
{
    begin({}, {}, {});
    append(out_, n);
    out_ += '\n';
}

void sample_writer::value(double x)
{
    begin({}, {}, {});
    append_real(out_, x);
    out_ += '\n';
}

void sample_writer::value(std::string_view label_value, std::uint64_t n)
{
    begin({}, label_, label_value);
    append(out_, n);
    out_ += '\n';
}

void sample_writer::value(std::string_view label_value, std::string_view second_value, std::uint64_t n)
{
    begin({}, label_, label_value, second_value);
    append(out_, n);
    out_ += '\n';
}

void sample_writer::value(const core::histogram& h)
{
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < h.counts().size(); ++i) {
        below += h.counts()[i];
        ((out_ += name_) += "_bucket{le=\"");
        if (i < h.bounds().size())
            append_real(out_, h.bounds()[i]);
        else
            out_ += "+Inf";
        out_ += "\"} ";
        append(out_, below);
        out_ += '\n';
    }
    begin("_sum", {}, {});
    append_real(out_, h.sum());
    out_ += '\n';
    begin("_count", {}, {});
    append(out_, below);
    out_ += '\n';
}

std::string_view to_string(metric_type t) noexcept
{
    switch (t) {
    case metric_type::counter:
        return "counter";
    case metric_type::gauge:
        return "gauge";
    case metric_type::histogram:
        return "histogram";
    }
    return "untyped";
}

std::size_t append_metrics(std::string& out, const measurements& m, std::size_t first, std::size_t enough)
{
    const auto all = metric_families();
    const std::size_t end = out.size() + enough;
    for (; first < all.size() && out.size() < end; ++first) {
        const metric_family& f = all[first];
        ((out += "# HELP ") += f.name) += ' ';
        append_escaped(out, f.help, false);
        (((out += "\n# TYPE ") += f.name) += ' ') += to_string(f.type);
        out += '\n';
        sample_writer samples{out, f.name, f.label, f.second};
        f.write(samples, m);
    }
    return first;
}

std::string metrics_text(const measurements& m)
{
    std::string out;
    out.reserve(usual_size);
    append_metrics(out, m, 0, out.max_size() / 2);
    return out;
}

}
