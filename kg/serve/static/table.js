// An answer as a table: sorted by a click on a column, the first rows first.

import { addressOf, isNumber, shorten } from "./terms.js";

const PAGE = 200;

export function drawTable(place, { columns, rows }, order = null) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const column of columns) {
    const button = document.createElement("button");
    button.textContent = column + (order?.column === column ? (order.down ? " ↓" : " ↑") : "");
    button.addEventListener("click", () =>
      drawTable(place, { columns, rows }, { column, down: order?.column === column && !order.down }));
    const cell = document.createElement("th");
    cell.append(button);
    head.append(cell);
  }
  const sorted = order ? rows.toSorted(byColumn(order)) : rows;
  const body = table.createTBody();
  place.replaceChildren(table);
  addRows(place, body, columns, sorted, 0);
}

function addRows(place, body, columns, rows, start) {
  for (const row of rows.slice(start, start + PAGE)) {
    const line = body.insertRow();
    for (const column of columns) fillCell(line.insertCell(), row[column]);
  }
  const left = rows.length - start - PAGE;
  if (left <= 0) return;
  const more = document.createElement("button");
  more.id = "more";
  more.textContent = `${left.toLocaleString()} more`;
  more.addEventListener("click", () => {
    more.remove();
    addRows(place, body, columns, rows, start + PAGE);
  });
  place.append(more);
}

function fillCell(cell, term) {
  if (!term) return;
  const address = addressOf(term);
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = shorten(term);
    cell.append(link);
  } else {
    cell.textContent = shorten(term);
    cell.classList.toggle("number", isNumber(term));
  }
}

function byColumn({ column, down }) {
  const sign = down ? -1 : 1;
  return (a, b) => {
    const [left, right] = [a[column], b[column]];
    if (!left || !right) return left ? -1 : right ? 1 : 0;
    const numbers = isNumber(left) && isNumber(right);
    return sign * (numbers ? left.value - right.value : shorten(left).localeCompare(shorten(right)));
  };
}
