// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of one link, and of one trunk.
import { Fact, Facts } from "../parts/facts";
import { quality_text } from "../parts/quality";
import { SlotRows } from "../parts/slot_row";
import { Ago, At, Remaining } from "../parts/time";
import { count } from "../format";
import type { Link, Trunk } from "../network";
import { explain_frame, in_words } from "../words";
import { link_state_in_words, TrunkCalls } from "./now";
import { plain_talkgroups } from "./repeater_details";

export function LinkDetails({ row }: { row: Link }) {
  return (
    <div class="details">
      {row.remedy !== "" && <p class="advice">{row.remedy}</p>}
      <SlotRows connection={row.key} />
      <div class="facts-grid">
        <Facts title="Connection">
          <Fact name="Other server">{row.peer}</Fact>
          <Fact name="Address">{row.address}</Fact>
          <Fact name="State">
            {link_state_in_words[row.state]}
            {row.since_ms !== null && (
              <>
                {" "}
                since <At ms={row.since_ms} />
              </>
            )}
          </Fact>
          <Fact name="Answers to pings missed">{row.missed_pongs}</Fact>
          <Fact name="Logins">{row.logins}</Fact>
          <Fact name="Attempts that failed">{row.failed_attempts}</Fact>
          <Fact name="Last failure">{row.last_failure && in_words(row.last_failure)}</Fact>
          <Fact name="Next attempt">
            {row.next_attempt_ms !== null && (
              <>
                in <Remaining until_ms={row.next_attempt_ms} />
              </>
            )}
          </Fact>
        </Facts>
        <Facts title="Talkgroups">
          <Fact name="Slot 1">{plain_talkgroups(row.talkgroups, 1)}</Fact>
          <Fact name="Slot 2">{plain_talkgroups(row.talkgroups, 2)}</Fact>
          <Fact name="Private calls">{row.unit_calls ? "yes" : "no"}</Fact>
          <Fact name="Options sent">{row.options}</Fact>
        </Facts>
        <Facts title="Traffic">
          <Fact name="Received">{count(row.received)} bursts</Fact>
          <Fact name="Quality">{quality_text(row.quality)}</Fact>
        </Facts>
        <Refused refused={row.refused} />
      </div>
    </div>
  );
}

export function TrunkDetails({ row }: { row: Trunk }) {
  const talkgroups = Object.entries(row.talkgroup_slots);
  return (
    <div class="details">
      {row.advice !== "" && <p class="advice">{row.advice}</p>}
      <TrunkCalls of={row.key} />
      <div class="facts-grid">
        <Facts title="Connection">
          <Fact name="Own network id">{row.id}</Fact>
          <Fact name="Other server">{row.peer}</Fact>
          <Fact name="Address">{row.address}</Fact>
          <Fact name="Own address">{row.local_address}</Fact>
          <Fact name="Source repeater's id">
            {row.preserve_source_peer ? "kept" : "replaced by the network id"}
          </Fact>
          <Fact name="Last received">
            {row.last_received_ms === null ? "never" : <Ago ms={row.last_received_ms} />}
          </Fact>
        </Facts>
        <Facts title="Talkgroups">
          {([1, 2] as const).map((slot) => (
            <Fact key={slot} name={`Slot ${slot}`}>
              {talkgroups
                .filter(([, of]) => of === slot)
                .map(([talkgroup]) => talkgroup)
                .join(", ") || "none"}
            </Fact>
          ))}
          <Fact name="More">{row.talkgroup_slots_left_out}</Fact>
        </Facts>
        <Facts title="Traffic">
          <Fact name="Calls now">{row.streams}</Fact>
          <Fact name="Sent">{count(row.sent)} frames</Fact>
          <Fact name="Received">{count(row.received)} good frames</Fact>
          <Fact name="Quality">{quality_text(row.quality)}</Fact>
        </Facts>
        <Refused refused={row.refused} />
      </div>
    </div>
  );
}

function Refused({ refused }: { refused: { [reason: string]: number } }) {
  const reasons = Object.entries(refused).filter(([, n]) => n > 0);
  if (reasons.length === 0) return null;
  return (
    <Facts title="Refused">
      {reasons.map(([reason, n]) => (
        <Fact key={reason} name={explain_frame(reason).title}>
          {count(n)} <small>{explain_frame(reason).text}</small>
        </Fact>
      ))}
    </Facts>
  );
}
