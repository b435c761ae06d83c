// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/talkgroup_names.hpp"

#include "hblink/config/document.hpp"

#include <algorithm>
#include <utility>

namespace hblink::config {
namespace {

namespace json = boost::json;

constexpr std::string_view no_number = "the talkgroup is not a number from 1 to 16777215";
constexpr std::string_view no_name = "there is no name";

struct columns
{
    column id{0};
    column name{1};
    column slot{2};
};

// The columns as the header names them; nothing: this is no header.
std::optional<columns> read_header(const csv_row& row)
{
    columns c;
    c.id = column_named(row, {"TGID", "TALKGROUP", "TALKGROUPID", "TG", "ID", "NUMBER"});
    c.name = column_named(row, {"NAME", "TALKGROUPNAME", "ALIAS", "LABEL", "DESCRIPTION"});
    c.slot = column_named(row, {"SLOT", "TIMESLOT", "TS"});
    if (!c.id || !c.name)
        return std::nullopt;
    return c;
}

std::string_view text_of(const json::value& v) noexcept
{
    return v.is_string() ? std::string_view{v.get_string().data(), v.get_string().size()}
                         : std::string_view{};
}

// A number, or a text that is one.
std::optional<std::uint32_t> number_of(const json::value& v, std::uint32_t least, std::uint32_t largest)
{
    if (v.is_string())
        return read_number(text_of(v), least, largest);
    if (v.is_int64() && v.get_int64() >= least && v.get_int64() <= largest)
        return static_cast<std::uint32_t>(v.get_int64());
    return std::nullopt;
}

}

// --- Writing ---------------------------------------------------------------------------------------

class talkgroup_names_writer
{
public:
    // Each answers "" or why there is no such name.
    std::string_view add(std::optional<std::uint32_t> talkgroup, std::string_view name, unsigned slot);
    std::string_view add(const csv_row&, const columns&);
    std::string_view add(const json::value& entry);

    bool is_full() const noexcept { return to_.names_.size() > talkgroup_names::most; }
    void finish(loaded_talkgroup_names&);

private:
    talkgroup_names to_;
    std::size_t repaired_{0};
};

std::string_view talkgroup_names_writer::add(std::optional<std::uint32_t> talkgroup, std::string_view name,
                                             unsigned slot)
{
    if (!talkgroup)
        return no_number;
    std::string clean;
    const cleaning done = append_clean(clean, name, talkgroup_names::longest_name);
    if (clean.empty())
        return no_name;
    clean.shrink_to_fit();
    to_.names_.push_back({talkgroup_names::key_of(dmr::talkgroup{*talkgroup}, slot), std::move(clean)});
    repaired_ += done.repaired || done.cut ? 1 : 0;
    return "";
}

std::string_view talkgroup_names_writer::add(const csv_row& row, const columns& c)
{
    // A third column that is no slot is something else, a country perhaps.
    const auto slot = c.slot ? read_number(row[*c.slot], 1, 2) : std::nullopt;
    return add(read_number(row[*c.id], 1, dmr::largest_24_bit), row[*c.name], slot.value_or(0));
}

std::string_view talkgroup_names_writer::add(const json::value& entry)
{
    const json::object* const o = entry.if_object();
    if (o == nullptr)
        return "not an object";
    const json::value* id = o->if_contains("id");
    if (id == nullptr)
        id = o->if_contains("tgid");
    const json::value* const name = o->if_contains("name");
    const json::value* const slot = o->if_contains("slot");
    if (id == nullptr)
        return no_number;
    if (name == nullptr)
        return no_name;
    const auto on = slot == nullptr ? std::nullopt : number_of(*slot, 1, 2);
    return add(number_of(*id, 1, dmr::largest_24_bit), text_of(*name), on.value_or(0));
}

void talkgroup_names_writer::finish(loaded_talkgroup_names& result)
{
    using entry = talkgroup_names::entry;
    auto& names = to_.names_;
    std::stable_sort(names.begin(), names.end(),
                     [](const entry& a, const entry& b) { return a.key < b.key; });
    // The last of those with one key.
    const auto last = std::unique(names.rbegin(), names.rend(),
                                  [](const entry& a, const entry& b) { return a.key == b.key; });
    result.report.repeated = static_cast<std::size_t>(names.rend() - last);
    names.erase(names.begin(), last.base());
    names.shrink_to_fit();
    result.report.rows = names.size();
    result.report.repaired = repaired_;
    result.names = std::make_shared<const talkgroup_names>(std::move(to_));
}

namespace {

void read_csv(std::string_view text, talkgroup_names_writer& writer, names_report& report)
{
    csv_lines lines{text};
    csv_row row;
    columns order;
    bool first = true;
    for (auto line = lines.next(); line && !writer.is_full(); line = lines.next()) {
        std::string_view problem = row.read(*line);
        const auto header = first && problem.empty() ? read_header(row) : std::nullopt;
        first = false;
        if (header) {
            order = *header;
            continue;
        }
        if (problem.empty())
            problem = writer.add(row, order);
        if (!problem.empty())
            report.skip(lines.number(), problem);
    }
}

// Answers "" or why the file cannot be used.
std::string read_json(std::string_view text, talkgroup_names_writer& writer, names_report& report)
{
    const document d = parse_document(text);
    if (d.error)
        return d.error->message;
    const auto note = [&](std::string_view problem) {
        if (!problem.empty())
            report.skip(0, problem);
    };
    if (const json::object* const object = d.root.if_object()) {
        for (const auto& [key, value] : *object) {
            if (writer.is_full())
                break;
            if (!key.starts_with('_')) // a comment, as in the configuration
                note(writer.add(read_number({key.data(), key.size()}, 1, dmr::largest_24_bit), text_of(value),
                                0));
        }
    } else if (const json::array* const array = d.root.if_array()) {
        for (const json::value& entry : *array) {
            if (writer.is_full())
                break;
            note(writer.add(entry));
        }
    }
    return "";
}

bool is_json(std::string_view text) noexcept
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin != text.npos && (text[begin] == '{' || text[begin] == '[');
}

}

loaded_talkgroup_names read_talkgroup_names(std::string_view text)
{
    loaded_talkgroup_names result;
    if (text.size() > talkgroup_names::largest_file) {
        result.error = "larger than 8 MiB";
        return result;
    }
    talkgroup_names_writer writer;
    if (is_json(text))
        result.error = read_json(text, writer, result.report);
    else
        read_csv(text, writer, result.report);
    if (result.error.empty() && writer.is_full())
        result.error = "more than 100,000 names";
    if (!result.error.empty())
        return result;
    writer.finish(result);
    if (result.names->size() != 0)
        return result;
    result.names.reset();
    result.error = "it has no name of a talkgroup";
    return result;
}

// --- Asking ----------------------------------------------------------------------------------------

std::uint32_t talkgroup_names::key_of(dmr::talkgroup t, unsigned slot) noexcept
{
    return t.value() << 2 | slot;
}

std::string_view talkgroup_names::find_key(std::uint32_t key) const noexcept
{
    const auto found = std::lower_bound(names_.begin(), names_.end(), key,
                                        [](const entry& e, std::uint32_t k) { return e.key < k; });
    return found == names_.end() || found->key != key ? std::string_view{} : std::string_view{found->name};
}

std::string_view talkgroup_names::find(dmr::talkgroup t) const noexcept
{
    // A number of more than 24 bits is nobody's, and must not become another one by the shift.
    return t.value() > dmr::largest_24_bit ? std::string_view{} : find_key(key_of(t, 0));
}

std::string_view talkgroup_names::find(dmr::talkgroup t, dmr::slot s) const noexcept
{
    if (t.value() > dmr::largest_24_bit)
        return {};
    const std::string_view here = find_key(key_of(t, static_cast<unsigned>(dmr::number_of(s))));
    return here.empty() ? find(t) : here;
}

std::size_t talkgroup_names::memory() const noexcept
{
    std::size_t bytes = sizeof *this + names_.capacity() * sizeof(entry);
    for (const entry& e : names_)
        bytes += e.name.capacity();
    return bytes;
}

}
