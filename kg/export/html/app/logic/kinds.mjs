/** The kinds of things and the relations that join them, in the order in which they are listed. */

export const RELATIONS = [
  ["task", "Tasks"],
  ["technique", "Techniques"],
  ["dataset", "Datasets"],
  ["metric", "Metrics"],
  ["keyword", "Keywords"],
  ["repository", "Repositories"],
];

export const KIND_NAMES = {
  paper: "Paper",
  task: "Task",
  technique: "Technique",
  dataset: "Dataset",
  metric: "Metric",
  keyword: "Keyword",
  repository: "Repository",
};

export const ROLES = [
  ["introduced", "Introduced"],
  ["used", "Used"],
  ["compared", "Compared with"],
];
