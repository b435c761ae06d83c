// SPDX-License-Identifier: GPL-3.0-or-later
// The server's time, and the one timer that lets seconds run. Stands still while the page is lost or paused:
// a call must not go on growing on a page that knows nothing of it any more.

export class Clock {
  private offset_ms = 0;
  private stopped_ms: number | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly browser_now: () => number = Date.now) {}

  now(): number {
    return this.stopped_ms ?? this.browser_now() + this.offset_ms;
  }

  set(offset_ms: number): void {
    this.offset_ms = offset_ms;
  }

  stop(at_ms: number): void {
    this.stopped_ms ??= at_ms;
  }

  go(): void {
    this.stopped_ms = null;
  }

  /** Calls each second for as long as somebody listens; the answer ends it. */
  each_second(listener: () => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => {
      if (this.stopped_ms === null) for (const call of this.listeners) call();
    }, 1000);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }
}
