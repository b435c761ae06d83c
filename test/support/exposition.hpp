// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// A reader of Prometheus' text format 0.0.4 that is stricter than Prometheus: what is legal but against the
// conventions is an error, too. Throws exposition_error.
namespace hblink::test {

struct exposition_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

struct exposed_sample
{
    std::string name; // of a histogram: with _bucket, _sum or _count
    std::map<std::string, std::string> labels;
    double value{};

    friend bool operator==(const exposed_sample&, const exposed_sample&) = default;
};

struct exposed_family
{
    std::string name;
    std::string type;
    std::string help;
    std::vector<exposed_sample> samples;

    friend bool operator==(const exposed_family&, const exposed_family&) = default;
};

class exposition
{
public:
    explicit exposition(std::string_view text) : rest_{text}
    {
        if (!text.empty() && text.back() != '\n')
            fail("the last line does not end");
        while (!rest_.empty())
            read_family();
    }

    const std::vector<exposed_family>& families() const { return families_; }

    const exposed_family& at(std::string_view name) const
    {
        for (const exposed_family& f : families_)
            if (f.name == name)
                return f;
        fail("there is no " + std::string{name});
    }

    // The value of the sample with this label value, or with no label.
    double value(std::string_view family, std::string_view label_value = {}) const
    {
        for (const exposed_sample& s : at(family).samples)
            if (label_value.empty() ? s.labels.empty()
                                    : s.labels.size() == 1 && s.labels.begin()->second == label_value)
                return s.value;
        fail(std::string{family} + " has no sample " + std::string{label_value});
    }

private:
    [[noreturn]] static void fail(const std::string& why) { throw exposition_error{why}; }
    static void require(bool right, std::string_view name, std::string_view why)
    {
        if (!right)
            fail(std::string{name} + ": " + std::string{why});
    }

    // --- Lines -----------------------------------------------------------------------------------------

    std::string_view next_line()
    {
        const auto end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        for (const char c : line)
            if (c < ' ' || c == '\x7f')
                fail("a control character, or a byte that is not ASCII");
        if (line.empty())
            fail("an empty line");
        rest_.remove_prefix(end + 1);
        return line;
    }

    static std::string_view take(std::string_view& line, std::string_view prefix)
    {
        if (!line.starts_with(prefix))
            fail("expected \"" + std::string{prefix} + "\" at \"" + std::string{line} + "\"");
        line.remove_prefix(prefix.size());
        return prefix;
    }

    static std::string take_name(std::string_view& line)
    {
        std::size_t n = 0;
        while (n < line.size() && (std::islower(static_cast<unsigned char>(line[n])) || line[n] == '_' ||
                                   (n > 0 && std::isdigit(static_cast<unsigned char>(line[n])))))
            ++n;
        if (n == 0 || line.starts_with("__"))
            fail("no name at \"" + std::string{line} + "\"");
        std::string name{line.substr(0, n)};
        line.remove_prefix(n);
        return name;
    }

    static std::string unescape(std::string_view text, bool in_quotes)
    {
        std::string plain;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\\') {
                plain += text[i];
                continue;
            }
            const char c = ++i < text.size() ? text[i] : '\0';
            if (c != '\\' && c != 'n' && !(c == '"' && in_quotes))
                fail("an unknown escape in \"" + std::string{text} + "\"");
            plain += c == 'n' ? '\n' : c;
        }
        return plain;
    }

    void read_family()
    {
        exposed_family f;
        std::string_view line = next_line();
        take(line, "# HELP ");
        f.name = take_name(line);
        take(line, " ");
        f.help = unescape(line, false);
        require(!f.help.empty() && f.help.back() == '.', f.name, "the help is no sentence");
        line = next_line();
        take(line, "# TYPE ");
        require(take_name(line) == f.name, f.name, "TYPE is of another metric");
        take(line, " ");
        f.type = line;
        judge_name(f);
        while (!rest_.empty() && rest_.front() != '#')
            f.samples.push_back(read_sample(next_line(), f));
        judge_samples(f);
        for (const exposed_family& other : families_)
            require(other.name != f.name, f.name, "comes twice");
        families_.push_back(std::move(f));
    }

    static exposed_sample read_sample(std::string_view line, const exposed_family& f)
    {
        exposed_sample s;
        s.name = take_name(line);
        if (line.starts_with('{')) {
            do {
                line.remove_prefix(1); // brace or comma
                const std::string label = take_name(line);
                take(line, "=\"");
                std::size_t end = 0;
                while (end < line.size() && line[end] != '"')
                    end += line[end] == '\\' ? 2 : 1;
                require(end < line.size(), f.name, "a label's value does not end");
                const auto [at, is_new] = s.labels.emplace(label, unescape(line.substr(0, end), true));
                require(is_new, f.name, "a label comes twice");
                line.remove_prefix(end + 1);
            } while (line.starts_with(','));
            take(line, "}");
        }
        take(line, " ");
        s.value = read_number(line);
        return s;
    }

    static double read_number(std::string_view text)
    {
        if (text == "+Inf" || text == "-Inf")
            return text[0] == '+' ? std::numeric_limits<double>::infinity()
                                  : -std::numeric_limits<double>::infinity();
        if (text == "NaN")
            return std::numeric_limits<double>::quiet_NaN();
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || std::isalpha(static_cast<unsigned char>(text.back())) || error != std::errc{} ||
            end != text.data() + text.size())
            fail("no number: \"" + std::string{text} + "\"");
        return value;
    }

    // --- Conventions -------------------------------------------------------------------------------------

    static void judge_name(const exposed_family& f)
    {
        const auto ends = [&](std::string_view suffix) { return f.name.ends_with(suffix); };
        require(f.type == "counter" || f.type == "gauge" || f.type == "histogram", f.name, "unknown type");
        require(ends("_total") == (f.type == "counter"), f.name,
                "_total is for counters, and for all of them");
        require(!ends("_bucket") && !ends("_sum") && !ends("_count"), f.name, "a suffix of histograms");
        static const std::set<std::string_view> wrong{
            "ms",          "us",      "ns",      "sec",     "secs",  "milliseconds", "microseconds",
            "nanoseconds", "minutes", "hours",   "days",    "kb",    "mb",           "kilobytes",
            "megabytes",   "bits",    "percent", "counter", "gauge", "histogram"};
        std::string_view rest = f.name;
        for (;;) {
            const auto end = rest.find('_');
            require(!wrong.contains(rest.substr(0, end)), f.name, "no base unit, or a type in the name");
            if (end == rest.npos)
                break;
            rest.remove_prefix(end + 1);
        }
        const bool has_unit = ends("_seconds") || ends("_bytes") || ends("_ratio");
        require(has_unit || f.type != "histogram", f.name, "a histogram without a unit");
    }

    static void judge_samples(const exposed_family& f)
    {
        for (const exposed_sample& s : f.samples)
            for (const exposed_sample& other : f.samples)
                require(&s == &other || s.name != other.name || s.labels != other.labels, f.name,
                        "a sample comes twice");
        if (f.type == "histogram")
            return judge_histogram(f);
        for (const exposed_sample& s : f.samples) {
            require(s.name == f.name, f.name, "the sample is of another metric");
            require(!s.labels.contains("le"), f.name, "the label le is for histograms");
            require(f.type != "counter" || (s.value >= 0 && std::isfinite(s.value)), f.name, "no count");
        }
    }

    // Buckets in order, then the sum, then the count.
    static void judge_histogram(const exposed_family& f)
    {
        require(f.samples.size() >= 3, f.name, "is not complete");
        const std::size_t buckets = f.samples.size() - 2;
        double bound = -std::numeric_limits<double>::infinity();
        double count = 0;
        for (std::size_t i = 0; i < buckets; ++i) {
            const exposed_sample& s = f.samples[i];
            require(s.name == f.name + "_bucket" && s.labels.size() == 1 && s.labels.contains("le"), f.name,
                    "expected a bucket");
            const double le = read_number(s.labels.at("le"));
            require(le > bound, f.name, "the buckets are not in order");
            require(s.value >= count && std::isfinite(s.value), f.name, "the buckets are not cumulative");
            bound = le;
            count = s.value;
        }
        const exposed_sample& sum = f.samples[buckets];
        const exposed_sample& all = f.samples[buckets + 1];
        require(std::isinf(bound), f.name, "the last bucket is not +Inf");
        require(sum.name == f.name + "_sum" && sum.labels.empty(), f.name, "expected the sum");
        require(all.name == f.name + "_count" && all.labels.empty(), f.name, "expected the count");
        require(all.value == count, f.name, "the count is not that of the last bucket");
    }

    std::string_view rest_;
    std::vector<exposed_family> families_;
};

}
