// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the page: whose server it is, whether the page is alive, and its switches.
import { useState } from "preact/hooks";
import { web_address } from "../format";
import { use_page } from "../page";
import type { Loss, Status } from "../connection";
import type { ServerRow } from "../protocol";
import type { Theme } from "../settings";
import type { TimeZoneChoice } from "../format";
import { allow_sound } from "../sound";
import { StateMark } from "./badge";
import { Icon } from "./icon";
import { At, ServerTime } from "./time";

export function Header() {
  const page = use_page();
  const server = page.state.tables.server.get("server");
  const info_url = web_address(server?.network_info?.url);
  const [open, set_open] = useState(false);
  return (
    <header class="header">
      <div class="header-line">
        <div class="title">
          <Logo />
          <div>
            <h1>{server?.title || "hblinkd"}</h1>
            <p class="under-title">
              <Connected status={page.status} /> <ServerTime />
            </p>
          </div>
        </div>
        <div class="switches">
          {info_url && (
            <a class="button" href={info_url} target="_blank" rel="noopener noreferrer">
              {server?.network_info?.text || "Network"} <Icon name="outside" />
            </a>
          )}
          <button
            type="button"
            class="button"
            aria-pressed={page.paused}
            onClick={() => page.pause(!page.paused)}
          >
            <Icon name={page.paused ? "play" : "pause"} /> {page.paused ? "Go on" : "Pause"}
          </button>
          <button
            type="button"
            class="button"
            aria-pressed={page.settings.sound}
            onClick={() => switch_sound(page.settings.sound, page.set)}
          >
            <Icon name={page.settings.sound ? "sound" : "mute"} /> Sound {page.settings.sound ? "on" : "off"}
          </button>
          <button
            type="button"
            class="button"
            aria-expanded={open}
            aria-controls="settings"
            onClick={() => set_open(!open)}
          >
            <Icon name="settings" /> Settings
          </button>
        </div>
      </div>
      <div id="settings" hidden={!open}>
        {open && <SettingsPanel />}
      </div>
      {server?.announcement && (
        <p class="banner announcement">
          <Icon name="warning" />{" "}
          <span>
            <span class="only-read">Announcement: </span>
            {server.announcement}
          </span>
        </p>
      )}
      {page.notice && (
        <p class="banner" role="status">
          {page.notice}
        </p>
      )}
      <LostBanner />
      {page.paused && (
        <p class="banner" role="status">
          <span>
            Paused: this is how it was at <At ms={page.clock.now()} />.
          </span>
          <button type="button" class="button" onClick={() => page.pause(false)}>
            Go on
          </button>
        </p>
      )}
      {page.demo && <p class="banner">This is an invented scene: nothing is connected.</p>}
    </header>
  );
}

function switch_sound(on: boolean, set: (settings: { sound: boolean }) => void): void {
  if (!on) allow_sound();
  set({ sound: !on });
}

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="36" height="36" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path
        d="M16 13v13M11 26h10M11.5 16a6.5 6.5 0 0 1 0-9M20.5 16a6.5 6.5 0 0 0 0-9"
        fill="none"
        stroke-width="2.4"
        stroke-linecap="round"
      />
      <circle cx="16" cy="11.5" r="2.2" />
    </svg>
  );
}

function Connected({ status }: { status: Status }) {
  const page = use_page();
  if (page.demo) return <StateMark mark="idle">demo</StateMark>;
  if (status.phase === "connected")
    return (
      <StateMark mark="good">
        {page.state.phase === "complete" ? "connected, live" : "connected, loading"}
      </StateMark>
    );
  if (status.phase === "connecting") return <StateMark mark="warning">connecting …</StateMark>;
  return <StateMark mark="bad">connection lost</StateMark>;
}

const losses: { readonly [L in Loss]: string } = {
  unreachable: "The server cannot be reached, or it serves as many browsers as it may.",
  closed: "The connection broke off.",
  stopping: "The server has stopped, perhaps to start again.",
  full: "The server serves as many browsers as it may.",
  gap: "Something was missing in what came.",
  silent: "Nothing came from the server for a while.",
};

function LostBanner() {
  const page = use_page();
  const { status, state } = page;
  if (status.phase !== "lost" || page.demo) return <div role="status" aria-label="Connection" />;
  return (
    <div class="banner lost" role="status" aria-label="Connection">
      <Icon name="bad" />
      <span>
        {losses[status.why]}{" "}
        {state.heard_ms > 0 && (
          <>
            What you see is of <At ms={state.heard_ms} />.{" "}
          </>
        )}
        <RetryText retry_ms={status.retry_ms} />
      </span>
      {status.why !== "full" && (
        <button type="button" class="button" onClick={() => page.connect_now()}>
          Connect now
        </button>
      )}
    </div>
  );
}

/** By the browser's clock, for the server's stands still here; not counted down, lest it is read out each
 *  second. */
function RetryText({ retry_ms }: { retry_ms: number }) {
  const seconds = Math.max(1, Math.round((retry_ms - Date.now()) / 1000));
  return <>The page tries again in {seconds} s.</>;
}

function SettingsPanel() {
  const { settings, set, state } = use_page();
  const server = state.tables.server.get("server");
  return (
    <div class="settings" role="group" aria-label="Settings">
      <Options<Theme>
        legend="Theme"
        name="theme"
        value={settings.theme}
        options={[
          ["auto", "automatic"],
          ["light", "light"],
          ["dark", "dark"],
        ]}
        change={(theme) => set({ theme })}
      />
      <Options<TimeZoneChoice>
        legend="Times"
        name="times"
        value={settings.times}
        options={[
          ["local", "local"],
          ["utc", "UTC"],
        ]}
        change={(times) => set({ times })}
      />
      <fieldset>
        <legend>Screen reader</legend>
        <label class="option">
          <input
            type="checkbox"
            checked={settings.announce}
            onChange={(event) => set({ announce: event.currentTarget.checked })}
          />{" "}
          tell who begins to talk
        </label>
      </fieldset>
      {server && (
        <Access full={state.view === "full"} possible={server.token_possible} hides={server.hides} />
      )}
      <p class="faint">
        hblinkd {server?.version}. The page keeps these settings in this browser; it loads nothing from
        elsewhere. <a href="licenses.txt">Licences</a>
      </p>
    </div>
  );
}

function Options<T extends string>({
  legend,
  name,
  value,
  options,
  change,
}: {
  legend: string;
  name: string;
  value: T;
  options: readonly (readonly [T, string])[];
  change: (value: T) => void;
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(([option, text]) => (
        <label key={option} class="option">
          <input type="radio" name={name} checked={value === option} onChange={() => change(option)} /> {text}
        </label>
      ))}
    </fieldset>
  );
}

function left_out(hides: ServerRow["hides"]): string {
  const what = [
    hides.addresses && "addresses",
    hides.coordinates && "exact coordinates",
    hides.unit_calls && "private calls",
  ].filter(Boolean);
  return what.length === 0 ? "" : `It leaves out ${what.join(", ")}.`;
}

function Access({ full, possible, hides }: { full: boolean; possible: boolean; hides: ServerRow["hides"] }) {
  const { give_token, forget_token } = use_page();
  const [token, set_token] = useState("");
  if (full) {
    return (
      <fieldset>
        <legend>View</legend>
        <span>This is the full view.</span>{" "}
        {possible && (
          <button type="button" class="button" onClick={() => forget_token()}>
            Back to the public view
          </button>
        )}
      </fieldset>
    );
  }
  if (!possible)
    return (
      <fieldset>
        <legend>View</legend>
        <span>This is the public view; the server has no other one. {left_out(hides)}</span>
      </fieldset>
    );
  return (
    <fieldset>
      <legend>View</legend>
      <form
        class="token"
        onSubmit={(event) => {
          event.preventDefault();
          give_token(token);
          set_token("");
        }}
      >
        <label for="token">This is the public view. {left_out(hides)} Token for the full one:</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          value={token}
          onInput={(event) => set_token(event.currentTarget.value)}
        />
        <button type="submit" class="button" disabled={token === ""}>
          Show all
        </button>
      </form>
    </fieldset>
  );
}
