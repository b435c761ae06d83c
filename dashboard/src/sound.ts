// SPDX-License-Identifier: GPL-3.0-or-later
// Short tones when connections come and go, for people who do not look at the page all the time.
import type { Message } from "./protocol";
import type { State } from "./state";

export type Tone = "came" | "went" | "trouble";

const tones: { readonly [T in Tone]: { readonly hertz: number; readonly seconds: number } } = {
  came: { hertz: 880, seconds: 0.15 },
  went: { hertz: 440, seconds: 0.15 },
  trouble: { hertz: 2475, seconds: 0.05 },
};

/** What there is to hear in messages that are about to change `before`; nothing while the first state
 *  comes. */
export function tones_of(before: State, messages: readonly Message[]): ReadonlySet<Tone> {
  const heard = new Set<Tone>();
  if (before.phase !== "complete") return heard;
  for (const message of messages) {
    if (message.type !== "diff") continue;
    for (const [key, row] of Object.entries(message.set?.repeaters ?? {})) {
      const old = before.tables.repeaters.get(key);
      if (!old || old.since_ms !== row.since_ms || (old.missed_pings > 0 && row.missed_pings === 0))
        heard.add("came");
      else if (old.missed_pings === 0 && row.missed_pings > 0) heard.add("trouble");
    }
    for (const [key, row] of Object.entries(message.set?.links ?? {})) {
      const old = before.tables.links.get(key);
      if (old?.state !== "up" && row.state === "up") heard.add("came");
      else if (old?.state === "up" && row.state !== "up") heard.add("went");
      else if (old && row.failed_attempts > old.failed_attempts) heard.add("trouble");
    }
    for (const key of message.del?.repeaters ?? []) if (before.tables.repeaters.has(key)) heard.add("went");
    for (const key of message.del?.links ?? [])
      if (before.tables.links.get(key)?.state === "up") heard.add("went");
  }
  return heard;
}

let audio: AudioContext | null = null;

/** Browsers let a page sound only after its user did something: called from the switch, and at the first
 *  key or touch when sound was on the last time already. */
export function allow_sound(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    audio = null; // no sound card, or forbidden: then it is silent
  }
}

export function play(heard: ReadonlySet<Tone>): void {
  if (!audio || audio.state !== "running") return;
  let start = audio.currentTime;
  for (const tone of heard) {
    const { hertz, seconds } = tones[tone];
    const oscillator = audio.createOscillator();
    const volume = audio.createGain();
    oscillator.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.15, start + 0.01);
    volume.gain.setValueAtTime(0.15, start + seconds - 0.01);
    volume.gain.linearRampToValueAtTime(0, start + seconds);
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + seconds);
    start += seconds + 0.05;
  }
}
