-- Which $kinds do most papers share?
SELECT label, paper_count AS papers
FROM 'tables/entities.parquet'
WHERE kind = '$kind' AND paper_count > 1
ORDER BY paper_count DESC, entity_id
LIMIT 10
