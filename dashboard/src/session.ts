// SPDX-License-Identifier: GPL-3.0-or-later
// The full view: the token is given once and becomes a cookie that no script can read.

const place = "api/v1/session";

export type Answer = "accepted" | "refused" | "unreachable";

export async function open_session(token: string): Promise<Answer> {
  // A header carries no more than these; a token with anything else cannot be the right one.
  if (!/^[\x21-\x7e]+$/.test(token)) return "refused";
  return ask("POST", { Authorization: `Bearer ${token}` });
}

export async function close_session(): Promise<Answer> {
  return ask("DELETE", {});
}

async function ask(method: string, headers: Record<string, string>): Promise<Answer> {
  try {
    const answer = await fetch(new URL(place, document.baseURI), {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
    });
    if (answer.ok) return "accepted";
    return answer.status >= 500 || answer.status === 429 ? "unreachable" : "refused";
  } catch {
    return "unreachable";
  }
}
