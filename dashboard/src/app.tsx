// SPDX-License-Identifier: GPL-3.0-or-later
// The page as a whole: header, navigation, the view that the address bar names.
import { useEffect, useRef } from "preact/hooks";
import { parameter } from "./address";
import { Announcer } from "./parts/announcer";
import { Header } from "./parts/header";
import { link_to, use_page } from "./page";
import { view_of, views } from "./views/views";

export function App() {
  const page = use_page();
  const view = view_of(parameter(page.search, "view"));
  const title = page.state.tables.server.get("server")?.title || "hblinkd";
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${view.title} – ${title}`;
  }, [view, title]);
  useEffect(() => {
    // A new view is read from its heading on.
    if (!first.current) heading.current?.focus({ preventScroll: true });
    first.current = false;
  }, [view]);
  const stale = page.status.phase !== "connected" && !page.demo && page.state.phase !== "empty";
  return (
    <div class={stale ? "page stale" : "page"} onClick={follow_inside(page.go)}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          heading.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header />
      <Navigation current={view.id} />
      <main id="content">
        <h2 class="view-title" tabIndex={-1} ref={heading}>
          {view.title}
        </h2>
        {page.state.phase === "empty" ? (
          <p class="empty">Waiting for the server …</p>
        ) : (
          <view.show key={view.id} />
        )}
      </main>
      <Announcer />
    </div>
  );
}

function Navigation({ current }: { current: string }) {
  const page = use_page();
  return (
    <nav class="navigation" aria-label="Views">
      <ul>
        {views.map((view) => {
          const warnings = view.warns?.(page.state.tables) ?? 0;
          return (
            <li key={view.id}>
              <a href={link_to(page, view.id)} aria-current={view.id === current ? "page" : undefined}>
                {view.label}
                {warnings > 0 && (
                  <span class="count">
                    {warnings}
                    <span class="only-read"> things need attention</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** Links to other views are real links: they open in new tabs, and a plain click stays on the page. */
function follow_inside(go: (search: string) => void): (event: MouseEvent) => void {
  return (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element | null)?.closest("a");
    const href = link?.getAttribute("href");
    if (!href?.startsWith("?") || link?.target) return;
    event.preventDefault();
    go(href === "?" ? "" : href);
  };
}
