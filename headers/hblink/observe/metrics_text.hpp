// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/histogram.hpp"
#include "hblink/observe/measurements.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hblink::observe {

// Writes the samples of one metric in Prometheus' text format 0.0.4.
class sample_writer
{
public:
    // `label` is the name of the label that the samples have, or ""; so is `second`.
    sample_writer(std::string& out, std::string_view name, std::string_view label,
                  std::string_view second = {})
        : out_{out}, name_{name}, label_{label}, second_{second}
    {}

    void value(std::uint64_t);
    void value(double);
    void value(std::string_view label_value, std::uint64_t);
    void value(std::string_view label_value, std::string_view second_value, std::uint64_t);
    void value(const core::histogram&);

private:
    void begin(std::string_view suffix, std::string_view label, std::string_view label_value,
               std::string_view second_value = {});

    std::string& out_;
    std::string_view name_;
    std::string_view label_;
    std::string_view second_;
};

enum class metric_type : std::uint8_t
{
    counter,
    gauge,
    histogram
};
std::string_view to_string(metric_type) noexcept;

// All that is to be said of one metric. docs/metrics.md has the same list.
struct metric_family
{
    std::string_view name;
    metric_type type{};
    std::string_view
        label; // "": no label. Its values come from enumerations, or are links' and trunks' names.
    std::string_view help;
    void (*write)(sample_writer&, const measurements&);
    std::string_view second{}; // another label, with values from an enumeration; or ""
};
std::span<const metric_family> metric_families() noexcept;

// The content type of the text.
inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

// The whole answer to Prometheus. Takes some 30 us without links and trunks, whatever the numbers are.
std::string metrics_text(const measurements&);

// A part of it: appends the families from place `first` on until `out` has grown by `enough` bytes. Answers
// the place to go on with, metric_families().size() after the last one. Hundreds of links and trunks are a
// long text, and voice must not wait for it.
std::size_t append_metrics(std::string& out, const measurements&, std::size_t first, std::size_t enough);

}
