# SPDX-License-Identifier: GPL-3.0-or-later
"""What was proved, as a table."""


class Proofs:
    def __init__(self):
        self._rows = []

    def add(self, what, outcome, means, good=True, advice=""):
        self._rows.append((what, str(outcome), means, good, advice))

    def good(self):
        return all(good for *_, good, _ in self._rows)

    def __str__(self):
        widest = max((len(outcome) for _, outcome, *_ in self._rows), default=0)
        lines = []
        for what, outcome, means, good, advice in self._rows:
            lines.append(f"  {'ok   ' if good else 'WRONG'} {what:<22} {outcome:<{widest}}  {means}".rstrip())
            if not good:
                lines.append(f"        {advice}")
        return "\n".join(lines)
