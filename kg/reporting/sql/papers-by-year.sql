-- How many papers are of which year?
SELECT year, count(*) AS papers
FROM 'tables/papers.parquet'
WHERE year IS NOT NULL
GROUP BY year
ORDER BY year
