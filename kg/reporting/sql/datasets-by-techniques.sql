-- On which datasets is which technique used, in how many papers?
WITH used AS (
  SELECT DISTINCT relation, entity_id, paper_id FROM 'tables/links.parquet' WHERE relation IN ('dataset', 'technique')
), pairs AS (
  SELECT dataset.entity_id AS dataset, technique.entity_id AS technique, count(*) AS papers
  FROM used AS dataset JOIN used AS technique USING (paper_id)
  WHERE dataset.relation = 'dataset' AND technique.relation = 'technique' AND dataset.entity_id <> technique.entity_id
  GROUP BY ALL
), rows AS (
  SELECT dataset, sum(papers) AS uses FROM pairs GROUP BY dataset
  HAVING sum(papers) > 1 ORDER BY uses DESC, dataset LIMIT 12
), columns AS (
  SELECT technique, sum(papers) AS uses FROM pairs SEMI JOIN rows USING (dataset) GROUP BY technique
  HAVING sum(papers) > 1 ORDER BY uses DESC, technique LIMIT 12
)
SELECT d.label AS dataset, t.label AS technique, coalesce(papers, 0) AS papers
FROM rows CROSS JOIN columns
LEFT JOIN pairs USING (dataset, technique)
JOIN 'tables/entities.parquet' AS d ON d.entity_id = rows.dataset
JOIN 'tables/entities.parquet' AS t ON t.entity_id = columns.technique
ORDER BY rows.uses DESC, rows.dataset, columns.uses DESC, columns.technique
