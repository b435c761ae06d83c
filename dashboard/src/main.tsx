// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the page together: browser, connection, settings, address bar.
import { render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { changed, has_parameter, token_in } from "./address";
import { App } from "./app";
import { Clock } from "./clock";
import type { Socket, Surroundings } from "./connection";
import { PageContext } from "./page";
import type { Page } from "./page";
import { keep_focus } from "./parts/focus";
import { close_session, open_session } from "./session";
import { load_settings, save_settings } from "./settings";
import type { Settings } from "./settings";
import { allow_sound, play } from "./sound";
import type { Tone } from "./sound";
import type { State } from "./state";
import { Store } from "./store";

function live_address(): string {
  const url = new URL("api/v1/live", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = url.hash = "";
  return url.href;
}

const surroundings: Surroundings = {
  open: () => new WebSocket(live_address()) as unknown as Socket,
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

// What the store tells; the page puts its own functions here when it is drawn.
const listener = {
  changed: () => {},
  heard: (_tones: ReadonlySet<Tone>) => {},
  view_changed: () => location.reload(),
};
const store = new Store(surroundings, {
  changed: () => listener.changed(),
  heard: (tones) => listener.heard(tones),
  view_changed: () => listener.view_changed(),
});

/** The token leaves the address bar at once: it must not stay in the history or be sent to somebody. */
function take_token(): string | null {
  const token = token_in(location.hash);
  if (token !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

/** Shown while paused; the other one goes on. */
const frozen_clock = new Clock();

const notices = {
  accepted: "",
  refused: "The token was not accepted. This is the public view.",
  unreachable: "The token could not be given to the server. This is the public view.",
};

function Root({ token, demo }: { token: string | null; demo: boolean }) {
  const [search, set_search] = useState(location.search);
  const [settings, set_settings] = useState<Settings>(load_settings);
  const [frozen, set_frozen] = useState<State | null>(null);
  const [notice, set_notice] = useState("");
  const [, draw] = useState(0);
  const sound = useRef(settings.sound);
  sound.current = settings.sound;

  const give_token = async (given: string): Promise<void> => {
    set_notice(notices[await open_session(given)]);
    store.start();
  };

  useEffect(() => {
    listener.changed = () => draw((n) => n + 1);
    listener.heard = (tones) => sound.current && play(tones);
    if (demo) void store.play_demo();
    else if (token !== null) void give_token(token);
    else store.start();
    return watch_browser(
      () => set_search(location.search),
      demo,
      (late) => void give_token(late),
    );
  }, []);

  use_theme(settings.theme);

  const actions = useMemo(
    () => ({
      go: (to: string) => {
        history.pushState(null, "", location.pathname + to);
        set_search(to);
        window.scrollTo(0, 0);
      },
      change: (change: { readonly [name: string]: string | null }) => {
        const to = changed(location.search, change);
        history.replaceState(history.state, "", location.pathname + to);
        set_search(to);
      },
      set: (some: Partial<Settings>) =>
        set_settings((old) => {
          const all = { ...old, ...some };
          save_settings(all);
          return all;
        }),
      pause: (paused: boolean) => {
        set_frozen(paused ? store.state : null);
        if (paused) frozen_clock.stop(store.clock.now());
        else frozen_clock.go();
      },
      connect_now: () => store.connection.wake(),
      give_token: (given: string) => void give_token(given),
      forget_token: () => void close_session().then(() => location.reload()),
    }),
    [],
  );

  const page: Page = {
    ...actions,
    search,
    settings,
    notice,
    demo,
    state: frozen ?? store.state,
    status: store.connection.status,
    paused: frozen !== null,
    clock: frozen ? frozen_clock : store.clock,
  };
  return (
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>
  );
}

/** Back and forward, a tab that is looked at again, a network that is back, a token that comes late. */
function watch_browser(
  address_changed: () => void,
  demo: boolean,
  token_came: (token: string) => void,
): () => void {
  const wake = () => {
    if (!demo && document.visibilityState === "visible") store.connection.wake();
  };
  const hash = () => {
    const token = take_token();
    if (token !== null && !demo) token_came(token);
  };
  const watched: readonly (readonly [EventTarget, string, () => void])[] = [
    [window, "popstate", address_changed],
    [window, "hashchange", hash],
    [window, "online", wake],
    [window, "pageshow", wake],
    [document, "visibilitychange", wake],
  ];
  for (const [target, name, call] of watched) target.addEventListener(name, call);
  return () => {
    for (const [target, name, call] of watched) target.removeEventListener(name, call);
  };
}

function use_theme(theme: Settings["theme"]): void {
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      document.documentElement.dataset["theme"] =
        theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
      again((n) => n + 1); // graphs take their colours from the style
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
}

function begin(): void {
  const token = take_token();
  keep_focus();
  // Sound that was on the last time may only begin after a key or a touch.
  for (const name of ["pointerdown", "keydown"]) {
    document.addEventListener(name, () => load_settings().sound && allow_sound(), { once: true });
  }
  const home = document.getElementById("page");
  if (home) render(<Root token={token} demo={has_parameter(location.search, "demo")} />, home);
}

begin();
