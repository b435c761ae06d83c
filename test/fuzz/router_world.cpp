// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/router_world.hpp"

#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>
#include <string_view>

#include "fuzz/require.hpp"

namespace hblink::fuzz {

namespace {

using namespace std::chrono_literals;

constexpr unsigned replies_per_second = 5;
constexpr unsigned replies_burst = 10;
constexpr auto longest_call = 4s;

bool is(wire::bytes d, std::string_view tag)
{
    return d.size() >= tag.size() && std::equal(tag.begin(), tag.end(), d.begin(), [](char c, std::byte b) {
               return static_cast<std::byte>(c) == b;
           });
}

dmr::repeater_id last_id(wire::bytes d)
{
    std::uint32_t id = 0;
    for (const std::byte b : d.last(4))
        id = id << 8 | std::to_integer<std::uint32_t>(b);
    return dmr::repeater_id{id};
}

std::optional<dmr::repeater_id> id_of(const wire::client_message& m)
{
    return std::visit(
        [](const auto& message) -> std::optional<dmr::repeater_id> {
            if constexpr (requires { message.id(); })
                return message.id();
            else if constexpr (requires { message.id; })
                return message.id;
            else
                return std::nullopt; // DMRA and DMRG
        },
        m);
}

// The club's repeaters by id, with talkgroups of its own on slot 1.
std::shared_ptr<config::access_rule> club_rule()
{
    auto club = test::rule_of("club", "club");
    club->match.id_ranges = {{dmr::repeater_id{3120005}, dmr::repeater_id{3120006}}};
    club->rewrite_repeater_id = config::rewrite_id::yes;
    club->talkgroups[0] = {dmr::talkgroup{91}};
    club->talkgroups[0].add(dmr::talkgroup_range{dmr::talkgroup{3120}, dmr::talkgroup{3129}});
    return club;
}

// Whoever has a callsign with N1, and the passphrase that goes with it.
std::shared_ptr<config::access_rule> callsign_rule()
{
    auto rule = test::rule_of("callsign", "callsign");
    rule->match.callsigns.emplace_back("N1*");
    rule->trust = true;
    rule->talkgroups[0] = {dmr::talkgroup{9}};
    rule->talkgroups[1] = {};
    return rule;
}

config::blacklist_rule blacklist_rule()
{
    config::blacklist_rule rule;
    rule.name = "bad";
    rule.match.ids = {dmr::repeater_id{3120666}};
    rule.match.callsigns.emplace_back("BAD*");
    return rule;
}

config::settings settings_for(const world_choices& choices)
{
    config::settings s;
    auto fallback = test::rule_of("default", "secret");
    fallback->trust = choices.trust;
    fallback->default_unit_calls = choices.unit_calls;
    if (choices.rewrite)
        fallback->rewrite_repeater_id = config::rewrite_id::yes;
    s.access.fallback = fallback;
    s.access.rules = {club_rule(), callsign_rule()};
    s.access.blacklist = {blacklist_rule()};
    s.access.callsign_rules_need_passphrase = choices.callsigns_need_passphrase;
    s.access.prepare();
    config::link_settings link;
    link.radio_id = dmr::repeater_id{3129999};
    s.links = {link};
    s.forward_data_calls = choices.data;
    if (choices.echo_and_limit) {
        s.timing.max_call = longest_call;
        s.parrot.enabled = true;
        s.parrot.talkgroups = {dmr::talkgroup{parrot_talkgroup}};
        s.parrot.radio_ids = {dmr::radio_id{parrot_radio}};
        s.parrot.longest = 3s;
    }
    s.limits.max_repeaters = 6;
    s.limits.replies_per_second = replies_per_second;
    s.limits.replies_burst = replies_burst;
    s.limits.options_per_minute = 3;
    s.limits.talkgroups_per_slot = 50;
    if (choices.exempt)
        s.limits.exempt = {{wire::address::v4(0x0A00'0000), 8}};
    return s;
}

}

std::size_t person_of(dmr::repeater_id id)
{
    const auto found = std::find(ids.begin(), ids.end(), id.value());
    require(found != ids.end(), "only who knows a passphrase has a session");
    return static_cast<std::size_t>(found - ids.begin());
}

router_world::router_world(const world_choices& choices)
    : choices_{choices}, router_{settings_for(choices), *this, *this, random_}
{}

core::path router_world::path_of(std::size_t person)
{
    const auto pair = static_cast<std::uint32_t>(person / 2);
    const auto port = static_cast<std::uint16_t>(62031 + person % 2);
    if (person == 7)
        return {core::port_id{1}, {}, {wire::address::v6({0x20, 1, 0x0D, 0xB8, 7}), port}};
    return test::path_of(0x0A00'0001 + pair, port);
}

void router_world::receive(std::size_t place, wire::bytes datagram)
{
    const core::path from = path_of(place);
    arrival a{&from, datagram, std::nullopt, std::nullopt, false, 0};
    if (const auto parsed = wire::parse_client_message(datagram))
        a.message = *parsed;
    const auto id = a.message ? id_of(*a.message) : std::nullopt;
    for_each_session([&](const core::session& s) {
        if (id && s.id == *id)
            a.owner = s.path.remote;
        a.from_a_session = a.from_a_session || s.path.remote == from.remote;
    });
    arrival_ = a;
    router_.on_datagram(from, datagram, now_);
    check_deliveries();
    arrival_.reset();
    check_everything();
}

void router_world::pass(core::duration d)
{
    const core::time_point end = now_ + d;
    while (std::min(next_second_, next_echo_) <= end) {
        if (next_echo_ < next_second_) {
            play_echo();
            continue;
        }
        now_ = next_second_;
        next_second_ += 1s;
        router_.check_streams(now_);
        router_.check_logins(now_);
        if (now_ >= next_repeaters_) {
            next_repeaters_ += router_.settings().timing.keep_alive_period;
            router_.check_repeaters(now_);
            router_.clean_user_cache(now_);
        }
    }
    now_ = end;
    check_everything();
}

void router_world::play_echo()
{
    now_ = next_echo_;
    playing_ = true;
    const auto next = router_.play_echo(now_);
    playing_ = false;
    require(!next || *next > now_, "what is due is played");
    require(!next || choices_.echo_and_limit, "nothing is played without an echo service");
    next_echo_ = std::min(next.value_or(now_ + 1s), now_ + 1s);
}

void router_world::end_in_silence()
{
    const auto& timing = router_.settings().timing;
    pass(timing.keep_alive_limit + (timing.max_missed + 1) * timing.keep_alive_period);
    pass(timing.user_cache_timeout + timing.keep_alive_period);
    const core::occupancy o = router_.occupied();
    require(o.data_calls == 0, "silent data has ended");
    require(o.echo_tapes == 0, "what was recorded has been played");
    require(o.users == 0, "who was not heard for long is forgotten");
    require(o.sessions == 0 && o.connected == 0, "who is silent for long is gone");
    require(o.streams == 0 && o.slots_in_use == 0, "who is gone holds no slot");
    require(o.subscription_keys == 0, "who is gone has no talkgroups");
    require(shown_.none(), "each repeater that came was reported as gone");
    require(starts_ == ends_, "each stream that began was reported as ended");
}

// --- What is sent ----------------------------------------------------------------------------------

void router_world::send(std::span<const core::path* const> targets, wire::bytes datagram)
{
    require(!targets.empty(), "what is sent has an address");
    if (is(datagram, "DMRD"))
        return voice_goes_out(targets, datagram);
    for (const core::path* target : targets)
        answer_goes_out(*target, datagram);
}

void router_world::send_persistently(const core::path&, wire::bytes)
{
    require(false, "goodbyes are for the end");
}

void router_world::voice_goes_out(std::span<const core::path* const> targets, wire::bytes datagram)
{
    require(datagram.size() == wire::dmrd_size, "a burst goes out as 55 bytes");
    const wire::dmrd out{datagram};
    if (playing_) {
        for (const core::path* target : targets)
            played_goes_out(*target, out);
        return;
    }
    if (!is_passed_on(out)) {
        for (const core::path* target : targets)
            closing_goes_out(*target, out);
        return;
    }
    passed_on(out);
    for (const core::path* target : targets)
        deliveries_.push_back({target->remote, out.id(), {out.slot(), out.destination()}});
}

// What the server makes itself are terminators without bit errors and field strength.
bool router_world::is_passed_on(const wire::dmrd& out) const
{
    const auto* in = arrival_ && arrival_->message ? std::get_if<wire::dmrd>(&*arrival_->message) : nullptr;
    if (in == nullptr)
        return false;
    const wire::dmrd_bytes whole = in->to_55_bytes();
    return in->stream() == out.stream() && in->sequence() == out.sequence() &&
           (in->bits() & 0x7F) == (out.bits() & 0x7F) &&
           std::equal(whole.begin() + wire::dmrd_least, whole.end(),
                      out.datagram().begin() + wire::dmrd_least);
}

// Only slot, addresses and link control may differ from what came in.
void router_world::passed_on(const wire::dmrd& out)
{
    const auto& in = std::get<wire::dmrd>(*arrival_->message);
    const dmr::burst was = in.payload();
    const dmr::burst is = out.payload();
    const bool same_addresses = in.source() == out.source() && in.destination() == out.destination();
    const auto same = [&](std::size_t from, std::size_t to) {
        return std::equal(was.begin() + static_cast<std::ptrdiff_t>(from),
                          was.begin() + static_cast<std::ptrdiff_t>(to),
                          is.begin() + static_cast<std::ptrdiff_t>(from));
    };
    if (same_addresses || in.is_voice_sync())
        return require(same(0, was.size()), "a burst goes out as it came in");
    if (in.frame() == dmr::frame_type::data_sync)
        return require(same(13, 20), "slot type and sync go out as they came in");
    require(same(0, 14) && same(19, was.size()), "voice goes out as it came in");
}

// A stream that the server ends at a listener who still has it.
void router_world::closing_goes_out(const core::path& to, const wire::dmrd& out)
{
    require(out.is_terminator(), "voice goes out when voice comes in");
    const core::session* had_it = nullptr;
    std::size_t there = 0;
    for_each_session([&](const core::session& s) {
        const core::slot_state& slot = s.slots[dmr::index_of(out.slot())];
        there += s.path.remote == to.remote ? 1 : 0;
        if (s.path.remote == to.remote && slot.phase == core::slot_phase::active &&
            slot.direction == core::stream_direction::tx && slot.id == out.stream() &&
            slot.call.destination == out.destination() && slot.call.call == out.call())
            had_it = &s;
    });
    require(had_it != nullptr, "only who has a stream is told of its end");
    const auto lc = dmr::read_full_link_control(out.payload(), out.data());
    require(lc.has_value(), "a terminator of the server's own can be read");
    const bool follows = std::any_of(deliveries_.begin(), deliveries_.end(), [&](const delivery& d) {
        return d.to == to.remote && d.where.slot == out.slot();
    });
    require(there > 1 || !follows, "the end of a stream comes before what follows it");
    listen(*had_it, had_it->slots[dmr::index_of(out.slot())], out);
}

// To the repeater and slot that it was recorded from, and nowhere else.
void router_world::played_goes_out(const core::path& to, const wire::dmrd& out)
{
    bool fits = false;
    for_each_session([&](const core::session& s) {
        const core::slot_state& slot = s.slots[dmr::index_of(out.slot())];
        fits = fits || (s.path.remote == to.remote && s.id == out.id() && slot.id == out.stream() &&
                        slot.phase == core::slot_phase::active && at(s, slot).echo &&
                        slot.direction == core::stream_direction::tx);
    });
    // It may take the slot of a stream that has fallen silent.
    if (!fits)
        return closing_goes_out(to, out);
}

// Radios take what comes within 1.5 s for the same call, unless a terminator came (spec real-clients.md).
void router_world::listen(const core::connection& to, const core::slot_state& slot, const wire::dmrd& d)
{
    ear& e = ears_[person_of(to.id)][dmr::index_of(slot.which)];
    require(e.ended || e.stream == d.stream() || now_ - e.last >= 1500ms,
            "nobody's call is played under another one's name");
    // Late frames of what has ended are nobody's to close.
    const bool late = slot.phase != core::slot_phase::active;
    e = {d.stream(), now_, d.is_terminator() || late};
}

void router_world::answer_goes_out(const core::path& to, wire::bytes datagram)
{
    const bool refusal = is(datagram, "MSTNAK");
    require(datagram.size() == (is(datagram, "MSTPONG") ? 11 : 10), "an answer has its length");
    if (refusal)
        refusal_goes_out(to, datagram);
    if (!arrival_)
        return require(refusal, "time alone sends nothing but MSTNAK");
    if (to.remote != arrival_->from->remote) {
        const bool moved = refusal && arrival_->message && arrival_->owner == to.remote &&
                           std::holds_alternative<wire::challenge_answer>(*arrival_->message);
        return require(moved, "only who loses his session to another endpoint is told unasked");
    }
    require(++arrival_->replies == 1, "a datagram has one answer");
    require(datagram.size() <= arrival_->datagram.size() + 2, "an answer does not amplify");
    count_answer(to, refusal);
    if (const auto* request = std::get_if<wire::login_request>(&*arrival_->message)) {
        const auto person = std::find(ids.begin(), ids.end(), request->id.value());
        for (std::size_t place = 0; place < people && !refusal && person != ids.end(); ++place)
            if (path_of(place).remote == to.remote)
                std::copy_n(datagram.begin() + 6, 4,
                            salts_[place][static_cast<std::size_t>(person - ids.begin())].emplace().begin());
    }
}

// Clients do not look at the id in a MSTNAK: it throws whoever gets it off the air (spec hbp.md).
void router_world::refusal_goes_out(const core::path& to, wire::bytes datagram)
{
    const dmr::repeater_id about = last_id(datagram);
    bool own = false;
    bool others = false;
    for_each_session([&](const core::session& s) {
        if (s.path.remote != to.remote || s.state != core::session_state::connected)
            return;
        (s.id == about ? own : others) = true;
    });
    require(own || !others, "no MSTNAK for one id throws another one off the air");
    if (!arrival_)
        require(own, "time alone sends MSTNAK only to whom it removes");
}

void router_world::count_answer(const core::path& to, bool refusal)
{
    const bool challenge = std::holds_alternative<wire::login_request>(*arrival_->message) && !refusal;
    if (choices_.exempt || (arrival_->from_a_session && !challenge))
        return;
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now_ - start).count();
    const auto most = replies_burst + 1 + replies_per_second * static_cast<unsigned>(elapsed + 1);
    for (std::size_t person = 0; person < people; ++person) {
        if (path_of(person).remote != to.remote)
            continue;
        told& t = told_[person == 7 ? 7 : person & ~std::size_t{1}];
        if (challenge)
            require(++t.challenges <= most, "challenges stay within the limit of their address");
        else if (refusal) // of messages, and of wrong answers to a challenge
            require(++t.refusals <= 2 * most, "refusals stay within the limits of their address");
    }
}

// --- Who hears a burst -----------------------------------------------------------------------------

// Exactly those whose slot has the stream.
void router_world::check_deliveries()
{
    const wire::dmrd* burst = arrival_->message ? std::get_if<wire::dmrd>(&*arrival_->message) : nullptr;
    const core::session* from = nullptr;
    for_each_session([&](const core::session& s) {
        if (burst != nullptr && s.id == burst->id() && s.path.remote == arrival_->from->remote &&
            s.state == core::session_state::connected)
            from = &s;
    });
    if (from == nullptr)
        return require(deliveries_.empty(), "strangers are not heard");
    const core::slot_state& origin = from->slots[dmr::index_of(burst->slot())];
    const bool carried = origin.phase != core::slot_phase::idle && origin.id == burst->stream() &&
                         origin.direction == core::stream_direction::rx &&
                         origin.call.destination == burst->destination() && origin.call.call == burst->call();
    const bool too_long = carried && origin.stream != nullptr && origin.stream->too_long;
    if (!carried || too_long) {
        const bool data = choices_.data && burst->frame() == dmr::frame_type::data_sync;
        require(data || deliveries_.empty(), "a refused burst is not heard");
        for (const delivery& d : deliveries_)
            check_data_delivery(*from, *burst, d);
        return deliveries_.clear();
    }
    const running& stream = running_[person_of(from->id)][dmr::index_of(burst->slot())];
    for_each_session([&](const core::session& s) {
        if (&s != from)
            check_delivery(s, origin, stream);
    });
    require(deliveries_.empty(), "a burst reaches nobody else, nobody twice, and not its origin");
}

void router_world::check_delivery(const core::connection& to, const core::slot_state& origin,
                                  const running& stream)
{
    for (const core::slot_state& slot : to.slots)
        if (slot.serial == origin.serial && !at(to, slot).dismissed)
            check_delivery(to, slot, *origin.owner, stream);
}

void router_world::check_delivery(const core::connection& to, const core::slot_state& slot,
                                  const core::connection& from, const running& stream)
{
    const std::size_t person = person_of(to.id);
    require(core::repeater_of(to)->state == core::session_state::connected,
            "only who is connected is sent voice");
    require(stream.listeners[person], "only who asked for the talkgroup is sent voice");
    const auto id = stream.rewritten[person] ? to.id : from.id;
    const core::channel where{slot.which, slot.call.destination};
    const auto found = std::find_if(deliveries_.begin(), deliveries_.end(), [&](const delivery& d) {
        return d.to == to.path.remote && d.id == id && d.where == where;
    });
    require(found != deliveries_.end(), "who has the stream on his slot is sent its bursts");
    deliveries_.erase(found);
    listen(to, slot, std::get<wire::dmrd>(*arrival_->message));
}

void router_world::check_data_delivery(const core::connection& from, const wire::dmrd& burst,
                                       const delivery& d)
{
    require(d.where.talkgroup == burst.destination(), "data keeps its number");
    bool fits = false;
    for_each_session([&](const core::session& s) {
        const core::slot_state& slot = s.slots[dmr::index_of(d.where.slot)];
        const bool wants =
            burst.call() == dmr::call_type::unit ? s.unit_calls && from.unit_calls : s.subscribed;
        fits =
            fits || (&s != &from && s.path.remote == d.to && wants && slot.phase != core::slot_phase::active);
    });
    require(fits, "data goes to who may have it, and never over voice");
}

// --- What is reported ------------------------------------------------------------------------------

router_world::running& router_world::at(const core::connection& s, const core::slot_state& slot)
{
    return running_[person_of(s.id)][dmr::index_of(slot.which)];
}

const core::slot_state* router_world::origin_of(core::stream_serial serial)
{
    const core::slot_state* origin = nullptr;
    for_each_session([&](const core::session& s) {
        for (const core::slot_state& slot : s.slots)
            if (slot.phase == core::slot_phase::active && slot.direction == core::stream_direction::rx &&
                slot.serial == serial) {
                require(origin == nullptr, "a stream has one origin");
                origin = &slot;
            }
    });
    return origin;
}

void router_world::on(const core::repeater_authenticated& e, core::time_point)
{
    const std::size_t person = person_of(e.session.id);
    ears_[person] = {};
    for (auto& slots : running_)
        for (running& r : slots)
            r.listeners.reset(person);
    for (const running& r : running_[person])
        require(!r.active, "a new session has no streams");
}

void router_world::on(const core::repeater_connected& e, core::time_point)
{
    require(e.session.rule != nullptr, "a rule applies to whoever is connected");
    require(e.session.id.value() != 3129999 && e.session.id.value() != 3120666, "refused ids stay out");
    shown_.set(person_of(e.session.id));
}

void router_world::on(const core::repeater_disconnected& e, core::time_point)
{
    const std::size_t person = person_of(e.session.id);
    require(shown_[person], "only who was connected is reported as gone");
    shown_.reset(person);
    for (const running& r : running_[person])
        require(!r.active, "the streams of who goes have ended");
}

void router_world::on(const core::options_applied& e, core::time_point)
{
    const core::session& s = e.session;
    const std::uint64_t most = router_.settings().limits.talkgroups_per_slot;
    for (const std::size_t i : {0U, 1U}) {
        const auto& allowed = s.rule->talkgroups[i];
        if (s.rule->trust)
            require(s.talkgroups[i] == allowed || s.talkgroups[i].size() <= most, "options are limited");
        else
            require(difference(s.talkgroups[i], allowed).empty(), "options stay within the rule");
        require(intersection(e.rejected[i], s.talkgroups[i]).empty(), "what is rejected is not granted");
    }
}

void router_world::on(const core::stream_started& e, core::time_point)
{
    running& r = at(e.connection, e.slot);
    require(!r.active, "a slot has one stream at a time");
    r.active = true;
    r.dismissed = false;
    r.echo = e.echo;
    ++starts_;
    if (e.echo) {
        require(e.slot.direction == core::stream_direction::rx || playing_, "the echo plays when it is time");
        return require(choices_.echo_and_limit && e.targets == 0, "an echo is for nobody else");
    }
    if (e.slot.direction == core::stream_direction::rx)
        receive_reached(e);
    else
        send_reached(e);
}

// A stream begins: it goes to all who have asked for its talkgroup, or who may be the one that is called.
void router_world::receive_reached(const core::stream_started& e)
{
    running& r = at(e.connection, e.slot);
    r.listeners.reset();
    r.rewritten.reset();
    r.network = {e.slot.which, e.slot.call.destination};
    const bool group = e.slot.call.call == dmr::call_type::group;
    if (group && e.connection.translation)
        r.network = e.connection.translation->to_network(r.network).value_or(r.network);
    const dmr::talkgroup talkgroup{r.network.talkgroup};
    const std::size_t i = dmr::index_of(r.network.slot);
    require(group ? e.connection.talkgroups[i].admits(talkgroup) : e.connection.unit_calls,
            "who talks may do so");
    for_each_session([&](const core::session& s) {
        if (&s == &e.connection || !s.subscribed ||
            !(group ? s.talkgroups[i].admits(talkgroup) : s.unit_calls))
            return;
        r.listeners.set(person_of(s.id));
        r.rewritten.set(person_of(s.id), s.rewrite_id);
    });
    const std::size_t reached = e.targets + e.busy;
    if (group || e.broadcast)
        require(reached == r.listeners.count(), "a stream is for all who asked for its talkgroup");
    else
        require(reached == 1, "a radio that was heard is called where it was heard");
}

// A stream reaches a listener, at its beginning or late.
void router_world::send_reached(const core::stream_started& e)
{
    const core::slot_state* origin = origin_of(e.slot.serial);
    require(origin != nullptr, "what is sent comes from somebody");
    require(origin->owner != &e.connection, "nobody hears himself");
    const running& stream = at(*origin->owner, *origin);
    require(e.slot.call.source == origin->call.source && e.slot.id == origin->id,
            "a stream is the same for its listeners");
    require(stream.listeners[person_of(e.connection.id)], "only who asked for the talkgroup is sent it");
}

void router_world::on(const core::stream_ended& e, core::time_point)
{
    running& r = at(e.connection, e.slot);
    require(r.active, "what ends has begun");
    require(e.length >= e.length.zero(), "time goes on");
    if (choices_.echo_and_limit && e.slot.direction == core::stream_direction::rx)
        require(e.length <= longest_call + router_.settings().timing.stream_timeout,
                "no call is longer than allowed"); // the frame that comes too late may be counted
    r.active = false;
    r.dismissed =
        e.slot.direction == core::stream_direction::tx && e.reason == core::end_reason::fast_terminator;
    ++ends_;
}

void router_world::on(const core::call_refused& e, core::time_point)
{
    const bool held = e.reason == core::drop_reason::contention || e.reason == core::drop_reason::hang_time;
    require(!held || e.holder.phase != core::slot_phase::idle, "a call is refused for another one");
}

void router_world::on(const core::stranger_refused& e, core::time_point)
{
    require(e.answered == (arrival_->replies != 0), "an answer is reported as it was given");
}

// --- What there is ---------------------------------------------------------------------------------

void router_world::check_everything()
{
    std::size_t sessions = 0;
    std::size_t connected = 0;
    std::size_t slots = 0;
    std::size_t streams = 0;
    for_each_session([&](const core::session& s) {
        ++sessions;
        connected += s.state == core::session_state::connected ? 1 : 0;
        for (const core::slot_state& slot : s.slots) {
            slots += slot.phase != core::slot_phase::idle ? 1 : 0;
            const bool rx = slot.direction == core::stream_direction::rx;
            streams += slot.phase == core::slot_phase::active && rx ? 1 : 0;
        }
        check_session(s);
    });
    const core::occupancy o = router_.occupied();
    require(sessions <= router_.settings().limits.max_repeaters, "sessions are limited");
    require(o.sessions == sessions && o.connected == connected, "sessions are counted");
    require(o.slots_in_use == slots && o.streams == streams, "slots and streams are counted");
}

void router_world::check_session(const core::session& s)
{
    const bool connected = s.state == core::session_state::connected;
    require(!connected || shown_[person_of(s.id)], "who is connected was reported");
    require(!connected || (s.subscribed && s.rule), "who is connected has talkgroups");
    require(connected || !s.subscribed, "who is not connected has none");
    require(s.missed_pings < router_.settings().timing.max_missed, "who misses too many pings is gone");
    for (const core::slot_state& slot : s.slots)
        check_slot(s, slot);
}

void router_world::check_slot(const core::session& s, const core::slot_state& slot)
{
    const bool active = slot.phase == core::slot_phase::active;
    require(active == at(s, slot).active, "a slot is as was reported");
    require(slot.owner == &s, "a slot is its repeater's");
    require(s.state == core::session_state::connected || slot.phase == core::slot_phase::idle,
            "only who is connected has streams");
    if (!active || (at(s, slot).echo && slot.direction == core::stream_direction::tx))
        return;
    const core::slot_state* origin = origin_of(slot.serial);
    require(origin != nullptr, "nothing is sent after its end");
    const auto& timing = router_.settings().timing;
    require(now_ - origin->last_frame <= timing.stream_timeout + 1s, "a silent stream ends");
}

}
