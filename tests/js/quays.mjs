// A small graph as the page gets it: papers 0 to 3, then the entities 4 Quay-40, 5 moss/tides, 6 knot counting, 7 rope.
import { readGraph } from "../../kg/export/html/app/logic/graph.mjs";

const card = (slug, title, fields) => ({
  id: `paper/${slug}`,
  title,
  abstract: "",
  authors: [],
  year: null,
  venue: "",
  url: "",
  sources: [0],
  pages: [],
  community: 0,
  sentences: [],
  given: "",
  mentions: [],
  links: [],
  ...fields,
});
const entity = (id, kind, label, papers, aliases = []) => ({
  id,
  kind,
  label,
  aliases,
  papers,
  community: 0,
  drawn: papers > 1,
});
const ABSTRACT = "We weigh 🌊 tides with Quay-40. Knot counting helps. Quay-40 stays.";

export const DATA = {
  papers: [
    card("a", "Mapping the Élan quay", {
      abstract: ABSTRACT,
      authors: ["Ada Moss", "Bo Reed"],
      year: 2023,
      venue: "Coast",
      url: "https://example.org/a",
      sentences: [
        [0, 31],
        [32, 52],
        [53, 67],
      ],
      mentions: [
        ["a", 23, 30, 4, 0, 0.9],
        ["a", 53, 60, 4, 0, 0.9],
        ["a", 32, 45, 6, 1, 0.6],
      ],
      links: [
        [4, "dataset", "introduced", 0.9, 2],
        [5, "repository", "", 1, 0],
        [6, "task", "", 0.6, 1],
      ],
    }),
    card("b", "Weighing water", {
      year: 2021,
      links: [
        [4, "dataset", "used", 0.8, 1],
        [7, "keyword", "", 0.4, 1],
      ],
    }),
    card("c", "Ropes and their knots", {
      year: 2022,
      sources: [1],
      community: 1,
      links: [
        [6, "task", "", 0.6, 1],
        [7, "keyword", "", 0.4, 1],
      ],
    }),
    card("d", "Alone", { community: 2 }),
  ],
  entities: [
    entity("dataset/Quay-40", "dataset", "Quay-40", 2, ["Quay forty"]),
    entity("repository/moss/tides", "repository", "moss/tides", 1),
    entity("task/knot%20counting", "task", "knot counting", 2),
    entity("keyword/rope", "keyword", "rope", 2),
  ],
  related: [
    [0, 1, 1.5, [4]],
    [0, 2, 0.5, [6]],
    [1, 2, 0.7, [7]],
  ],
  communities: [
    { communities: [0], name: "Quay-40, tides", colour: "#0072B2", papers: 2 },
    { communities: [1], name: "rope", colour: "#E69F00", papers: 1 },
    { communities: [2], name: "Alone", colour: "#009E73", papers: 1 },
  ],
  sources: ["one.txt", "two.txt"],
  finders: [
    ["dataset", "lexicon"],
    ["task", "head-noun"],
  ],
  min_papers: 2,
  atlas: null,
  network: { nodes: Array.from({ length: 8 }, (_, id) => ({ id, x: 10 * id, y: -5 * id, size: 4 })), options: {} },
};

export const quays = () => readGraph(DATA);
export const PAPERS = { a: 0, b: 1, c: 2, d: 3 };
export const ENTITIES = { quay: 4, tides: 5, knots: 6, rope: 7 };
