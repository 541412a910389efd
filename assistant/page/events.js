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
  const { event, text, turn, number, row, kind, form } = source.dataset;
  if (event === "act") {
    if (box.id === "scope" && source.dataset.do !== "toggle") menuIsOpen = false;
    trigger("act", { ...source.dataset });
    return;
  }
  if (event === "example") {
    trigger("example", { text });
    return;
  }
  if (event === "export") {
    trigger("export", { kind, form });
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

// A form of ours is sent as what it asks for, with its fields.
element.addEventListener("submit", (submit) => {
  submit.preventDefault();
  const fields = Object.fromEntries(new FormData(submit.target));
  trigger("act", { ...fields, ...submit.target.dataset });
});

// Lists are narrowed where they stand: an entry stays that holds every word.
element.addEventListener("input", (input) => {
  if (!input.target.dataset?.filter) return;
  const words = input.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of element.querySelectorAll("[data-text]")) {
    entry.hidden = !words.every((word) => entry.dataset.text.includes(word));
  }
});

// A picture of a page opens where its mark is; it is drawn at two pixels a point.
element.addEventListener("load", (load) => {
  const { top, left, right } = load.target.dataset ?? {};
  if (!top) return;
  const sheet = load.target.parentElement;
  const scale = (2 * load.target.clientWidth) / load.target.naturalWidth;
  sheet.scrollTop = top * scale - sheet.clientHeight / 3;
  // No further to the right than it must: what a row is called stands on the left.
  sheet.scrollLeft = Math.min(left * scale - 16, right * scale - sheet.clientWidth + 24);
}, true);
element.addEventListener("error", (error) => {
  if (error.target.dataset?.top) error.target.closest(".page-picture").hidden = true;
}, true);

// The list of reports stays open while some are ticked, and closes on a click elsewhere.
let menuIsOpen = false;
element.addEventListener("toggle", (toggle) => {
  if (toggle.target.matches("details.scope")) menuIsOpen = toggle.target.open;
}, true);
if (box.id === "scope") {
  document.addEventListener("click", (click) => {
    const menu = element.querySelector("details.scope");
    if (menu?.open && !menu.contains(click.target)) menu.open = false;
  });
  document.addEventListener("keydown", (key) => {
    const menu = element.querySelector("details.scope");
    if (key.key === "Escape" && menu?.open) menu.open = false;
  });
}

// A file that the server hands over inside the page: it is kept nowhere else.
const save = (file) => {
  const bytes = Uint8Array.from(atob(file.dataset.content), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.type }));
  link.download = file.dataset.download;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

watch("value", () => {
  const menu = element.querySelector("details.scope");
  if (menu && menuIsOpen) menu.open = true;
  const file = element.querySelector("[data-download]");
  if (file) {
    save(file);
    return;
  }
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
