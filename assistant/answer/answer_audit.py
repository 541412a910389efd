"""Questions on whether the report's figures agree: of all of them, or of the relation asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answer.audit_asked import Asked, asked_of, chosen, implied, meant
from assistant.answer.draft import Draft, Statement
from assistant.answer.figure_relations import stated_relation
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.audit.audit import audit
from assistant.audit.audit_facts import Facts
from assistant.audit.audit_finding import Finding, Relation
from assistant.audit.audit_reread import read_again
from assistant.audit.audit_tie import Tie
from assistant.audit.audit_ties import all_shares, sum_of, ties
from assistant.audit.audit_words import explanation_of, said
from assistant.check.memory import Memory
from assistant.understand.infer import with_metric
from assistant.understand.query import Query
from corpus.kpi_names import vocabulary
from corpus.script import Language, has_han

_MOST = 5
_SHOWN = 3
_MOST_STATED = 4
_SURE_ALONE = frozenset(  # what only the audit tells
    {
        Relation.PARTS_GROWTH,
        Relation.LABEL,
        Relation.TARGET_PRICE,
        Relation.BOUND,
        Relation.RESTATED,
        Relation.EDITIONS,
    }
)
_ALL = Decimal(100)
_Known = tuple[Facts, tuple[Finding, ...], tuple[Tie, ...]]
_KNOWN: Memory[_Known] = Memory()


def answer_audit(query: Query, rows: RowFinder) -> Draft | None:
    """Whether the figures that the question speaks of agree, with the calculation; `None` where
    it asks no such thing, or where the report gives nothing that would tell."""
    asked = asked_of(query, rows.report.period)
    if asked is None:
        return _implied(query, rows)
    facts, findings, relations = _KNOWN.get(rows.table, lambda: _worked_out(rows))
    if not asked.named:
        return _told(asked, findings[:_MOST], query.language)
    plain = replace(query, things=(), content=())  # "equal", "parts": no words for a thing
    asked = replace(asked, query=with_metric(plain, rows))
    if not (asked.query.metrics or asked.figures or asked.sums):
        return _of_business(asked, findings, relations, rows)
    found = chosen(asked, (*_broken(findings), *relations))
    if asked.sums and [figure.value for figure in asked.figures] == [_ALL]:
        whole = replace(asked, figures=())
        found = all_shares(facts, relations) or chosen(whole, relations)
    if asked.sums and found:
        found = [_of_named_parts(facts, tie, asked.query) for tie in found]
    if found:
        return _answered(asked, found, rows)
    related = stated_relation(asked, rows, facts)
    if related is not None:
        return _answered(asked, [related], rows)
    about = [one for one in findings if not asked.reckoned and _concerns(one, asked.query)]
    if about and not asked.figures and not asked.sums:
        return _told(asked, about[:_MOST], query.language)
    return None if asked.reckoned or asked.sums else _unchecked(asked, rows)


def _implied(query: Query, rows: RowFinder) -> Draft | None:
    """Figures that follow from one another, where a question states them and asks for a yes."""
    asked = implied(query, rows.report.period)
    if asked is None:
        return None
    facts, _, _ = _KNOWN.get(rows.table, lambda: _worked_out(rows))
    related = stated_relation(asked, rows, facts)
    kept = related is not None and related.kept and related.finding.case == "figures"
    return _answered(asked, [related], rows) if related is not None and kept else None


def _worked_out(rows: RowFinder) -> _Known:
    facts = Facts.of(rows.report, read_again(rows.report, rows.table))
    findings = audit(rows.report, rows.table)
    known = {(one.kind, frozenset(one.rows)): one for one in findings}

    def as_found(tie: Tie) -> Tie:
        """What the audit says of a relation that is broken, where it speaks of it."""
        same = known.get((tie.finding.kind, frozenset(tie.rows)))
        return tie if tie.kept or same is None else replace(tie, finding=same)

    return facts, findings, tuple(map(as_found, ties(facts)))


def _of_business(
    asked: Asked, findings: Sequence[Finding], relations: Sequence[Tie], rows: RowFinder
) -> Draft | None:
    """What does not tie of a business or region; else some of what does."""
    about = [one for one in findings if _concerns(one, asked.query)]
    if about:
        return _told(asked, about[:_MOST], asked.query.language)
    kept = [tie for tie in relations if tie.kept and _concerns(tie.finding, asked.query)]
    return _answered(asked, kept, rows) if kept else None


def _of_named_parts(facts: Facts, tie: Tie, query: Query) -> Tie:
    """The sum of the parts that the question names, where it names some of them."""
    whole, *parts = tie.rows
    named = [p for p in parts if p.segment in query.segments or p.region in query.regions]
    return sum_of(facts, whole, named) if 1 < len(named) < len(parts) else tie


def _broken(findings: Iterable[Finding]) -> list[Tie]:
    """What the audit found and no relation of one figure tells."""
    return [Tie(finding, False) for finding in findings if finding.kind in _SURE_ALONE]


def _told(asked: Asked, findings: Sequence[Finding], language: Language) -> Draft:
    """What does not tie, item by item; or that nothing was found."""
    if not findings:
        key = "clean_against" if asked.against else "clean"
        return Draft((Statement(said(key, language)),), "audit")
    lead = Statement(said("broken_against" if asked.against else "broken", language))
    lines = [Statement(explanation_of(one, language), rows=one.rows) for one in findings]
    if len(lines) > 1:
        lines = [replace(line, bullet=True) for line in lines]
    return Draft((lead, *lines), "audit", findings=tuple(findings))


def _answered(asked: Asked, found: Sequence[Tie], rows: RowFinder) -> Draft:
    """The relations asked of, those that do not hold first: the verdict, the calculations, and
    the figures that they stand on."""
    language = asked.query.language
    shown = sorted(found, key=lambda tie: tie.kept)[:_SHOWN]
    verdict = "kept" if all(tie.kept for tie in shown) else "broken"
    lines = [Statement(said(verdict + "_against" * asked.against, language))]
    findings: list[Finding] = []
    for tie in shown:
        for finding, text in _sentences(tie, language):
            findings.append(finding)
            lines.append(Statement(text, rows=finding.rows))
    first = shown[0].rows[0]
    worded = language != "en" or not has_han(vocabulary().label(first.metric, "en"))
    if len(shown) == 1 and first.metric and worded:
        lines.append(state(first, rows, language))
    return Draft(tuple(dict.fromkeys(lines)), "audit", findings=tuple(findings))


def _sentences(tie: Tie, language: Language) -> list[tuple[Finding, str]]:
    finding = tie.finding
    told = [(finding, explanation_of(finding, language))]
    if tie.rest is not None:
        told.append((tie.rest, said("rest", language, tie.rest)))
    if tie.wider:
        told.append((finding, said("wider", language, finding)))
    if finding.kind is Relation.RESTATED and tie.kept:
        told.append((finding, said("rounded", language)))
    return told


def _unchecked(asked: Asked, rows: RowFinder) -> Draft | None:
    """What is asked of and cannot be worked out from the report: that, and the figures named."""
    query = replace(asked.query, figures=(), measure=None)
    told: dict[str, Statement] = {}
    stated = [r for r in rows.table if any(meant(figure, r) for figure in asked.figures)]
    stated = [r for r in stated if not query.metrics or r.metric in query.metrics] or stated
    for segment in query.segments if query.metrics else ():
        stated += rows.find(replace(query, segments=(segment,)))[:1]
    if query.metrics and (query.group_scope or not query.segments):
        stated += rows.find(replace(query, segments=()))[:1]
    for row in stated:
        line = state(row, rows, query.language)
        told.setdefault(line.text, line)
    if not told or (asked.figures and not query.metrics and not asked.against):
        return None
    lead = Statement(said("unchecked", query.language))
    return Draft((lead, *list(told.values())[:_MOST_STATED]), "audit")


def _concerns(finding: Finding, query: Query) -> bool:
    """Whether a finding is about the names in the question, and its figure one of theirs."""
    stated = finding.rows[0]
    named = not query.metrics or stated.metric in query.metrics
    placed = not query.regions or stated.region in query.regions
    return named and placed and (not query.segments or stated.segment in query.segments)
