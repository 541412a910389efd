"""A question over many reports to one checked, cited answer: the whole story.

question → route → the reports that it is for → an answer from each → one answer
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer.answer import Answerer
from assistant.answer.draft import Statement
from assistant.answer.state import state
from assistant.library.combine import Combined
from assistant.library.company_names import company_of
from assistant.library.conclude import compared, moved, restated
from assistant.library.evidence import best_answer
from assistant.library.library_words import say
from assistant.library.one_of_several import alike, named_sides, narrowed, row_for
from assistant.library.reports import OpenReport, Shelf
from assistant.library.route import Leg, Route, Way, route, within
from assistant.results import Answer, Turn
from corpus.kpi import KpiRow, KpiTable
from corpus.library.editions import same_figure
from corpus.library.records import Summary
from corpus.library.restate import by_time, key_of, single_rows
from corpus.script import Language, detect_language

AnswerOne = Callable[[str, Sequence[Turn], OpenReport], Answer]

_MOST_LISTED = 5  # companies whose figures are listed where none is named
_MOST_NAMED = 8  # reports that a refusal names


@dataclass(frozen=True, slots=True)
class Across:
    """Answers from the reports of a shelf; `answer_one` answers from one of them, `try_one` does
    so without checking the answer's figures, to see which report answers best."""

    shelf: Shelf
    answer_one: AnswerOne
    try_one: AnswerOne

    def ask(self, question: str, history: Sequence[Turn], ids: Sequence[str]) -> Answer:
        """Answer from the reports `ids`, from all where there are none.

        Raises:
            KeyError: there is no report of one of the ids.
        """
        earlier = asked_by(history)
        language = language_of(question, earlier)
        summaries = self._chosen(ids, language)
        if not summaries:
            return _own_words(question, language, say("empty", language))
        way = route(question, summaries, earlier)
        if len(summaries) == 1:
            way = Route(Way.ONE, (Leg(summaries[0]),))
        if way.way in (Way.COMPARE, Way.SERIES):
            combined = self._combined(question, history, way, language)
            if combined is not None:
                return combined
        if way.way is Way.ONE:
            answer = self._from_one(question, history, way.legs[0].summary, len(summaries) > 1)
            if not answer.refused or answer.intent != "refusal":
                return answer
            way = replace(way, legs=self._others(way.legs[0].summary, summaries))
            searched = self._searched(question, history, way, summaries) if way.legs else None
            return answer if searched is None else searched
        found = self._searched(question, history, way, summaries)
        return found or _own_words(question, language, nothing(summaries, language))

    def _chosen(self, ids: Sequence[str], language: Language) -> list[Summary]:
        """The reports to ask, of two editions of one the one to be read in `language`. Those that
        ship with the program step back where the user has reports of his own."""
        listed = self.shelf.listed()
        known_ids = {summary.id for summary in listed}
        for report_id in ids:
            if report_id not in known_ids:
                raise KeyError(report_id)
        chosen = [s for s in listed if not ids or s.id in ids]
        if not ids and any(not s.bundled for s in chosen):
            chosen = [s for s in chosen if not s.bundled]
        known = {summary.id: summary for summary in chosen}
        return [
            summary
            for summary in chosen
            if summary.pair not in known or _reads(summary, known[summary.pair], language)
        ]

    # -- one report -----------------------------------------------------------------------

    def _from_one(
        self, question: str, history: Sequence[Turn], summary: Summary, named: bool
    ) -> Answer:
        answer = self.answer_one(question, history, self.shelf.open(summary.id))
        if not named or not answer.text or answer.intent in ("small_talk", "out_of_scope"):
            return answer
        combined = Combined(answer.language)
        combined.take(answer, say("from_report", answer.language, name=summary.name))
        self._flag_restated(combined, answer, summary)
        whole = combined.finished(question, answer.intent, refused=answer.refused)
        return replace(whole, not_understood=answer.not_understood, written_by=answer.written_by)

    def _others(self, summary: Summary, summaries: Sequence[Summary]) -> tuple[Leg, ...]:
        """The other reports of the same company, the newest first."""
        same = [
            other
            for other in summaries
            if other.id != summary.id
            and summary.facts.subject
            and other.facts.subject == summary.facts.subject
        ]
        return tuple(Leg(other) for other in sorted(same, key=by_time, reverse=True))

    # -- whichever answers best -------------------------------------------------------------

    def _searched(
        self, question: str, history: Sequence[Turn], way: Route, summaries: Sequence[Summary]
    ) -> Answer | None:
        """The answer of the report that has the best evidence, `None` where none answers."""
        allowed = [leg.summary for leg in way.legs] or summaries
        summary = best_answer(question, history, self.shelf, allowed, self.try_one)
        if summary is None:
            return None
        company = [summary, *(leg.summary for leg in self._others(summary, summaries))]
        over_time = within(question, company)
        if over_time.way is Way.SERIES:
            combined = self._combined(
                question, history, over_time, language_of(question, asked_by(history))
            )
            if combined is not None:
                return combined
        if not way.strangers:
            listed = self._each(question, history, summary, allowed)
            if listed is not None:
                return listed
        return self._from_one(question, history, summary, len(summaries) > 1)

    def _each(
        self, question: str, history: Sequence[Turn], best: Summary, allowed: Sequence[Summary]
    ) -> Answer | None:
        """For a question of nothing but a metric ("what was revenue in 1Q25?"): what the reports
        of the first companies give; `None` where only one does, or more is asked."""
        query = narrowed(question, history, self.shelf.open(best.id), None)
        told = [word for word in query.content if not word.isdigit()]  # a year is no subject
        if not query.metrics or told or query.intents:
            return None
        groups: dict[str, list[Summary]] = {}
        for summary in (best, *allowed):
            groups.setdefault(company_of(summary) or summary.id, []).append(summary)
        stated = []
        for group in list(groups.values())[:_MOST_LISTED]:
            summary = within(question, group).legs[0].summary
            opened = self.shelf.open(summary.id)
            row = row_for(narrowed(question, history, opened, None), opened)
            if row is not None:
                stated.append((summary, opened, row))
        if len(stated) < 2:
            return None
        combined = Combined(query.language)
        combined.add(say("several", query.language))
        for summary, opened, row in stated:
            combined.state(summary.name, (state(row, opened.rows, query.language),), opened)
        return combined.finished(question, "list")

    # -- several reports ----------------------------------------------------------------------

    def _combined(
        self, question: str, history: Sequence[Turn], way: Route, language: Language
    ) -> Answer | None:
        """Each report's figure beside the others', and what follows; `None` where no report
        gives any."""
        stated: list[tuple[Leg, OpenReport, tuple[Statement, ...], KpiRow | None]] = []
        for leg in way.legs:
            opened = self.shelf.open(leg.summary.id)
            query = narrowed(question, history, opened, leg.period)
            row = row_for(query, opened)
            if row is not None:
                statements: tuple[Statement, ...] = (state(row, opened.rows, language),)
            else:
                draft = Answerer(opened.report, opened.rows, opened.passages).draft(query)
                statements = () if draft.refused else draft.statements
            stated.append((leg, opened, statements, row))
        if not any(statements for _, _, statements, _ in stated):
            return None
        combined = Combined(language)
        rows = [(leg, row) for leg, _, _, row in stated if row is not None]
        sides = named_sides(rows, language, by_period=way.way is Way.SERIES)
        together = moved if way.way is Way.SERIES else compared
        # Where a report's figure had to be worked out, an order of the others would mislead.
        computed = any(row is None and told for _, _, told, row in stated)
        conclusion = together(sides, language) if alike(sides) and not computed else None
        if conclusion is not None:
            numbers: list[int] = []
            for _, opened, _, row in stated:
                if row in conclusion.rows:
                    numbers += combined.cited(Statement("", rows=(row,)), opened)
            combined.add(conclusion.text, conclusion.checks, numbers)
        for leg, opened, statements, row in stated:
            if statements:
                combined.state(leg.summary.name, statements, opened)
            else:
                told = say("not_given", language)
                gap = " " if language == "en" else ""
                combined.add(f"- {leg.summary.name}{gap}{told}")
            if row is not None:
                self._restated(combined, row, leg.summary)
        return combined.finished(question, "compare")

    # -- restatements -------------------------------------------------------------------------

    def _flag_restated(self, combined: Combined, answer: Answer, summary: Summary) -> None:
        """Says of the first figure that an answer stands on where a later report restates it."""
        rows = [row for citation in answer.citations for row in citation.rows]
        if answer.refused or not rows or not summary.facts.subject:
            return
        self._restated(combined, rows[0], summary)

    def _restated(self, combined: Combined, row: KpiRow, summary: Summary) -> None:
        """Where a later report of the company gives another figure for the same thing and time."""
        key = key_of(summary, row)
        if key is None or not summary.facts.subject:
            return
        later = [
            other
            for other in self.shelf.listed()
            if other.facts.subject == summary.facts.subject
            and other.id not in (summary.id, summary.pair)
            and by_time(other) > by_time(summary)
        ]
        given = self.shelf.find_rows(row.metric, row.period, [other.id for other in later])
        for other in sorted(later, key=by_time, reverse=True):
            rows = tuple(each for each in given if each.report_id == other.id)
            found = single_rows(other, KpiTable(rows)).get(key)
            if found is None or same_figure(row.figure, found.figure):
                continue
            reader = self.shelf.open(other.id)
            said = restated(found, other.name, combined.language)
            numbers = combined.cited(Statement(said.text, rows=said.rows), reader)
            combined.add(said.text, said.checks, numbers)
            return


def language_of(question: str, earlier: Sequence[str]) -> Language:
    """The language to answer in; the script of the turns before where the question has none."""
    default: Language = "zh-Hant"
    for text in earlier:
        default = detect_language(text, default_chinese=default) if text.strip() else default
    return detect_language(question, default_chinese="zh-Hant" if default == "en" else default)


def asked_by(history: Sequence[Turn]) -> list[str]:
    """The questions of the turns before."""
    return [turn.content for turn in history if turn.role == "user"]


def nothing(summaries: Sequence[Summary], language: Language) -> str:
    """A refusal that tells what the library has."""
    names = [f"“{s.name}”" if language == "en" else f"《{s.name}》" for s in summaries]
    more = len(names) - _MOST_NAMED
    shown = names[:_MOST_NAMED]
    if more > 0:
        shown.append(say("more", language, count=str(more)))
    joined = ", ".join(shown) if language == "en" else "、".join(shown)
    return say("nothing", language, names=joined)


def _own_words(question: str, language: Language, text: str) -> Answer:
    return Answer(question, text, language, refused=True, intent="refusal")


def _reads(summary: Summary, other: Summary, language: Language) -> bool:
    """Whether of two editions `summary` is the one to read in `language`."""
    if (summary.language[:2] == language[:2]) != (other.language[:2] == language[:2]):
        return summary.language[:2] == language[:2]
    return summary.id < other.id
