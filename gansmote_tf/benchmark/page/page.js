"use strict";

const root = document.documentElement;

/** The button that turns the theme over; until then the page follows the system's. */
function offerThemes() {
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const tell = () => button.setAttribute("aria-pressed", isDark());
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

/** The button that copies the command, or selects it where the browser refuses. */
function offerCopy() {
  const button = document.getElementById("copy");
  if (!button) return;
  const command = document.getElementById("command");
  const status = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(command.textContent);
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(command);
      status.textContent = "Selected: copy it with Ctrl+C or ⌘C";
    }
  });
}

/** Sorting and filtering of a table, whose columns' values come ranked; -1 is a missing one. */
function offerTools(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const ranks = heads.map((head) => (head.dataset.ranks ?? "").split(" ").map(Number));
  const form = document.querySelector(`form[data-for="${table.closest(".box").getAttribute("aria-labelledby")}"]`);
  const plain = (text) => text.toLowerCase().replaceAll("\u2212", "-");
  let order = rows.map((_, row) => row);
  let shown = () => true;

  const arrange = () => {
    const kept = order.filter(shown);
    const keeps = new Set(kept);
    const all = document.createDocumentFragment();
    // What is hidden goes below, so that printing's first lines are lines that are shown.
    for (const row of [...kept, ...order.filter((row) => !keeps.has(row))]) {
      rows[row].hidden = !keeps.has(row);
      all.append(rows[row]);
    }
    table.tBodies[0].append(all);
    return kept.length;
  };

  const sortBy = (column) => {
    const next = { ascending: "descending", descending: "none" };
    const direction = next[heads[column].getAttribute("aria-sort")] ?? "ascending";
    heads.forEach((head, place) => head.setAttribute("aria-sort", place === column ? direction : "none"));
    order = rows.map((_, row) => row);
    if (direction !== "none") {
      const rank = ranks[column];
      const sign = direction === "ascending" ? 1 : -1;
      order.sort((a, b) => (rank[a] < 0) - (rank[b] < 0) || sign * (rank[a] - rank[b]) || a - b);
    }
    arrange();
  };

  const filter = () => {
    const words = plain(form.querySelector("input").value).split(/\s+/).filter(Boolean);
    const picks = [...form.querySelectorAll("select")]
      .filter((pick) => pick.value !== "")
      .map((pick) => [Number(pick.dataset.column), Number(pick.value)]);
    const texts = rows.map((row) => plain([...row.cells].map((cell) => cell.textContent).join(" ")));
    shown = (row) =>
      picks.every(([column, rank]) => ranks[column][row] === rank) &&
      words.every((word) => texts[row].includes(word));
    const all = rows.length.toLocaleString("en");
    const count = arrange();
    form.querySelector("output").textContent =
      count === rows.length ? `${all} lines` : `${count.toLocaleString("en")} of ${all} lines`;
  };

  if ("sortable" in table.dataset) {
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sortBy(column));
      head.append(button);
      head.setAttribute("aria-sort", "none");
    });
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter)); // once the fields are empty
  }
}

offerThemes();
offerCopy();
document.querySelectorAll("table").forEach(offerTools);

// What is folded up is printed, too.
addEventListener("beforeprint", () =>
  document.querySelectorAll("details:not([open])").forEach((part) => {
    part.open = true;
    addEventListener("afterprint", () => (part.open = false), { once: true });
  }),
);
