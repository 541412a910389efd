"""Which words of the question a cited passage answers, as one quiet line under it."""

from __future__ import annotations

from assistant.page.markup import Html, element, join
from assistant.results import Citation

MOST_SHOWN = 6


def question_words(citation: Citation, question: str) -> Html | None:
    """``EV margin → 汽車毛利率 · …``, each such pair once; `None` where no words are known."""
    asked, start = question.strip(), citation.place.span.start
    pairs = dict.fromkeys(
        (
            " ".join(span.of(asked) for span in word.asked),
            word.span.shifted(-start).of(citation.quote),
        )
        for word in citation.words
    )
    if not pairs:
        return None
    shown = [
        join([element("span", said, class_="asked-word"), " → ", element("span", given)])
        for said, given in list(pairs)[:MOST_SHOWN]
    ]
    return element("p", join(shown, " · "), class_="asked-words")
