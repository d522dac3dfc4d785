-- Which common techniques and datasets has nobody combined?
WITH used AS (
  SELECT entity_id, kind, label, count(DISTINCT paper_id) AS papers
  FROM 'tables/links.parquet' JOIN 'tables/entities.parquet' USING (entity_id)
  WHERE relation = kind AND kind IN ('dataset', 'technique')
  GROUP BY ALL HAVING count(DISTINCT paper_id) >= 3
), techniques AS (
  SELECT * FROM used WHERE kind = 'technique' ORDER BY papers DESC, entity_id LIMIT 50
), datasets AS (
  SELECT * FROM used WHERE kind = 'dataset' ORDER BY papers DESC, entity_id LIMIT 50
), together AS (
  SELECT technique.entity_id AS technique, dataset.entity_id AS dataset
  FROM 'tables/links.parquet' AS technique JOIN 'tables/links.parquet' AS dataset USING (paper_id)
  WHERE technique.relation = 'technique' AND dataset.relation = 'dataset'
)
SELECT t.label AS technique, t.papers AS technique_papers, d.label AS dataset, d.papers AS dataset_papers
FROM techniques AS t CROSS JOIN datasets AS d
ANTI JOIN together ON together.technique = t.entity_id AND together.dataset = d.entity_id
ORDER BY t.papers * d.papers DESC, t.label, d.label, t.entity_id, d.entity_id
LIMIT 12
