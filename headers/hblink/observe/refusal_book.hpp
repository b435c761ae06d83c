// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/connection.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/address.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::observe {

// What is kept of logins, calls or frames on trunks that were refused for the same reason. The texts are cut.
struct refusal
{
    enum class subject : std::uint8_t
    {
        login,
        call,
        frame // on a trunk
    };

    subject what{subject::login};
    core::connection_kind from{core::connection_kind::repeater};
    dmr::repeater_id id;     // of the repeater; a link's radio_id; a trunk's network_id
    wire::address address;   // from where, last
    std::string_view reason; // "wrong_passphrase"; lives as long as the program
    std::string_view remedy; // what to do about it, or ""; lives as long as the program
    std::uint64_t count{};   // how often
    core::time_point first{};
    core::time_point last{};
    std::string callsign;  // as last given, or ""
    std::string name;      // of the link or trunk, or ""
    std::string rule;      // login: the rule that decided, or ""
    std::string text;      // login: the blacklist rule's reason, or ""
    core::addressing call; // call: the last one. frame: the destination, if that is why
    dmr::slot slot{dmr::slot::one};
    std::uint32_t place{};   // in the book, below `most`; constant
    std::uint64_t changed{}; // grows with each refusal, of whatever kind
};

// The refusals of the last time: the answer to "my hotspot does not get in" and "I hear them, but they do not
// hear me". Refusals of the same (login, group call or unit call; id, address without port, reason) are one
// entry, and frames of the same (trunk, reason), wherever they come from. When there is no room, the one that
// was seen longest ago gives way. Each refusal costs the same, however many there are.
class refusal_book final : public core::event_sink
{
public:
    static constexpr std::size_t most = 1000;
    static constexpr std::size_t longest_text = 80; // bytes, of each text

    void on(const core::login_refused&, core::time_point) override;
    void on(const core::call_refused&, core::time_point) override;
    void on(const core::trunk_frame_refused&, core::time_point) override;

    // f(const refusal&) for each, the last seen first.
    template <class F>
    void for_each(F&& f) const
    {
        for (const entry& e : entries_)
            f(e.what);
    }

    // The same as a list, to be looked at a little at a time: an entry stays where it is for as long as the
    // book lives, but what it says changes, or gives way to another refusal.
    std::vector<const refusal*> all() const;
    const refusal* at(std::uint32_t place) const noexcept // null: there is none
    {
        return place < places_.size() ? places_[place] : nullptr;
    }

    std::size_t size() const noexcept { return entries_.size(); }
    std::uint64_t pushed_out() const noexcept { return pushed_out_; } // had to give way: a metric

private:
    struct key
    {
        wire::address address;
        dmr::repeater_id id;
        refusal::subject what{};
        std::uint8_t reason{};
        core::connection_kind from{core::connection_kind::repeater};
        std::uint32_t peer{}; // link or trunk: its number; trunks may have the same id
        bool unit{false};     // calls to a radio, which not everybody may see, are apart
        friend bool operator==(const key&, const key&) = default;
    };
    struct key_hash
    {
        std::size_t operator()(const key&) const noexcept;
    };
    struct entry
    {
        observe::refusal what;
        observe::refusal_book::key key;
    };

    refusal& note(const key&, core::time_point now);

    std::list<entry> entries_; // the last seen first
    boost::unordered_flat_map<key, std::list<entry>::iterator, key_hash> by_key_;
    std::vector<const refusal*> places_;
    std::uint64_t pushed_out_{0};
    std::uint64_t refused_{0};
};

}
