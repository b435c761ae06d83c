// SPDX-License-Identifier: GPL-3.0-or-later
// A small graph over time, drawn by uPlot. For eyes only: the same figures stand in a table below.
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { clock_time } from "../format";
import { use_page } from "../page";

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly dash?: number[]; // so that lines differ in more than colour
}

interface GraphProps {
  readonly title: string;
  readonly times_ms: readonly number[];
  readonly lines: readonly Line[];
  readonly unit: (value: number) => string;
}

export function Graph({ title, times_ms, lines, unit }: GraphProps) {
  const { settings } = use_page();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ times_ms, lines });
  latest.current = { times_ms, lines };
  const labels = lines.map((line) => line.label).join();

  useEffect(() => {
    const home = place.current;
    if (!home) return undefined;
    let watcher: ResizeObserver | null = null;
    let wanted = true;
    // Loaded with the first graph: who looks at calls only does not need it.
    void import("uplot").then(({ default: Plot }) => {
      if (!wanted) return;
      const made = new Plot(
        options(home, lines, unit, settings.times),
        data(latest.current.times_ms, latest.current.lines),
        home,
      );
      plot.current = made;
      watcher = new ResizeObserver(() => made.setSize(size_of(home)));
      watcher.observe(home);
    });
    return () => {
      wanted = false;
      watcher?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [settings.theme, settings.times, labels, document.documentElement.dataset["theme"]]);

  useEffect(() => plot.current?.setData(data(times_ms, lines)));

  return (
    <figure class="graph">
      <figcaption>
        {title}
        <span class="legend" aria-hidden="true">
          {lines.length > 1 &&
            lines.map((line, i) => (
              <span key={line.label} class={`line-${i}`}>
                {line.label}
              </span>
            ))}
        </span>
      </figcaption>
      <div ref={place} class="plot" aria-hidden="true" />
    </figure>
  );
}

function data(times_ms: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [times_ms.map((ms) => ms / 1000), ...lines.map((line) => [...line.values])];
}

function size_of(home: HTMLElement): { width: number; height: number } {
  return { width: Math.max(160, home.clientWidth), height: 140 };
}

function options(
  home: HTMLElement,
  lines: readonly Line[],
  unit: (v: number) => string,
  times: "local" | "utc",
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--faint"),
    font: "12px system-ui, sans-serif",
    ticks: { show: false },
    grid: { stroke: colour("--line"), width: 1 },
  };
  return {
    ...size_of(home),
    padding: [10, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.15 : 1] } },
    axes: [
      {
        ...axis,
        size: 28,
        space: 90,
        values: (_plot, ticks) => ticks.map((s) => clock_time(s * 1000, times).slice(0, 5)),
      },
      { ...axis, size: 68, space: 32, values: (_plot, ticks) => ticks.map((v) => unit(v)) },
    ],
    series: [
      {},
      ...lines.map((line, i) => ({
        stroke: colour(`--line-${i}`),
        width: 1.75,
        points: { show: false },
        ...(line.dash && { dash: line.dash }),
      })),
    ],
  };
}
