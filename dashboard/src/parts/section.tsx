// SPDX-License-Identifier: GPL-3.0-or-later
// A part of a view under a heading that closes and opens it; the browser remembers which ones are closed.
import type { ComponentChildren } from "preact";
import { use_page } from "../page";
import { Icon } from "./icon";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly note?: ComponentChildren; // beside the title: how many
  readonly children: ComponentChildren;
}

export function Section({ id, title, note, children }: SectionProps) {
  const { settings, set } = use_page();
  const open = !settings.collapsed.includes(id);
  const toggle = () =>
    set({
      collapsed: open ? [...settings.collapsed, id] : settings.collapsed.filter((other) => other !== id),
    });
  return (
    <section class="section" aria-labelledby={`${id}-title`}>
      <h3 class="section-title">
        <button
          type="button"
          id={`${id}-title`}
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={toggle}
        >
          <span class={open ? "turn open" : "turn"}>
            <Icon name="open" />
          </span>
          {title}
        </button>
        {note !== undefined && <span class="section-note">{note}</span>}
      </h3>
      <div id={`${id}-body`} hidden={!open} tabIndex={-1} data-focus-home>
        {open && children}
      </div>
    </section>
  );
}
