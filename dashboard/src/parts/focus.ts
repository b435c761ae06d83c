// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the keyboard's focus while lists change under it. The browser drops the focus of an element that is
// moved or removed; a user with a keyboard or a screen reader would be thrown back to the top of the page.
import { options } from "preact";

export function keep_focus(): void {
  options.debounceRendering = (draw) => {
    queueMicrotask(() => {
      const focused = document.activeElement;
      const homes = homes_of(focused);
      draw();
      if (
        focused instanceof HTMLElement &&
        document.activeElement === document.body &&
        focused !== document.body
      ) {
        const target = focused.isConnected ? focused : homes.find((home) => home.isConnected);
        target?.focus({ preventScroll: true });
      }
    });
  };
}

/** Where the focus goes when its element has gone: the lists and sections around it, the nearest first. */
function homes_of(element: Element | null): HTMLElement[] {
  const homes: HTMLElement[] = [];
  for (let home = element?.closest<HTMLElement>("[data-focus-home]"); home; ) {
    homes.push(home);
    home = home.parentElement?.closest<HTMLElement>("[data-focus-home]") ?? null;
  }
  return homes;
}
