// SPDX-License-Identifier: GPL-3.0-or-later
// Also holds docs/metrics.md against the code, both ways.
#include "hblink/observe/metrics_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "support/exposition.hpp"
#include "support/temporary.hpp"
#include "unit/observe/figures.hpp"

namespace {

using namespace hblink;
using test::exposition;

// A row of the page: | `name` | type | `label`: `value` ... | meaning |
struct row
{
    std::string type;
    std::string label;
    std::string meaning;

    friend bool operator==(const row&, const row&) = default;
    friend std::ostream& operator<<(std::ostream& out, const row& r)
    {
        return out << r.type << " | " << r.label << " | " << r.meaning;
    }
};

std::vector<std::string> cells(std::string_view line)
{
    std::vector<std::string> found;
    while (line.starts_with("| ")) {
        line.remove_prefix(2);
        const auto end = line.find(" |");
        found.emplace_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return found;
}

std::map<std::string, row> rows_of_the_page()
{
    std::map<std::string, row> found;
    for (const auto& line : test::lines_in(test::contents(HBLINK_SOURCE_DIR "/docs/metrics.md"))) {
        if (!line.starts_with("| `"))
            continue;
        const auto cell = cells(line);
        BOOST_REQUIRE_MESSAGE(cell.size() == 4, line);
        const bool is_new = found.emplace(cell[0], row{cell[1], cell[2], cell[3]}).second;
        BOOST_TEST(is_new, cell[0] << " comes twice");
    }
    return found;
}

// What the page has to say of labels: their name, and all values if those are a matter of the program.
std::string label_cell(const observe::metric_family& f, const test::exposed_family& exposed)
{
    if (f.label.empty())
        return "-";
    std::string cell = "`" + std::string{f.label} + "`";
    if (f.label == "version")
        return cell;
    const bool is_a_name = f.label == "link" || f.label == "trunk"; // of the configuration
    if (is_a_name && f.second.empty())
        return cell;
    if (is_a_name)
        cell += ", `" + std::string{f.second} + "`";
    cell += ":";
    for (const auto& s : exposed.samples)
        cell += " `" + s.labels.at(std::string{is_a_name ? f.second : f.label}) + "`";
    return cell;
}

}

BOOST_AUTO_TEST_SUITE(metrics_text_)

BOOST_AUTO_TEST_CASE(the_text_is_what_prometheus_reads)
{
    const std::string text = observe::metrics_text(test::usual_figures());
    const exposition read{text};
    BOOST_TEST(read.families().size() == observe::metric_families().size());
    BOOST_TEST(read.value("hblinkd_build_info", "1.2.3") == 1);
    BOOST_TEST(read.value("hblinkd_ready") == 1);
    BOOST_TEST(read.value("hblinkd_sessions", "configuring") == 1);
    BOOST_TEST(read.value("hblinkd_sessions", "connected") == 11);
    BOOST_TEST(read.value("hblinkd_repeaters", "hotspot") == 8);
    BOOST_TEST(read.value("hblinkd_table_limit", "sessions") == 20000);
    BOOST_TEST(read.value("hblinkd_table_entries", "log_queue") == 5);
    BOOST_TEST(read.value("process_cpu_seconds_total") == 1.5);
    BOOST_TEST(read.at("hblinkd_forwarding_delay_seconds").samples.back().value == 2);
}

BOOST_AUTO_TEST_CASE(links_and_trunks_have_samples_by_their_names_and_what_became_of_each_frame)
{
    auto m = test::usual_figures();
    m.links.push_back({.name = "So\"uth", .counts = {}});
    const std::string text = observe::metrics_text(m);
    for (const char* const line :
         {"hblinkd_link_up{link=\"North\"} 1", "hblinkd_link_up{link=\"So\\\"uth\"} 0",
          "hblinkd_link_failures_total{link=\"North\",reason=\"refused\"} 4",
          "hblinkd_link_datagrams_received_total{link=\"North\",outcome=\"good\"} 7",
          "hblinkd_trunk_frames_received_total{trunk=\"Core\",outcome=\"good\"} 80",
          "hblinkd_trunk_frames_received_total{trunk=\"Core\",outcome=\"bad_hmac\"} 7",
          "hblinkd_trunk_streams{trunk=\"Core\"} 3", "hblinkd_table_entries{table=\"trunk_streams\"} 3"})
        BOOST_TEST(text.find('\n' + std::string{line} + '\n') != text.npos, line);
}

BOOST_AUTO_TEST_CASE(the_text_in_pieces_is_the_same_text)
{
    const auto m = test::usual_figures();
    std::string text;
    std::size_t pieces = 0;
    for (std::size_t next = 0; next < observe::metric_families().size(); ++pieces)
        next = observe::append_metrics(text, m, next, 2000);
    BOOST_TEST((text == observe::metrics_text(m)));
    BOOST_TEST(pieces > 5U);
}

BOOST_AUTO_TEST_CASE(each_datagram_has_one_outcome_and_one_message)
{
    const std::string text = observe::metrics_text(test::usual_figures());
    const exposition read{text};
    double outcomes = 0;
    for (const auto& s : read.at("hblinkd_datagrams_handled_total").samples)
        outcomes += s.value;
    BOOST_TEST(outcomes == 1000);
    BOOST_TEST(read.value("hblinkd_datagrams_handled_total", "burst") == 901);
    BOOST_TEST(read.value("hblinkd_datagrams_handled_total", "session") == 80);
    double messages = 0;
    for (const auto& s : read.at("hblinkd_messages_total").samples)
        messages += s.value;
    BOOST_TEST(messages == 1000 - 4 - 3 - 2);
    BOOST_TEST(read.value("hblinkd_messages_total", "DMRD") == 991 - 89);
    BOOST_TEST(read.value("hblinkd_messages_total", "RPTPING") == 60);
    BOOST_TEST(read.value("hblinkd_messages_total", "DMRG") == 4);
}

BOOST_AUTO_TEST_CASE(nothing_and_the_largest_numbers_are_written_rightly)
{
    for (const auto& m : {observe::measurements{}, test::largest_figures()}) {
        const std::string text = observe::metrics_text(m);
        BOOST_CHECK_NO_THROW(exposition{text});
    }
    const std::string text = observe::metrics_text(test::largest_figures());
    BOOST_TEST(text.find("\nhblinkd_bursts_received_total 18446744073709551615\n") != text.npos);
    BOOST_TEST(text.find("\nprocess_start_time_seconds 1e-09\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(a_labels_value_is_escaped)
{
    observe::measurements m;
    m.version = "a\\b\"c\nd";
    const std::string text = observe::metrics_text(m);
    BOOST_TEST(exposition{text}.value("hblinkd_build_info", m.version) == 1);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_have_prometheus_names)
{
    std::string text;
    observe::sample_writer out{text, "a", ""};
    out.value(std::numeric_limits<double>::infinity());
    out.value(-std::numeric_limits<double>::infinity());
    out.value(std::numeric_limits<double>::quiet_NaN());
    BOOST_TEST(text == "a +Inf\na -Inf\na NaN\n");
}

BOOST_AUTO_TEST_CASE(the_names_are_ours_or_those_of_prometheus_libraries)
{
    for (const auto& f : observe::metric_families())
        BOOST_TEST((f.name.starts_with("hblinkd_") || f.name.starts_with("process_")), f.name);
}

BOOST_AUTO_TEST_CASE(the_page_lists_every_metric_and_no_other)
{
    const std::string text = observe::metrics_text(test::usual_figures());
    const exposition read{text};
    auto on_page = rows_of_the_page();
    for (const auto& f : observe::metric_families()) {
        const std::string name = "`" + std::string{f.name} + "`";
        BOOST_REQUIRE_MESSAGE(on_page.contains(name), "docs/metrics.md lacks " << name);
        const row expected{std::string{to_string(f.type)}, label_cell(f, read.at(f.name)),
                           std::string{f.help}};
        BOOST_TEST(on_page.at(name) == expected, name);
        on_page.erase(name);
    }
    for (const auto& [name, r] : on_page)
        BOOST_ERROR("there is no metric " << name);
}

BOOST_AUTO_TEST_SUITE_END()
