-- On what do the sources of a paper disagree?
SELECT field, count(DISTINCT paper_id) AS papers
FROM 'tables/conflicts.parquet'
GROUP BY field
ORDER BY papers DESC, field
