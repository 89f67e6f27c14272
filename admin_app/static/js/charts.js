// The charts of the home page. Each draws the table below it: the numbers, the words and the addresses are all there.
(() => {
  "use strict";

  const boxes = [...document.querySelectorAll("[data-chart]")];
  for (const box of boxes) {
    box.hidden = false;
    box.nextElementSibling.open = false;
  }

  // What a table says: the headings of its rows, and a series for each column that has a color.
  const read = (box) => {
    const table = box.nextElementSibling.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    if (box.hasAttribute("data-backwards")) rows.reverse();
    const columns = [...table.tHead.rows[0].cells].filter((cell) => cell.dataset.series);
    return {
      names: rows.map((row) => text(row.cells[0])),
      series: columns.map((column) => ({
        name: column.dataset.series,
        label: text(column),
        cells: rows.map((row) => row.cells[column.cellIndex]),
      })),
    };
  };

  const text = (cell) => cell.textContent.trim();

  // Colors are named in the style sheet, once for light and once for dark; only an element knows which of them counts.
  const palette = (box, names) => {
    const probe = box.appendChild(document.createElement("span"));
    const colors = {};
    for (const name of [...names, "text", "line", "ground"]) {
      probe.dataset.series = name;
      colors[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return colors;
  };

  // Where a click leads: a bar has a cell of its own, a line is met anywhere above a day.
  const addressAt = (chart, event) => {
    const how = chart.config.type === "line" ? { mode: "index", intersect: false } : { mode: "nearest", intersect: true };
    const [hit] = chart.getElementsAtEventForMode(event, how.mode, how, false);
    return hit && chart.data.datasets[hit.datasetIndex].cells[hit.index].querySelector("a")?.href;
  };

  // Bars stand on zero and count; a line is of shares, of which the last few per cent matter.
  const heights = {
    bar: { beginAtZero: true, ticks: { maxTicksLimit: 5, precision: 0 } },
    line: { max: 100, grace: "10%", ticks: { maxTicksLimit: 5, callback: (share) => `${Math.round(share * 10) / 10} %` } },
  };

  const scales = (kind, colors) => {
    const font = { size: 11 };
    const { ticks, ...height } = heights[kind];
    return {
      x: {
        border: { color: colors.line },
        grid: { display: false },
        ticks: { color: colors.text, font, maxRotation: 0, autoSkipPadding: kind === "bar" ? 4 : 16 },
      },
      y: { border: { display: false }, grid: { color: colors.line }, ticks: { color: colors.text, font, ...ticks }, ...height },
    };
  };

  // A tooltip has the colors of the page the other way round, so that it stands out.
  const plugins = ({ names, series }, colors) => ({
    legend: { display: series.length > 1, align: "end", labels: { color: colors.text, boxWidth: 10, boxHeight: 10 } },
    tooltip: {
      backgroundColor: colors.text,
      titleColor: colors.ground,
      bodyColor: colors.ground,
      displayColors: false,
      callbacks: {
        title: ([item]) => names[item.dataIndex],
        label: ({ dataset, dataIndex }) => `${dataset.label}: ${text(dataset.cells[dataIndex])}`,
      },
    },
  });

  const dataset = ({ name, label, cells }, colors) => ({
    label,
    cells,
    data: cells.map((cell) => Number(cell.dataset.value)),
    backgroundColor: colors[name],
    borderColor: colors[name],
    maxBarThickness: 32,
    borderRadius: 2,
    pointRadius: 3,
    pointHoverRadius: 5,
  });

  const draw = (box) => {
    const kind = box.dataset.chart;
    const canvas = box.querySelector("canvas");
    const table = read(box);
    const colors = palette(box, table.series.map(({ name }) => name));
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, {
      type: kind,
      data: {
        // Below bars there is room for a word, and for several lines.
        labels: kind === "bar" ? table.names.map((name) => name.split(/(?<=[a-z]-)| /)) : table.names,
        datasets: table.series.map((one) => dataset(one, colors)),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: scales(kind, colors),
        plugins: plugins(table, colors),
        onHover: (event, _, chart) => canvas.classList.toggle("leads-on", Boolean(addressAt(chart, event))),
        onClick: (event, _, chart) => {
          const address = addressAt(chart, event);
          if (address) location.assign(address);
        },
      },
    });
  };

  addEventListener("DOMContentLoaded", () => {
    Chart.defaults.locale = document.documentElement.lang;
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    const first = (box) => Chart.getChart(box.querySelector("canvas")) ?? draw(box);

    // A phone takes a while for each: they are drawn when they come into sight, with time for a touch between two of
    // them. Paper has all of them at once.
    const waiting = [];
    const next = () => {
      first(waiting.shift());
      if (waiting.length) setTimeout(next);
    };
    const coming = new IntersectionObserver(
      (seen) => {
        for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
          coming.unobserve(target);
          if (waiting.push(target) === 1) setTimeout(next);
        }
      },
      { rootMargin: "100px" },
    );
    for (const box of boxes) coming.observe(box);
    addEventListener("beforeprint", () => boxes.forEach(first));

    let shown = document.documentElement.dataset.bsTheme;
    new MutationObserver(() => {
      if (shown === document.documentElement.dataset.bsTheme) return;
      shown = document.documentElement.dataset.bsTheme;
      for (const box of boxes) if (Chart.getChart(box.querySelector("canvas"))) draw(box);
    }).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  });
})();
