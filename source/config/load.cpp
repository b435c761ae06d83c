// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/load.hpp"

#include "hblink/config/document.hpp"
#include "hblink/config/read_access.hpp"
#include "hblink/config/read_global.hpp"
#include "hblink/config/read_links.hpp"
#include "hblink/config/read_services.hpp"
#include "hblink/config/relations.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace hblink::config {

namespace {

// The readers go by subject; an operator goes through his file from top to bottom.
void sort_by_place(std::vector<diagnostic>& diagnostics, const boost::json::value& root)
{
    using placed = std::pair<std::vector<std::size_t>, diagnostic>;
    std::vector<placed> order;
    for (diagnostic& d : diagnostics) {
        auto place = place_of(d.pointer, root);
        order.emplace_back(std::move(place), std::move(d));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const placed& a, const placed& b) { return a.first < b.first; });
    std::transform(order.begin(), order.end(), diagnostics.begin(),
                   [](placed& p) { return std::move(p.second); });
}

void read_settings(const document& text, settings& to, reading& r)
{
    read_object(item{text.root, "", r}, [&](section& root) {
        root.find("$schema"); // for editors
        read_global(root, to);
        read_access(root, to);
        read_links(root, to);
        read_services(root, to);
        check_relations(to, r);
    });
    to.access.prepare();
}

struct outcome
{
    loaded result;
    bool holds_secrets{false};
};

outcome load_text(std::string_view json_text, const surroundings& around)
{
    const document text = parse_document(json_text);
    if (text.error)
        return {{std::nullopt, {*text.error}, {}}, false};

    reading r{around};
    for (const std::string& pointer : text.repeated)
        r.warning(pointer, "stands twice: only the last one counts");
    settings s;
    read_settings(text, s, r);
    sort_by_place(r.errors, text.root);
    sort_by_place(r.warnings, text.root);

    outcome done{{std::nullopt, std::move(r.errors), std::move(r.warnings)}, r.holds_secrets};
    if (done.result.errors.empty())
        done.result.settings = std::move(s);
    return done;
}

void warn_of_readers(const std::filesystem::path& file, std::vector<diagnostic>& warnings)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    const bool open =
        !error && status.type() == std::filesystem::file_type::regular &&
        (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
    if (open)
        warnings.insert(warnings.begin(), {"", "every user of this machine can read the passphrases in it: "
                                               "chmod o-r " +
                                                   file.string()});
}

}

loaded load(std::string_view json_text, const surroundings& around)
{
    return load_text(json_text, around).result;
}

loaded load_file(const std::filesystem::path& file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status))
        return {std::nullopt, {{"", file.string() + " does not exist; `hblinkd init` makes one"}}, {}};
    if (std::filesystem::is_directory(status))
        return {std::nullopt, {{"", file.string() + " is a folder, not a file"}}, {}};
    if (std::filesystem::is_regular_file(status) &&
        std::filesystem::file_size(file, error) > largest_document)
        return {std::nullopt, {{"", file.string() + " is larger than 16 MiB: this is no configuration"}}, {}};
    const auto text = read_whole_file(file, largest_document);
    if (!text)
        return {std::nullopt, {{"", file.string() + " cannot be read: may this user read it?"}}, {}};

    outcome done = load_text(*text, surroundings::real(file));
    if (done.holds_secrets)
        warn_of_readers(file, done.result.warnings);
    return std::move(done.result);
}

}
