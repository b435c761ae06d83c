// SPDX-License-Identifier: GPL-3.0-or-later
// Names and their values, in details.
import type { ComponentChildren } from "preact";

/** Names and values, for details. */
export function Facts({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="facts">
      <h4>{title}</h4>
      <dl>{children}</dl>
    </div>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === null || children === undefined || children === "" || children === false) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
