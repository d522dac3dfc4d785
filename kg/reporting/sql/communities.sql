-- Which communities are there, how large, and of which years?
SELECT community, count(*) AS papers, min(year) AS first_year, max(year) AS last_year
FROM 'tables/papers.parquet'
GROUP BY community
ORDER BY papers DESC, community
