// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of one repeater; live for as long as it is open.
import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { Fact, Facts } from "../parts/facts";
import { Icon } from "../parts/icon";
import { use_talkgroup_name } from "../parts/names";
import { loss_class, quality_text, Sparkline } from "../parts/quality";
import { SlotRows } from "../parts/slot_row";
import { Ago, At, Running } from "../parts/time";
import { coordinates, count, megahertz, percent, web_address } from "../format";
import type { Repeater } from "../network";
import { use_page } from "../page";
import type { RepeaterRow, SlotNumber, Talkgroups, Translation } from "../protocol";
import { HeardTable } from "./heard";

export function RepeaterDetails({ row }: { row: Repeater }) {
  const { state } = use_page();
  const hides = state.tables.server.get("server")?.hides;
  const url = web_address(row.url);
  const only = useMemo(() => (heard: { origin: string }) => heard.origin === row.key, [row.key]);
  return (
    <div class="details">
      <SlotRows connection={row.key} />
      <div class="facts-grid">
        <Facts title="Access control">
          <Fact name="Rule that let it in">{row.rule}</Fact>
          <Fact name="Talkgroups come from">
            {row.talkgroups_source === "options" ? "the repeater itself (options)" : "the rule"}
          </Fact>
          <Fact name="Private calls">{row.unit_calls ? "yes" : "no"}</Fact>
          <Fact name="Calls carry the source">{row.sends_as}</Fact>
          <Fact name="Options it sent">{row.options}</Fact>
        </Facts>
        <Facts title="Connection">
          <Fact name="Address">
            {row.address ?? (hides?.addresses ? "not shown in the public view" : "")}
          </Fact>
          <Fact name="Connected since">
            <At ms={row.since_ms} /> (<Running since_ms={row.since_ms} />)
          </Fact>
          <Fact name="Missed pings">
            {row.missed_pings === 0 ? (
              "none"
            ) : (
              <>
                <span class="warn">
                  <Icon name="warning" /> {row.missed_pings}
                </span>
                , last heard <Ago ms={row.last_packet_ms} />
              </>
            )}
          </Fact>
        </Facts>
        <Facts title="Location">
          <Fact name="Place">{row.location}</Fact>
          <Fact name="Coordinates">
            {row.latitude !== undefined &&
              row.longitude !== undefined &&
              `${hides?.coordinates ? "about " : ""}${coordinates(row.latitude, row.longitude)}`}
          </Fact>
          <Fact name="Height">{row.height_m !== undefined && `${row.height_m} m`}</Fact>
        </Facts>
        <Facts title="Frequencies">
          <Fact name="RX">{row.rx_hz !== undefined && megahertz(row.rx_hz)}</Fact>
          <Fact name="TX">{row.tx_hz !== undefined && megahertz(row.tx_hz)}</Fact>
          <Fact name="Power">{row.power_w !== undefined && `${row.power_w} W`}</Fact>
          <Fact name="Colour code">{row.color_code}</Fact>
          <Fact name="Slots, as it says">{row.slots_text}</Fact>
        </Facts>
        <Facts title="Talkgroups on the air">
          <Fact name="Slot 1">
            <TalkgroupList row={row} slot={1} limit={200} />
          </Fact>
          <Fact name="Slot 2">
            <TalkgroupList row={row} slot={2} limit={200} />
          </Fact>
        </Facts>
        <Translations row={row} />
        <Facts title="Quality">
          <Fact name="Since it is connected">{quality_text(row.quality)}</Fact>
          <Fact name="Packets">{count(row.quality.packets)}</Fact>
          <Fact name="Loss of the last calls">
            {row.recent.length > 0 && <RecentLoss recent={row.recent} />}
          </Fact>
        </Facts>
        <Facts title="What it says of itself">
          <Fact name="Description">{row.description}</Fact>
          <Fact name="Page">
            {url && (
              <a href={url} target="_blank" rel="noopener noreferrer nofollow">
                {url} <Icon name="outside" />
              </a>
            )}
          </Fact>
          <Fact name="Software">{row.software}</Fact>
          <Fact name="Package">{row.package}</Fact>
        </Facts>
      </div>
      <h4>Last heard through it</h4>
      <HeardTable limit={10} only={only} />
    </div>
  );
}

function RecentLoss({ recent }: { recent: RepeaterRow["recent"] }) {
  return (
    <>
      <Sparkline values={recent} />{" "}
      <span class="wrap">
        {recent
          .map((loss, i) => (
            <span key={i} class={`loss ${loss_class(loss)}`}>
              {percent(loss)}
            </span>
          ))
          .flatMap((part, i) => (i > 0 ? [", ", part] : [part]))}
      </span>
    </>
  );
}

function Translations({ row }: { row: RepeaterRow }) {
  if (row.translations.length === 0) return null;
  return (
    <Facts title="Translations">
      {row.translations.map((translation) => (
        <TranslationFact key={`${translation.slot}/${translation.talkgroup}`} {...translation} />
      ))}
      <Fact name="More">{row.translations_left_out}</Fact>
    </Facts>
  );
}

function TranslationFact({ slot, talkgroup, network_slot, network_talkgroup }: Translation) {
  const name = use_talkgroup_name(network_slot, network_talkgroup);
  return (
    <Fact name={`On the air: slot ${slot}, ${talkgroup}`}>
      <Icon name="translated" /> network: slot {network_slot}, {network_talkgroup} {name}
    </Fact>
  );
}

interface Shown {
  readonly text: string;
  readonly translated: boolean;
  readonly title: string;
}

/** The talkgroups of a slot as the repeater's users see them: a translated one under its number on the
 *  air. */
function as_users_see(row: RepeaterRow, slot: SlotNumber): readonly Shown[] {
  const list = slot === 1 ? row.talkgroups.slot1 : row.talkgroups.slot2;
  if (list === "*") return [{ text: "all", translated: false, title: "Every talkgroup" }];
  const elsewhere = new Set(
    row.translations.filter((t) => t.network_slot === slot).map((t) => String(t.network_talkgroup)),
  );
  const here = row.translations.filter((t) => t.slot === slot);
  return [
    ...here.map((t) => ({
      text: String(t.talkgroup),
      translated: true,
      title: `Network: slot ${t.network_slot}, talkgroup ${t.network_talkgroup}`,
    })),
    ...list
      .filter((talkgroup) => !elsewhere.has(talkgroup))
      .map((talkgroup) => ({ text: talkgroup, translated: false, title: "" })),
  ];
}

export function TalkgroupList({ row, slot, limit }: { row: RepeaterRow; slot: SlotNumber; limit: number }) {
  const shown = as_users_see(row, slot);
  const left_out = (slot === 1 ? row.talkgroups.slot1_left_out : row.talkgroups.slot2_left_out) ?? 0;
  if (shown.length === 0) return <span class="faint">none</span>;
  const more = shown.length - Math.min(shown.length, limit) + left_out;
  return (
    <span class="talkgroup-list">
      {shown.slice(0, limit).map((one, i) => (
        <Fragment key={one.text}>
          {i > 0 && ", "}
          {one.translated ? (
            <span class="translated" title={one.title}>
              {one.text}
              <Icon name="translated" />
              <span class="only-read"> ({one.title})</span>
            </span>
          ) : (
            one.text
          )}
        </Fragment>
      ))}
      {more > 0 && <span class="faint"> and {more} more</span>}
    </span>
  );
}

export function plain_talkgroups(talkgroups: Talkgroups, slot: SlotNumber): string {
  const list = slot === 1 ? talkgroups.slot1 : talkgroups.slot2;
  if (list === "*") return "all";
  const left_out = (slot === 1 ? talkgroups.slot1_left_out : talkgroups.slot2_left_out) ?? 0;
  return (list.join(", ") || "none") + (left_out > 0 ? ` and ${left_out} more` : "");
}
