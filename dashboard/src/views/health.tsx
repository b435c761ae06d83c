// SPDX-License-Identifier: GPL-3.0-or-later
// How the server itself is: delay, load, what was lost. Graphs for eyes, the same figures as a table for
// everybody.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Fact, Facts } from "../parts/facts";
import { Graph } from "../parts/graph";
import { Section } from "../parts/section";
import { At } from "../parts/time";
import { bytes, count, duration, microseconds, percent } from "../format";
import { use_tables } from "../page";
import type { HealthRow, Sample } from "../protocol";
import { explain } from "../words";

export function Health() {
  const tables = use_tables();
  const now = tables.health.get("now");
  const server = tables.server.get("server");
  const samples = useMemo(
    () => [...tables.samples.values()].sort((a, b) => a.at_ms - b.at_ms),
    [tables.samples],
  );
  if (!now) return <p class="empty">The server has not told yet how it is.</p>;
  return (
    <>
      <HealthFigures now={now} />
      <Section id="graphs" title="The last ten minutes">
        <Graphs samples={samples} />
        <SampleTable samples={samples} />
      </Section>
      <Section id="health-facts" title="In detail">
        <div class="facts-grid">
          <Facts title="Server">
            <Fact name="Version">{server?.version}</Fact>
            <Fact name="Running since">{server && <At ms={server.started_ms} />}</Fact>
            <Fact name="Up for">{duration(now.uptime_s)}</Fact>
            <Fact name="Memory">{bytes(now.memory_bytes)}</Fact>
            <Fact name="Processor">{percent(now.cpu_percent)}</Fact>
            <Fact name="Longest pause of the event loop">{microseconds(now.lag_max_us)}</Fact>
          </Facts>
          <Facts title="Connections">
            <Fact name="Repeaters">
              {count(now.connected)}
              {server && ` of at most ${count(server.max_repeaters)}`}
            </Fact>
            <Fact name="Logging in">{count(now.logging_in)}</Fact>
            <Fact name="Links up">
              {now.links_up} of {now.links}
            </Fact>
            <Fact name="Trunks">{now.trunks}</Fact>
            <Fact name="Calls now">{now.calls_now}</Fact>
            <Fact name="Radios heard">{count(now.radios_heard)}</Fact>
          </Facts>
          <Facts title="Lost">
            <Fact name="Datagrams the system dropped">{count(now.kernel_drops)}</Fact>
            <Fact name="Datagrams not sent">{count(now.not_sent)}</Fact>
            <Fact name="Lines of the log">{count(now.log_lines_lost)}</Fact>
            <Fact name="Queue of the event feed">
              {now.feed_queue_percent === null ? "feed is off" : percent(now.feed_queue_percent)}
            </Fact>
            <Fact name="Browsers">
              {now.browsers} of at most {now.max_browsers}
            </Fact>
            <Fact name="Browsers dropped">{count(now.browsers_dropped)}</Fact>
          </Facts>
          <Facts title="Bursts not carried, since the start">
            {Object.entries(now.drops)
              .filter(([, n]) => n > 0)
              .sort((a, b) => b[1] - a[1])
              .map(([reason, n]) => (
                <Fact key={reason} name={explain("call", reason).title}>
                  {count(n)}
                </Fact>
              ))}
            {Object.values(now.drops).every((n) => n === 0) && (
              <Fact name="None">every burst was carried</Fact>
            )}
          </Facts>
        </div>
      </Section>
    </>
  );
}

function HealthFigures({ now }: { now: HealthRow }) {
  const figures: readonly (readonly [string, ComponentChildren])[] = [
    ["Delay, median", microseconds(now.delay_p50_us)],
    ["Delay, 99 %", microseconds(now.delay_p99_us)],
    ["Delay, longest", microseconds(now.delay_max_us)],
    ["Loss", percent(now.loss_percent)],
    ["Received a second", count(now.received)],
    ["Sent a second", count(now.sent)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name} class="figure">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Graphs({ samples }: { samples: readonly Sample[] }) {
  const times_ms = samples.map((s) => s.at_ms);
  const of = (value: (s: Sample) => number | null) => samples.map(value);
  const plain = (v: number) => String(Math.round(v * 10) / 10);
  return (
    <div class="graphs">
      <Graph
        title="Forwarding delay"
        times_ms={times_ms}
        unit={microseconds}
        lines={[
          { label: "median", values: of((s) => s.delay_p50_us) },
          { label: "99 %", values: of((s) => s.delay_p99_us), dash: [6, 3] },
          { label: "longest", values: of((s) => s.delay_max_us), dash: [2, 3] },
        ]}
      />
      <Graph
        title="Datagrams a second"
        times_ms={times_ms}
        unit={plain}
        lines={[
          { label: "received", values: of((s) => s.received) },
          { label: "sent", values: of((s) => s.sent), dash: [6, 3] },
          { label: "refused", values: of((s) => s.dropped), dash: [2, 3] },
        ]}
      />
      <Graph
        title="Loss"
        times_ms={times_ms}
        unit={(v) => `${plain(v)} %`}
        lines={[{ label: "loss", values: of((s) => s.loss_percent) }]}
      />
      <Graph
        title="Longest pause of the event loop"
        times_ms={times_ms}
        unit={microseconds}
        lines={[{ label: "pause", values: of((s) => s.lag_max_us) }]}
      />
      <Graph
        title="Memory"
        times_ms={times_ms}
        unit={(v) => `${Math.round(v / 1024 / 1024)} MiB`}
        lines={[{ label: "memory", values: of((s) => s.memory_bytes) }]}
      />
      <Graph
        title="Processor"
        times_ms={times_ms}
        unit={(v) => `${plain(v)} %`}
        lines={[{ label: "processor", values: of((s) => s.cpu_percent) }]}
      />
      <Graph
        title="Calls"
        times_ms={times_ms}
        unit={plain}
        lines={[{ label: "calls", values: of((s) => s.calls) }]}
      />
      <Graph
        title="Repeaters"
        times_ms={times_ms}
        unit={plain}
        lines={[{ label: "repeaters", values: of((s) => s.repeaters) }]}
      />
    </div>
  );
}

function SampleTable({ samples }: { samples: readonly Sample[] }) {
  const titles = [
    "Time",
    "Delay, median",
    "Delay, 99 %",
    "Delay, longest",
    "Received / s",
    "Sent / s",
    "Refused / s",
    "Loss",
    "Pause",
    "Memory",
    "Processor",
    "Calls",
    "Repeaters",
  ];
  return (
    <details class="sample-table">
      <summary>The same as a table</summary>
      <div class="table-frame wide" tabIndex={0} role="region" aria-label="Samples">
        <table role="table">
          <caption class="only-read">Samples of the last ten minutes, the newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              {titles.map((title) => (
                <th key={title} role="columnheader" scope="col" class="numeric">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {[...samples].reverse().map((s) => (
              <tr key={s.at_ms} role="row">
                <th role="rowheader" scope="row" data-label="Time">
                  <At ms={s.at_ms} />
                </th>
                {[
                  microseconds(s.delay_p50_us),
                  microseconds(s.delay_p99_us),
                  microseconds(s.delay_max_us),
                  count(s.received),
                  count(s.sent),
                  count(s.dropped),
                  percent(s.loss_percent),
                  microseconds(s.lag_max_us),
                  bytes(s.memory_bytes),
                  percent(s.cpu_percent),
                  count(s.calls),
                  count(s.repeaters),
                ].map((text, i) => (
                  <td key={i} role="cell" class="numeric" data-label={titles[i + 1]}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
