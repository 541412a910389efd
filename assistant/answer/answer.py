"""Query and evidence to a draft: which kind of answer it is, and its statements."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.answer_audit import answer_audit
from assistant.answer.compare import compare
from assistant.answer.compute import compute
from assistant.answer.compute_declared import declared
from assistant.answer.draft import Draft, Statement
from assistant.answer.explain import explain
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.look_up import look_up
from assistant.answer.meanings import meaning
from assistant.answer.overview import left_over, overview
from assistant.answer.passages import PassageFinder
from assistant.answer.plans import list_plans
from assistant.answer.premise import verify
from assistant.answer.ranking import rank
from assistant.answer.reasons import gives_reason, reason_beside
from assistant.answer.refuse import refusal, without_reason
from assistant.answer.state import is_record, quote, state, told_once
from assistant.answer.worked import worked
from assistant.check.tolerance import Match, comparable, match
from assistant.understand.infer import with_metric
from assistant.understand.loosen import loosened
from assistant.understand.query import Query
from assistant.words.lists import listed
from assistant.words.phrases import phrase
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.report import Report
from corpus.script import fold

_OF_REASONS = frozenset({"why", "how"})
_EXPLAINING = frozenset({"why", "how", "who", "when", "where", "which_things"})
_A_FEW = 12  # "the three models": a number of things spoken of, not a figure of the report
_POINTED_AT = 2
_RECORDS = 12
_TIMES = ("year", "quarter", "month", "week", "day")
_OUT_OF_SCOPE_ALWAYS = frozenset({"instruction", "advice"})


class Answerer:
    """Answers queries on one report, without a language model."""

    def __init__(self, report: Report, rows: RowFinder, passages: PassageFinder) -> None:
        self.report = report
        self.rows = rows
        self.passages = passages

    def draft(self, query: Query) -> Draft:
        """The answer to `query`, before it is cited and checked.

        Where the report has nothing for all that a question took from earlier turns, it is asked
        with less of it.
        """
        drafted = self._draft(query)
        if not drafted.refused:
            return drafted
        others = (self._draft(other) for other in loosened(query))
        return next((other for other in others if not other.refused), drafted)

    def _draft(self, query: Query) -> Draft:
        aside = self._aside(query)
        if aside is not None:
            return aside
        audited = answer_audit(query, self.rows)
        if audited is not None:
            return audited
        calculated = declared(query, self.rows)
        if calculated is not None:
            return calculated
        unknown = self._unknown_names(query)
        if unknown:
            text = phrase("refuse_unknown", query.language, what=", ".join(unknown))
            return Draft((Statement(text),), "refusal", refused=True)
        told = meaning(query, self.rows)
        if told is not None:
            return told
        query = with_metric(query, self.rows)
        told = worked(query, self.rows)
        if told is not None:
            return told
        told = overview(query, self.rows)
        if told is not None:
            return told
        records = self._records(query)
        if records is not None:
            return records
        plans = query.source in (*PLANNED, SourceKind.PRIOR_TARGET) and query.figures
        if (query.revision or plans) and query.yes_no and not query.metrics:
            revised = verify(query, self.rows)
            if revised is not None:
                return revised
        pointed = self._of_figure(query)
        if pointed is not None:
            return pointed
        planned = query.source in (*PLANNED, SourceKind.PRIOR_TARGET)
        if planned and not query.metrics and not query.intents & _EXPLAINING:
            return self._plans(query)
        checked = verify(query, self.rows)
        if checked is not None:
            return checked
        if "other_base" in query.asks and query.yes_no and query.metrics:
            return self._explained(query, strict=True) or refusal(query, self.rows)
        reason = reason_beside(query, self.rows) if "why" in query.intents else None
        if reason is not None:
            return reason
        if query.intents & _EXPLAINING and not self._asks_a_value(query):
            if self._asks_reason_alone(query) and query.segments and not self.rows.find(query):
                return self._without_reason(query)  # no such figure, so no reason of its own
            explained = self._explained(query)
            reasoned = explained is not None and gives_reason(explained)
            if self._asks_reason_alone(query) and not reasoned:
                return self._without_reason(query)
            if explained is not None:
                return explained
        query = self._of_stated_share(query)
        for way in (compute, rank, compare):
            drafted = way(query, self.rows)
            if drafted is not None:
                return drafted
        if query.metrics:
            return look_up(query, self.rows) or self._without_rows(query)
        return self._explained(query) or self._peers(query) or refusal(query, self.rows)

    def _peers(self, query: Query) -> Draft | None:
        """The other companies that the table has, where the question asks who they are."""
        plain = fold(query.question)
        if "who" not in query.intents or not any(
            word in plain for word in listed("peers", "things")
        ):
            return None
        found: dict[str, KpiRow] = {}
        for row in self.rows.table:
            other = row.source is SourceKind.OTHER and row.entity not in ("", "industry")
            if other and self.rows.agrees(replace(query, entities=(row.entity,)), row):
                found.setdefault(row.entity, row)
        told = [state(row, self.rows, query.language) for row in found.values()]
        lead = Statement(phrase("also", query.language))
        lines = [replace(line, bullet=True) for line in told_once(told)][:_RECORDS]
        return Draft((lead, *lines), "list") if lines else None

    def _unknown_names(self, query: Query) -> list[str]:
        """Proper names of the question that neither the report nor the vocabulary has."""
        texts = [edition.text.lower() for edition in self.report.editions]
        words = re.findall(r"(?<=[\w,] )[A-Z][a-z]{2,}\w*", query.question)
        left = set(query.content)
        return [
            word
            for word in dict.fromkeys(words)
            if word.lower() in left and not any(word.lower() in text for text in texts)
        ]

    def _asks_reason_alone(self, query: Query) -> bool:
        """Whether nothing but the reason of a result will do for an answer."""
        other = query.source is not None or query.asks & {"value", "future"}
        return "why" in query.intents and bool(query.metrics) and not other

    def _asks_a_value(self, query: Query) -> bool:
        if not query.metrics or "why" in query.intents:
            return False
        if query.comparing or "compare" in query.intents:
            return True
        if query.intents & {"who", "which_things"}:
            return False
        if query.unit is UnitKind.RANK:
            return True
        if "how" in query.intents and ("future" in query.asks or left_over(query)):
            return False
        changed = "growth" in query.asks and query.source is None
        return "value" in query.asks or changed

    def _aside(self, query: Query) -> Draft | None:
        """Small talk, and what is no question on a report."""
        scope = query.out_of_scope
        if scope in _OUT_OF_SCOPE_ALWAYS or (scope and not query.metrics):
            text = phrase(f"out_{scope}", query.language)
            return Draft((Statement(text),), "out_of_scope", refused=True)
        if query.small_talk and not query.metrics and len(query.question) < 60:
            text = phrase(f"small_{query.small_talk}", query.language)
            return Draft((Statement(text),), "small_talk")
        return None

    def _of_stated_share(self, query: Query) -> Query:
        """ "Capex as a share of revenue" where the report states that share: only that."""
        if query.measure is not Measure.SHARE or len(query.metrics) != 2:
            return query
        part = replace(query, metrics=query.metrics[:1])
        stated = any(row.measure is Measure.SHARE for row in self.rows.find(part, exact=True))
        return part if stated else query

    def _of_figure(self, query: Query) -> Draft | None:
        """What a figure of the report is, where the question names the figure alone."""
        if query.metrics or query.content or query.intents & _EXPLAINING:
            return None
        for figure in query.figures:
            few = figure.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER)
            if few and figure.value <= _A_FEW:
                continue
            if figure.unit.code in _TIMES or figure.unit.kind is UnitKind.RANK:
                continue
            found = [
                row
                for row in self.rows.table
                if (match(figure, row.figure) is Match.EQUAL or _ends(row.figure, figure))
                and row.measure is not Measure.BAND
                and self.rows.agrees(replace(query, source=None, figures=()), row)
            ]
            told = [state(row, self.rows, query.language) for row in found]
            distinct = {statement.text: statement for statement in reversed(told)}
            if distinct:
                return Draft(tuple(reversed(distinct.values()))[:_POINTED_AT], "lookup")
        return None

    def _records(self, query: Query) -> Draft | None:
        """What the report calls a record, where that and no metric is asked for."""
        if "record" not in query.asks or query.metrics or query.yes_no:
            return None
        told: dict[str, Statement] = {}
        for row in self.rows.table:
            plain = row.measure is Measure.LEVEL and row.source is SourceKind.REPORTED
            fits = plain and self.rows.agrees(replace(query, measure=None), row)
            if fits and is_record(row, self.report):
                line = quote(row, self.report, query.language)
                earlier = told.get(line.text)
                rows = (*earlier.rows, *line.rows) if earlier else line.rows
                told[line.text] = replace(line, rows=rows, bullet=True)
        return Draft(tuple(told.values())[:_RECORDS], "list") if told else None

    def _explained(self, query: Query, *, strict: bool = False) -> Draft | None:
        """The report's own sentences, where they speak of the business that is asked about."""
        drafted = explain(query, self.passages, self.report, strict=strict)
        if drafted is None or not query.intents & _OF_REASONS:
            return drafted
        places = [place for statement in drafted.statements for place in statement.places]
        if not query.segments:
            of_part = query.group_scope and any(map(self.passages.is_of_business, places))
            return None if of_part else drafted
        return drafted if not places or self.passages.is_about(query, places[0]) else None

    def _without_reason(self, query: Query) -> Draft:
        """No reason is given; what there is to say of the thing all the same."""
        found = self.rows.find(query)
        return without_reason(query, found[0], self.rows) if found else refusal(query, self.rows)

    def _without_rows(self, query: Query) -> Draft:
        """A metric that the table does not give: for a yes or no the text may still tell."""
        if "verify" in query.intents and not query.figures and "value" not in query.asks:
            explained = self._explained(query, strict=True)
            if explained is not None:
                return explained
        if "who" in query.intents:
            return refusal(replace(query, metrics=()), self.rows)
        return refusal(query, self.rows)

    def _plans(self, query: Query) -> Draft:
        """All targets (or forecasts) that the report gives, in the order of the text."""
        listed = list_plans(query, self.rows)
        return listed or self._explained(query) or refusal(query, self.rows)


def _ends(span: Figure, figure: Figure) -> bool:
    """Whether a figure is one end of a range."""
    alike = comparable(span.unit, figure.unit) and span.is_range and not figure.is_range
    return alike and figure.value in (span.value, span.upper)
