// SPDX-License-Identifier: GPL-3.0-or-later
#include "planted_fault.hpp"

#include <algorithm>
#include <vector>

namespace hblink::simulation {
namespace {

bool has_tag(wire::bytes b, const char* tag) // of four letters
{
    return b.size() >= 4 && std::equal(b.begin(), b.begin() + 4, tag,
                                       [](std::byte x, char c) { return x == static_cast<std::byte>(c); });
}

}

const char* name_of(fault f) noexcept
{
    switch (f) {
    case fault::lost_delivery:
        return "lost_delivery";
    case fault::double_delivery:
        return "double_delivery";
    case fault::wrong_delivery:
        return "wrong_delivery";
    case fault::changed_burst:
        return "changed_burst";
    case fault::lost_answer:
        return "lost_answer";
    case fault::wrong_answer:
        return "wrong_answer";
    case fault::hidden_start:
        return "hidden_start";
    case fault::hidden_end:
        return "hidden_end";
    case fault::hidden_departure:
        return "hidden_departure";
    }
    return "?";
}

// Whether the fault is to be done now: in the midst of things, at an occasion that comes soon enough.
bool planted_fault::now(fault f)
{
    if (fault_ != f)
        return false;
    unsigned occasion = 1000;
    if (f == fault::hidden_start || f == fault::hidden_end)
        occasion = 100;
    if (f == fault::hidden_departure)
        occasion = 10;
    return ++occasions_ == occasion;
}

void planted_fault::send(std::span<const core::path* const> targets, wire::bytes b)
{
    if (!fault_)
        return network_.send(targets, b);
    if (has_tag(b, "DMRD"))
        return send_burst(targets, b);
    if (has_tag(b, "MSTP")) {
        if (now(fault::lost_answer))
            return;
        if (now(fault::wrong_answer))
            return network_.send(targets, wire::write_refusal(dmr::repeater_id{1}));
    }
    network_.send(targets, b);
}

void planted_fault::send_burst(std::span<const core::path* const> targets, wire::bytes b)
{
    if (now(fault::lost_delivery))
        return targets.size() > 1 ? network_.send(targets.subspan(1), b) : void();
    if (now(fault::double_delivery))
        network_.send(targets.first(1), b);
    const bool elsewhere = std::none_of(targets.begin(), targets.end(), [&](const core::path* p) {
        return p->remote == last_listener_.remote;
    });
    if (elsewhere && now(fault::wrong_delivery)) {
        std::vector<const core::path*> others{targets.begin(), targets.end()};
        others.front() = &last_listener_;
        return network_.send(others, b);
    }
    if (now(fault::changed_burst)) {
        std::vector<std::byte> changed{b.begin(), b.end()};
        changed[30] ^= std::byte{1};
        return network_.send(targets, changed);
    }
    if (elsewhere)
        last_listener_ = *targets.front();
    network_.send(targets, b);
}

void planted_fault::on(const core::repeater_disconnected& e, core::time_point t)
{
    if (!now(fault::hidden_departure))
        log_.on(e, t);
}

void planted_fault::on(const core::stream_started& e, core::time_point t)
{
    if (!now(fault::hidden_start))
        log_.on(e, t);
}

void planted_fault::on(const core::stream_ended& e, core::time_point t)
{
    if (!now(fault::hidden_end))
        log_.on(e, t);
}

}
