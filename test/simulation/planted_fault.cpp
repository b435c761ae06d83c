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
    case fault::other_words:
        return "other_words";
    case fault::lost_closing:
        return "lost_closing";
    case fault::late_closing:
        return "late_closing";
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
    if (f == fault::hidden_departure || f == fault::lost_closing)
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

// The server's own terminators have neither bit errors nor field strength; those of repeaters do here.
// A terminator that is to come late is kept until a burst goes to the same slot.
bool planted_fault::send_closing(std::span<const core::path* const> targets, wire::bytes b)
{
    if (!kept_.empty()) {
        const auto same = [&](const core::path* p) { return p->remote == kept_for_.remote; };
        const bool in_its_place = std::any_of(targets.begin(), targets.end(), same) &&
                                  wire::dmrd{b}.slot() == wire::dmrd{kept_}.slot();
        const core::path* const to = &kept_for_;
        const auto kept = std::exchange(kept_, {});
        if (in_its_place) {
            fault_.reset();
            network_.send(targets, b);
            network_.send({&to, 1}, kept);
            return true;
        }
        network_.send({&to, 1}, kept);
    }
    const bool own = wire::dmrd{b}.is_terminator() && b[53] == std::byte{0} && b[54] == std::byte{0};
    if (own && now(fault::lost_closing))
        return true;
    if (!own || fault_ != fault::late_closing)
        return false;
    kept_.assign(b.begin(), b.end());
    kept_for_ = *targets.front();
    return true;
}

void planted_fault::send_burst(std::span<const core::path* const> targets, wire::bytes b)
{
    if (send_closing(targets, b))
        return;
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
    if (now(fault::other_words)) {
        std::vector<std::byte> changed{b.begin(), b.end()};
        changed[10] ^= std::byte{1};
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
