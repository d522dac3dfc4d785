-- Which links to datasets rest on the least, and should be looked at first?
SELECT round(link.score, 2) AS score, label AS dataset, surface AS words, title
FROM 'tables/links.parquet' AS link
JOIN 'tables/mentions.parquet' AS mention USING (paper_id, entity_id, relation)
JOIN 'tables/entities.parquet' USING (entity_id)
JOIN 'tables/papers.parquet' USING (paper_id)
WHERE relation = 'dataset' AND mention_count = 1
ORDER BY link.score, entity_id, paper_id
LIMIT 8
