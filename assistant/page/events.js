// Runs once for each part of the page that this program renders.
// A click on something with data-event tells the server what was chosen; a card that the
// evidence pane already holds is shown at once, without asking.

const box = element.closest(".block") ?? element;

const show = (card) => {
  for (const other of card.parentElement.querySelectorAll(".card.is-active")) {
    other.classList.remove("is-active");
  }
  card.classList.add("is-active");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  card.focus({ preventScroll: true });
};

// Long excerpts begin where their highlight is.
const openAtMarks = () => {
  for (const excerpt of element.querySelectorAll(".excerpt")) {
    const mark = excerpt.querySelector("mark");
    excerpt.scrollTop = mark ? mark.offsetTop - excerpt.clientHeight / 3 : 0;
  }
};

element.addEventListener("click", (click) => {
  const back = click.target.closest("[data-back]");
  if (back) {
    const goal = document.getElementById(back.dataset.back) || document.getElementById("main-pane");
    goal?.scrollIntoView({ block: "start" });
    return;
  }
  const source = click.target.closest("[data-event]");
  if (!source) return;
  const { event, text, turn, number, row } = source.dataset;
  if (event === "example") {
    trigger("example", { text });
    return;
  }
  const card = turn && document.getElementById(`evidence-${event}-${turn}-${number}`);
  if (card) {
    show(card);
    return;
  }
  document.body.dataset.chose = "yes";
  trigger("choose", { kind: event, turn, number, row });
});

watch("value", () => {
  openAtMarks();
  const active = element.querySelector(".card.is-active");
  if (active && document.body.dataset.chose) {
    delete document.body.dataset.chose;
    show(active);
  } else if (active) {
    box.scrollTop = 0;
  }
  const last = element.querySelector(".exchange:last-child");
  if (last && box.scrollHeight <= box.clientHeight + 1) {
    if (last.getBoundingClientRect().bottom > innerHeight) last.scrollIntoView({ block: "start" });
  } else if (last) {
    box.scrollTop += last.getBoundingClientRect().top - box.getBoundingClientRect().top - 4;
  }
});

// On a wide screen one can type at once; on a phone the keyboard would cover the page.
if (box.id === "conversation" && matchMedia("(min-width: 901px)").matches) {
  setTimeout(() => document.querySelector("#question textarea")?.focus({ preventScroll: true }), 300);
}
