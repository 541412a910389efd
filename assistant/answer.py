"""Query and evidence to a draft: which kind of answer it is, and its statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer_audit import answer_audit
from assistant.compare import compare, rank
from assistant.compute import compute
from assistant.draft import Draft, Statement
from assistant.explain import explain
from assistant.find import PLANNED, RowFinder
from assistant.infer import with_metric
from assistant.passages import PassageFinder
from assistant.phrases import phrase
from assistant.premise import verify
from assistant.query import Query
from assistant.state import quote, state
from assistant.summarise import outlook, summarise
from assistant.write.numbers import period_text, subject_text
from assistant.write.sentences import can_compose, sentence
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.report import Report
from corpus.script import fold

_EXPLAINING = frozenset({"why", "how", "who", "when", "where", "which_things"})
_COMPARING = (Measure.YOY, Measure.QOQ)
_OUT_OF_SCOPE_ALWAYS = frozenset({"instruction", "advice"})


class Answerer:
    """Answers queries on one report, without a language model."""

    def __init__(self, report: Report, rows: RowFinder, passages: PassageFinder) -> None:
        self.report = report
        self.rows = rows
        self.passages = passages

    def draft(self, query: Query) -> Draft:
        """The answer to `query`, before it is cited and checked.

        A question that names its metric but only inherits a business is asked of the whole
        when the report has nothing on that business.
        """
        drafted = self._draft(query)
        inherits = "segments" in query.inherited and "metrics" not in query.inherited
        if drafted.refused and inherits and query.metrics:
            wider = self._draft(replace(query, segments=(), inherited=frozenset()))
            return drafted if wider.refused else wider
        return drafted

    def _draft(self, query: Query) -> Draft:
        aside = self._aside(query)
        if aside is not None:
            return aside
        unknown = self._unknown_names(query)
        if unknown:
            text = phrase("refuse_unknown", query.language, what=", ".join(unknown))
            return Draft((Statement(text),), "refusal", refused=True)
        query = with_metric(query, self.rows)
        overview = self._overview(query)
        if overview is not None:
            return overview
        if query.source in PLANNED and not query.metrics and not query.intents & _EXPLAINING:
            return self._plans(query)
        if "audit" in query.intents:
            audited = answer_audit(query, self.rows)
            if audited is not None:
                return audited
        checked = verify(query, self.rows)
        if checked is not None:
            return checked
        if query.intents & _EXPLAINING and not self._asks_a_value(query):
            explained = explain(query, self.passages, self.report)
            if explained is not None:
                return explained
        query = self._of_stated_share(query)
        for way in (compute, rank, compare):
            drafted = way(query, self.rows)
            if drafted is not None:
                return drafted
        if query.metrics:
            return self._lookup(query)
        explained = explain(query, self.passages, self.report)
        return explained if explained is not None else self._refusal(query)

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

    def _overview(self, query: Query) -> Draft | None:
        """A summary or an outlook, where that and no single metric is asked for."""
        if query.metrics or query.intents & {"why", "who"}:
            return None
        only_named = bool(query.segments) and not (query.content or query.intents or query.asks)
        wide = "summarise" in query.intents or (only_named and query.source is None)
        drafted = summarise(query, self.rows) if wide else None
        if drafted is None and "outlook" in query.intents and "which_things" not in query.intents:
            drafted = outlook(query, self.rows)
        return drafted

    def _asks_a_value(self, query: Query) -> bool:
        if not query.metrics or "why" in query.intents:
            return False
        if query.comparing or "compare" in query.intents:
            return True
        if query.intents & {"who", "which_things"}:
            return False
        if query.unit is UnitKind.RANK:
            return True
        if "how" in query.intents and "future" in query.asks:
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

    # -- look-ups -----------------------------------------------------------------

    def _lookup(self, query: Query) -> Draft:
        found = self.rows.find(query)
        if not found:
            return self._without_rows(query)
        if query.measure in _COMPARING and not self._has_measure(query, found):
            return self._without_measure(query, found[0])
        if query.measure is Measure.SHARE and query.content and self._of_another(query, found[0]):
            return self._refusal(replace(query, measure=None))
        missing = [m for m in query.metrics if not self.rows.find(replace(query, metrics=(m,)))]
        if query.measure is Measure.SHARE and query.metrics[:1] == tuple(missing[:1]):
            return self._refusal(replace(query, metrics=tuple(missing), measure=None))
        statements: list[Statement] = []
        if query.convert:
            statements.append(Statement(phrase("no_convert", query.language)))
        for metric in self._asked_metrics(query, found):
            rows = [row for row in found if row.metric == metric]
            statements += self._facts(query, rows)
        for metric in missing if query.band is None else ():
            what = self._described(replace(query, metrics=(metric,)))
            statements.append(Statement(phrase("refuse_metric", query.language, what=what)))
        return Draft(tuple(dict.fromkeys(statements)), "lookup")

    def _of_another(self, query: Query, row: KpiRow) -> bool:
        """Whether a share is that of a business or region that the question does not name."""
        listed = "each_segment" in query.asks or query.intents & {"list", "rank", "compare"}
        if listed or any(word in fold(row.detail) for word in query.content):
            return False
        if row.region in query.regions or row.segment in query.segments:
            return False
        return bool(row.segment) or row.region not in ("", "global")

    def _has_measure(self, query: Query, found: Sequence[KpiRow]) -> bool:
        """Whether any of the rows, or what is stated with the nearest, is the change asked."""
        near = self.rows.fact(found[0]).rows
        return any(row.measure in (query.measure, Measure.CHANGE) for row in (*near, found[0]))

    def _without_measure(self, query: Query, row: KpiRow) -> Draft:
        """Says that the change on that base is not given, and what is."""
        language, measure = query.language, query.measure
        name = phrase(f"measure_{measure.value}", language) if measure else ""
        what = subject_text(row, language)
        statements = (
            Statement(phrase("refuse_measure", language, measure=name, what=what)),
            Statement(phrase("nearest", language)),
            replace(state(row, self.rows, language), bullet=True),
        )
        return Draft(statements, "refusal", refused=True)

    def _asked_metrics(self, query: Query, found: Sequence[KpiRow]) -> list[str]:
        named = [m for m in query.metrics if any(row.metric == m for row in found)]
        return named or [found[0].metric]

    def _facts(self, query: Query, rows: Sequence[KpiRow]) -> list[Statement]:
        """A statement for the nearest row, and for the other scopes the query leaves open."""
        statements: list[Statement] = []
        for row in self._leading(query, rows):
            statements.append(state(row, self.rows, query.language))
        return statements

    def _leading(self, query: Query, rows: Sequence[KpiRow]) -> list[KpiRow]:
        """The rows to state: the nearest one for each scope that the query names, or, where
        it names none and the nearest is no whole, the scopes that the report has."""
        best = rows[0]
        wanted: list[KpiRow] = []
        scopes = max(
            len(query.segments), len(query.regions), len(query.entities), len(query.periods), 1
        )
        seen: set[tuple[object, ...]] = set()
        for row in rows:
            scope = (
                row.segment,
                row.region,
                row.entity,
                row.period if len(query.periods) > 1 else None,
            )
            if scope in seen or row.measure is not best.measure or row.source is not best.source:
                continue
            if row.detail and not best.detail:
                continue
            seen.add(scope)
            wanted.append(row)
        if scopes > 1:
            return wanted[: max(scopes, 2)]
        inside = bool(query.segments) and best.segment not in query.segments
        open_scope = not query.segments and best.segment and not query.group_scope
        if inside or open_scope:
            alike = [
                row for row in wanted if row.metric == best.metric and row.region == best.region
            ]
            return alike[:4]
        return [best]

    def _without_rows(self, query: Query) -> Draft:
        """A metric that the table does not give: for a yes or no the text may still tell."""
        if "verify" in query.intents and not query.figures and "value" not in query.asks:
            explained = explain(query, self.passages, self.report, strict=True)
            if explained is not None:
                return explained
        return self._refusal(query)

    def _plans(self, query: Query) -> Draft:
        """All targets (or forecasts) that the report gives, in the order of the text."""
        rows = [
            row
            for row in self.rows.table
            if row.source is query.source
            and row.measure is not Measure.BAND
            and (not query.segments or row.segment in query.segments)
            and (
                not query.periods
                or any(row.period and p.contains(row.period) for p in query.periods)
            )
        ]
        statements = [replace(quote(row, self.report, query.language), bullet=True) for row in rows]
        merged: dict[str, Statement] = {}
        for statement in statements:
            earlier = merged.get(statement.text)
            rows_of = (*earlier.rows, *statement.rows) if earlier else statement.rows
            merged[statement.text] = replace(statement, rows=rows_of)
        if not merged:
            explained = explain(query, self.passages, self.report)
            return explained if explained is not None else self._refusal(query)
        return Draft(tuple(merged.values()), "list")

    # -- refusals -----------------------------------------------------------------

    def _refusal(self, query: Query) -> Draft:
        """Says plainly that the report does not tell, and offers the nearest facts."""
        language = query.language
        what = self._described(query)
        text = (
            phrase("refuse_metric", language, what=what)
            if what
            else phrase("refuse_plain", language)
        )
        statements = [Statement(text)]
        near = [row for row in self.rows.nearest(query) if can_compose(row)]
        if near:
            statements.append(Statement(phrase("nearest", language)))
            for row in near:
                fact = self.rows.fact(row)
                statements.append(Statement(sentence(fact, language), rows=fact.rows, bullet=True))
        return Draft(tuple(statements), "refusal", refused=True)

    def _described(self, query: Query) -> str:
        """The thing asked for, in words, from the slots of the query."""
        if not query.metrics:
            return ""
        subject = self.report.subject
        entity = next((key for key in query.entities if key != subject), "") or (
            query.entities[0] if query.entities else ""
        )
        stand_in = (
            replace(
                self.rows.table.rows[0],
                metric=query.metrics[0],
                entity=entity,
                segment=query.segments[0] if query.segments else "",
                region=query.regions[0] if query.regions else "",
            )
            if len(self.rows.table)
            else None
        )
        if stand_in is None:
            return ""
        text = subject_text(stand_in, query.language)
        if query.periods:
            period = period_text(query.periods[0], query.language)
            text = f"{text} for {period}" if query.language == "en" else f"{period}的{text}"
        if query.source is not None and query.source is not SourceKind.REPORTED:
            kind = phrase(f"says_{query.source.value}", query.language)
            text = f"a {kind} for {text}" if query.language == "en" else f"{text}{kind}"
        return text
