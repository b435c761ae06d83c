// SPDX-License-Identifier: GPL-3.0-or-later
// What narrows a list down: a text and choices, kept in the address bar.
import { useEffect, useState } from "preact/hooks";
import { use_parameter } from "../page";

/** The text is in the address bar a moment after the last key: browsers allow few changes of it in a
 *  short time. */
export function Filter({ id, name, label }: { id: string; name: string; label: string }) {
  const [query, set_query] = use_parameter(name);
  const [text, set_text] = useState(query);
  useEffect(() => set_text(query), [query]);
  useEffect(() => {
    if (text === query) return undefined;
    const timer = setTimeout(() => set_query(text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="filter">
      <label class="only-read" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        placeholder="Filter …"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => set_text(event.currentTarget.value)}
      />
    </div>
  );
}

/** A choice that is a filter: kept in the address bar. */
export function Choice({
  id,
  name,
  label,
  options,
}: {
  id: string;
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
}) {
  const [value, set_value] = use_parameter(name);
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set_value(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
