// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/router_world.hpp"

#include <algorithm>
#include <string_view>

#include "fuzz/require.hpp"

namespace hblink::fuzz {

namespace {

using namespace std::chrono_literals;

constexpr unsigned replies_per_second = 5;
constexpr unsigned replies_burst = 10;

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
    while (next_second_ <= end) {
        now_ = next_second_;
        next_second_ += 1s;
        router_.check_streams(now_);
        router_.check_logins(now_);
        if (now_ >= next_repeaters_) {
            next_repeaters_ += router_.settings().timing.keep_alive_period;
            router_.check_repeaters(now_);
        }
    }
    now_ = end;
    check_everything();
}

void router_world::end_in_silence()
{
    const auto& timing = router_.settings().timing;
    pass(timing.keep_alive_limit + (timing.max_missed + 1) * timing.keep_alive_period);
    const core::occupancy o = router_.occupied();
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
    require(arrival_ && arrival_->message, "voice goes out when voice comes in");
    const auto* in = std::get_if<wire::dmrd>(&*arrival_->message);
    require(in != nullptr, "voice goes out when voice comes in");
    require(datagram.size() == wire::dmrd_size, "a burst goes out as 55 bytes");
    const wire::dmrd_bytes expected = in->to_55_bytes();
    require(std::equal(datagram.begin(), datagram.begin() + 11, expected.begin()) &&
                std::equal(datagram.begin() + 15, datagram.end(), expected.begin() + 15),
            "a burst goes out as it came in");
    const dmr::repeater_id id = wire::dmrd{datagram}.id();
    for (const core::path* target : targets)
        deliveries_.push_back({target->remote, id});
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
    if (!carried)
        return require(deliveries_.empty(), "a refused burst is not heard");
    require(burst->call() == dmr::call_type::group, "unit calls are not carried");
    const running& stream = running_[person_of(from->id)][dmr::index_of(burst->slot())];
    for_each_session([&](const core::session& s) {
        if (&s != from)
            check_delivery(s, origin, stream);
    });
    require(deliveries_.empty(), "a burst reaches nobody else, nobody twice, and not its origin");
}

void router_world::check_delivery(const core::session& to, const core::slot_state& origin,
                                  const running& stream)
{
    const core::slot_state& slot = to.slots[dmr::index_of(origin.which)];
    if (slot.serial != origin.serial)
        return;
    const std::size_t person = person_of(to.id);
    require(to.state == core::session_state::connected, "only who is connected is sent voice");
    require(stream.listeners[person], "only who asked for the talkgroup is sent voice");
    const auto id = stream.rewritten[person] ? to.id : origin.owner->id;
    const auto found = std::find_if(deliveries_.begin(), deliveries_.end(),
                                    [&](const delivery& d) { return d.to == to.path.remote && d.id == id; });
    require(found != deliveries_.end(), "who has the stream on his slot is sent its bursts");
    deliveries_.erase(found);
}

// --- What is reported ------------------------------------------------------------------------------

router_world::running& router_world::at(const core::session& s, const core::slot_state& slot)
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
    running& r = at(e.session, e.slot);
    require(!r.active, "a slot has one stream at a time");
    r.active = true;
    ++starts_;
    if (e.slot.direction == core::stream_direction::rx)
        receive_reached(e);
    else
        send_reached(e);
}

// A stream begins: it goes to all who have asked for its talkgroup.
void router_world::receive_reached(const core::stream_started& e)
{
    running& r = at(e.session, e.slot);
    r.listeners.reset();
    r.rewritten.reset();
    const dmr::talkgroup talkgroup{e.slot.call.destination};
    const std::size_t i = dmr::index_of(e.slot.which);
    require(e.session.talkgroups[i].admits(talkgroup), "who talks may use the talkgroup");
    for_each_session([&](const core::session& s) {
        if (&s == &e.session || !s.subscribed || !s.talkgroups[i].admits(talkgroup))
            return;
        r.listeners.set(person_of(s.id));
        r.rewritten.set(person_of(s.id), s.rewrite_id);
    });
    require(e.targets + e.busy == r.listeners.count(), "a stream is for all who asked for its talkgroup");
}

// A stream reaches a listener, at its beginning or late.
void router_world::send_reached(const core::stream_started& e)
{
    const core::slot_state* origin = origin_of(e.slot.serial);
    require(origin != nullptr, "what is sent comes from somebody");
    require(origin->owner != &e.session, "nobody hears himself");
    require(origin->which == e.slot.which, "a stream stays on its slot");
    require(e.slot.call == origin->call && e.slot.id == origin->id, "a stream is the same for its listeners");
    require(at(*origin->owner, *origin).listeners[person_of(e.session.id)],
            "only who asked for the talkgroup is sent it");
}

void router_world::on(const core::stream_ended& e, core::time_point)
{
    running& r = at(e.session, e.slot);
    require(r.active, "what ends has begun");
    require(e.length >= e.length.zero(), "time goes on");
    r.active = false;
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
    if (!active)
        return;
    const core::slot_state* origin = origin_of(slot.serial);
    require(origin != nullptr, "nothing is sent after its end");
    const auto& timing = router_.settings().timing;
    require(now_ - origin->last_frame <= timing.stream_timeout + 1s, "a silent stream ends");
}

}
